"""The loop in plain words: stages, what happened, why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from linli.cases.rules import Stage
from linli.cases.rules.facts import Outcome, State
from linli.kernel.rights import Role
from linli.people.rules import Purpose
from linli.ui.says import day as day
from linli.ui.says import moment as moment
from linli.ui.says import sentences as sentences
from linli.ui.shapes import Tone

STAGES: Mapping[Stage, Any] = {
    Stage.RECEIVED: gettext_lazy("Received"),
    Stage.FILED: gettext_lazy("Assigned"),
    Stage.HANDLING: gettext_lazy("Being handled"),
    Stage.CHECKING: gettext_lazy("Being checked"),
    Stage.CONFIRMING: gettext_lazy("Reporter is asked"),
    Stage.CLOSED: gettext_lazy("Closed"),
}
STAGE_ICONS: Mapping[Stage, str] = {
    Stage.RECEIVED: "inbox",
    Stage.FILED: "route",
    Stage.HANDLING: "tool",
    Stage.CHECKING: "eye-check",
    Stage.CONFIRMING: "message-question",
    Stage.CLOSED: "circle-check",
}
# In these the time limit of handling can run; at intake too, where dispatch has referred a case back.
TIMED = (Stage.RECEIVED, Stage.FILED, Stage.HANDLING)
STAGE_TONES: Mapping[Stage, Tone] = {
    Stage.RECEIVED: "waiting",
    Stage.FILED: "waiting",
    Stage.HANDLING: "info",
    Stage.CHECKING: "info",
    Stage.CONFIRMING: "info",
    Stage.CLOSED: "good",
}
# The map's key: open stages by the colour of their points.
STAGES_BY_TONE: Mapping[Tone, tuple[Any, ...]] = {
    tone: tuple(STAGES[stage] for stage, its in STAGE_TONES.items() if its == tone)
    for tone in dict.fromkeys(its for stage, its in STAGE_TONES.items() if stage is not Stage.CLOSED)
}
OUTCOMES: Mapping[str, Any] = {
    Outcome.SATISFIED: gettext_lazy("The reporter confirmed that it is fixed."),
    Outcome.UNANSWERED: gettext_lazy(
        "Closed because nobody answered whether it is fixed. This isn't counted as satisfied."
    ),
    Outcome.REJECTED: gettext_lazy("It was not taken on."),
    Outcome.WITHDRAWN: gettext_lazy("The report was withdrawn."),
    Outcome.DISAGREED: gettext_lazy("Closed although the reporter disagrees. This isn't counted as satisfied."),
    Outcome.DIVIDED: gettext_lazy(
        "Closed although not everybody who reported it says that it is fixed. This isn't counted as satisfied."
    ),
    Outcome.RECORDED: gettext_lazy("Closed in the system that it came from."),
}


# What is kept about a reporter, and can be erased.
KINDS: Mapping[str, Any] = {
    "contact": gettext_lazy("your contact details"),
    "words": gettext_lazy("what you wrote"),
    "photos": gettext_lazy("your photos"),
}
# The posts by which a contact may be opened, as the reporter reads them. Who holds one stays unsaid.
ROLES: Mapping[str, Any] = {
    Role.OPERATOR: pgettext_lazy("post", "Intake operator"),
    Role.SUPERVISOR: pgettext_lazy("post", "Shift supervisor"),
    Role.HANDLER: pgettext_lazy("post", "Handler"),
    Role.UNIT_LEAD: pgettext_lazy("post", "Unit lead"),
}
PURPOSES: Mapping[Purpose, Any] = {
    Purpose.FIND_PLACE: pgettext_lazy("purpose", "To find the place"),
    Purpose.ASK_DETAILS: pgettext_lazy("purpose", "To ask for details"),
    Purpose.ARRANGE_VISIT: pgettext_lazy("purpose", "To arrange a visit"),
    Purpose.TELL_RESULT: pgettext_lazy("purpose", "To tell the result"),
    Purpose.SEND_MESSAGE: pgettext_lazy("purpose", "To send a message"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to put right: the name of the field that it belongs to (empty: the whole form) and what to do."""

    field: str
    text: str


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in one unit; a date from a month on."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    days = hours // 24
    if days < 31:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    return day(at)


def metres(distance: float) -> str:
    """A distance as people say it: to 10 m, from a kilometre on to 100 m."""
    if distance < 1000:
        return pgettext("portal", "%(metres)d m away") % {"metres": max(10, round(distance, -1))}
    return _("%(kilometres).1f km away") % {"kilometres": distance / 1000}


def due(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    if now > at:
        return _("was due %(moment)s") % {"moment": moment(at)}
    return _("due by %(moment)s") % {"moment": moment(at)}


def file_trouble(code: str, facts: Mapping[str, Any]) -> str:
    """Why a photo was refused, and what to do."""
    return {
        "photo_empty": _("The file is empty. Choose the photo again."),
        "photo_too_large": _("The photo is larger than 15 MB. Send a smaller one."),
        "photo_too_many_pixels": _("The photo has more than 40 million pixels. Send a smaller one."),
        "photo_type": _(
            "This is not a JPEG, PNG or WebP photo. Take a photo with the phone's camera, or choose another file."
        ),
        "photo_broken": _("The photo can't be opened. Take it again, or choose another file."),
        "photo_too_many": _("At most %(most)s photos. Send those that show it best.") % {"most": facts.get("most", "")},
    }[code]


def too_long(count: int, most: int) -> str:
    text = _("This is %(count)d characters long. Shorten it to %(most)d.")
    return text % {"count": count, "most": most}


def refusal(code: str, facts: Mapping[str, Any]) -> Trouble:
    """Why a report or an act was refused, at the field that it belongs to, with the remedy."""
    match code:
        case "photo_missing":
            return Trouble("photos", _("A photo is needed for this kind of problem. Take or choose one."))
        case "class_unknown" | "class_for_staff" | "condition_unknown":
            return Trouble(
                "class", _("This kind of problem can't be chosen any more. Choose another one, or “I'm not sure”.")
            )
        case "missing":
            return _missing(facts)
        case "verdict_unknown":
            return Trouble("verdict", _("Choose one of the answers."))
        case "command_used":
            return Trouble("", _("This form was sent already. Open the page again if you want to send something else."))
        case "changed_meanwhile" | "not_from_here":
            return Trouble("", _("The case has moved on since you opened this page. Look at where it stands now."))
        case "too_late" if facts.get("until"):
            return Trouble("", _("The time for this ended %(moment)s. You can report the problem anew.") % {
                "moment": moment(facts["until"])
            })  # fmt: skip
        case "others_are_asked":
            return Trouble("", _("Others reported the same thing, so it can't be withdrawn for all of them."))
        case "objected_before":
            return Trouble(
                "", _("You have objected once already, so the decision stands. You can report the problem anew.")
            )
        case _:
            return Trouble("", _("This can't be done now. Look at where the case stands, or report the problem anew."))


def _missing(facts: Mapping[str, Any]) -> Trouble:
    needs = facts.get("needs", ())
    if "verdict" in needs:
        return Trouble("verdict", _("Choose one of the answers."))
    texts = {
        "dissent": _("Say what is still missing, so that they know what to do."),
        "object": _("Say why you disagree, so that it can be looked at again."),
        "reopen": _("Say what is wrong again."),
        "press": _("Say what the answer leaves open."),
        "add": _("Write what you want to add."),
    }
    return Trouble("text", texts.get(facts.get("move", ""), _("Write a few words.")))


def rejected(state: State, outcome: str) -> bool:
    return state is State.REJECTED or outcome == Outcome.REJECTED
