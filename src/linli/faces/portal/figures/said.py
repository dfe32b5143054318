"""Published figures in words and lengths, for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.faces.portal import city
from linli.insight.opendata.reading import MANIFEST, Month
from linli.insight.rules.figures.measures import BY_KEY
from linli.insight.rules.published.release import NONE
from linli.insight.rules.published.tables import SHARES, Line, Table

_HIGH = 90  # units of the picture's own height for the month with the most reports
_WIDE = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the picture: where its bar stands in it, and its number."""

    href: str
    title: str
    short: str
    reported: int
    here: bool
    x: int
    y: int
    height: int
    middle: int


@dataclass(frozen=True, slots=True)
class Shares:
    """A line of measures: shares by their titles in per cent, None where too few cases are owed; on time also as a
    number for a bar."""

    name: str
    reported: int
    closed: int
    shares: tuple[tuple[str, float | None], ...]
    bar: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A line of a table: None is withheld, `rest` all of those together (None: they stand in a line of their own)."""

    name: str
    cells: tuple[int | None, ...]
    rest: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of counts; columns in which nothing is told in any line are left out."""

    columns: tuple[str, ...]
    lines: tuple[Counts, ...]
    rests: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A month for the page."""

    name: str
    title: str
    titles: tuple[str, ...]
    city: Shares
    streets: tuple[Shares, ...]
    units: tuple[Shares, ...]
    by_group: Shown | None
    by_outcome: Shown | None
    least: int
    licence: str
    moment: str
    head: str
    files: tuple[tuple[str, str], ...]


def month(one: Month) -> Page:
    found = {table.key: table for table in one.figures.tables}
    titles = tuple(city.spoken(BY_KEY[key].title) for key in ("reported", "closed", *SHARES))
    return Page(
        name=one.about.month,
        title=_title(one.about.month),
        titles=titles,
        city=_shares(one.figures.city, _("The whole city")),
        streets=tuple(_shares(line, _name(one, "street", line.key)) for line in one.figures.streets),
        units=tuple(_shares(line, _name(one, "unit", line.key)) for line in sorted(one.figures.units, key=_most_first)),
        by_group=_shown(one, found.get("street-group"), "street", "group"),
        by_outcome=_shown(one, found.get("unit-outcome"), "unit", "outcome"),
        least=one.about.least,
        licence=one.about.licence,
        moment=one.about.moment,
        head=one.about.head,
        files=tuple(
            (name, reverse("portal:opendata-file", args=[one.about.month, name])) for name in (*one.files, MANIFEST)
        ),
    )


def trend(months: Sequence[Month], *, asked: str) -> tuple[Bar, ...]:
    """The months beside each other, as high as they had reports."""
    most = max(one.about.cases for one in months)
    bars = []
    for place, one in enumerate(months):
        height = max(1, round(_HIGH * one.about.cases / most))
        bars.append(
            Bar(
                href=f"{reverse('portal:figures')}?month={one.about.month}",
                title=_title(one.about.month),
                short=one.about.month[2:].replace("-", "/"),
                reported=one.about.cases,
                here=one.about.month == asked,
                x=place * _WIDE + 6,
                y=15 + _HIGH - height,
                height=height,
                middle=place * _WIDE + _WIDE // 2,
            )
        )
    return tuple(bars)


def by_month(months: Sequence[Month]) -> Shown:
    """Reports by street and month, as each month told them. Every case is in one month, so they tell nothing more."""
    told = [{line.key: line.reported for line in one.figures.streets} for one in months]
    streets = sorted({key for own in told for key in own}, key=lambda key: (key == "", key))
    lines = tuple(
        Counts(
            _name(months[-1], "street", key),
            tuple(own.get(key, 0 if key == "" or "" not in own else None) for own in told),
            None,
        )
        for key in streets
    )
    return Shown(tuple(_title(one.about.month) for one in months), lines, rests=False)


def _title(name: str) -> str:
    return date_format(date.fromisoformat(f"{name}-01"), "YEAR_MONTH_FORMAT")


def _name(one: Month, kind: str, code: str) -> str:
    if not code:
        return _("Not told, together")
    if code == NONE:
        return _("None")
    found = one.names.get(kind, {}).get(code)
    return city.spoken(found) if found else code


def _shares(line: Line, name: str) -> Shares:
    by = dict(line.shares)
    percent = (None if by[key] is None else round(100 * (by[key] or 0), 1) for key in SHARES)
    titles = (city.spoken(BY_KEY[key].title) for key in SHARES)
    return Shares(name, line.reported, line.closed, tuple(zip(titles, percent, strict=True)), by["on_time"])


def _most_first(line: Line) -> tuple[bool, int]:
    """Units with the most reports first; what belongs to none, or isn't told, last."""
    return line.key in ("", NONE), -line.reported


def _shown(one: Month, table: Table | None, down: str, across: str) -> Shown | None:
    if table is None:
        return None
    counts = {(block.down, block.across): block.cases for block in table.blocks}
    columns = [column for column in table.columns if any(counts.get((row, column)) for row in (*table.rows, ""))]
    rows = dict.fromkeys(block.down for block in table.blocks if block.cases)
    lines = []
    for row in rows:
        rest = counts.get((row, ""), 0)
        # A nought is told only where nothing of the line is withheld.
        cells = tuple(counts.get((row, column), None if rest else 0) for column in columns)
        lines.append(Counts(_name(one, down, row), cells, rest))
    return Shown(tuple(_name(one, across, column) for column in columns), tuple(lines))
