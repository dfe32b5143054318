"""A case and its parts in the shapes in which they are answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.cases import queries as cases
from linli.cases.queries import Response, Stamp, View
from linli.cases.rules import Facts, Move
from linli.cases.rules.call import Asked
from linli.cases.rules.clock import Reckoned
from linli.cases.rules.facts import marked
from linli.cases.rules.hands import Hand
from linli.faces.api.access import Caller
from linli.faces.api.resources.names import Names
from linli.faces.api.shapes import acts
from linli.faces.api.shapes.cases import (
    AskedShape,
    CallShape,
    ClockShape,
    EventShape,
    HandShape,
    LimitShape,
    MoveShape,
    PhotoShape,
    StopShape,
    TaskShape,
    WholeCase,
)
from linli.faces.api.shapes.desk import CalledUnit
from linli.kernel.periods import Limit

# What an act calls otherwise than the events do.
_SENT_AS = {"condition": "conditions"}
_OF_A_PLACE = ("lat", "lon", "cell", "area_path", "address", "component")
_PAIRS: Mapping[str, tuple[str, ...]] = {
    "merge": ("other",),
    "unmerge": (),
    "attach": ("other", "text"),
    "detach": ("other", "text"),
    "split": ("parts",),
}


def whole(view: View, names: Names, caller: Caller, photos: list[PhotoShape]) -> WholeCase:
    """One case with everything that is answered of it but its timeline, clocks and hands."""
    facts = view.facts
    first = next((stamp for stamp in cases.timeline(case_id=view.id) if stamp.seq == 1), None)
    family = cases.family(facts)
    root = cases.numbers([UUID(facts.merged.into)]) if facts.merged else {}
    return WholeCase(
        **_standing(view, names),
        text=first.text if first else "",
        version=view.version,
        edition=facts.edition,
        conditions=list(marked(facts.condition)),
        grade=facts.grade,
        moves=moves(facts, caller),
        tasks=[
            TaskShape(item=one.item, unit_path=one.unit_path, state=one.state, since=one.since) for one in facts.tasks
        ],
        calls=[
            CallShape(
                item=one.item, degree=one.degree, at=one.at, ended_at=one.ended_at, asked=list(map(asked, one.asked))
            )
            for one in facts.calls
        ],
        parent=family.parent.number if family.parent else None,
        children=[one.number for one in family.children],
        merged_into=next(iter(root.values()), None),
        reports=[one.number for one in cases.reports(facts=facts)],
        photos=photos,
    )


def moves(facts: Facts, caller: Caller) -> list[MoveShape]:
    """The acts that the flow allows the account now, as they are sent."""
    found = cases.allowed_moves(facts=facts, actor=caller.actor, now=caller.now)
    return [_move(row) for row in found if row.name in acts.MOVES]


def asked(one: Asked) -> AskedShape:
    """A unit that was called."""
    return AskedShape(**_asked(one))


def event(stamp: Stamp, staff: Mapping[int, str]) -> EventShape:
    """A line of a timeline; `staff` are the names of accounts."""
    return EventShape(
        seq=stamp.seq,
        move=stamp.move,
        event=stamp.event,
        at=stamp.at,
        before=stamp.before,
        after=stamp.after,
        actor=stamp.actor_kind,
        actor_name=staff.get(stamp.actor_id, "") if stamp.actor_id is not None else "",
        post=stamp.role,
        post_unit=stamp.actor_unit,
        class_key=stamp.class_key,
        unit_path=stamp.unit_path,
        assisting=list(stamp.assisting),
        units=list(stamp.units),
        reason=stamp.reason,
        verdict=stamp.verdict,
        verdicts=list(stamp.verdicts),
        degree=stamp.degree,
        amount=stamp.amount,
        item=stamp.item,
        why=stamp.why,
        due_at=stamp.due_at,
        until=stamp.until,
        photos=list(stamp.photos),
        text=stamp.text,
        public=stamp.public,
    )


def clock(one: Reckoned) -> ClockShape:
    """A clock with its working."""
    return ClockShape(
        clock=one.clock,
        started_at=one.started.at,
        ended_at=one.ended.at if one.ended else None,
        limit=limit(one.limit) if one.limit else None,
        condition=one.row.condition if one.row else "",
        grade=one.grade,
        degree=one.degree,
        units=[hold.unit_path for hold in one.holds],
        stops=[
            StopShape(kind=stop.kind, reason=stop.reason, since=stop.since.at, until=stop.end) for stop in one.stops
        ],
        extended_by=one.extended_by,
        used=_seconds(one.used),
        remaining=_seconds(one.remaining) if one.remaining is not None else None,
        due_at=one.deadline,
        stands=one.stands,
        late=one.late,
    )


def hand(one: Hand) -> HandShape:
    """A stretch of a case's life in one hand."""
    return HandShape(
        holder=one.holder,
        unit_path=one.unit_path,
        assisting=one.assisting,
        since=one.since,
        until=one.until,
        passed=_seconds(one.passed),
        worked=_seconds(one.worked),
        late=_seconds(one.late),
    )


def limit(one: Limit) -> LimitShape:
    """So many units of time."""
    return LimitShape(value=one.value, unit=one.unit, clock=one.clock)


def called(one: Response, names: Names) -> CalledUnit:
    """One unit in one call, with the case that it was called to."""
    return CalledUnit(
        **_asked(one.asked),
        number=one.number,
        class_key=one.class_key,
        class_name=names.klass(one.class_key) if one.class_key else "",
        area_path=one.area_path,
        unit_name=names.unit(one.asked.unit_path),
        item=one.call.item,
        degree=one.call.degree,
        called_at=one.call.at,
        ended_at=one.call.ended_at,
        in_time=one.in_time,
    )


def _standing(view: View, names: Names) -> dict[str, Any]:
    """What a line of a list tells of a case as well."""
    facts, place = view.facts, view.facts.place
    return {
        "number": view.number,
        "state": facts.state,
        "stage": view.stage,
        "class_key": facts.class_key,
        "class_name": names.klass(facts.class_key) if facts.class_key else "",
        "place": names.place(**{part: getattr(place, part) for part in _OF_A_PLACE}) if place else None,
        "unit_path": facts.unit_path,
        "unit_name": names.unit(facts.unit_path) if facts.unit_path else "",
        "assisting": list(facts.assisting),
        "source": facts.source,
        "reported_at": facts.reported_at,
        "due_at": facts.due_at,
        "until": facts.until,
        "closed_at": facts.closed_at,
        "outcome": facts.outcome,
        "why": facts.why,
        "rounds": facts.rounds,
        "reworks": facts.reworks,
        "asked": facts.asked,
        "climbed": max((one.at for one in facts.climbed), default=0),
    }


def _move(row: Move) -> MoveShape:
    if row.name in _PAIRS:
        return MoveShape(move=row.name, needs=list(_PAIRS[row.name]), may=[])
    needs, may = ([_SENT_AS.get(name, name) for name in names] for names in (row.needs, row.may))
    return MoveShape(move=row.name, needs=needs, may=[name for name in may if name in acts.ActSent.model_fields])


def _asked(one: Asked) -> dict[str, Any]:
    return {
        "unit_path": one.unit_path,
        "due_at": one.due_at,
        "answered_at": one.answered_at,
        "arrived_at": one.arrived_at,
        "missed_at": one.missed_at,
        "verdict": one.verdict,
    }


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
