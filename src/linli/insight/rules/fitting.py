"""Limits and hours that another system must have worked by, found from what it promised.

A limit shows in the time between report and promise: on the right clock and calendar it is the same for every row of a
class. Hours, days of the week and holidays are those under which that holds for most rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.periods import Clock, Limit, LimitUnit, Span, WorkCalendar, deadline, elapsed, unit_length

ROWS_AT_LEAST = 20
LARGEST: Mapping[LimitUnit, int] = {"d": 366, "h": 8_760, "min": 10_080}
_LOOKED_AT = 300  # rows of a class among which calendars are compared
_CONTINUOUS_ENOUGH = 0.9
_AS_GOOD = 0.01
_EVIDENCE = 3
_NEAR = 3  # days
_HALF_HOUR, _HOUR = 30, 60
_OPENS = range(6 * _HOUR, 10 * _HOUR + 1, _HALF_HOUR)
_CLOSES = range(15 * _HOUR, 20 * _HOUR + 1, _HALF_HOUR)
_WORKED = (5, 6, 7)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the other system: what it was, when it came, by when it was promised, when it was closed, if it was."""

    class_key: str
    reported_at: datetime
    due_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FittedLimit:
    """The limit of a class, and the share of its `rows` (0 to 1) that were promised just that, to the minute."""

    limit: Limit
    rows: int
    share: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was found. `calendar` is None where no class works by hours; `unfitted` counts the rows of classes that
    have too few, or that no one limit explains."""

    calendar: WorkCalendar | None
    limits: Mapping[str, FittedLimit]
    unfitted: Mapping[str, int]


def fit(promises: Iterable[Promise], *, time_zones: Sequence[str], now: datetime) -> Fitted:
    """The limits, class by class, and the one calendar that explain the promises best.

    `time_zones` are those in which hours of work are looked for. `now` is when a row that was never closed is judged.
    """
    classes: dict[str, list[Promise]] = {}
    for promise in promises:
        if promise.due_at > promise.reported_at:
            classes.setdefault(promise.class_key, []).append(promise)
    enough = {key: rows for key, rows in sorted(classes.items()) if len(rows) >= ROWS_AT_LEAST}
    found = {key: _limit(rows, "continuous", None) for key, rows in enough.items()}
    by_hours = {key: rows for key, rows in enough.items() if _share(found[key]) < _CONTINUOUS_ENOUGH}
    calendar = _calendar(by_hours, time_zones, now) if by_hours else None
    for key, rows in by_hours.items():
        worked = _limit(rows, "working", calendar) if calendar else None
        found[key] = max(found[key], worked, key=_share)
    limits = {key: limit for key, limit in found.items() if limit is not None and limit.share >= 0.5}
    used = any(one.limit.clock == "working" for one in limits.values())
    unfitted = {key: len(rows) for key, rows in sorted(classes.items()) if key not in limits}
    return Fitted(calendar if used else None, limits, unfitted)


def _share(found: FittedLimit | None) -> float:
    return found.share if found else 0.0


def _limit(rows: Sequence[Promise], clock: Clock, calendar: WorkCalendar | None) -> FittedLimit | None:
    """The limit that most rows have to the minute, in the largest unit that says it in whole numbers."""
    counts = Counter(_minutes(row, clock, calendar) for row in rows)
    minutes, _ = counts.most_common(1)[0]
    # Systems that keep seconds in one column and drop them in the other are a minute off.
    near = sum(counts[minutes + off] for off in (-1, 0, 1))
    day = calendar.standard_minutes if clock == "working" and calendar else 24 * _HOUR
    lengths: tuple[tuple[LimitUnit, int], ...] = (("d", day), ("h", _HOUR), ("min", 1))
    for unit, length in lengths:
        if minutes >= length and minutes % length == 0 and minutes // length <= LARGEST[unit]:
            return FittedLimit(Limit(minutes // length, unit, clock), len(rows), near / len(rows))
    return None


def _minutes(row: Promise, clock: Clock, calendar: WorkCalendar | None) -> int:
    if clock == "continuous" or calendar is None:
        return round((row.due_at - row.reported_at) / _MINUTE)
    return round(elapsed(row.reported_at, row.due_at, clock, calendar) / _MINUTE)


def _calendar(classes: Mapping[str, Sequence[Promise]], time_zones: Sequence[str], now: datetime) -> WorkCalendar:
    """The hours that explain most promises; of those that explain as many, the ones by which most rows were as late as
    they were found to be; then its holidays."""
    looked_at = {key: rows[:: -(-len(rows) // _LOOKED_AT)] for key, rows in classes.items()}
    scored = [(_explained(looked_at, calendar), calendar) for calendar in _calendars(time_zones)]
    best = max(share for share, _ in scored)
    as_good = [calendar for share, calendar in scored if share >= best - _AS_GOOD]
    return _holidays(classes, max(as_good, key=lambda calendar: _agreeing(classes, calendar, now)))


def _calendars(time_zones: Sequence[str]) -> Iterator[WorkCalendar]:
    for zone in time_zones:
        for worked in _WORKED:
            for opens in _OPENS:
                for closes in _CLOSES:
                    day = (Span(opens, closes),)
                    yield WorkCalendar(zone, (day,) * worked + ((),) * (7 - worked), day)


def _explained(classes: Mapping[str, Sequence[Promise]], calendar: WorkCalendar) -> float:
    """The share of rows that were promised just the limit of their class."""
    found = [_limit(rows, "working", calendar) for rows in classes.values()]
    return sum(one.share * one.rows for one in found if one) / sum(len(rows) for rows in classes.values())


def _agreeing(classes: Mapping[str, Sequence[Promise]], calendar: WorkCalendar, now: datetime) -> int:
    """How many rows are late on the calendar just where they were late for the other system."""
    agreeing = 0
    for rows in classes.values():
        found = _limit(rows, "working", calendar)
        if found is not None:
            due = ((row, deadline(row.reported_at, found.limit, calendar)) for row in rows)
            ended = ((row.closed_at or now, row.due_at, ours) for row, ours in due)
            agreeing += sum((at > theirs) == (at > ours) for at, theirs, ours in ended)
    return agreeing


def _holidays(classes: Mapping[str, Sequence[Promise]], calendar: WorkCalendar) -> WorkCalendar:
    """The calendar without the days that explain more promises as holidays, by `_EVIDENCE` rows at least.

    A day beside a holiday explains some of the same rows, so those with the most around them are taken first.
    """
    limits = {key: _limit(rows, "working", calendar) for key, rows in classes.items()}
    while True:
        votes: Counter[date] = Counter()
        for key, rows in classes.items():
            if (found := limits[key]) is not None:
                length = found.limit.value * unit_length(found.limit, calendar) // _MINUTE
                votes.update(_votes(rows, length, calendar))
        enough = {day: count for day, count in votes.items() if count >= _EVIDENCE}
        first = {day for day, count in enough.items() if count == max(enough.get(near, 0) for near in _around(day))}
        if not first:
            return calendar
        calendar = replace(calendar, holidays=calendar.holidays | first)


def _votes(rows: Iterable[Promise], length: int, calendar: WorkCalendar) -> Counter[date]:
    """For each day, how many more rows would be of `length` minutes if it were a holiday, than are so now."""
    zone = ZoneInfo(calendar.time_zone)
    days_off: dict[date, WorkCalendar] = {}
    votes: Counter[date] = Counter()
    for row in rows:
        fits = abs(_minutes(row, "working", calendar) - length) <= 1
        for day in _workdays(row, calendar, zone):
            without = days_off.get(day)
            if without is None:
                without = days_off[day] = replace(calendar, holidays=calendar.holidays | {day})
            if fits != (abs(_minutes(row, "working", without) - length) <= 1):
                votes[day] += -1 if fits else 1
    return votes


def _around(day: date) -> list[date]:
    return [day + timedelta(days=off) for off in range(-_NEAR, _NEAR + 1)]


def _workdays(row: Promise, calendar: WorkCalendar, zone: ZoneInfo) -> list[date]:
    first, last = row.reported_at.astimezone(zone).date(), row.due_at.astimezone(zone).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.hours(day)]
