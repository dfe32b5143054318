"""What is asked of the figures: by what, over which days, and of which cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class By(StrEnum):
    """What cases are counted by."""

    TIME = "time"
    STAGE = "stage"
    CLASS = "class"
    AREA = "area"
    UNIT = "unit"
    SOURCE = "source"
    OUTCOME = "outcome"


class Step(StrEnum):
    """The steps of time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


# So many days at most make a picture that can still be read, and an answer that is still quick.
LONGEST = {Step.DAY: 100, Step.WEEK: 370, Step.MONTH: 3700}


@dataclass(frozen=True, slots=True)
class Period:
    """From the `first` day to the `last` one, both in it, by the city's calendar."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first) // _DAY + 1

    @property
    def end(self) -> date:
        """The first day behind it."""
        return self.last + _DAY

    def whole_months(self) -> tuple[date, date] | None:
        """The first days of the first whole month in it and of the month behind the last one; None without any."""
        begin = self.first if self.first.day == 1 else month_after(self.first)
        end = self.end.replace(day=1)
        return (begin, end) if begin < end else None

    def steps(self, step: Step) -> Iterator["Period"]:
        """The period in steps, the first and the last cut off where it begins and ends."""
        begin = self.first
        while begin <= self.last:
            end = min(step_after(begin, step), self.end)
            yield Period(begin, end - _DAY)
            begin = end

    def finest(self) -> Step:
        """The step in which it makes a picture of at least some points and no more than can be told apart."""
        return Step.DAY if self.days <= 31 else Step.WEEK if self.days <= 182 else Step.MONTH


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + 31 * _DAY).replace(day=1)


def step_after(day: date, step: Step) -> date:
    """The first day of the next step; weeks begin on Monday (ISO 8601)."""
    match step:
        case Step.DAY:
            return day + _DAY
        case Step.WEEK:
            return day + (7 - day.weekday()) * _DAY
        case Step.MONTH:
            return month_after(day)


def step_of(day: date, step: Step, period: Period) -> date:
    """The day with which the step of `day` begins within the period."""
    begin = {Step.DAY: day, Step.WEEK: day - day.weekday() * _DAY, Step.MONTH: day.replace(day=1)}[step]
    return max(begin, period.first)


@dataclass(frozen=True, slots=True)
class Question:
    """`klass` is a class key or a beginning and `*`, `area` and `unit` are paths; empty is all. `step` is for `TIME`.

    `cells` counts by cell inside `area`, which is then a community, where the question is by area.
    """

    by: By
    period: Period
    klass: str = ""
    area: str = ""
    unit: str = ""
    source: str = ""
    step: Step = Step.MONTH
    cells: bool = False
