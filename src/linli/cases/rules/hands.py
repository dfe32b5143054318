"""In whose hands a case was, and to whom its delay is charged: one pure function of its events.

From the report to the closure the case is always in exactly one hand. It is in that of whoever's turn it is: intake, a
dispatcher, whoever rules on a dispute, the lead unit, the bank of what can't be solved now, a checker, or the reporter.
While the lead has paused and waits for another unit's part, it is in that unit's. A case is overdue while a clock of
filing, dispatch, handling or check is past its deadline and doesn't stand still; that time is charged to the hand in
which it passes, and to nobody twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from linli.cases.rules.clock import Editions, Reckoned, working
from linli.cases.rules.facts import Event, Facts, State
from linli.cases.rules.ledger import Clock
from linli.cases.rules.replay import apply
from linli.cases.rules.tasks import open_tasks
from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf, parts
from linli.kernel.periods import WorkCalendar, working_time

_NOTHING = timedelta()
_NOBODY = UUID(int=0)


class Holder(StrEnum):
    """Whose turn it is."""

    INTAKE = "intake"
    DISPATCHER = "dispatcher"
    ARBITER = "arbiter"
    UNIT = "unit"
    BANK = "bank"
    CHECKER = "checker"
    REPORTER = "reporter"
    ROOT = "root"  # whoever has the case that it was merged into


_HOLDERS = {
    State.REPORTED: Holder.INTAKE,
    State.FILED: Holder.DISPATCHER,
    State.DISPUTED: Holder.ARBITER,
    State.DISPATCHED: Holder.UNIT,
    State.HANDLING: Holder.UNIT,
    State.PAUSED: Holder.UNIT,
    State.SUSPENDED: Holder.BANK,
    State.HANDLED: Holder.CHECKER,
    State.CONTESTED: Holder.CHECKER,
    State.RECURRING: Holder.ARBITER,
    State.MERGED: Holder.ROOT,
    State.REJECTED: Holder.REPORTER,
    State.ANSWERED: Holder.REPORTER,
    State.CONFIRMING: Holder.REPORTER,
}
_CHARGED = frozenset({Clock.FILE, Clock.DISPATCH, Clock.HANDLE, Clock.CHECK})


@dataclass(frozen=True, slots=True)
class Hand:
    """A stretch of a case's life in one hand: from `since` to `until`, or on (None).

    `unit_path` is the unit's, for `Holder.UNIT` alone; `assisting` is whether it held the case by its part. `passed` is
    the time that went by, `worked` how much of it lay in the hours of the holder's calendar, `late` how much of it the
    case was overdue.
    """

    holder: Holder
    unit_path: str
    assisting: bool
    since: datetime
    until: datetime | None
    passed: timedelta
    worked: timedelta
    late: timedelta

    @property
    def level(self) -> int:
        """How deep the unit lies below the city: 1 is a unit of the city's own; 0 are the posts of no unit."""
        return len(parts(self.unit_path))


type _Who = tuple[Holder, str, bool]
type _Stretch = tuple[datetime, datetime]


def hands(events: Sequence[Event], editions: Editions, *, flow: int, now: datetime) -> tuple[Hand, ...]:
    """In whose hands the case was, oldest first, without gaps or overlaps, from all of its `events` as at `now`.

    A hand ends where the next begins, at the closure, or not yet; a reopened case begins anew. What the system did at
    once was in nobody's hand. `editions` gives the rules by their number, `flow` is the version of the table that the
    case was born with.
    """
    if not events:
        return ()
    overdue = overdue_times(events, editions, flow=flow, now=now)
    found = []
    for who, since, until, number in _turns(events, flow):
        if until == since:
            continue
        end = max(since, now if until is None else until)
        late = sum((_overlap((since, end), one) for one in overdue), _NOTHING)
        worked = working_time(since, end, _calendar(editions(number), who[1]))
        found.append(Hand(*who, since, until, end - since, worked, late))
    return tuple(found)


def overdue_times(events: Sequence[Event], editions: Editions, *, flow: int, now: datetime) -> tuple[_Stretch, ...]:
    """When the case was overdue, by whichever clock: stretches that don't overlap, in order.

    While a result is being checked the promise counts as kept when it was handed in, unless the check fails.
    """
    told = working(events, editions, flow=flow, now=now)
    handed_in = events[-1].after is State.HANDLED
    handled_at = next((event.at for event in reversed(events) if event.move == "handle"), now)
    late: list[_Stretch] = []
    for one in (*told.past, *told.running):
        if one.clock in _CHARGED:
            kept = handed_in and one.clock is Clock.HANDLE and one.ended is None
            late += _late_times(one, handled_at if kept else now)
    late.sort()
    joined: list[_Stretch] = []
    for start, end in late:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _turns(events: Sequence[Event], flow: int) -> list[tuple[_Who, datetime, datetime | None, int]]:
    """Who had it from when to when, and the number of the rules that were the case's at the beginning."""
    found: list[tuple[_Who, datetime, datetime | None, int]] = []
    facts = Facts(_NOBODY, flow)
    for event in events:
        facts = apply(facts, event)
        who = _who(facts)
        running = bool(found) and found[-1][2] is None
        if running and who == found[-1][0]:
            continue
        if running:
            before, since, _, number = found[-1]
            found[-1] = (before, since, event.at, number)
        if who is not None:
            found.append((who, event.at, None, event.edition))
    return found


def _who(facts: Facts) -> _Who | None:
    holder = _HOLDERS.get(facts.state)
    if holder is None:
        return None
    if holder is not Holder.UNIT:
        return holder, "", False
    waited_for = open_tasks(facts) if facts.state is State.PAUSED else ()
    return (holder, waited_for[0].unit_path, True) if waited_for else (holder, facts.unit_path, False)


def _late_times(one: Reckoned, now: datetime) -> Iterable[_Stretch]:
    """When a clock was past its deadline and didn't stand still."""
    end = now if one.ended is None else one.ended.at
    if one.deadline is None or one.deadline >= end:
        return
    start = one.deadline
    for stop in one.stops:
        if stop.end > start:
            if start < min(stop.since.at, end):
                yield start, min(stop.since.at, end)
            start = max(start, stop.end)
    if start < end:
        yield start, end


def _overlap(one: _Stretch, other: _Stretch) -> timedelta:
    return max(min(one[1], other[1]) - max(one[0], other[0]), _NOTHING)


def _calendar(edition: Edition, unit_path: str) -> WorkCalendar:
    return edition.calendar_of(leaf(unit_path) or None)
