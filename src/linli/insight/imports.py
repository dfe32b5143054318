"""Tables brought in: every row ends in the city, was there already, or is rejected with a reason; the sums agree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from django.db import transaction
from django.db.models import F

from linli.insight.loaders import MOST_UNITS, Loader, loader_of
from linli.insight.models import ImportRun
from linli.insight.rejects import rejects as rejects_file
from linli.insight.rules.mapping import Mapping
from linli.insight.rules.row_faults import Reject
from linli.insight.tables import Row, Sheet, Table, head_of, open_table
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result

BATCH = 2000
MOST_COLUMNS = 500
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Sums:
    """Where the rows went: `read` is always the sum of the other three.

    `already` counts rows that an earlier run brought in. Of a check, `imported` are those that can come in or are
    there.
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
    """How far a run has come: `position` of `size` of the file, in bytes or rows, and sums."""

    position: int
    size: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Run:
    """One run that wrote: what it read from which file, who started it, and where the rows went.

    `finished_at` is None where it is under way or was ended before its time; the next one went on from there.
    """

    kind: str
    source: str
    file: str
    by: str
    staff_id: int | None
    started_at: datetime
    finished_at: datetime | None
    sums: Sums


def bring_in(
    *,
    path: Path,
    mapping: Mapping,
    reject: Callable[[Reject], None],
    now: datetime,
    write: bool = True,
    name: str = "",
    by: str = COMMAND_LINE,
    staff_id: int | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
    batch: int = BATCH,
) -> Result[Sums]:
    """Read the table at `path` and write the rows that can come in; tell `reject` all that is wrong with the others.

    Safe to repeat: a second run, or one after a kill in the middle, brings in only what is missing. Without `write`
    everything is judged and nothing written. `name` is what the file is called on record, `by` and `staff_id` who
    brings it in. `tell` is called after each batch of `batch` rows.

    Refused: as `open_table` says, columns_missing (fact `faults`), sheets_missing and columns_repeated (fact `names`),
    too_many_columns and too_many_units (fact `most`). Raises OSError or EOFError where the file can't be read to its
    end, and NoEditionError where no city is loaded.
    """
    loader = loader_of(mapping, by=by, now=now)
    opened = open_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
    if isinstance(opened, Refused):
        return opened
    with opened.value as table:
        sheets = _sheets(table, mapping, path)
        if isinstance(sheets, Refused):
            return sheets
        run = None
        sums = Sums()
        for rows in _batches(table, sheets.value, loader, batch, mapping):
            if loader.whole and len(rows) > MOST_UNITS:
                return Refused("too_many_units", {"most": MOST_UNITS})
            if write and run is None:
                run = _begin(mapping, name or path.name, by, staff_id, now)
            sums += _write(run, rows, loader, reject, now)
            tell(Progress(table.position, table.size, sums))
    if write:
        run = run or _begin(mapping, name or path.name, by, staff_id, now)
        ImportRun.objects.filter(pk=run.pk).update(finished_at=now)
        loader.settle(now=now)
    return Allowed(sums)


def import_history(
    *,
    path: Path,
    mapping: Mapping,
    rejects: Path,
    now: datetime,
    write: bool = True,
    tell: Callable[[Progress], None] = lambda _: None,
    batch: int = BATCH,
) -> Result[Sums]:
    """`bring_in`, with what is wrong in a table at `rejects`: line, column, value and reason."""
    with rejects_file(rejects) as rejected:
        return bring_in(path=path, mapping=mapping, reject=rejected.add, now=now, write=write, tell=tell, batch=batch)


def runs(*, limit: int = 100) -> tuple[Run, ...]:
    """The last runs that wrote, newest first."""
    return tuple(
        Run(
            row.kind,
            row.source,
            row.file,
            row.by,
            row.staff_id,
            row.started_at,
            row.finished_at,
            Sums(row.read, row.imported, row.already, row.rejected),
        )
        for row in ImportRun.objects.order_by("-id")[:limit]
    )


type _Judged = tuple[Row, object]
"""A row, and what it makes or the faults that keep it out."""


def _sheets(table: Table, mapping: Mapping, path: Path) -> Result[list[Sheet]]:
    """The sheets that have the columns that the mapping wants; those without are passed over unless they are named."""
    wanted = mapping.wanted()
    known = {sheet.name for sheet in table.sheets}
    if lost := [name for name in mapping.sheets if name not in known]:
        return Refused("sheets_missing", {"names": tuple(lost)})
    found: list[Sheet] = []
    best: tuple[str, ...] | None = None
    for sheet in table.sheets:
        if mapping.sheets and sheet.name not in mapping.sheets:
            continue
        header, has_all = head_of(sheet.rows(), wanted)
        if has_all:
            if len(header) > MOST_COLUMNS:
                return Refused("too_many_columns", {"most": MOST_COLUMNS})
            if twice := [name for name in wanted if header.count(name) > 1]:
                return Refused("columns_repeated", {"names": tuple(twice)})
            found.append(sheet)
        elif mapping.sheets:
            return _missing(path, wanted, header)
        elif best is None or _count(wanted, header) > _count(wanted, best):
            best = header
    return Allowed(found) if found else _missing(path, wanted, best or ())


def _count(wanted: Sequence[str], header: Sequence[str]) -> int:
    return sum(name in header for name in wanted)


def _missing(path: Path, wanted: Sequence[str], header: Sequence[str]) -> Refused:
    remedy = f"map one of {', '.join(header) or 'nothing'}"
    faults = tuple(
        Fault(str(path), 1, name, "the table has no such column", remedy) for name in wanted if name not in header
    )
    return Refused("columns_missing", {"faults": faults})


def _batches(
    table: Table, sheets: Sequence[Sheet], loader: Loader[object], size: int, mapping: Mapping
) -> Iterator[list[_Judged]]:
    """The rows below the headings, read; in batches that don't end with a sheet."""
    rows = chain.from_iterable(_read(table, sheet, loader, mapping) for sheet in sheets)
    while batch := list(islice(rows, MOST_UNITS + 1 if loader.whole else size)):
        yield batch


def _read(table: Table, sheet: Sheet, loader: Loader[object], mapping: Mapping) -> Iterator[_Judged]:
    rows = sheet.rows()
    header, _ = head_of(rows, mapping.wanted())
    loader.begin(header, sheet.name)
    for row in rows:
        if row.fault:
            yield row, (Reject(row.line, "", "", row.fault, {"detail": row.detail}, sheet.name),)
            continue
        if table.typed:
            # A row of a workbook ends with its last cell, and what stands beyond the heading has no name.
            del row.fields[len(header) :]
            row.fields.extend([""] * (len(header) - len(row.fields)))
        yield row, loader.read(row)


def _begin(mapping: Mapping, name: str, by: str, staff_id: int | None, now: datetime) -> ImportRun:
    return ImportRun.objects.create(
        source=mapping.name, kind=mapping.kind, file=name[:255], by=by, staff_id=staff_id, started_at=now
    )


def _write(
    run: ImportRun | None,
    rows: Sequence[_Judged],
    loader: Loader[object],
    reject: Callable[[Reject], None],
    now: datetime,
) -> Sums:
    """Write a batch and, in the same transaction, how far the run has come; without a run only judge it."""
    found = []
    for _, judged in rows:
        if isinstance(judged, tuple):
            for fault in judged:
                reject(fault)
        else:
            found.append(judged)
    fit, wrong = loader.together(found)
    for fault in wrong:
        reject(fault)
    if run is None:
        return Sums(len(rows), len(fit), 0, len(rows) - len(fit))
    with transaction.atomic():
        done = loader.write(fit, now=now)
        sums = Sums(len(rows), done.written, done.already, len(rows) - len(fit))
        ImportRun.objects.filter(pk=run.pk).update(
            line=rows[-1][0].line,
            read=F("read") + sums.read,
            imported=F("imported") + sums.imported,
            already=F("already") + sums.already,
            rejected=F("rejected") + sums.rejected,
        )
    return sums
