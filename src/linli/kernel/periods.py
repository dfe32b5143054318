"""Limits of time and the calendars they run by: when is something due?

A limit runs on one of two clocks. The *continuous* clock counts nights, weekends and holidays: an hour is an hour
that passes anywhere. The *working* clock stands still outside the hours of a `WorkCalendar`; one of its days is the
calendar's standard day (8 hours in 8–12, 14–18), however long the day on which it is used up may be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

type LimitUnit = Literal["min", "h", "d"]
type Clock = Literal["continuous", "working"]

_MINUTES = {"min": 1, "h": 60, "d": 24 * 60}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: `value` minutes, hours or days on one of the two clocks. `value` is at least 1."""

    value: int
    unit: LimitUnit
    clock: Clock

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError(f"a limit is at least 1, not {self.value}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of one day, in minutes after local midnight: open from `opens` until just before `closes` (≤ 1440)."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= 24 * 60:
            raise ValueError(f"hours must open before they close, between 00:00 and 24:00: {self}")

    def __str__(self) -> str:
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{self.closes // 60:02}:{self.closes % 60:02}"

    @property
    def minutes(self) -> int:
        return self.closes - self.opens


type Hours = tuple[Span, ...]
type Opening = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When somebody works, in the local time of `time_zone`.

    `week` holds the hours of Monday to Sunday; no hours are kept on `holidays`, and those of the `standard` day on
    `workdays`, the make-up days (a date in both is worked). A working day of a limit is as long as the standard day.
    """

    time_zone: str
    week: tuple[Hours, ...]
    standard: Hours
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    _known: dict[date, list[Opening]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has 7 days, not {len(self.week)}")
        if not self.standard:
            raise ValueError("the standard day has no hours")
        for hours in (*self.week, self.standard):
            if any(later.opens < earlier.closes for earlier, later in pairwise(hours)):
                raise ValueError(f"hours of one day overlap or are out of order: {', '.join(map(str, hours))}")

    @property
    def standard_minutes(self) -> int:
        """The length of one working day in minutes."""
        return sum(span.minutes for span in self.standard)

    def hours(self, day: date) -> Hours:
        """The hours kept on the local date `day`."""
        if day in self.workdays:
            return self.standard
        if day in self.holidays:
            return ()
        return self.week[day.weekday()]

    def openings(self, day: date) -> list[Opening]:
        """The hours kept on the local date `day` as instants in UTC, worked out once: a deadline passes many days.

        Times that the clock skips land after times that it shows, so the order of the day is not that of the instants.
        """
        if (found := self._known.get(day)) is None:
            zone = ZoneInfo(self.time_zone)
            spans = [(_instant(day, span.opens, zone), _instant(day, span.closes, zone)) for span in self.hours(day)]
            found = self._known[day] = sorted(spans)
        return found


def deadline(start: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """The instant, in UTC, at which `limit` is used up when its clock starts at `start` (aware).

    On the working clock a start out of hours waits for the next opening, and time that ends exactly at closing is due
    at closing, not at the next opening. Time is what passes: where clocks are put forward during hours, those hours
    are shorter. Raises ValueError where `start` has no time zone or the calendar has no working hour left.
    """
    if start.tzinfo is None:
        raise ValueError(f"the start needs a time zone: {start.isoformat()}")
    return later(start, limit.value * unit_length(limit, calendar), limit.clock, calendar)


def unit_length(limit: Limit, calendar: WorkCalendar) -> timedelta:
    """How long one unit of a limit is: a working day is the calendar's standard day."""
    working_day = limit.unit == "d" and limit.clock == "working"
    return timedelta(minutes=calendar.standard_minutes if working_day else _MINUTES[limit.unit])


def later(start: datetime, length: timedelta, clock: Clock, calendar: WorkCalendar) -> datetime:
    """The instant, in UTC, at which `length` has passed on a clock since `start`; as `deadline`."""
    start = start.astimezone(UTC)
    if clock == "continuous":
        return start + length
    now, left = start, length
    for opens, closes in _openings(calendar, start):
        now = max(now, opens)
        if closes - now >= left:
            return now + left
        left -= max(closes - now, timedelta())
        now = max(now, closes)
    raise ValueError(f"the calendar has no working hour left after {now.isoformat()}")


def elapsed(start: datetime, end: datetime, clock: Clock, calendar: WorkCalendar) -> timedelta:
    """How much time passes on a clock between two instants; zero where `end` is not after `start`."""
    if clock == "working":
        return working_time(start, end, calendar)
    return max(end.astimezone(UTC) - start.astimezone(UTC), timedelta())


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """How much working time lies between two instants; zero where `end` is not after `start`."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    total, now = timedelta(), start
    for opens, closes in _openings(calendar, start):
        if opens >= end:
            break
        now = max(now, opens)
        total += max(min(closes, end) - now, timedelta())
        now = max(now, closes)
    return total


def _openings(calendar: WorkCalendar, start: datetime) -> Iterator[Opening]:
    """The calendar's hours as instants in UTC, day by day from the local day of `start`."""
    day = start.astimezone(ZoneInfo(calendar.time_zone)).date()
    last = None
    if not any(calendar.week):
        last = max(calendar.workdays, default=day)
    while last is None or day <= last:
        yield from calendar.openings(day)
        day += _DAY


@lru_cache(maxsize=8192)
def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a local clock shows `minute` of `day`: the first time if twice; if never, by the offset before the change
    (RFC 5545 §3.3.5).
    """
    local = datetime.combine(day + timedelta(days=minute // (24 * 60)), time(minute // 60 % 24, minute % 60), zone)
    return local.astimezone(UTC)
