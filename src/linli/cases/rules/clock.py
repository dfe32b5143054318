"""How a deadline comes about: one pure function from the events of a case to its clocks with their working.

A limit is a number of units (minutes, hours or days). The clock of handling uses them up while the case is held, on the
calendar of the unit that holds it; a working day is as long as that calendar's standard day, so a case that moves
between calendars takes the share of its limit along that is left, not the hours. Stops use up nothing; extensions add
units. A part that another unit does runs on that unit's calendar from being asked for. Stage clocks run on the city's
calendar, the clock of a call on that of the unit that was called; both without stops or extensions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from linli.cases.rules.facts import Event, marked
from linli.cases.rules.ledger import Cause, Clock, Entry, Extension, Hold, Stop, entries
from linli.catalogue.rules.edition import Edition, LimitRow
from linli.catalogue.rules.limits import matching, strictest
from linli.kernel.paths import leaf
from linli.kernel.periods import Limit, WorkCalendar, elapsed, later, unit_length

__all__ = [
    "LIMITED",
    "Cause",
    "Clock",
    "Extension",
    "Hold",
    "Reckoned",
    "Stop",
    "Working",
    "handling",
    "used_up",
    "used_up_at_once",
    "working",
]

type Editions = Callable[[int], Edition]

LIMITED = (Clock.HANDLE, Clock.ASSIST)
"""The clocks that run by the limits of the case's class; the others by the city's settings."""

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Time in which the clock ran: from `start` to `end` (None: it runs on), on the calendar of `unit_path`."""

    start: datetime
    end: datetime | None
    unit_path: str
    calendar: str
    used: timedelta


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A clock with its working at one moment.

    `limit` is None, and with it the deadline, where the edition sets none. `row` is the limit's row, for handling and
    parts of it: of the rows in `among` that counted for class, conditions and `grade` the strictest when the clock
    started. `used` is the time that `spans` used up until now or its end; `remaining` is what is left of limit and
    granted extensions on the present calendar, below zero where it is overdue. `stands` says whether it is stopped now.
    `degree` is that of a call.
    """

    clock: Clock
    started: Cause
    ended: Cause | None
    row: LimitRow | None
    among: tuple[LimitRow, ...]
    grade: str
    limit: Limit | None
    holds: tuple[Hold, ...]
    stops: tuple[Stop, ...]
    extensions: tuple[Extension, ...]
    spans: tuple[Span, ...]
    used: timedelta
    remaining: timedelta | None
    deadline: datetime | None
    stands: bool
    late: bool
    degree: str = ""

    @property
    def part(self) -> str:
        """As `Entry.part`."""
        return self.holds[0].unit_path if self.clock is Clock.ASSIST else ""

    @property
    def extended_by(self) -> int:
        """Units of the limit that granted extensions add."""
        return sum(one.amount for one in self.extensions if one.granted)


@dataclass(frozen=True, slots=True)
class Working:
    """The clocks of a case: those that run, and those that have ended, each in the order of their starts."""

    running: tuple[Reckoned, ...]
    past: tuple[Reckoned, ...]

    @property
    def handling(self) -> Reckoned | None:
        """The clock of handling that runs; else the last one that ran."""
        found = [one for one in (*self.past, *self.running) if one.clock is Clock.HANDLE]
        return found[-1] if found else None


def working(events: Iterable[Event], editions: Editions, *, flow: int, now: datetime) -> Working:
    """The clocks of a case from all of its events, as they stand at `now`.

    `editions` gives the rules by their number, `flow` is the version of the table that the case was born with.
    """
    kept = (entry for entry in entries(events, flow=flow) if flow > 1 or entry.clock is not Clock.ASSIST)
    reckoned = [_reckon(entry, editions(entry.edition), flow, now) for entry in kept]
    return Working(
        tuple(one for one in reckoned if one.ended is None), tuple(one for one in reckoned if one.ended is not None)
    )


def handling(events: Iterable[Event], editions: Editions, *, flow: int, now: datetime) -> Reckoned | None:
    """The clock of handling as `working` has it, without the others."""
    found = [entry for entry in entries(events, flow=flow) if entry.clock is Clock.HANDLE]
    return _reckon(found[-1], editions(found[-1].edition), flow, now) if found else None


def used_up(entry: Entry, edition: Edition, *, flow: int, percent: int) -> datetime | None:
    """When a clock that runs has used up so much of its limit and its extensions (UTC); stops use up nothing.

    None where the edition sets no limit, or its calendar ends before.
    """
    limit = _limit_of(entry, edition)[2]
    if limit is None:
        return None
    extended = limit.value + sum(one.amount for one in entry.extensions if one.granted)
    try:
        return _deadline(_stretches(entry, follows_holder=flow > 1), edition, limit, Fraction(extended * percent, 100))
    except ValueError:
        return None


def used_up_at_once(start: datetime, limit: Limit, edition: Edition, unit_path: str, percent: int) -> datetime | None:
    """As `used_up`, for a clock that starts at `start` with the unit (empty: a stage of the city's)."""
    calendar = _calendar(edition, unit_path)[1]
    unit = unit_length(limit, calendar) // _MICROSECOND
    length = -(-limit.value * percent * unit // 100) * _MICROSECOND  # as `_length`, without the cost of fractions
    try:
        return later(start, length, limit.clock, calendar)
    except ValueError:
        return None


def _limit_of(entry: Entry, edition: Edition) -> tuple[LimitRow | None, tuple[LimitRow, ...], Limit | None]:
    """The row that won, those among which it did, and the limit."""
    if entry.clock not in LIMITED:
        return None, (), _stage_limit(entry, edition)
    among = matching(edition, class_key=entry.class_key, marked=marked(entry.condition), grade=entry.grade)
    row = _strictest(among, entry, edition)
    return row, among, replace(row.limit, value=entry.amount or row.limit.value) if row else None


def _reckon(entry: Entry, edition: Edition, flow: int, now: datetime) -> Reckoned:
    row, among, limit = _limit_of(entry, edition)
    until = now if entry.ended is None else entry.ended.at
    stretches = _stretches(entry, follows_holder=flow > 1)
    spans = tuple(_spans(stretches, edition, limit, until))
    deadline = remaining = None
    if limit is not None:
        extended = limit.value + sum(one.amount for one in entry.extensions if one.granted)
        deadline = _deadline(stretches, edition, limit, Fraction(extended))
        remaining = _remaining(spans, stretches[-1], edition, limit, Fraction(extended))
    return Reckoned(
        clock=entry.clock,
        degree=entry.degree,
        started=entry.started,
        ended=entry.ended,
        row=row,
        among=among,
        grade=entry.grade,
        limit=limit,
        holds=entry.holds,
        stops=entry.stops,
        extensions=entry.extensions,
        spans=spans,
        used=sum((span.used for span in spans), timedelta()),
        remaining=remaining,
        deadline=deadline,
        stands=entry.ended is None and any(stop.since.at <= now < stop.end for stop in entry.stops),
        late=deadline is not None and until > deadline,
    )


def _strictest(among: tuple[LimitRow, ...], entry: Entry, edition: Edition) -> LimitRow | None:
    """The row that gives the earliest deadline where the clock starts: whoever gets the case later, it stays."""
    if len(among) < 2:
        return among[0] if among else None
    unit_path = entry.holds[0].unit_path if entry.holds else ""
    won = strictest(edition, among, unit_code=leaf(unit_path), start=entry.started.at)
    return won[0] if won else None


def _stage_limit(entry: Entry, edition: Edition) -> Limit | None:
    settings = edition.settings
    if entry.clock is Clock.CONFIRM:
        return Limit(settings.objection_days if entry.objection else settings.silence_days, "d", "continuous")
    if entry.clock is Clock.CALL:
        return settings.whistle[entry.degree]
    return settings.clocks.get(entry.clock)


type _Stretch = tuple[datetime, datetime | None, str]


def _stretches(entry: Entry, *, follows_holder: bool) -> list[_Stretch]:
    """From when to when the clock runs, and which unit holds the case then; the last stretch is open.

    In version 1 of the flow the calendar of the first unit counts for the whole round.
    """
    holds = entry.holds if follows_holder else entry.holds[:1]
    changes = [(hold.since.at, hold.unit_path) for hold in holds] or [(entry.started.at, "")]
    found: list[_Stretch] = []
    start = changes[0][0]
    for stop in entry.stops:
        found += _parted(start, stop.since.at, changes)
        start = stop.end
    return [*found, *_parted(start, None, changes)]


def _parted(start: datetime, end: datetime | None, changes: list[tuple[datetime, str]]) -> list[_Stretch]:
    """A stretch, cut where another unit takes over."""
    found: list[_Stretch] = []
    for place, (since, unit) in enumerate(changes):
        over = changes[place + 1][0] if place + 1 < len(changes) else None
        first = max(start, since)
        last = end if over is None else over if end is None else min(end, over)
        if last is None or first < last:
            found.append((first, last, unit))
    return found


def _calendar(edition: Edition, unit_path: str) -> tuple[str, WorkCalendar]:
    unit = edition.units.get(leaf(unit_path))
    name = unit.calendar if unit else edition.settings.calendar
    return name, edition.calendars[name]


def _spans(stretches: list[_Stretch], edition: Edition, limit: Limit | None, until: datetime) -> Iterable[Span]:
    for start, end, unit in stretches:
        if start > until:
            continue
        name, calendar = _calendar(edition, unit)
        last = until if end is None else min(end, until)
        used = elapsed(start, last, limit.clock if limit else "continuous", calendar)
        yield Span(start, None if end is None or end > until else end, unit, name, used)


def _deadline(stretches: list[_Stretch], edition: Edition, limit: Limit, budget: Fraction) -> datetime:
    """Where the last unit of `budget` is used up."""
    for start, end, unit_path in stretches:
        _, calendar = _calendar(edition, unit_path)
        unit = unit_length(limit, calendar)
        left = _length(budget, unit)
        if end is None:
            return later(start, left, limit.clock, calendar)
        used = elapsed(start, end, limit.clock, calendar)
        if used >= left:
            return later(start, left, limit.clock, calendar)
        budget -= Fraction(used // _MICROSECOND, unit // _MICROSECOND)
    raise AssertionError("the last stretch of a clock is open")


def _remaining(spans: tuple[Span, ...], last: _Stretch, edition: Edition, limit: Limit, budget: Fraction) -> timedelta:
    for span in spans:
        unit = unit_length(limit, edition.calendars[span.calendar])
        budget -= Fraction(span.used // _MICROSECOND, unit // _MICROSECOND)
    unit_path = spans[-1].unit_path if spans else last[2]
    return _length(budget, unit_length(limit, _calendar(edition, unit_path)[1]))


def _length(units: Fraction, unit: timedelta) -> timedelta:
    """So many units as time, rounded up to a whole microsecond."""
    return -(-(units * (unit // _MICROSECOND)) // 1) * _MICROSECOND
