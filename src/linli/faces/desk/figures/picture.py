"""A picture of the figures: what the chart draws and the table under it says, from the same parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.cases import queries as cases
from linli.cases.rules import LATEST, Stage, State
from linli.faces.desk.figures.asked import Asked, measures_by
from linli.faces.desk.figures.links import Links
from linli.faces.desk.figures.said import MERGED, say_part, say_value
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit
from linli.insight.figures import reading
from linli.insight.figures.reading import Answer
from linli.insight.rules.figures.grouping import Part, class_parts, common_path, path_parts
from linli.insight.rules.figures.measures import Kind, Measure, Value
from linli.insight.rules.figures.question import By, Period
from linli.kernel.words import say
from linli.places import queries as places

# More can't be told apart; the table has all of them.
DRAWN_AT_MOST = 20
SLICES_AT_MOST = 8
_BAR = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words; `href` leads to the cases behind it, if a list can be narrowed to them."""

    text: str
    href: str = ""
    value: Value = None


@dataclass(frozen=True, slots=True)
class Row:
    """A part with all its measures. `bar` is its length out of a hundred, for a plain bar without scripts."""

    key: str
    name: str
    deeper: str
    cells: Sequence[Cell]
    number: float | None
    text: str
    href: str
    bar: int


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    meaning: str
    source: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Picture:
    """`rows` are in the order of the table; `total` is of all of them. `root` is the area or unit that the parts lie
    below, `cells` whether they are unit grid cells."""

    asked: Asked
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Sequence[Cell]
    root: str
    cells: bool

    @property
    def at(self) -> int:
        """The place of the measure among the columns."""
        return next(place for place, one in enumerate(self.columns) if one.key == self.asked.measure.key)

    @property
    def drawn(self) -> Sequence[Row]:
        return self.rows if self.asked.by is By.TIME else self.rows[:DRAWN_AT_MOST]


def picture(asked: Asked, visit: Visit, names: Names) -> Picture:
    """Ask for the figures and put them into words."""
    root = asked.area or common_path(cover.area for cover in cases.coverage(visit.actor))
    cells = asked.by is By.AREA and bool(root) and not places.children(root)
    if cells:
        asked = replace(asked, area=root)
    answer = reading.figures(actor=visit.actor, question=asked.question(cells=cells), now=visit.now)
    parts = _ordered(_parts(answer, asked, names, cells=cells), asked)
    links = Links(asked, visit, cells=cells)
    measures = measures_by(asked.by)
    numbers = [_number(asked.measure.of(part.sums)) for part in parts]
    most = max((number for number in numbers if number is not None), default=0) or 1
    rows = []
    for part, number in zip(parts, numbers, strict=True):
        period = _step(part, asked) if asked.by is By.TIME else None
        made = [_cell(one, part, links, period) for one in measures]
        own = made[measures.index(asked.measure)]
        rows.append(
            Row(
                key=part.key,
                name=say_part(part, asked, names, cells=cells),
                deeper=links.deeper(part),
                cells=made,
                number=number,
                text=own.text,
                href=own.href,
                bar=round(_BAR * (number or 0) / most),
            )
        )
    total = [Cell(say_value(one.of(answer.total), one.kind), value=one.of(answer.total)) for one in measures]
    columns = [
        Column(one.key, say(one.title, visit.language), say(one.meaning, visit.language), one.source, one.kind)
        for one in measures
    ]
    return Picture(asked, columns, rows, total, root, cells)


def _parts(answer: Answer, asked: Asked, names: Names, *, cells: bool) -> list[Part]:
    match asked.by:
        case By.CLASS:
            return class_parts(answer.sums, pattern=asked.klass, classes=names.edition.classes)
        case By.AREA if not cells:
            return path_parts(answer.sums, below=asked.area)
        case By.UNIT:
            return path_parts(answer.sums, below=asked.unit)
        case By.STAGE:
            return _stages(answer)
    return [Part(key, sums) for key, sums in sorted(answer.sums.items())]


def _stages(answer: Answer) -> list[Part]:
    """The stages of what is open, in the order of the loop; what was merged goes on elsewhere, and stands last."""
    found = {stage: Part(stage) for stage in Stage if stage is not Stage.CLOSED}
    merged = Part(MERGED)
    for state, sums in answer.sums.items():
        stage = LATEST.states[State(state)].stage
        if state == State.MERGED:
            merged.sums.add(replace(sums, open=sums.merged))
        elif stage in found:
            found[stage].sums.add(sums)
    return [*found.values(), merged] if merged.sums.open else list(found.values())


def _ordered(parts: list[Part], asked: Asked) -> list[Part]:
    """Steps of time and stages have an order of their own; else the largest count first. Shares keep the city's order:
    nobody is ranked by them."""
    if asked.by in (By.TIME, By.STAGE) or asked.measure.kind is not Kind.COUNT:
        return parts
    return sorted(parts, key=lambda part: -(_number(asked.measure.of(part.sums)) or 0))


def _number(value: Value) -> float | None:
    if value is None:
        return None
    if isinstance(value, timedelta):
        return None if value == timedelta.max else value / timedelta(hours=1)
    return float(value)


def _cell(measure: Measure, part: Part, links: Links, period: Period | None) -> Cell:
    value = measure.of(part.sums)
    href = links.cases(part, measure.key, period) if value else ""
    return Cell(say_value(value, measure.kind), href, value)


def _step(part: Part, asked: Asked) -> Period:
    first = date.fromisoformat(part.key)
    return next(one for one in asked.period.steps(asked.step) if one.first == first)


def chart(shown: Picture) -> dict[str, Any]:
    """What the chart element draws, in its own terms: names, numbers, their texts and where a click leads."""
    asked = shown.asked
    drawn = shown.drawn
    series = [_series(shown, drawn, shown.at)]
    if asked.by is By.TIME and asked.measure.key in ("reported", "closed"):
        keys = [one.key for one in shown.columns]
        series = [_series(shown, drawn, keys.index(key)) for key in ("reported", "closed")]
    return {
        "look": str(asked.look),
        "kind": str(asked.measure.kind),
        "names": [row.name for row in drawn],
        "series": series,
        "rest": _("Others"),
        "slices": SLICES_AT_MOST,
    }


def _series(shown: Picture, drawn: Iterable[Row], at: int) -> dict[str, Any]:
    column = shown.columns[at]
    cells = [row.cells[at] for row in drawn]
    numbers = [_number(cell.value) for cell in cells]
    if column.kind is Kind.SHARE:
        numbers = [None if number is None else round(100 * number, 1) for number in numbers]
    return {
        "name": column.title,
        "data": numbers,
        "texts": [cell.text for cell in cells],
        "hrefs": [cell.href for cell in cells],
    }
