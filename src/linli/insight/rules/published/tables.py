"""The published tables: a fixed list, each worked out from released rows alone, and held to its own audit."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from linli.insight.rules.figures.measures import BY_KEY
from linli.insight.rules.figures.sums import Sums
from linli.insight.rules.published.bounds import Sum, bounds
from linli.insight.rules.published.release import Row
from linli.insight.rules.published.withholding import WITHHELD
from linli.kernel.words import Words, words

SHARES = ("on_time", "closure", "on_time_closure", "rework")


class ExposedError(RuntimeError):
    """A table would tell what is withheld: it isn't published. A fault of the program, never of the data."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A published table: the columns of rows that it counts by, and which rows it counts."""

    key: str
    title: Words
    down: str
    across: str
    counts: Callable[[Row], bool]


PLANS: tuple[Plan, ...] = (
    Plan("street-group", words("按街道和类别统计的上报数", "Reports by street and group of classes"), "street", "group",
         lambda row: True),
    Plan("unit-outcome", words("按处置部门和结果统计的应处置且已结案数",
                               "Owed and closed cases by unit and outcome"), "unit", "outcome",
         lambda row: row.result and row.open_about_unit),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """How many cases a part of a table holds. `down` or `across` `WITHHELD`: all that aren't told there, together."""

    down: str
    across: str
    cases: int


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` and `columns` are everything that cases could be counted by, told or not; `blocks` don't overlap, and
    hold each cell of the table exactly once."""

    key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    blocks: tuple[Block, ...]

    def sums(self) -> list[Sum]:
        """What the table tells, as sums over its cells `(row, column)`."""
        told_rows = {one.down for one in self.blocks}
        rest = frozenset(self.rows) - told_rows
        found = []
        for block in self.blocks:
            down = {block.down} if block.down else rest
            own = {one.across for one in self.blocks if one.down == block.down}
            across = {block.across} if block.across else frozenset(self.columns) - own
            found.append(Sum(frozenset((row, column) for row in down for column in across), block.cases))
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """The measures of some of the cases. `shares` by measure, 0 to 1; None where fewer are owed than the threshold."""

    key: str
    reported: int
    closed: int
    owed: int | None
    shares: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is published of a month besides its rows."""

    city: Line
    streets: tuple[Line, ...]
    units: tuple[Line, ...]
    tables: tuple[Table, ...]


def figures(rows: Sequence[Row], *, domains: dict[str, tuple[str, ...]], least: int) -> Figures:
    """The tables and measures of released rows. `domains` are all streets, groups, units and outcomes that there are.

    A table that counts no more than `least` cases is left out. Raises ExposedError where a table fails the audit.
    """
    found = [_table(plan, [row for row in rows if plan.counts(row)], domains) for plan in PLANS]
    tables = tuple(table for table in found if table.blocks and sum(block.cases for block in table.blocks) > least)
    audit(tables, least=least)
    return Figures(
        city=_line("", rows, least),
        streets=_lines(rows, lambda row: row.street, least),
        units=_lines([row for row in rows if row.open_about_unit], lambda row: row.unit, least),
        tables=tables,
    )


def audit(tables: Iterable[Table], *, least: int) -> None:
    """Raises ExposedError where a cell that isn't told is sure to hold fewer than `least` cases, unless it is told to
    be nought with all that stands beside it, and where a told one holds fewer."""
    for table in tables:
        found = bounds(table.sums())
        for cell, (low, high) in found.items():
            if 0 < high < least:
                raise ExposedError(f"table {table.key}: {cell} could be bounded to {low}–{high}, below {least}")


def _table(plan: Plan, rows: Sequence[Row], domains: dict[str, tuple[str, ...]]) -> Table:
    down = tuple(dict.fromkeys((*domains[plan.down], *_told(rows, plan.down))))
    across = tuple(dict.fromkeys((*domains[plan.across], *_told(rows, plan.across))))
    counts = Counter((getattr(row, plan.down), getattr(row, plan.across)) for row in rows)
    told = [one for one in down if any(key[0] == one for key in counts)]
    blocks = []
    for row in [*told, WITHHELD] if len(told) < len(down) else told:
        own = [one for one in across if counts[row, one]]
        blocks += [Block(row, one, counts[row, one]) for one in own]
        if len(own) < len(across):
            blocks.append(Block(row, WITHHELD, counts[row, WITHHELD]))
    return Table(plan.key, down, across, tuple(blocks))


def _told(rows: Sequence[Row], column: str) -> list[str]:
    return sorted({getattr(row, column) for row in rows} - {WITHHELD})


def _lines(rows: Sequence[Row], of: Callable[[Row], str], least: int) -> tuple[Line, ...]:
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(of(row), []).append(row)
    return tuple(_line(key, by[key], least) for key in sorted(by, key=lambda key: (key == WITHHELD, key)))


def _line(key: str, rows: Sequence[Row], least: int) -> Line:
    sums = Sums(
        reported=len(rows),
        owed=sum(row.owed for row in rows),
        in_time=sum(row.in_time for row in rows),
        owed_closed=sum(row.result for row in rows),
        closed_in_time=sum(row.in_time and row.closed for row in rows),
        reworked=sum(row.owed and row.reworked for row in rows),
    )
    enough = sums.owed >= least
    shares = tuple((name, _share(name, sums) if enough else None) for name in SHARES)
    return Line(key, len(rows), sum(row.closed for row in rows), sums.owed if enough else None, shares)


def _share(name: str, sums: Sums) -> float | None:
    value = BY_KEY[name].of(sums)
    return round(value, 4) if isinstance(value, float) else None
