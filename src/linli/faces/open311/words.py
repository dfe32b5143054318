"""What is said of a case in public, in the reader's language: where it stands, and what happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.published import Published, Told
from linli.cases.rules import ENDED, Stage, State
from linli.cases.rules.facts import Outcome
from linli.catalogue.rules.edition import Edition
from linli.faces.open311.door import Call
from linli.kernel.paths import leaf
from linli.ui.says import moment as moment
from linli.ui.says import sentences as sentences

_STAGES: Mapping[Stage, Any] = {
    Stage.RECEIVED: gettext_lazy("Received"),
    Stage.FILED: gettext_lazy("Assigned"),
    Stage.HANDLING: gettext_lazy("Being handled"),
    Stage.CHECKING: gettext_lazy("Being checked by somebody else than the handler"),
    Stage.CONFIRMING: gettext_lazy("The reporter is asked"),
    Stage.CLOSED: gettext_lazy("Closed"),
}
_OUTCOMES: Mapping[str, Any] = {
    Outcome.SATISFIED: gettext_lazy("The reporter confirmed that it is fixed."),
    Outcome.UNANSWERED: gettext_lazy("Closed because nobody answered whether it is fixed."),
    Outcome.DISAGREED: gettext_lazy("Closed although the reporter disagrees."),
    Outcome.DIVIDED: gettext_lazy("Closed although not everybody who reported it says that it is fixed."),
    Outcome.RECORDED: gettext_lazy("Closed in the system that it came from."),
}
_TIMED = (Stage.FILED, Stage.HANDLING)
# States of which more is to be said than their stage: what the act says that leads there.
_SAID_OF_STATES: Mapping[State, str] = {State.PAUSED: "pause", State.SUSPENDED: "pause", State.MERGED: "merge"}

# What happened, as anybody may know it. An act that isn't here is told to nobody.
_TOLD: Mapping[str, Any] = {
    "report": gettext_lazy("Reported."),
    "file": gettext_lazy("Filed."),
    "reject": gettext_lazy("Not taken on."),
    "object": gettext_lazy("The reporter objected."),
    "answer": gettext_lazy("Answered."),
    "press": gettext_lazy("The reporter asked again."),
    "dispatch": gettext_lazy("Assigned to %(unit)s."),
    "rule": gettext_lazy("It was decided that %(unit)s is responsible."),
    "accept": gettext_lazy("%(unit)s has started."),
    "return": gettext_lazy("%(unit)s sent it back."),
    "contest": gettext_lazy("%(unit)s sent it back."),
    "recall": gettext_lazy("It was taken back from the unit."),
    "pause": gettext_lazy("The time limit stands still."),
    "resume": gettext_lazy("The time limit runs again."),
    "suspend": gettext_lazy("It was suspended."),
    "revive": gettext_lazy("It was taken up again."),
    "grant": gettext_lazy("More time was granted, by somebody else than the unit."),
    "handle": gettext_lazy("%(unit)s says that it is done."),
    "pass": gettext_lazy("Checked by somebody else: it is done."),
    "fail": gettext_lazy("Checked by somebody else: it isn't done yet."),
    "confirm": gettext_lazy("The reporter said that it is fixed."),
    "dissent": gettext_lazy("The reporter said that it isn't fixed. It goes back to be done."),
    "silence": gettext_lazy("Closed because nobody answered whether it is fixed."),
    "settle": gettext_lazy("Closed although the reporter disagrees."),
    "reopen": gettext_lazy("It was reopened."),
    "overturn": gettext_lazy("Looked at once more: it isn't done. It goes back to be done."),
    "record": gettext_lazy("Closed in the system that it came from."),
    "merge": gettext_lazy("It was joined with another report about the same thing, which goes on for both."),
    "unmerge": gettext_lazy("It turned out to be something else: it goes its own way again."),
    "uphold": gettext_lazy("Somebody looked again, because not all reporters agree. It is closed."),
    "sustain": gettext_lazy("Somebody looked again: it isn't fixed. It goes back to be done."),
    "entrust": gettext_lazy("%(unit)s is to remove the cause."),
    "dismiss": gettext_lazy("Nothing more is done about the cause."),
}


def stage(seen: Published, now: datetime) -> str:
    """Where the case stands, and whether its time limit has passed."""
    name = str(_STAGES[seen.stage])
    late = seen.stage in _TIMED and seen.due_at is not None and now > seen.due_at
    return _("%(stage)s, overdue") % {"stage": name} if late else name


def status(seen: Published) -> str:
    """Why it is open or closed: the outcome, or what is being waited for."""
    if seen.closed_at is not None:
        return str(_OUTCOMES.get(seen.outcome, _STAGES[Stage.CLOSED]))
    if seen.state in _SAID_OF_STATES:
        return str(_TOLD[_SAID_OF_STATES[seen.state]])
    return str(_STAGES[seen.stage])


def unit_name(call: Call, of: Edition, unit_path: str) -> str:
    unit = of.units.get(leaf(unit_path))
    return call.spoken(unit.name) if unit else ""


def happened(call: Call, of: Edition, one: Told) -> str:
    """What an event is told as; empty where it isn't told."""
    sentence = _TOLD.get(one.move)
    if sentence is None:
        return ""
    facts = {"unit": unit_name(call, of, one.unit_path) or _("the unit in charge")}
    reason = of.reason(one.move, one.reason) if one.reason else None
    why = call.spoken(reason.text) or call.spoken(reason.name) if reason else ""
    return sentences(str(sentence) % facts, why, "" if one.text == why else one.text)


def is_open(state: State) -> bool:
    return state not in ENDED
