"""The door to change places: install those of an edition."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from django.db import connection, models, transaction
from psycopg.sql import SQL, Composable, Identifier
from psycopg.types.json import Jsonb

from linli.kernel import locks
from linli.kernel.paths import parts
from linli.kernel.text import terms
from linli.places import queries
from linli.places.models import Address, Area, Cell, Component, Installation
from linli.places.rules import AddressRecord, AreaRecord, CellRecord, ComponentRecord, area_paths, near
from linli.places.search import lexeme

_IMPORTABLE: tuple[type[models.Model], ...] = (Component, Address)


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of one table were new (or are back), were different, and are gone."""

    added: int = 0
    changed: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Installed:
    """What `install` did; `changed` is False where exactly these places were in force already."""

    changed: bool
    areas: Change = field(default_factory=Change)
    cells: Change = field(default_factory=Change)
    components: Change = field(default_factory=Change)
    addresses: Change = field(default_factory=Change)


def install(
    *,
    areas: Sequence[AreaRecord],
    cells: Sequence[CellRecord],
    components: Sequence[ComponentRecord],
    addresses: Sequence[AddressRecord] = (),
    edition: int,
    now: datetime,
) -> Installed:
    """Make these the places of the city, all of them or none. Installing the same places again changes nothing.

    What is new gets `edition` as its first; what is missing is retired at `now` and comes back when installed again.
    The records must have passed `rules.check_areas` and `rules.check_tiling`: a cell of an unknown community or an area
    of an unknown parent raises IntegrityError. One installation at a time: a second one waits for the first.
    """
    digest = _digest(areas, cells, components, addresses)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.PLACES])
        latest = Installation.objects.order_by("-id").values_list("digest", flat=True).first()
        if latest == digest:
            return Installed(changed=False)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        installed = Installed(
            changed=True,
            areas=_swap(cursor, Area, _area_rows(areas), edition=edition, now=now),
            cells=_swap(cursor, Cell, _cell_rows(cells), edition=edition, now=now),
            components=_swap(cursor, Component, _component_rows(components), edition=edition, now=now),
            addresses=_swap(cursor, Address, _address_rows(addresses), edition=edition, now=now),
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Installation.objects.create(edition=edition, digest=digest, at=now)
        cursor.execute("ANALYZE places_component, places_address")
    queries.forget()
    transaction.on_commit(queries.forget)
    return installed


def add_components(*, components: Iterable[ComponentRecord], edition: int) -> Change:
    """Add facilities to the city's, in one transaction: those of a known code are changed where they differ.

    The records must have passed the checks of `rules.checks.check_components`. They stay when a pack is installed that
    hasn't them. `settle` tells of them once all are there.
    """
    return _add(Component, _component_rows(components), edition=edition)


def add_addresses(*, addresses: Iterable[AddressRecord], edition: int) -> Change:
    """Add addresses that people can search for, as `add_components` adds facilities; an address never changes."""
    return _add(Address, _address_rows(addresses), edition=edition)


def settle(*, edition: int, now: datetime) -> None:
    """Tell maps that may be kept, and the database, that facilities or addresses were added."""
    with transaction.atomic(), connection.cursor() as cursor:
        digest = hashlib.sha256(f"added {now.isoformat()}".encode()).hexdigest()
        Installation.objects.create(edition=edition, digest=digest, at=now)
        cursor.execute("ANALYZE places_component, places_address")
    queries.forget()


def _area_rows(areas: Iterable[AreaRecord]) -> Iterable[dict[str, Any]]:
    areas = list(areas)
    paths = area_paths(areas)
    for area in areas:
        path = paths[area.code]
        yield {
            "code": area.code,
            "parent_id": area.parent,
            "level": area.level,
            "depth": len(parts(path)),
            "path": path,
            "names": Jsonb(dict(area.names)),
            "grade": area.grade,
            "outline": shapely.to_wkb(area.geometry),
        }


def _cell_rows(cells: Iterable[CellRecord]) -> Iterable[dict[str, Any]]:
    for cell in cells:
        yield {"code": cell.code, "community_id": cell.community, "outline": shapely.to_wkb(cell.geometry)}


def _component_rows(components: Iterable[ComponentRecord]) -> Iterable[dict[str, Any]]:
    for component in components:
        yield {
            "code": component.code,
            "class_code": component.class_code,
            "lat": component.lat,
            "lon": component.lon,
            "h3": near.index(lat=component.lat, lon=component.lon),
            "unit_path": component.unit_path,
        }


def _address_rows(addresses: Iterable[AddressRecord]) -> Iterable[dict[str, Any]]:
    for address in addresses:
        yield {
            "code": _address_code(address),
            "names": Jsonb(dict(address.names)),
            "lat": address.lat,
            "lon": address.lon,
            "terms": " ".join(lexeme(term) for term in terms(" ".join(address.names.values()))),
        }


def _address_code(address: AddressRecord) -> str:
    said = json.dumps([sorted(address.names.items()), address.lat, address.lon], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _swap(
    cursor: Any, model: type[models.Model], rows: Iterable[dict[str, Any]], *, edition: int, now: datetime
) -> Change:
    """Let the rows of `model` that are not retired be exactly `rows`, and those that were imported, in four statements
    however many they are."""
    kept = SQL("AND NOT kept.imported" if model in _IMPORTABLE else "")
    with _staged(cursor, model, rows) as names:
        if names is None:
            table = Identifier(model._meta.db_table)
            cursor.execute(SQL(_RETIRE_ALL).format(table=table, unless=kept), [now])
            return Change(retired=cursor.rowcount)
        added, changed = _lay(cursor, model, names, edition=edition, imported=False)
        cursor.execute(SQL(_RETIRE).format(**names, unless=kept), [now])
        return Change(added, changed, cursor.rowcount)


def _add(model: type[models.Model], rows: Iterable[dict[str, Any]], *, edition: int) -> Change:
    """Add `rows` to those of `model`, or change those of the same code; nothing is retired."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.PLACES])
        with _staged(cursor, model, rows) as names:
            return Change() if names is None else Change(*_lay(cursor, model, names, edition=edition, imported=True))


@contextmanager
def _staged(cursor: Any, model: type[models.Model], rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any] | None]:
    """The rows in a temporary table, and the names for statements about them; None where there are none."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        yield None
        return
    names = {
        "table": Identifier(model._meta.db_table),
        "incoming": Identifier("incoming"),
        "columns": SQL(", ").join(map(Identifier, first)),
        "new": SQL(", ").join(SQL("EXCLUDED.{}").format(Identifier(column)) for column in first),
        "old": SQL(", ").join(SQL("kept.{}").format(Identifier(column)) for column in first),
    }
    cursor.execute(
        SQL("CREATE TEMPORARY TABLE {incoming} AS SELECT {columns} FROM {table} WITH NO DATA").format(**names)
    )
    with cursor.copy(SQL("COPY {incoming} ({columns}) FROM STDIN").format(**names)) as copy:
        copy.write_row(tuple(first.values()))
        for row in rows:
            copy.write_row(tuple(row.values()))
    yield names
    cursor.execute(SQL("DROP TABLE {incoming}").format(**names))


def _lay(
    cursor: Any, model: type[models.Model], names: dict[str, Any], *, edition: int, imported: bool
) -> tuple[int, int]:
    """Insert the staged rows or change those of the same code; how many are new or back, and how many different.

    An installed pack takes over what was imported; to import what a pack has leaves it the pack's.
    """
    mark: dict[str, Composable] = {name: SQL("") for name in ("mark", "marked", "marking", "taken")}
    if model in _IMPORTABLE:
        mark = {
            "mark": SQL(", imported"),
            "marked": SQL(", {}").format(imported),
            "marking": SQL(", EXCLUDED.imported AND (kept.imported OR kept.retired_at IS NOT NULL)"),
            "taken": SQL("OR kept.imported AND NOT EXCLUDED.imported"),
        }
    cursor.execute(SQL(_UPSERT).format(**names, **mark), [edition])
    added, changed = cursor.fetchone()
    return added, changed


# A row counts as added where it was retired or not there; `xmax` is 0 on a row that this statement inserted.
_UPSERT = """
WITH back AS (SELECT code FROM {table} JOIN {incoming} USING (code) WHERE retired_at IS NOT NULL),
written AS (
    INSERT INTO {table} AS kept ({columns}, since_edition{mark})
    SELECT {columns}, %s{marked} FROM {incoming}
    ON CONFLICT (code) DO UPDATE SET ({columns}, retired_at{mark}) = ROW({new}, NULL{marking})
    WHERE ROW({old}) IS DISTINCT FROM ROW({new}) OR kept.retired_at IS NOT NULL {taken}
    RETURNING code, xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new OR back.code IS NOT NULL), count(*) FILTER (WHERE NOT is_new AND back.code IS NULL)
FROM written LEFT JOIN back USING (code)
"""
_RETIRE = """
UPDATE {table} AS kept SET retired_at = %s
WHERE retired_at IS NULL AND NOT EXISTS (SELECT FROM {incoming} WHERE {incoming}.code = kept.code) {unless}
"""
_RETIRE_ALL = "UPDATE {table} AS kept SET retired_at = %s WHERE retired_at IS NULL {unless}"


def _digest(
    areas: Sequence[AreaRecord],
    cells: Sequence[CellRecord],
    components: Sequence[ComponentRecord],
    addresses: Sequence[AddressRecord],
) -> str:
    """The SHA-256 of all that is installed, whatever the order of the files. Lines of files don't count."""
    lines: list[str] = []
    for area in areas:
        names = json.dumps(dict(area.names), sort_keys=True)
        said = f"area {area.code} {area.parent} {area.level} {names} {shapely.to_wkb(area.geometry, hex=True)}"
        lines.append(f"{said} {area.grade}" if area.grade else said)
    lines += [f"cell {cell.code} {cell.community} {shapely.to_wkb(cell.geometry, hex=True)}" for cell in cells]
    lines += [f"component {it.code} {it.class_code} {it.lat!r} {it.lon!r} {it.unit_path}" for it in components]
    lines += [f"address {_address_code(it)}" for it in addresses]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
