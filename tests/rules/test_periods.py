"""Deadlines against an oracle that walks minute by minute, and the cases that people argue about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws import tried

from linli.kernel.periods import Hours, Limit, Span, WorkCalendar, deadline, working_time

OFFICE: Hours = (Span(8 * 60, 12 * 60), Span(14 * 60, 18 * 60))
ALL_DAY: Hours = (Span(0, 24 * 60),)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def office(
    *, holidays: tuple[date, ...] = (), workdays: tuple[date, ...] = (), zone: str = "Asia/Shanghai"
) -> WorkCalendar:
    return WorkCalendar(zone, (OFFICE,) * 5 + ((), ()), OFFICE, frozenset(holidays), frozenset(workdays))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def is_open(minute: datetime, calendar: WorkCalendar) -> bool:
    """Whether the calendar is open during the minute that begins at `minute` (UTC), found without its arithmetic.

    Of a local time that comes twice only the first counts as reached: a closing that has come isn't undone.
    """
    local = minute.astimezone(ZoneInfo(calendar.time_zone))
    now = local.hour * 60 + local.minute
    return any(
        reached(span.opens, now, local) and not reached(span.closes, now, local)
        for span in calendar.hours(local.date())
    )


def reached(mark: int, now: int, local: datetime) -> bool:
    if local.fold and mark < 24 * 60:
        # The clock has been put back: whatever was shown before the change has been reached.
        shown_before = local.astimezone(UTC) - timedelta(minutes=1)
        while shown_before.astimezone(local.tzinfo).fold:
            shown_before -= MINUTE
        last = shown_before.astimezone(local.tzinfo)
        return max(now, last.hour * 60 + last.minute) >= mark
    return now >= mark


def oracle(start: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    now = start.astimezone(UTC)
    while minutes:
        minutes -= is_open(now, calendar)
        now += MINUTE
    return now


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    marks = sorted(draw(st.sets(st.integers(0, 48), min_size=2, max_size=6).filter(lambda found: len(found) % 2 == 0)))
    return tuple(Span(opens * 30, closes * 30) for opens, closes in zip(marks[::2], marks[1::2], strict=True))


DAYS = st.dates(date(2026, 3, 23), date(2026, 4, 8)) | st.dates(date(2026, 10, 19), date(2026, 11, 6))
# London and New York change their clocks at night, Santiago at midnight, Lord Howe by half an hour, Shanghai never.
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]
)


def outside_changes(hours: Hours) -> bool:
    """Whether no opening or closing falls into the hours of a night in which clocks are put forward."""
    return all(mark >= 4 * 60 or mark == 0 for span in hours for mark in (span.opens, span.closes))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    some = hours().filter(outside_changes)
    zone = draw(ZONES)
    if zone == "America/Santiago":
        some = some.filter(lambda found: all(span.opens for span in found))
    week = tuple(draw(st.lists(some | st.just(()), min_size=7, max_size=7).filter(any)))
    return WorkCalendar(
        zone, week, draw(some), draw(st.frozensets(DAYS, max_size=4)), draw(st.frozensets(DAYS, max_size=3))
    )


@tried(120)
@given(calendars(), DAYS, st.integers(0, 24 * 60 - 1), st.integers(1, 2400))
def test_a_deadline_is_where_counting_minute_by_minute_ends(
    calendar: WorkCalendar, day: date, minute: int, minutes: int
) -> None:
    start = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=UTC)
    assert deadline(start, Limit(minutes, "min", "working"), calendar) == oracle(start, minutes, calendar)


@tried(100)
@given(calendars(), DAYS, st.integers(0, 86_399), st.integers(1, 5_000))
def test_the_working_time_up_to_a_deadline_is_the_limit(
    calendar: WorkCalendar, day: date, second: int, minutes: int
) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    end = deadline(start, Limit(minutes, "min", "working"), calendar)
    assert working_time(start, end, calendar) == timedelta(minutes=minutes)


@given(calendars(), DAYS, st.integers(1, 2_000), st.integers(1, 2_000))
def test_limits_add_up(calendar: WorkCalendar, day: date, first: int, second: int) -> None:
    start = datetime(day.year, day.month, day.day, 3, 7, 9, tzinfo=UTC)
    half_way = deadline(start, Limit(first, "min", "working"), calendar)
    together = deadline(start, Limit(first + second, "min", "working"), calendar)
    assert deadline(half_way, Limit(second, "min", "working"), calendar) == together


@given(calendars(), DAYS, st.integers(0, 5_000), st.integers(1, 50), st.sampled_from(["min", "h", "d"]))
def test_who_starts_later_is_never_due_earlier(
    calendar: WorkCalendar, day: date, later: int, value: int, unit: str
) -> None:
    limit = Limit(value, unit, "working")  # type: ignore[arg-type]
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert deadline(start, limit, calendar) <= deadline(start + later * MINUTE, limit, calendar)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-03-02T10:00", Limit(4, "h", "working"), "2026-03-02T16:00"),
        ("2026-03-02T09:00", Limit(3, "h", "working"), "2026-03-02T12:00"),
        ("2026-03-02T17:30", Limit(1, "h", "working"), "2026-03-03T08:30"),
        ("2026-03-02T13:00", Limit(30, "min", "working"), "2026-03-02T14:30"),
        ("2026-03-06T17:00", Limit(1, "d", "working"), "2026-03-09T17:00"),
        ("2026-03-07T11:00", Limit(1, "d", "working"), "2026-03-09T18:00"),
        ("2026-03-02T10:00", Limit(5, "d", "working"), "2026-03-09T10:00"),
        ("2026-03-06T23:00", Limit(2, "h", "continuous"), "2026-03-07T01:00"),
        ("2026-03-06T23:00", Limit(2, "d", "continuous"), "2026-03-08T23:00"),
    ],
)
def test_a_limit_runs_on_its_clock(start: str, limit: Limit, due: str) -> None:
    assert deadline(shanghai(start), limit, office()) == shanghai(due)


def test_a_make_up_saturday_is_worked_and_a_holiday_is_not() -> None:
    calendar = office(holidays=(date(2026, 2, 16), date(2026, 2, 17)), workdays=(date(2026, 2, 14),))
    friday = shanghai("2026-02-13T17:00")
    assert deadline(friday, Limit(1, "d", "working"), calendar) == shanghai("2026-02-14T17:00")
    assert deadline(friday, Limit(2, "d", "working"), calendar) == shanghai("2026-02-18T17:00")


def test_a_make_up_day_has_the_hours_of_a_standard_day_and_wins_over_a_holiday() -> None:
    saturday = date(2026, 2, 14)
    assert office(holidays=(saturday,), workdays=(saturday,)).hours(saturday) == OFFICE


def test_a_working_day_is_as_long_as_the_standard_day_even_where_days_are_shorter() -> None:
    short = (Span(8 * 60, 12 * 60),)
    calendar = WorkCalendar("Asia/Shanghai", (short,) * 5 + ((), ()), OFFICE)
    assert deadline(shanghai("2026-03-02T08:00"), Limit(1, "d", "working"), calendar) == shanghai("2026-03-03T12:00")


def test_round_the_clock_the_two_clocks_agree_even_when_clocks_change() -> None:
    calendar = WorkCalendar("Europe/London", (ALL_DAY,) * 7, ALL_DAY)
    for start in (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)):
        assert deadline(start, Limit(9, "h", "working"), calendar) == start + timedelta(hours=9)


def test_a_night_in_which_an_hour_is_skipped_is_an_hour_shorter() -> None:
    night = (Span(0, 6 * 60),)
    calendar = WorkCalendar("Europe/London", (night,) * 7, night)
    start = datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert deadline(start, Limit(6, "h", "working"), calendar) == datetime(2026, 3, 30, 0, tzinfo=UTC)


def test_a_time_that_the_clock_skips_is_read_by_the_offset_before() -> None:
    hours = (Span(90, 3 * 60),)  # 01:30 does not exist in London on 29 March 2026
    calendar = WorkCalendar("Europe/London", (hours,) * 7, hours)
    due = deadline(datetime(2026, 3, 29, tzinfo=UTC), Limit(1, "min", "working"), calendar)
    assert due == datetime(2026, 3, 29, 1, 31, tzinfo=UTC)


def test_hours_that_the_clock_skips_do_not_hide_those_that_it_shows() -> None:
    hours = (Span(90, 100), Span(120, 150))  # 01:30–01:40 falls behind the beginning of 02:00–02:30
    calendar = WorkCalendar("Europe/London", (hours,) * 7, hours)
    due = deadline(datetime(2026, 3, 29, tzinfo=UTC), Limit(35, "min", "working"), calendar)
    assert due == datetime(2026, 3, 29, 1, 35, tzinfo=UTC)


def test_a_closing_that_the_clock_shows_twice_closes_the_first_time() -> None:
    hours = (Span(0, 90),)  # 01:30 comes twice in London on 25 October 2026
    calendar = WorkCalendar("Europe/London", (hours,) * 7, hours)
    start = datetime(2026, 10, 24, 23, tzinfo=UTC)
    assert deadline(start, Limit(90, "min", "working"), calendar) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_calendar_that_nobody_works_by_any_more_says_so() -> None:
    calendar = WorkCalendar("Asia/Shanghai", ((),) * 7, OFFICE, workdays=frozenset({date(2026, 3, 2)}))
    assert deadline(shanghai("2026-03-01T12:00"), Limit(1, "h", "working"), calendar) == shanghai("2026-03-02T09:00")
    with pytest.raises(ValueError, match="no working hour left"):
        deadline(shanghai("2026-03-03T12:00"), Limit(1, "h", "working"), calendar)


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        deadline(datetime(2026, 3, 2, 10), Limit(1, "h", "working"), office())


def test_no_working_time_lies_between_an_end_and_an_earlier_start() -> None:
    assert working_time(shanghai("2026-03-03T10:00"), shanghai("2026-03-02T10:00"), office()) == timedelta()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Limit(0, "d", "working"),
        lambda: Span(600, 600),
        lambda: Span(0, 1441),
        lambda: WorkCalendar("Asia/Shanghai", (OFFICE,) * 6, OFFICE),
        lambda: WorkCalendar("Asia/Shanghai", (OFFICE,) * 7, ()),
        lambda: WorkCalendar("Asia/Shanghai", (tuple(reversed(OFFICE)),) * 7, OFFICE),
    ],
)
def test_what_is_no_limit_or_no_calendar_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]
