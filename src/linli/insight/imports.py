"""Real history: rows of another system become cases with their real times, each row once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F

from linli.cases import bulk
from linli.cases.bulk import Act, History
from linli.cases.commands import Spot, place_of
from linli.cases.rules import Event, Facts, Given, Source, decide, open_case
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.insight import sheets
from linli.insight.models import ImportRun
from linli.insight.rules.mapping import Mapping
from linli.insight.rules.rows import Reading, Reject, RowReader, missing_columns
from linli.kernel.faults import Fault
from linli.kernel.ids import uuid7_for
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import IMPORTER

BATCH = 2000
_NAMESPACE = UUID("0d4a4b66-3c0b-5f0e-9a52-0a5d8e7b1a11")
DUPLICATE = "duplicate"
WAITS_AS_IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Sums:
    """Where the rows went: `read` is always the sum of the other three.

    `already` counts rows that an earlier run brought in.
    """

    read: int = 0
    imported: int = 0
    already: int = 0
    rejected: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.read + other.read,
            self.imported + other.imported,
            self.already + other.already,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: bytes of the file, and sums."""

    position: int
    size: int
    sums: Sums


def import_history(
    *,
    path: Path,
    mapping: Mapping,
    rejects: Path,
    now: datetime,
    tell: Callable[[Progress], None] = lambda _: None,
    batch: int = BATCH,
) -> Result[Sums]:
    """Bring the rows of the table at `path` in as cases, and write those that can't come in to `rejects`.

    A row's command is derived from the source's name and the row's own id, so a second run, or one after a kill in the
    middle, brings in only what is missing. `tell` is called after each batch of `batch` rows. Refused: columns_missing
    (fact `faults`). Raises OSError where the file can't be read to its end.
    """
    edition = catalogue.current()
    with sheets.Sheet(path, encoding=mapping.encoding, delimiter=mapping.delimiter) as sheet:
        if missing := missing_columns(mapping, sheet.header):
            return Refused("columns_missing", {"faults": tuple(_missing(path, name, sheet.header) for name in missing)})
        run = ImportRun.objects.create(source=mapping.name, file=path.name[:255], started_at=now)
        reader = RowReader(mapping, sheet.header, now=now)
        sums = Sums()
        with sheets.rejects(rejects) as rejected:
            for rows in _in_batches(sheet, batch):
                histories = []
                for row in rows:
                    found = _judged(row, reader, mapping, edition, now)
                    if isinstance(found, Reject):
                        rejected.add(line=found.line, column=found.column, value=found.value, reason=found.reason)
                    else:
                        histories.append(found)
                sums += _write(run, rows, histories, now)
                tell(Progress(sheet.position, sheet.size, sums))
    ImportRun.objects.filter(pk=run.pk).update(finished_at=now)
    bulk.settle()
    return Allowed(sums)


def command_of(source: str, row_id: str) -> UUID:
    """The command that brings in the row `row_id` of `source`."""
    return uuid5(_NAMESPACE, f"{source}\n{row_id}")


def _in_batches(sheet: sheets.Sheet, size: int) -> Iterator[list[sheets.Row]]:
    rows = sheet.rows()
    while batch := list(islice(rows, size)):
        yield batch


def _write(run: ImportRun, rows: Sequence[sheets.Row], histories: Sequence[History], now: datetime) -> Sums:
    """Write a batch and, in the same transaction, how far the run has come."""
    with transaction.atomic():
        done = bulk.write(histories=histories, origin="import", recorded_at=now)
        sums = Sums(len(rows), done.written, done.already, len(rows) - len(histories))
        ImportRun.objects.filter(pk=run.pk).update(
            line=rows[-1].line,
            read=F("read") + sums.read,
            imported=F("imported") + sums.imported,
            already=F("already") + sums.already,
            rejected=F("rejected") + sums.rejected,
        )
    return sums


def _judged(row: sheets.Row, reader: RowReader, mapping: Mapping, edition: Edition, now: datetime) -> History | Reject:
    if row.fault:
        return Reject(row.line, "", "", row.fault)
    reading = reader.read(row.fields, line=row.line)
    if isinstance(reading, Reject):
        return reading
    if reading.class_key not in edition.classes:
        reason = f"edition {edition.number} of the city's rules ({edition.name}) has no such class"
        return Reject(row.line, mapping.class_columns, reading.class_key, reason)
    return history_of(reading, source=mapping.name, edition=edition)


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


def _missing(path: Path, name: str, header: Sequence[str]) -> Fault:
    return Fault(str(path), 1, name, "the table has no such column", f"map one of {', '.join(header) or 'nothing'}")
