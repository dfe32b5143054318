"""What would have become of a case under other rules: its own events, judged by two editions.

The events stay as they happened: pauses, extensions and hand-ins are people's acts, which other rules might have
changed in ways that nobody can know. Only what the rules themselves say differs: whose the case is, when it is due,
whether it was late, and whom the ladder tells. Where a dispatch followed the duties of its edition, it follows those of
the other one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from linli.cases.rules import Event, Facts
from linli.cases.rules.climbing import climbs
from linli.cases.rules.clock import LIMITED, Clock, handling
from linli.catalogue.rules.edition import Edition
from linli.catalogue.rules.limits import due_at
from linli.catalogue.rules.routing import Routing, Why

# Deadlines are given to the minute: less than that is no other promise.
_SAME = timedelta(minutes=1)
_NOBODYS = UUID(int=0)  # a case that is only replayed

type Editions = Callable[[int], Edition]
type Router = Callable[[Edition, str, str], Routing]


class Kind(StrEnum):
    """One way in which a case would differ."""

    UNIT = "unit"
    CONFLICT = "conflict"
    OWNERLESS = "ownerless"
    OWNED = "owned"
    EARLIER = "earlier"
    LATER = "later"
    DATED = "dated"
    UNDATED = "undated"
    LATE = "late"
    ON_TIME = "on_time"
    FURTHER = "further"
    LESS_FAR = "less_far"
    OTHERWISE = "otherwise"


LADDER = frozenset({Kind.FURTHER, Kind.LESS_FAR, Kind.OTHERWISE})
"""The ways that are about climbing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder that a case reaches: which clock, the `seq` of the event that started it, at how many
    percent of its limit, and the words of the ladder for those who are told. `part` is the unit whose part it is, empty
    for the other clocks.
    """

    clock: Clock
    item: int
    at: int
    tells: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A case under one set of rules.

    `unit_path` is the lead that the duties name, empty where they name none or several; `why` says which. `deadline`
    (UTC) is that of the last handling, None where no limit runs; `late` is whether it was missed, or is by now.
    `steps` are the rungs that the case reaches by now, in the order of its clocks.
    """

    unit_path: str
    why: Why
    deadline: datetime | None
    late: bool
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A case under the rules that it had, and under those that are tried; `kinds` says how the two differ.

    `promised` is whether the deadline before is what another system had promised: then `before.late` is whether that
    system kept its promise.
    """

    number: int
    class_key: str
    area_path: str
    reported_at: datetime
    promised: bool
    before: Side
    after: Side
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A set of rules to be tried on cases, at one moment. `editions` gives the rules that cases have, by number."""

    edition: Edition
    editions: Editions
    route: Router
    now: datetime

    def judge(
        self, *, number: int, class_key: str, area_path: str, flow: int, edition: int, events: Sequence[Event]
    ) -> Tried:
        """The case of `events` (all of them, in order) under both sets of rules.

        `class_key`, `area_path` and `edition` are those that it was filed with, `flow` the version of its table.
        """
        had = self.editions(edition)
        old = self.route(had, class_key, area_path)
        new = self.route(self.edition, class_key, area_path)
        before = self._side(had, old, self.editions, flow, events)
        redirected = _redirected(events, _lead(had, old), _lead(self.edition, new))
        after = self._side(self.edition, new, lambda _: self.edition, flow, redirected)
        promised = False
        if (promise := promise_of(events)) is not None and before.deadline is None:
            promised = True
            before = replace(before, deadline=promise, late=_ended(events, self.now) > promise)
        if _imported(events) and after.deadline is None and new.why != "unknown_class":
            after = self._as_imported(after, class_key, events)
        return Tried(number, class_key, area_path, events[0].at, promised, before, after, tuple(_kinds(before, after)))

    def _side(self, edition: Edition, routing: Routing, editions: Editions, flow: int, events: Sequence[Event]) -> Side:
        lead = _lead(edition, routing)
        steps = self._steps(edition, flow, events)
        if routing.why == "unknown_class":
            steps = tuple(step for step in steps if step.clock not in LIMITED)
        clock = None
        if routing.why != "unknown_class":
            clock = handling(events, editions, flow=flow, now=self.now)
        if clock is None:
            return Side(lead, routing.why, None, late=False, steps=steps)
        return Side(lead, routing.why, clock.deadline, clock.late, steps)

    def _steps(self, edition: Edition, flow: int, events: Sequence[Event]) -> tuple[Step, ...]:
        """What the timers would have made of the events, by the arithmetic of the timers."""
        found = climbs(Facts(_NOBODYS, flow), edition, events, self.now)
        return tuple(Step(one.clock, one.item, one.rung.at, one.rung.tells, one.part) for one in found)

    def _as_imported(self, side: Side, class_key: str, events: Sequence[Event]) -> Side:
        """The other system dispatched to nobody of ours: the ordinary limit runs from the report, on the city's
        calendar."""
        deadline = due_at(self.edition, class_key=class_key, unit_code=None, start=events[0].at)
        late = deadline is not None and _ended(events, self.now) > deadline
        return replace(side, deadline=deadline, late=late)


def _lead(edition: Edition, routing: Routing) -> str:
    return edition.units[routing.duty.lead].path if routing.duty else ""


def _redirected(events: Sequence[Event], old: str, new: str) -> Sequence[Event]:
    """The events with `new` in the place of the unit `old`, so that its calendar counts."""
    if not old or not new or old == new:
        return events
    return tuple(
        replace(event, given=replace(event.given, unit_path=new)) if event.given.unit_path == old else event
        for event in events
    )


def _imported(events: Sequence[Event]) -> bool:
    return bool(events[0].given.original)


def promise_of(events: Sequence[Event]) -> datetime | None:
    """Until when the other system had promised to be done."""
    if not _imported(events):
        return None
    return next(
        (event.given.due_at for event in events if event.move in ("report", "record") and event.given.due_at), None
    )


def _ended(events: Sequence[Event], now: datetime) -> datetime:
    """When the other system closed the case; now where it never did."""
    return next((event.at for event in events if event.move == "record"), now)


def _kinds(before: Side, after: Side) -> list[Kind]:
    found = []
    if before.why != after.why and after.why == "several_duties":
        found.append(Kind.CONFLICT)
    elif before.why != after.why and after.why in ("no_duty", "unknown_class"):
        found.append(Kind.OWNERLESS)
    elif after.unit_path and not before.unit_path:
        found.append(Kind.OWNED)
    elif before.unit_path != after.unit_path:
        found.append(Kind.UNIT)
    if before.deadline is None or after.deadline is None:
        if after.deadline is not None:
            found.append(Kind.DATED)
        elif before.deadline is not None:
            found.append(Kind.UNDATED)
    elif after.deadline <= before.deadline - _SAME:
        found.append(Kind.EARLIER)
    elif after.deadline >= before.deadline + _SAME:
        found.append(Kind.LATER)
    if before.late != after.late:
        found.append(Kind.LATE if after.late else Kind.ON_TIME)
    if (climbs_otherwise := _climbs_otherwise(set(before.steps), set(after.steps))) is not None:
        found.append(climbs_otherwise)
    return found


def _climbs_otherwise(before: set[Step], after: set[Step]) -> Kind | None:
    """How the rungs that a case reaches differ: more of them, fewer, or others; None where they are the same."""
    if before == after:
        return None
    if before < after:
        return Kind.FURTHER
    return Kind.LESS_FAR if after < before else Kind.OTHERWISE
