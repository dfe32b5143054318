"""Who does what in a case: the lead unit and those that assist, each with where its part stands and until when."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.rules import Move
from linli.cases.rules.clock import Clock, Reckoned
from linli.cases.rules.tasks import TaskState
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment, span
from linli.faces.desk.words import moves
from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.tasks import DROPPED, TASK_STATES, TASK_TONES
from linli.faces.desk.words.terms import STATE_TONES, STATES
from linli.kernel.paths import within

_DONE = "assist_done"
MOVES = ("call_in", "assist_accept", _DONE, "assist_return", "release")
_WITH_FORM = (_DONE, "assist_return", "release")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the reader may do about a part: opens its form."""

    label: Text
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the table. `due` is what its clock says, `when` the moment that it speaks of."""

    unit: str
    lead: bool
    state: Text
    tone: str
    since: str
    due: str
    when: str
    late: bool
    acts: tuple[Act, ...]


def parts(sheet: Sheet) -> list[Part]:
    """The lead first, then the parts in the order in which they were asked for; empty where nobody assists."""
    working = sheet.working
    found = [one for one in (*working.past, *working.running) if one.clock is Clock.ASSIST]
    found.sort(key=lambda one: (one.started.seq, one.ended is None))
    return [_lead(sheet), *(_part(sheet, one) for one in found)] if found else []


def own_parts(sheet: Sheet, move: Move) -> list[str]:
    """The units for whose parts the reader could make the move."""
    actor, facts = sheet.visit.actor, sheet.facts
    return [path for path in move.holders(facts) if actor.acts_for(path, area_path=facts.area_path)]


def choosable(sheet: Sheet, move: Move) -> list[str]:
    """The units that the form of a move offers: those to ask, those to let go, or the reader's own."""
    facts = sheet.facts
    if move.name == "call_in":
        busy = {facts.unit_path, *facts.assisting}
        return sorted(unit.path for unit in sheet.edition.units.values() if unit.path not in busy)
    if move.name == "release":
        own = sheet.visit.actor.unit_paths
        return [path for path in facts.assisting if not any(within(covered, path) for covered in own)]
    return own_parts(sheet, move)


def _lead(sheet: Sheet) -> Part:
    facts, handling = sheet.facts, sheet.working.handling
    since = handling.holds[-1].since.at if handling and handling.holds else None
    due, when, late = _due(sheet, handling) if handling else ("", "", False)
    return Part(
        unit=sheet.names.unit(facts.unit_path) if facts.unit_path else "—",
        lead=True,
        state=STATES[facts.state],
        tone=STATE_TONES[facts.state],
        since=moment(since, sheet.visit.now) if since else "",
        due=due,
        when=when,
        late=late,
        acts=(),
    )


def _part(sheet: Sheet, one: Reckoned) -> Part:
    path = one.holds[0].unit_path
    if one.ended is None:
        states = [task.state for task in sheet.facts.tasks if task.unit_path == path]
        code = states[-1] if states else TaskState.ASKED
    else:
        code = TaskState.DONE if one.ended.move == _DONE else one.ended.move
    due, when, late = _due(sheet, one)
    return Part(
        unit=sheet.names.unit(path),
        lead=False,
        state=TASK_STATES.get(code, DROPPED),
        tone=TASK_TONES.get(code, "plain"),
        since=moment(one.started.at, sheet.visit.now),
        due=due,
        when=when,
        late=late,
        acts=tuple(_acts(sheet, path)) if one.ended is None else (),
    )


def _due(sheet: Sheet, one: Reckoned) -> tuple[str, str, bool]:
    now = sheet.visit.now
    if one.ended is not None:
        late = one.late and one.deadline is not None
        text = _("%(time)s late") % {"time": span(one.ended.at - one.deadline)} if late and one.deadline else _("ended")
        return text, moment(one.ended.at, now), late
    if one.deadline is None:
        return "", "", False
    left = one.deadline - now
    text = _("%(time)s overdue") % {"time": span(-left)} if one.late else _("in %(time)s") % {"time": span(left)}
    return text, moment(one.deadline, now), one.late


def _acts(sheet: Sheet, path: str) -> list[Act]:
    address = reverse("desk:case", args=[sheet.view.number])
    offered = [move for move in sheet.moves if move.name in _WITH_FORM and path in choosable(sheet, move)]
    return [
        Act(
            moves.MOVES[move.name].button,
            moves.MOVES[move.name].icon,
            f"{address}?{urlencode({'act': move.name, 'unit': path})}#acts",
        )
        for move in offered
    ]
