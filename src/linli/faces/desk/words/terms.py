"""States, posts, sources, outcomes and reasons of waiting, in the field's terms."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.rules import Stage, State
from linli.cases.rules.clock import Clock
from linli.cases.rules.facts import Outcome, Source
from linli.faces.desk.words.moves import Text
from linli.kernel.rights import Role
from linli.people.rules import Purpose

STATES: Mapping[State, Text] = {
    State.NEW: pgettext_lazy("state", "New"),
    State.REPORTED: pgettext_lazy("state", "To be filed"),
    State.REJECTED: pgettext_lazy("state", "Not filed"),
    State.ANSWERED: pgettext_lazy("state", "Answered"),
    State.FILED: pgettext_lazy("state", "To be dispatched"),
    State.DISPATCHED: pgettext_lazy("state", "To be accepted"),
    State.DISPUTED: pgettext_lazy("state", "To be ruled on"),
    State.HANDLING: pgettext_lazy("state", "Being handled"),
    State.PAUSED: pgettext_lazy("state", "Paused"),
    State.SUSPENDED: pgettext_lazy("state", "Suspended"),
    State.HANDLED: pgettext_lazy("state", "To be checked"),
    State.CONFIRMING: pgettext_lazy("state", "With the reporter"),
    State.CONTESTED: pgettext_lazy("state", "Contested: to be checked"),
    State.MERGED: pgettext_lazy("state", "Merged"),
    State.RECURRING: pgettext_lazy("state", "Cause to be decided on"),
    State.CLOSED: pgettext_lazy("state", "Closed"),
    State.SAMPLED: pgettext_lazy("state", "To be looked at again"),
}

# The tone of a badge (linli.ui): what waits for somebody here, what runs, what has come to an end.
STATE_TONES: Mapping[State, str] = {
    State.NEW: "plain",
    State.REPORTED: "waiting",
    State.REJECTED: "plain",
    State.ANSWERED: "plain",
    State.FILED: "waiting",
    State.DISPATCHED: "waiting",
    State.DISPUTED: "bad",
    State.HANDLING: "info",
    State.PAUSED: "waiting",
    State.SUSPENDED: "plain",
    State.HANDLED: "waiting",
    State.CONFIRMING: "plain",
    State.CONTESTED: "bad",
    State.MERGED: "plain",
    State.RECURRING: "waiting",
    State.CLOSED: "good",
    State.SAMPLED: "waiting",
}

STAGES: Mapping[Stage, Text] = {
    Stage.RECEIVED: pgettext_lazy("stage", "Received"),
    Stage.FILED: pgettext_lazy("stage", "Filed"),
    Stage.HANDLING: pgettext_lazy("stage", "Handling"),
    Stage.CHECKING: pgettext_lazy("stage", "Checking"),
    Stage.CONFIRMING: pgettext_lazy("stage", "Confirming"),
    Stage.CLOSED: pgettext_lazy("stage", "Closed"),
}

STAGE_ICONS: Mapping[Stage, str] = {
    Stage.RECEIVED: "inbox",
    Stage.FILED: "folder",
    Stage.HANDLING: "tool",
    Stage.CHECKING: "checklist",
    Stage.CONFIRMING: "message-question",
    Stage.CLOSED: "circle-check",
}

ROLES: Mapping[Role, Text] = {
    Role.COLLECTOR: pgettext_lazy("post", "Collector"),
    Role.OPERATOR: pgettext_lazy("post", "Intake operator"),
    Role.SUPERVISOR: pgettext_lazy("post", "Shift supervisor"),
    Role.DISPATCHER: pgettext_lazy("post", "Dispatcher"),
    Role.HANDLER: pgettext_lazy("post", "Handler"),
    Role.UNIT_LEAD: pgettext_lazy("post", "Unit lead"),
    Role.CHECKER: pgettext_lazy("post", "Checker"),
    Role.AREA_LEAD: pgettext_lazy("post", "Area lead"),
    Role.AUDITOR: pgettext_lazy("post", "Auditor"),
    Role.ADMINISTRATOR: pgettext_lazy("post", "Administrator"),
    Role.REPORTER: pgettext_lazy("post", "Reporter"),
    Role.SYSTEM: pgettext_lazy("post", "By itself"),
}

SOURCES: Mapping[Source, Text] = {
    Source.WEB: pgettext_lazy("source", "Web"),
    Source.PHONE: pgettext_lazy("source", "Phone"),
    Source.PAPER: pgettext_lazy("source", "Paper"),
    Source.FIELD: pgettext_lazy("source", "Field"),
    Source.API: pgettext_lazy("source", "Other system"),
    Source.IMPORT: pgettext_lazy("source", "Import"),
    Source.SYSTEM: pgettext_lazy("source", "By itself"),
}

SOURCE_ICONS: Mapping[Source, str] = {
    Source.WEB: "world",
    Source.PHONE: "phone",
    Source.PAPER: "mail",
    Source.FIELD: "walk",
    Source.API: "plug",
    Source.IMPORT: "file-import",
    Source.SYSTEM: "repeat",
}

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.SATISFIED: pgettext_lazy("outcome", "Satisfied"),
    Outcome.UNANSWERED: pgettext_lazy("outcome", "Unanswered"),
    Outcome.REJECTED: pgettext_lazy("outcome", "Not filed"),
    Outcome.WITHDRAWN: pgettext_lazy("outcome", "Withdrawn"),
    Outcome.DISAGREED: pgettext_lazy("outcome", "Without agreement"),
    Outcome.DIVIDED: pgettext_lazy("outcome", "Reporters disagree"),
    Outcome.RECORDED: pgettext_lazy("outcome", "Imported as closed"),
}

VERDICTS: Mapping[str, Text] = {
    "partly": pgettext_lazy("verdict", "Partly fixed"),
    "not_fixed": pgettext_lazy("verdict", "Not fixed"),
}

# What is timed, in the order in which a case comes to it.
CLOCKS: Mapping[Clock, Text] = {
    Clock.FILE: pgettext_lazy("clock", "Filing"),
    Clock.DISPATCH: pgettext_lazy("clock", "Dispatch"),
    Clock.HANDLE: pgettext_lazy("clock", "Handling"),
    Clock.ASSIST: pgettext_lazy("clock", "Assisting"),
    Clock.CHECK: pgettext_lazy("clock", "Check"),
    Clock.CONFIRM: pgettext_lazy("clock", "The reporter's reply"),
    Clock.CALL: pgettext_lazy("clock", "Response to a call"),
}

# Why a case waits for a person: what the automatic filing or dispatch was not certain of.
WAITING: Mapping[str, Text] = {
    "class_missing": _("No class was given."),
    "question": _("A question or a request: somebody reads it first."),
    "place_missing": _("No place was given."),
    "place_outside": _("The place lies outside the city's cells."),
    "objection": _("The reporter objects to the rejection."),
    "asked_again": _("The answer did not do: the reporter asks again."),
    "referred_back": _("Dispatch sent it back to intake."),
    "returned": _("The unit returned it."),
    "recalled": _("It was taken back from the unit."),
    "came_back": _("The reporter says it is not fixed."),
    "several_duties": _("Several units are equally responsible."),
    "no_duty": _("No unit has this duty here."),
    "unknown_class": _("The class is not in the city's rules."),
    "imported": _("It was imported while still open elsewhere."),
}

PURPOSES: Mapping[Purpose, Text] = {
    Purpose.FIND_PLACE: pgettext_lazy("purpose", "To find the place"),
    Purpose.ASK_DETAILS: pgettext_lazy("purpose", "To ask for details"),
    Purpose.ARRANGE_VISIT: pgettext_lazy("purpose", "To arrange a visit"),
    Purpose.TELL_RESULT: pgettext_lazy("purpose", "To tell the result"),
    Purpose.SEND_MESSAGE: pgettext_lazy("purpose", "To send a message"),
}

# What an act brings with it (fields of `Given`), as its form names them.
FIELDS: Mapping[str, Text] = {
    "text": _("words"),
    "reason": _("a reason"),
    "class_key": _("the class"),
    "condition": _("the condition"),
    "place": _("the place"),
    "unit_path": _("the unit"),
    "assisting": _("assisting units"),
    "verdict": _("the reporter's verdict"),
    "photos": _("a photo"),
    "until": _("the day until which"),
    "amount": _("how much longer"),
    "other": _("the other case"),
    "source": _("the source"),
    "units": _("the units to call"),
    "degree": _("how urgent it is"),
    "item": _("the number of the other case"),
    "verdicts": _("what you say of each unit"),
    "original": _("the original case"),
    "person": _("a member of staff"),
    "lots": _("the lots"),
    "amends": _("how far the ruling reaches"),
}

# The kinds of class (`linli.catalogue.rules.edition.KINDS`).
KIND_NAMES: Mapping[str, Text] = {
    "component": pgettext_lazy("kind", "Public facilities"),
    "matter": pgettext_lazy("kind", "Matters of the street"),
    "service": pgettext_lazy("kind", "Questions and help"),
    "local": pgettext_lazy("kind", "Local classes"),
}
