"""The hotline's counts: by day, with the time that calls took, and nothing else."""

from datetime import date, timedelta

import pytest
from tests import town

from linli.hotline import commands, models, queries

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOW = town.NOW


def taken(what: commands.What, seconds: float | None, day: date = TODAY, reason: str = "") -> None:
    begun = None if seconds is None else NOW - timedelta(seconds=seconds)
    commands.count(what=what, day=day, begun=begun, now=NOW, reason=reason)


def test_a_day_has_its_calls_and_their_average_length() -> None:
    taken("report", 100)
    taken("report", 200)
    taken("follow", 60)
    taken("exclude", 40, reason="court")
    [day] = queries.days(first=TODAY, last=TODAY)
    assert (day.calls, day.reports, day.follows, day.excluded) == (4, 2, 1, {"court": 1})
    assert day.average == timedelta(seconds=100)


@pytest.mark.parametrize("seconds", [None, -5, 3601, 10**6])
def test_a_call_that_was_not_measured_counts_and_takes_no_part_in_the_average(seconds: float | None) -> None:
    taken("report", seconds)
    assert queries.days(first=TODAY, last=TODAY)[0].average is None
    taken("report", 90)
    [day] = queries.days(first=TODAY, last=TODAY)
    assert (day.calls, day.average) == (2, timedelta(seconds=90))


def test_days_come_last_first_and_only_those_asked_for() -> None:
    for ago in (0, 1, 5):
        taken("exclude", None, day=TODAY - timedelta(days=ago), reason="court" if ago else "secret")
    found = queries.days(first=TODAY - timedelta(days=4), last=TODAY)
    assert [day.day for day in found] == [TODAY, TODAY - timedelta(days=1)]
    taken("exclude", None, reason="court")
    assert queries.exclusions(queries.days(first=TODAY - timedelta(days=9), last=TODAY)) == [
        ("court", 3),
        ("secret", 1),
    ]


def test_nothing_is_kept_of_who_called_or_who_took_the_call() -> None:
    columns = {field.name for field in models.Tally._meta.get_fields()}
    assert columns == {"id", "day", "what", "reason", "calls", "timed", "seconds"}
