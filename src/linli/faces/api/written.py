"""A case and its parts in the shapes in which they are answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from linli.cases import queries as cases
from linli.cases.queries import Response, Stamp, View
from linli.cases.rules import Facts, Move, one_answer
from linli.cases.rules.clock import Reckoned
from linli.cases.rules.facts import marked
from linli.cases.rules.hands import Hand
from linli.faces.api.access import Caller
from linli.faces.api.resources.names import Names
from linli.faces.api.shapes import acts
from linli.faces.api.shapes.cases import (
    ClockShape,
    EventShape,
    HandShape,
    MoveShape,
    PhotoShape,
    StopShape,
    WholeCase,
)
from linli.faces.api.shapes.desk import CalledUnit

# What an act calls otherwise than the events do.
_SENT_AS = {"condition": "conditions"}
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
    return WholeCase.of(
        facts,
        number=view.number,
        stage=view.stage,
        class_name=names.klass(facts.class_key),
        place=names.place(facts.place, facts.area_path) if facts.place else None,
        unit_name=names.unit(facts.unit_path),
        climbed=max((one.at for one in facts.climbed), default=0),
        text=first.text if first else "",
        conditions=marked(facts.condition),
        moves=moves(facts, caller),
        parent=family.parent.number if family.parent else None,
        children=[one.number for one in family.children],
        merged_into=next(iter(root.values()), None),
        reports=[one.number for one in cases.reports(facts=facts)],
        photos=photos,
    )


def moves(facts: Facts, caller: Caller) -> list[MoveShape]:
    """The acts that the flow allows the account now, as they are sent."""
    found = [*cases.allowed_moves(facts=facts, actor=caller.actor, now=caller.now)]
    root = cases.case(case_id=UUID(facts.merged.into)) if facts.merged else None
    if root is not None:
        voice = replace(caller.actor, voice=facts.id.hex)
        there = cases.allowed_moves(facts=root.facts, actor=voice, now=caller.now)
        found += [row for row in there if one_answer(row.name) in acts.ANSWERS]
    return [_move(row) for row in found if row.name in acts.MOVES]


def event(stamp: Stamp, staff: Mapping[int, str]) -> EventShape:
    """A line of a timeline; `staff` are the names of accounts."""
    return EventShape.of(
        stamp,
        actor=stamp.actor_kind,
        actor_name=staff.get(stamp.actor_id, "") if stamp.actor_id is not None else "",
        post=stamp.role,
        post_unit=stamp.actor_unit,
    )


def clock(one: Reckoned) -> ClockShape:
    """A clock with its working."""
    return ClockShape.of(
        one,
        started_at=one.started.at,
        ended_at=one.ended.at if one.ended else None,
        condition=one.row.condition if one.row else "",
        units=[hold.unit_path for hold in one.holds],
        stops=[StopShape.of(stop, since=stop.since.at, until=stop.end) for stop in one.stops],
        used=_seconds(one.used),
        remaining=_seconds(one.remaining) if one.remaining is not None else None,
        due_at=one.deadline,
    )


def hand(one: Hand) -> HandShape:
    """A stretch of a case's life in one hand."""
    return HandShape.of(one, passed=_seconds(one.passed), worked=_seconds(one.worked), late=_seconds(one.late))


def called(one: Response, names: Names) -> CalledUnit:
    """One unit in one call, with the case that it was called to."""
    return CalledUnit.of(
        one.asked,
        number=one.number,
        class_key=one.class_key,
        class_name=names.klass(one.class_key),
        area_path=one.area_path,
        unit_name=names.unit(one.asked.unit_path),
        item=one.call.item,
        degree=one.call.degree,
        called_at=one.call.at,
        ended_at=one.call.ended_at,
        in_time=one.in_time,
    )


def _move(row: Move) -> MoveShape:
    if row.name in _PAIRS:
        return MoveShape(move=row.name, needs=list(_PAIRS[row.name]), may=[])
    needs, may = ([_SENT_AS.get(name, name) for name in names] for names in (row.needs, row.may))
    return MoveShape(move=row.name, needs=needs, may=[name for name in may if name in acts.ActSent.model_fields])


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
