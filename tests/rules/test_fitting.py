"""Limits and hours found from promises: what a made-up city worked by comes out again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.laws import tried

from linli.insight.rules.fitting import ROWS_AT_LEAST, Promise, fit
from linli.kernel.periods import Limit, Span, WorkCalendar, deadline

NOW = datetime(2026, 1, 1, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
DAY = (Span(8 * 60 + 30, 16 * 60 + 30),)
HOLIDAYS = frozenset({date(2024, 5, 1), date(2024, 10, 1)})
CITY = WorkCalendar("Europe/Zurich", (DAY,) * 5 + ((), ()), DAY, HOLIDAYS)


def promises(limit: Limit, rows: int, seed: int = 1, klass: str = "matter-1") -> Iterator[Promise]:
    """Reports at any hour of a year, promised by the limit on the city's calendar, closed before or after."""
    dice = Random(seed)
    for _ in range(rows):
        reported = START + timedelta(minutes=dice.randrange(366 * 24 * 60))
        due = deadline(reported, limit, CITY)
        yield Promise(klass, reported, due, due + timedelta(minutes=dice.randrange(-2000, 2000)))


def test_working_days_hours_and_holidays_come_out_again() -> None:
    found = fit(promises(Limit(1, "d", "working"), 4000), time_zones=["UTC", "Europe/Zurich"], now=NOW)
    assert found.limits["matter-1"].limit == Limit(1, "d", "working")
    assert found.limits["matter-1"].share > 0.99
    assert found.calendar is not None
    assert (found.calendar.time_zone, found.calendar.week[5:]) == ("Europe/Zurich", ((), ()))
    assert found.calendar.holidays == HOLIDAYS
    assert found.unfitted == {}


@tried(20)
@given(value=st.integers(1, 300), unit=st.sampled_from(["min", "h", "d"]), seed=st.integers(0, 99))
def test_a_continuous_limit_needs_no_calendar(value: int, unit: str, seed: int) -> None:
    limit = Limit(value, unit, "continuous")  # type: ignore[arg-type]
    found = fit(promises(limit, 40, seed), time_zones=["UTC"], now=NOW)
    fitted = found.limits["matter-1"]
    # 24 hours are said as a day: the same length in the largest unit.
    assert deadline(START, fitted.limit, CITY) == deadline(START, limit, CITY)
    assert (fitted.rows, fitted.share, found.calendar) == (40, 1.0, None)


def test_a_class_of_few_rows_or_of_no_one_limit_is_left_as_it_is() -> None:
    dice = Random(2)
    wild = [
        Promise("matter-2", START, START + timedelta(minutes=dice.randrange(10_000, 99_999)), None) for _ in range(60)
    ]
    few = list(promises(Limit(1, "d", "continuous"), ROWS_AT_LEAST - 1))
    found = fit([*wild, *few], time_zones=["UTC"], now=NOW)
    assert found.limits == {}
    assert found.unfitted == {"matter-1": ROWS_AT_LEAST - 1, "matter-2": 60}


def test_a_promise_that_lies_before_its_report_teaches_nothing() -> None:
    backwards = [Promise("matter-1", START, START - timedelta(days=1), None)] * 50
    found = fit([*backwards, *promises(Limit(2, "d", "continuous"), 30)], time_zones=["UTC"], now=NOW)
    assert found.limits["matter-1"].rows == 30
