"""From rows to the city: for each kind of table who reads its rows and through which door they go in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from linli.cases import bulk
from linli.cases.bulk import Act, History
from linli.cases.commands import Spot, place_of
from linli.cases.rules import Event, Facts, Given, Source, decide, open_case
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.insight.rules import records
from linli.insight.rules.kinds import Kind
from linli.insight.rules.mapping import Mapping as TableMapping
from linli.insight.rules.records import City, RecordReader, UnitRow
from linli.insight.rules.row_faults import Reject
from linli.insight.rules.rows import Reading, RowReader, called
from linli.insight.tables import Row
from linli.kernel.ids import uuid7_for
from linli.kernel.results import Refused
from linli.kernel.rights import IMPORTER
from linli.packs import units
from linli.places import commands as places
from linli.places import queries as where
from linli.places.rules.records import AddressRecord, ComponentRecord

_NAMESPACE = UUID("0d4a4b66-3c0b-5f0e-9a52-0a5d8e7b1a11")
DUPLICATE = "duplicate"
WAITS_AS_IMPORTED = "imported"
MOST_UNITS = 5_000
"""Rows of a table of units, which is judged as a whole."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the rows of a batch that can come in."""

    written: int
    already: int


class Loader[T](Protocol):
    """Reads, judges and writes the rows of one table, sheet after sheet."""

    whole: bool
    """Whether all rows must be known before any can be judged for good."""

    def begin(self, header: Sequence[str], sheet: str) -> None: ...
    def read(self, row: Row) -> T | Sequence[Reject]: ...

    def together(self, found: list[T]) -> tuple[list[T], list[Reject]]:
        """Of rows that are good by themselves, those that are good beside each other, and why the rest isn't."""
        ...

    def write(self, found: Sequence[T], *, now: datetime) -> Done:
        """Write rows, as part of the caller's transaction; safe to repeat."""
        ...

    def settle(self, *, now: datetime) -> None:
        """After the last row."""
        ...


def loader_of(mapping: TableMapping, *, by: str, now: datetime) -> Loader[object]:
    """The loader of a table. `by` says who brings it in. Raises NoEditionError where no city is loaded."""
    edition = catalogue.current()
    makers: Mapping[Kind, Callable[[], Loader[object]]] = {
        Kind.CASES: lambda: Cases(mapping, edition, now),  # type: ignore[dict-item, return-value]
        Kind.COMPONENTS: lambda: Components(mapping, edition),  # type: ignore[dict-item, return-value]
        Kind.ADDRESSES: lambda: Addresses(mapping, edition),  # type: ignore[dict-item, return-value]
        Kind.UNITS: lambda: Units(mapping, edition, by),  # type: ignore[dict-item, return-value]
    }
    return makers[mapping.kind]()


class Cases:
    """Real history: rows of another system become cases with their real times, each row once."""

    whole = False

    def __init__(self, mapping: TableMapping, edition: Edition, now: datetime) -> None:
        self._mapping, self._edition, self._now = mapping, edition, now
        self._seen: dict[str, str] = {}
        self._classes = names_of_classes(edition) if mapping.column("class") else {}

    def begin(self, header: Sequence[str], sheet: str) -> None:
        self._sheet = sheet
        self._reader = RowReader(
            self._mapping, header, now=self._now, classes=self._classes, seen=self._seen, sheet=sheet
        )

    def read(self, row: Row) -> History | Sequence[Reject]:
        reading = self._reader.read(row.fields, line=row.line, troubles=row.troubles)
        if isinstance(reading, Reject):
            return (reading,)
        if reading.class_key not in self._edition.classes:
            facts = {"edition": self._edition.number, "name": self._edition.name}
            columns = self._mapping.class_columns
            return (Reject(row.line, columns, reading.class_key, "class_unknown", facts, self._sheet),)
        return history_of(reading, source=self._mapping.name, edition=self._edition)

    def together(self, found: list[History]) -> tuple[list[History], list[Reject]]:
        return found, []

    def write(self, found: Sequence[History], *, now: datetime) -> Done:
        done = bulk.write(histories=found, origin="import", recorded_at=now)
        return Done(done.written, done.already)

    def settle(self, *, now: datetime) -> None:
        bulk.settle()


class _Placed[T]:
    """What components and addresses have in common: rows that stand for themselves, with a point in the city."""

    whole = False

    def __init__(
        self, mapping: TableMapping, edition: Edition, make: Callable[[records.Asked, City], T | None]
    ) -> None:
        self._mapping, self._edition, self._make = mapping, edition, make
        self._city = city_of(edition)
        self._seen: dict[object, str] = {}

    def begin(self, header: Sequence[str], sheet: str) -> None:
        self._reader = RecordReader(self._mapping, header, self._city, self._make, seen=self._seen, sheet=sheet)

    def read(self, row: Row) -> T | Sequence[Reject]:
        return self._reader.read(row.fields, line=row.line, troubles=row.troubles)

    def together(self, found: list[T]) -> tuple[list[T], list[Reject]]:
        return found, []

    def settle(self, *, now: datetime) -> None:
        places.settle(edition=self._edition.number, now=now)


class Components(_Placed[ComponentRecord]):
    """Public facilities, into places."""

    def __init__(self, mapping: TableMapping, edition: Edition) -> None:
        super().__init__(mapping, edition, records.component)

    def write(self, found: Sequence[ComponentRecord], *, now: datetime) -> Done:
        change = places.add_components(components=found, edition=self._edition.number)
        return _done(found, change)


class Addresses(_Placed[AddressRecord]):
    """What people search for on the map, into places."""

    def __init__(self, mapping: TableMapping, edition: Edition) -> None:
        super().__init__(mapping, edition, records.address)

    def write(self, found: Sequence[AddressRecord], *, now: datetime) -> Done:
        change = places.add_addresses(addresses=found, edition=self._edition.number)
        return _done(found, change)


class Units(_Placed[UnitRow]):
    """Handling units, as a new edition of the city's rules."""

    whole = True

    def __init__(self, mapping: TableMapping, edition: Edition, by: str) -> None:
        super().__init__(mapping, edition, records.unit)
        self._by = by

    def together(self, found: list[UnitRow]) -> tuple[list[UnitRow], list[Reject]]:
        above = {unit.code: unit.parent for unit in self._edition.units.values()}
        column = self._mapping.column("parent")
        wrong = records.misplaced(found, above=above, column=column)
        return [row for row in found if row.code not in wrong], list(wrong.values())

    def write(self, found: Sequence[UnitRow], *, now: datetime) -> Done:
        columns = ("code", "parent", "name_zh", "name_en", "email", "calendar")
        rows = [{column: getattr(row, column) for column in columns} for row in found]
        done = units.join(rows=rows, by=self._by, now=now)
        if isinstance(done, Refused):
            raise RuntimeError(f"the units were read but are refused: {done}")
        return Done(done.value.changed, done.value.already)

    def settle(self, *, now: datetime) -> None:
        """A new edition tells of itself."""


def city_of(edition: Edition) -> City:
    """What rows are held against: the city as it is now."""
    atlas = where.atlas()
    components = [one for one in edition.classes.values() if one.kind == "component"]
    named = [(name, one.code) for one in components for name in (one.code, one.key, *one.name.values())]
    return City(
        components=_unambiguous(named),
        units=_unambiguous(
            (name, one.path) for one in edition.units.values() for name in (one.code, *one.name.values())
        ),
        calendars=tuple(edition.calendars),
        languages=edition.settings.languages,
        inside=lambda lat, lon: atlas.locate(lat=lat, lon=lon) is not None,
    )


def names_of_classes(edition: Edition) -> Mapping[str, str]:
    """The keys of an edition's classes by what a table may call them: key, code or name."""
    classes = edition.classes.values()
    return _unambiguous((name, one.key) for one in classes for name in (one.key, one.code, *one.name.values()))


def _unambiguous(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is called by a name that nothing else is called by."""
    found: dict[str, set[str]] = {}
    for name, code in named:
        found.setdefault(called(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _done(found: Sequence[object], change: places.Change) -> Done:
    written = change.added + change.changed
    return Done(written, len(found) - written)


def command_of(source: str, row_id: str) -> UUID:
    """The command that brings in the row `row_id` of `source`."""
    return uuid5(_NAMESPACE, f"{source}\n{row_id}")


def history_of(reading: Reading, *, source: str, edition: Edition) -> History:
    """The case that a row makes, judged like any other: reported, and closed where the other system had closed it.

    What is open waits for a person of intake: it was filed under another city's rules, and a clock that started by
    itself now would promise what nobody knows of. What the other system had promised is kept in the last event.
    """
    command_id = command_of(source, reading.row_id)
    given = Given(
        text=reading.text,
        class_key=reading.class_key,
        place=place_of(Spot(*reading.point, address=reading.address)) if reading.point else None,
        source=Source.IMPORT,
        original=f"{source}:{reading.row_id}",
        reason=DUPLICATE if reading.duplicate else "",
        due_at=reading.due_at if reading.closed_at is None else None,
    )
    facts = open_case(uuid7_for(command_id, reading.reported_at), edition)
    facts, reported = _decided(facts, "report", given, edition, reading.reported_at)
    if reading.closed_at is None:
        reported = replace(reported, given=replace(reported.given, why=WAITS_AS_IMPORTED))
        return History(replace(facts, why=WAITS_AS_IMPORTED), (Act(command_id, (reported,)),))
    facts, recorded = _decided(facts, "record", Given(due_at=reading.due_at), edition, reading.closed_at)
    return History(facts, (Act(command_id, (reported, recorded)),))


def _decided(facts: Facts, move: str, given: Given, edition: Edition, at: datetime) -> tuple[Facts, Event]:
    judged = decide(facts=facts, move=move, actor=IMPORTER, given=given, edition=edition, now=at)
    if isinstance(judged, Refused):
        raise RuntimeError(f"the row of {given.original or facts.id} was read but is refused: {judged}")
    return judged.value.facts, judged.value.event
