"""The address bar of the figures: what is asked, read from it and written back, so that a picture can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from linli.cases.rules.facts import Source
from linli.faces.desk.given import read_text
from linli.insight.rules.figures.measures import BY_KEY, Kind, Measure
from linli.insight.rules.figures.question import LONGEST, By, Period, Question, Step

_MONTH = timedelta(days=29)
_LONGEST = 200


class Look(StrEnum):
    """What a picture looks like."""

    BAR = "bar"
    LINE = "line"
    PIE = "pie"
    MAP = "map"


_COUNTS_OF: Mapping[By, tuple[str, ...]] = {By.STAGE: ("open", "overdue"), By.OUTCOME: ("closed",)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants to see. Whatever of it doesn't fit together is read as what comes nearest."""

    by: By
    period: Period
    measure: Measure
    look: Look
    step: Step
    klass: str = ""
    area: str = ""
    unit: str = ""
    source: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], *, today: date) -> Self:
        """Values that mean nothing are read as not chosen; without days, the last thirty."""

        def plain(name: str) -> str:
            return read_text(query, name, _LONGEST)

        by = By(plain("by")) if plain("by") in tuple(By) else By.TIME
        last = _day(plain("to")) or today
        first = _day(plain("from")) or last - _MONTH
        period = Period(min(first, last), last)
        measures = measures_by(by)
        look = Look(plain("look")) if plain("look") in tuple(Look) else None
        measure = BY_KEY.get(plain("measure"), measures[0])
        measure = measure if measure in measures else measures[0]
        looks = looks_of(by, measure)
        step = Step(plain("step")) if plain("step") in tuple(Step) else period.finest()
        return cls(
            by=by,
            period=period,
            measure=measure,
            look=look if look in looks else looks[0],
            step=step if period.days <= LONGEST[step] else period.finest(),
            klass=plain("class"),
            area=plain("area"),
            unit=plain("unit"),
            source=plain("source") if plain("source") in tuple(Source) else "",
        )

    def question(self, *, cells: bool) -> Question:
        return Question(
            by=self.by, period=self.period, klass=self.klass, area=self.area, unit=self.unit, source=self.source,
            step=self.step, cells=cells,
        )  # fmt: skip

    def but(self, **changes: object) -> "Asked":
        """The same with something else asked; what doesn't fit to it any more falls back when it is read."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def pairs(self) -> dict[str, str]:
        found = {
            "by": str(self.by),
            "measure": self.measure.key,
            "look": str(self.look),
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "step": str(self.step) if self.by is By.TIME else "",
            "class": self.klass,
            "area": self.area,
            "unit": self.unit,
            "source": self.source,
        }
        return {name: value for name, value in found.items() if value}

    def query(self, **more: str) -> str:
        """The address bar from `?` on."""
        return f"?{urlencode(self.pairs() | more)}"


def measures_by(by: By) -> tuple[Measure, ...]:
    """The measures that can be worked out by it."""
    return tuple(BY_KEY[key] for key in _COUNTS_OF.get(by, _timed(by)))


def _timed(by: By) -> tuple[str, ...]:
    """What is open now belongs to no step of time, and only time has an end of steps."""
    left_out = ("open", "overdue") if by is By.TIME else ("standing",)
    return tuple(key for key in BY_KEY if key not in left_out)


def looks_of(by: By, measure: Measure) -> tuple[Look, ...]:
    """How it can be shown, the most fitting first: only counts are parts of a whole, only areas lie on a map."""
    if by is By.TIME:
        return (Look.LINE, Look.BAR)
    pie = (Look.PIE,) if measure.kind is Kind.COUNT else ()
    on_map = (Look.MAP,) if by is By.AREA else ()
    return (Look.BAR, *pie, *on_map)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
