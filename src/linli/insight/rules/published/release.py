"""A month's cases as rows that anybody may have. Everything else that is published is worked out from these rows alone,
so that no table and no difference between tables can tell more than the rows do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from linli.insight.rules.published.withholding import WITHHELD, told, withheld

NONE = "none"
"""There is no such value: no unit has the case, it lies in no community."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case. Times are the city's, cut to the hour. `street`, `community`, `unit` are paths, `group` is a pattern of
    classes; `outcome` is told of results alone: cases that were owed and are closed. Texts are `WITHHELD` where they
    would be rare. `latitude` and `longitude` (degrees, WGS 84) are the centre of the smallest place that is told.
    """

    klass: str
    group: str
    street: str
    community: str
    cell: str
    unit: str
    outcome: str
    reported_at: datetime
    closed_at: datetime | None
    owed: bool
    in_time: bool
    reworked: bool
    latitude: float | None = None
    longitude: float | None = None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def result(self) -> bool:
        return self.owed and self.closed

    @property
    def open_about_unit(self) -> bool:
        """Whether its unit may be told: what a unit is called tells what it handles and where."""
        return bool(self.street and self.group)

    @property
    def place(self) -> str:
        """The smallest place that is told."""
        return self.cell or self.community or self.street


def release(cases: Sequence[Row], *, least: int) -> tuple[Row, ...]:
    """The cases of a month as they may be published; none where there are no more than `least`.

    Each column is told among the cases that share another one, its anchor: groups of classes within a street, classes
    within both, communities within both, cells within all three, units within the whole city, outcomes within a unit.
    What a unit is called tells classes and streets: where either isn't told, neither is the unit. Raises ValueError
    where `least` is below 3, for then a case that is hidden beside one other is known to whoever knows that one.
    """
    if least < 3:
        raise ValueError(f"the threshold is {least}: at least 3 cases must stand together")
    if len(cases) <= least:
        return ()
    streets = withheld([one.street for one in cases], [()] * len(cases), least=least)
    groups = withheld([one.group for one in cases], streets, least=least)
    within = list(zip(streets, groups, strict=True))
    classes = _below(groups, withheld([one.klass for one in cases], within, least=least))
    communities = _below(streets, withheld([one.community for one in cases], within, least=least))
    around = list(zip(streets, groups, communities, strict=True))
    cells = _below(communities, withheld([one.cell for one in cases], around, least=least))
    units = _units(cases, [bool(street and group) for street, group in within], least)
    rows = [
        replace(one, street=street, group=group, klass=klass, community=community, cell=cell, unit=unit,
                outcome=one.outcome if one.result and street and group else WITHHELD,
                reported_at=_hour(one.reported_at), closed_at=one.closed_at and _hour(one.closed_at))
        for one, street, group, klass, community, cell, unit in zip(
            cases, streets, groups, classes, communities, cells, units, strict=True)
    ]  # fmt: skip
    return tuple(sorted(_with_outcomes(rows, least), key=_order))


def _below(parents: Sequence[str], values: Sequence[str]) -> list[str]:
    """Values that would tell their parent are withheld with it."""
    return [value if parent else WITHHELD for parent, value in zip(parents, values, strict=True)]


def _units(cases: Sequence[Row], may: Sequence[bool], least: int) -> list[str]:
    """Units with enough cases and, as their outcomes are told, with enough results, of the cases that may tell them."""
    open_ = [one for one, own in zip(cases, may, strict=True) if own]
    everything = Counter(one.unit for one in open_)
    results = Counter(one.unit for one in open_ if one.result)
    enough = results.total() > least
    kept = told(everything, results, least=least) if enough else told(everything, least=least)
    return [one.unit if own and one.unit in kept else WITHHELD for one, own in zip(cases, may, strict=True)]


def _with_outcomes(rows: Sequence[Row], least: int) -> list[Row]:
    told_of = [place for place, row in enumerate(rows) if row.result and row.open_about_unit]
    found = list(rows)
    outcomes = withheld([rows[at].outcome for at in told_of], [rows[at].unit for at in told_of], least=least)
    for at, outcome in zip(told_of, outcomes, strict=True):
        found[at] = replace(rows[at], outcome=outcome)
    return found


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _order(row: Row) -> tuple[object, ...]:
    """By what is told alone: the order in which cases came would tell of what isn't."""
    closed = row.closed_at.isoformat() if row.closed_at else ""
    return (
        row.reported_at.isoformat(), row.street, row.group, row.klass, row.community, row.cell, row.unit, row.outcome,
        closed, row.owed, row.in_time, row.reworked,
    )  # fmt: skip
