"""Units that join those in force: checked as those of a pack are, published as a new edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.catalogue import commands, queries
from linli.catalogue.rules.edition import Edition, Unit
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result
from linli.packs.parts import units
from linli.packs.sources import Record

_FILE = "units.csv"


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of it: the edition now in force, how many units are new or different in it, and how many were there
    already."""

    edition: int
    changed: int
    already: int


def join(*, rows: Sequence[Mapping[str, str]], by: str, now: datetime) -> Result[Joined]:
    """Add units to those of the edition in force, or change them, from `now` on; `rows` have the columns of units.csv.

    A unit that is there keeps what its row leaves empty or has no column for. Where nothing is different no edition is
    made. Refused: units_have_faults (fact `faults`), edition_changed where somebody else published in between. Raises
    NoEditionError where no city is loaded.
    """
    edition = queries.current()
    joined, faults = together(edition, rows)
    if faults:
        return Refused("units_have_faults", {"faults": faults})
    changed = sum(joined[row["code"]] != edition.units.get(row["code"]) for row in rows)
    if joined == edition.units:
        return Allowed(Joined(edition.number, 0, len(rows)))
    done = commands.set_units(units=joined, seen=edition.number, by=by, now=now)
    if isinstance(done, Refused):
        return done
    return Allowed(Joined(done.value.number, changed, len(rows) - changed))


def together(edition: Edition, rows: Sequence[Mapping[str, str]]) -> tuple[dict[str, Unit], tuple[Fault, ...]]:
    """The units of an edition with those of `rows`, by code, and all that is wrong with them."""
    found = {unit.code: _written(unit, edition) for unit in edition.units.values()}
    for row in rows:
        given = {column: value for column, value in row.items() if value}
        found[row["code"]] = found.get(row["code"], {}) | given
    faults: list[Fault] = []
    records = tuple(Record(_FILE, line, values) for line, values in enumerate(found.values(), start=2))
    joined = units.read(
        records,
        is_whole=True,
        calendars=edition.calendars,
        default=edition.settings.calendar,
        languages=edition.settings.languages,
        faults=faults,
    )
    return joined, tuple(faults)


def _written(unit: Unit, edition: Edition) -> dict[str, str]:
    """A unit as a row. Its calendar is written only where it isn't the one that it has from above."""
    above = edition.units[unit.parent].calendar if unit.parent else edition.settings.calendar
    return {
        "code": unit.code,
        "parent": unit.parent or "",
        "name_zh": unit.name.get("zh-hans", ""),
        "name_en": unit.name.get("en", ""),
        "email": unit.email,
        "calendar": "" if unit.calendar == above else unit.calendar,
    }
