"""A case's timeline and stage track in plain words, for whoever reads them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.published import words_for_all
from linli.cases.queries import Stamp, View
from linli.cases.rules import ENDED, LATEST, Stage
from linli.cases.rules.clock import Clock
from linli.cases.rules.facts import Outcome, State
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, words
from linli.ui.shapes import Step, Tone

# What the public sees of it is nothing: talk between posts, and who else follows.
HIDDEN = frozenset({
    "note", "follow", "refer", "draw", "redraw", "pass_on", "remind", "set_timer", "let_go", "conclude", "rejoin",
})  # fmt: skip
# Letters to the reporters of a case, and what was erased of theirs: nobody else reads that there was any.
LETTERS = frozenset({"write", "erase"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: a sentence, and what was said then (empty where it isn't for this reader)."""

    at: datetime
    icon: str
    tone: Tone
    text: str
    said: str = ""
    photos: tuple[str, ...] = ()


def lines(stamps: Iterable[Stamp], of: Edition, *, voice: str | None) -> list[Line]:
    """The timeline, oldest first. Of several reporters each sees their own words and photos, and nobody else's.

    `voice` is by which the reader is asked (empty: the case's own reporter); None for everybody else. To the case's own
    reporter staff's words are shown as they were written, to all others with what is personal covered.
    """
    found = []
    for stamp in stamps:
        if stamp.move in HIDDEN or (stamp.move in LETTERS and voice is None) or _of_a_part(stamp):
            continue
        own = stamp.voice == voice
        icon, tone, text = _sentence(stamp, of, own=own)
        by_reporter = stamp.actor_kind == "reporter" and stamp.move in _REPORTERS
        shown = stamp.public or (own and by_reporter) or stamp.move in LETTERS
        # A reason's own text stands in the sentence; an operator who sends just that has said it once.
        said = "" if not shown or (stamp.move == "reject" and stamp.text in text) else stamp.text
        if voice != "" and not (own and by_reporter):
            said = words_for_all(said)
        found.append(Line(stamp.at, icon, tone, text, said, stamp.photos if shown else ()))
    return found


def steps(view: View, stamps: Sequence[Stamp]) -> list[Step]:
    """The stages that the case has passed, stands in and still has before it, with the day of each."""
    facts = view.facts
    entered = _entered(stamps)
    entered.setdefault(Stage.RECEIVED, words.day(facts.reported_at) if facts.reported_at else "")
    start = Step(str(words.STAGES[Stage.RECEIVED]), "done", words.STAGE_ICONS[Stage.RECEIVED], entered[Stage.RECEIVED])
    if words.rejected(facts.state, facts.outcome):
        return [start, Step(_("Not taken on"), "stopped", "x", entered.get(Stage.CONFIRMING, ""))]
    if facts.outcome == Outcome.WITHDRAWN:
        return [start, Step(_("Withdrawn"), "stopped", "x", entered.get(Stage.CLOSED, ""))]
    order = _short_way(view) or list(Stage)
    here = order.index(view.stage) if view.stage in order else 0
    closed = facts.state in ENDED
    return [
        Step(
            str(words.STAGES[stage]) if stage is not Stage.CONFIRMING or not _answered(view) else _("Answered"),
            "done" if index < here or closed else "current" if index == here else "todo",
            words.STAGE_ICONS[stage],
            entered.get(stage, "") if index <= here else "",
        )
        for index, stage in enumerate(order)
    ]


def _entered(stamps: Sequence[Stamp]) -> dict[Stage, str]:
    """The day on which the case last came into each stage."""
    found = {}
    for stamp in stamps:
        before, after = LATEST.states[stamp.before].stage, LATEST.states[stamp.after].stage
        if before != after or stamp.seq == 1:
            found[after] = words.day(stamp.at)
    return found


def unit_in_charge(view: View, of: Edition) -> str:
    """The name of the unit that has the case; empty while nobody has it, as after a unit has sent it back."""
    return city.unit_name(of, view.facts.unit_in_charge)


def _answered(view: View) -> bool:
    return view.facts.state is State.ANSWERED or (view.facts.state in ENDED and not view.facts.handled_units)


def _short_way(view: View) -> list[Stage] | None:
    """A question that was only answered has no handling and no check."""
    return [Stage.RECEIVED, Stage.CONFIRMING, Stage.CLOSED] if _answered(view) else None


# Icon, tone and sentence of what staff and the system do; `%(unit)s` is the unit that the event names.
_STAFF: Mapping[str, tuple[str, Tone, Any]] = {
    "lapse": ("circle-x", "plain", gettext_lazy("Closed: nobody objected in time.")),
    "answer": ("message-reply", "good", gettext_lazy("Answered.")),
    "accept": ("tool", "info", gettext_lazy("%(unit)s has started.")),
    "recall": ("arrow-back", "waiting", gettext_lazy("It was taken back from the unit. It will be assigned again.")),
    "return": ("arrow-back-up", "waiting", gettext_lazy("%(unit)s sent it back. It will be assigned again.")),
    "contest": ("arrow-back-up", "waiting", gettext_lazy("%(unit)s sent it back. It will be assigned again.")),
    "rule": ("gavel", "info", gettext_lazy("It was decided that %(unit)s is responsible.")),
    "assist_accept": ("users", "info", gettext_lazy("%(unit)s has started its part.")),
    "assist_done": ("users", "info", gettext_lazy("%(unit)s says that its part is done.")),
    "assist_return": ("arrow-back-up", "plain", gettext_lazy("%(unit)s sent its part back.")),
    "resume": ("player-play", "info", gettext_lazy("%(unit)s goes on. The time limit runs again.")),
    "ask_extension": ("clock-plus", "waiting", gettext_lazy("%(unit)s asked for more time.")),
    "grant": ("clock-check", "info", gettext_lazy("More time was granted, by somebody else than the unit.")),
    "refuse": ("clock-x", "plain", gettext_lazy("More time was refused. The time limit stays.")),
    "revive": ("player-play", "info", gettext_lazy("It was taken up again. The time limit runs on.")),
    "handle": ("tool", "info", gettext_lazy("%(unit)s says that it is done.")),
    "pass": ("eye-check", "good", gettext_lazy("Checked on site by somebody else: it is done.")),
    "fail": (
        "eye-x",
        "waiting",
        gettext_lazy("Checked by somebody else: it isn't done yet. It is done again."),
    ),
    "climb": (
        "stairs-up",
        "waiting",
        gettext_lazy("It takes longer than it may. Those in charge were told."),
    ),
    "sample": ("zoom-check", "info", gettext_lazy("It was drawn by lot to be looked at once more.")),
    "stand": ("eye-check", "good", gettext_lazy("Looked at once more: it is done.")),
    "overturn": ("eye-x", "waiting", gettext_lazy("Looked at once more: it isn't done. It goes back to be done.")),
    "merge": (
        "git-merge",
        "info",
        gettext_lazy("It was joined with another report about the same thing, which goes on for both."),
    ),
    "unmerge": ("git-branch", "info", gettext_lazy("It turned out to be something else: it goes its own way again.")),
    "absorb": ("users", "plain", gettext_lazy("Somebody else reported the same thing.")),
    "uphold": (
        "eye-check",
        "plain",
        gettext_lazy("Somebody looked again, because not all reporters agree. It is closed."),
    ),
    "sustain": (
        "eye-x",
        "waiting",
        gettext_lazy("Somebody looked again: it isn't fixed. It goes back to be done."),
    ),
    "recur": ("repeat", "info", gettext_lazy("It was reported and closed three times within 90 days.")),
    "entrust": ("route", "info", gettext_lazy("%(unit)s is to remove the cause.")),
    "dismiss": ("circle-x", "plain", gettext_lazy("Nothing more is done about the cause.")),
    "silence": ("clock-x", "plain", gettext_lazy("Closed: the time to answer whether it is fixed is over.")),
    "settle": ("lock", "plain", gettext_lazy("Closed although the reporter disagrees.")),
    "record": ("lock", "plain", gettext_lazy("Closed in the system that it came from.")),
}

# Icon, tone, and the sentence as it is told to the reporter and to others.
_REPORTERS: Mapping[str, tuple[str, Tone, Any, Any]] = {
    "report": ("send", "plain", gettext_lazy("You reported it."), gettext_lazy("Reported.")),
    "object": ("message-exclamation", "waiting", gettext_lazy("You objected."), gettext_lazy("The reporter objected.")),
    "press": (
        "message-question",
        "waiting",
        gettext_lazy("You asked again."),
        gettext_lazy("The reporter asked again."),
    ),
    "confirm": (
        "circle-check",
        "good",
        gettext_lazy("You said that it is fixed."),
        gettext_lazy("The reporter said that it is fixed."),
    ),
    "agree": (
        "circle-check",
        "good",
        gettext_lazy("You said that it is fixed. Others who reported it are still asked."),
        gettext_lazy("One of those who reported it said that it is fixed."),
    ),
    "differ": (
        "circle-dashed-x",
        "waiting",
        gettext_lazy("You said that it is not fixed. Somebody looks again before anything is closed."),
        gettext_lazy("One of those who reported it said that it is not fixed. Somebody looks again."),
    ),
    "differ_afar": (
        "circle-dashed-x",
        "waiting",
        gettext_lazy("You said that it is not fixed where you reported it. It is noted."),
        gettext_lazy("Somebody who reported it from further away said that it is not fixed there."),
    ),
    "partly": (
        "circle-half-2",
        "waiting",
        gettext_lazy("You said that it is only partly fixed. It goes back to be done."),
        gettext_lazy("The reporter said that it is only partly fixed. It goes back to be done."),
    ),
    "dissent": (
        "circle-dashed-x",
        "waiting",
        gettext_lazy("You said that it is not fixed. It goes back to be done."),
        gettext_lazy("The reporter said that it is not fixed. It goes back to be done."),
    ),
    "withdraw": (
        "circle-minus",
        "plain",
        gettext_lazy("You withdrew the report."),
        gettext_lazy("The report was withdrawn."),
    ),
    "reopen": ("refresh", "waiting", gettext_lazy("You reopened it."), gettext_lazy("It was reopened.")),
    "add": ("plus", "plain", gettext_lazy("You added something."), gettext_lazy("The reporter added something.")),
}

# Acts whose sentence names what was given.
_NAMING = frozenset({"erase", "file", "reject", "dispatch", "write", "pause", "suspend", "call_in", "release"})
_OF_A_CALL = frozenset({"whistle", "answer_call", "arrive", "end_call", "call_missed"})
# Acts on two cases: the sentence names the other one.
_FAMILY: Mapping[str, tuple[str, Tone, Any]] = {
    "split": ("arrows-split-2", "info", gettext_lazy("A part of it is dealt with as report %(number)s.")),
    "attach": ("link", "info", gettext_lazy("Report %(number)s is dealt with as a part of it.")),
    "detach": ("unlink", "plain", gettext_lazy("Report %(number)s is no longer a part of it.")),
    "join": ("link", "info", gettext_lazy("It is dealt with as a part of report %(number)s.")),
    "leave": ("unlink", "plain", gettext_lazy("It is no longer a part of report %(number)s.")),
    "child_closed": ("circle-check", "info", gettext_lazy("Its part, report %(number)s, was closed.")),
    "child_reopened": ("refresh", "waiting", gettext_lazy("Its part, report %(number)s, is open again.")),
}
TOLD = _NAMING | _OF_A_CALL | frozenset(_FAMILY) | frozenset(_STAFF) | frozenset(_REPORTERS)


def _of_a_part(stamp: Stamp) -> bool:
    """Whether a part climbed: the promise to the reporter is the case's own clock."""
    return bool(stamp.rungs) and stamp.reason == Clock.ASSIST


def _sentence(stamp: Stamp, of: Edition, *, own: bool) -> tuple[str, Tone, str]:
    """The icon, tone and sentence of one event."""
    if stamp.move in _REPORTERS:
        told = stamp.verdict if stamp.move == "dissent" and stamp.verdict == "partly" else stamp.move
        icon, tone, to_reporter, to_others = _REPORTERS[told]
        # What the intake desk did on somebody's behalf is told as it is told to others.
        return icon, tone, str(to_reporter if own and stamp.actor_kind == "reporter" else to_others)
    if stamp.move in _FAMILY:
        icon, tone, sentence = _FAMILY[stamp.move]
        return icon, tone, str(sentence) % {"number": stamp.item}
    match stamp.move:
        case "file":
            name = city.class_name(of, stamp.class_key)
            return "file-check", "plain", (_("Filed as: %(name)s") % {"name": name} if name else _("Filed."))
        case "reject":
            why = city.reason_text(of, "reject", stamp.reason)
            return "circle-x", "bad", words.sentences(_("Not taken on."), why)
        case "pause" | "suspend":
            return _stopped(stamp, of)
        case "write":
            unit = city.unit_name(of, stamp.actor_unit)
            return (
                "mail",
                "info",
                (_("%(unit)s wrote to you.") % {"unit": unit} if unit else _("The office wrote to you.")),
            )
        case "erase":
            return "eraser", "plain", _erased(stamp)
        case "call_in":
            return "users-plus", "info", _("%(units)s was asked to help.") % {"units": _units(stamp, of)}
        case "release":
            return "user-minus", "plain", _("The help of %(units)s is no longer needed.") % {"units": _units(stamp, of)}
        case "dispatch":
            return "route", "info", _dispatched(stamp, of)
        case move if move in _OF_A_CALL:
            return _called(stamp, of)
    icon, tone, text = _STAFF[stamp.move]
    return icon, tone, str(text) % {"unit": _unit(stamp, of)}


def _erased(stamp: Stamp) -> str:
    what = _(", ").join(str(words.KINDS[kind]) for kind in stamp.kinds)
    if stamp.reason == "asked":
        return _("Erased because you asked for it: %(what)s.") % {"what": what}
    return _("Erased, because the time to keep it after closing is over: %(what)s.") % {"what": what}


def _stopped(stamp: Stamp, of: Edition) -> tuple[str, Tone, str]:
    """The clock stands still: until when, and why, in the pack's own words."""
    suspended = stamp.move == "suspend"
    text = _("Suspended until %(moment)s.") if suspended else _("The time limit stands still until %(moment)s.")
    said = [
        text % {"moment": words.moment(stamp.until)} if stamp.until else "",
        city.reason_text(of, stamp.move, stamp.reason),
    ]
    return "list-details" if suspended else "player-pause", "waiting", words.sentences(*said)


# Icon, tone and sentence of a call, as `%(units)s` are named.
_CALLS: Mapping[str, tuple[str, Tone, Any]] = {
    "whistle": ("speakerphone", "info", gettext_lazy("%(units)s were called to help.")),
    "emergency": ("speakerphone", "bad", gettext_lazy("%(units)s were called to come at once.")),
    "answer_call": ("message-reply", "info", gettext_lazy("%(units)s answered the call.")),
    "arrive": ("map-pin-check", "info", gettext_lazy("%(units)s say that they are on the spot.")),
    "call_missed": ("bell-x", "waiting", gettext_lazy("%(units)s did not respond to the call in time.")),
}
_HELP: Mapping[str, Any] = {
    "helped": gettext_lazy("%(units)s came and helped."),
    "partly": gettext_lazy("%(units)s came and helped in part."),
    "not": gettext_lazy("%(units)s came, but it did not help."),
    "absent": gettext_lazy("%(units)s did not come."),
}


def _called(stamp: Stamp, of: Edition) -> tuple[str, Tone, str]:
    """Which units were called, and whether they came: never who of them."""
    if stamp.move == "end_call":
        said = [
            str(_HELP[verdict]) % {"units": city.unit_name(of, path)}
            for path, verdict in zip(stamp.units, stamp.verdicts, strict=True)
        ]
        return "flag-check", "plain", words.sentences(*said)
    icon, tone, text = _CALLS["emergency" if stamp.degree == "emergency" else stamp.move]
    return icon, tone, str(text) % {"units": _(", ").join(city.unit_name(of, path) for path in stamp.units)}


def _dispatched(stamp: Stamp, of: Edition) -> str:
    text = _("Assigned to %(unit)s.") % {"unit": _unit(stamp, of)}
    due = _("To be done by %(moment)s.") % {"moment": words.moment(stamp.due_at)} if stamp.due_at else ""
    return words.sentences(text, due)


def _units(stamp: Stamp, of: Edition) -> str:
    return _(", ").join(city.unit_name(of, path) for path in stamp.units)


def _unit(stamp: Stamp, of: Edition) -> str:
    return city.unit_name(of, stamp.unit_path or stamp.actor_unit) or _("the unit in charge")
