"""The door to read the hotline's counts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from linli.hotline import models


@dataclass(slots=True)
class Day:
    """A day of the hotline: reports that were registered, callers who follow a case instead, and what it didn't take,
    by reason. `timed` of the calls took `seconds` together."""

    day: date
    reports: int = 0
    follows: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    timed: int = 0
    seconds: int = 0

    @property
    def refused(self) -> int:
        return sum(self.excluded.values())

    @property
    def calls(self) -> int:
        return self.reports + self.follows + self.refused

    @property
    def average(self) -> timedelta | None:
        """The average handling time, from opening the form to its end; None where no call was measured."""
        return timedelta(seconds=round(self.seconds / self.timed)) if self.timed else None


def days(*, first: date, last: date) -> tuple[Day, ...]:
    """The days from `first` to `last`, both included, that had a call; the last day first."""
    found: dict[date, Day] = {}
    for row in models.Tally.objects.filter(day__range=(first, last)).order_by("-day", "reason"):
        day = found.setdefault(row.day, Day(row.day))
        if row.what == "exclude":
            day.excluded[row.reason] = row.calls
        elif row.what == "follow":
            day.follows = row.calls
        else:
            day.reports = row.calls
        day.timed += row.timed
        day.seconds += row.seconds
    return tuple(found.values())


def exclusions(found: tuple[Day, ...]) -> list[tuple[str, int]]:
    """How often each reason was told on these days, the most frequent first."""
    sums: dict[str, int] = defaultdict(int)
    for day in found:
        for reason, count in day.excluded.items():
            sums[reason] += count
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
