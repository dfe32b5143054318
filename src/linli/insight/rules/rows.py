"""One row of another system's table: what it says in our terms, or why it can't come in."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.insight.rules.cells import Cells, degrees, place
from linli.insight.rules.mapping import ClassRow, Mapping
from linli.insight.rules.moments import NotAMoment, moment
from linli.insight.rules.row_faults import Reject, RowFault

LONGEST_ADDRESS = 200
LONGEST_TEXT = 20_000

_NO_CLASSES: AnyMapping[str, str] = {}
_NO_TROUBLES: AnyMapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """A row in our terms. Times are in UTC, `point` is (latitude, longitude) in degrees WGS 84.

    `closed_at` is None where the case is still open; `duplicate` is the other system's own mark.
    """

    row_id: str
    class_key: str
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    point: tuple[float, float] | None
    address: str
    text: str
    duplicate: bool


class RowReader:
    """Reads the rows of one table, in order: a row whose id has been there before is a fault.

    `header` are the table's headings; those that the mapping wants must be among them. `classes`
    are the keys of the city's classes by what a table may call them; `seen` are ids that earlier sheets had.
    """

    def __init__(
        self,
        mapping: Mapping,
        header: Sequence[str],
        *,
        now: datetime,
        classes: AnyMapping[str, str] = _NO_CLASSES,
        seen: dict[str, str] | None = None,
        sheet: str = "",
    ) -> None:
        self._mapping = mapping
        self._width = len(header)
        self._at = {name: index for index, name in reversed(list(enumerate(header)))}
        self._now = now
        self._sheet = sheet
        self._seen: dict[str, str] = {} if seen is None else seen
        self._keys = classes
        self._class_columns = tuple(dict.fromkeys(name for row in mapping.classes for name, _ in row.when))
        self._classes: dict[tuple[str, ...], str] = {}

    def read(
        self, fields: Sequence[str], *, line: int, troubles: AnyMapping[int, str] = _NO_TROUBLES
    ) -> Reading | Reject:
        """The row of `fields` that begins on `line`, in our terms; or what is wrong with it first."""
        try:
            if len(fields) != self._width:
                raise RowFault("", str(len(fields)), "fields_count", found=len(fields), wanted=self._width)
            return self._reading(Cells(self._at, fields, self._mapping.encoding or "utf-8", troubles), line)
        except RowFault as fault:
            return Reject(line, fault.column, fault.value, fault.code, fault.facts, self._sheet)

    def _reading(self, cells: Cells, line: int) -> Reading:
        row_id = self._row_id(cells, line)
        status_column = self._mapping.column("status")
        outcome = ""
        if status_column:
            status = cells[status_column]
            outcome = self._mapping.statuses.get(status, "")
            if not outcome:
                raise RowFault(status_column, status, "status_unmapped")
        reported_at = self._moment(cells, "reported_at")
        if reported_at is None:
            raise RowFault(self._mapping.column("reported_at"), "", "no_report_time")
        text, address = self._joined(cells, "text", "\n"), self._joined(cells, "address", ", ")
        point = self._point(cells)
        if point is None and address:
            # A case has an address only with a point; without one the reader still needs to know where.
            text, address = "\n".join(filter(None, (text, address))), ""
        if len(address) > LONGEST_ADDRESS:
            raise RowFault(self._mapping.column("address"), address, "too_long", most=LONGEST_ADDRESS)
        if len(text) > LONGEST_TEXT:
            raise RowFault(self._mapping.column("text"), text[:80], "too_long", most=LONGEST_TEXT)
        return Reading(
            row_id=row_id,
            class_key=self._class(cells),
            reported_at=reported_at,
            closed_at=self._closed_at(cells, outcome, reported_at),
            due_at=self._moment(cells, "due_at"),
            point=point,
            address=address,
            text=text,
            duplicate=any(cells[name] in marks for name, marks in self._mapping.duplicates.items()),
        )

    def _row_id(self, cells: Cells, line: int) -> str:
        column = self._mapping.column("id")
        row_id = cells[column]
        if not row_id:
            raise RowFault(column, "", "no_id")
        here = place(line, self._sheet)
        first = self._seen.setdefault(row_id, here)
        if first != here:
            raise RowFault(column, row_id, "id_twice", first=first)
        return row_id

    def _moment(self, cells: Cells, name: str) -> datetime | None:
        column = self._mapping.column(name)
        text = cells[column] if column else ""
        if not text:
            return None
        of = self._mapping
        try:
            found = moment(text, of.formats, of.zone, of.ambiguous, of.skipped)
        except (NotAMoment, OverflowError) as error:
            raise RowFault(column, text, "not_a_moment", detail=str(error)) from error
        if found > self._now and name != "due_at":
            raise RowFault(column, text, "future")
        return found

    def _closed_at(self, cells: Cells, outcome: str, reported_at: datetime) -> datetime | None:
        column = self._mapping.column("closed_at")
        closed_at = self._moment(cells, "closed_at")
        if outcome == "open" and closed_at is not None:
            raise RowFault(column, cells[column], "closed_but_open")
        if outcome == "recorded" and closed_at is None:
            raise RowFault(column, "", "closed_without_time")
        if closed_at is not None and closed_at < reported_at:
            raise RowFault(column, cells[column], "closed_too_early")
        return closed_at

    def _point(self, cells: Cells) -> tuple[float, float] | None:
        lat_column, lon_column = self._mapping.column("lat"), self._mapping.column("lon")
        if not lat_column or not (cells[lat_column] or cells[lon_column]):
            return None
        lat, lon = degrees(cells, lat_column, 90), degrees(cells, lon_column, 180)
        if lat == 0 and lon == 0:
            return None  # what many systems write where they don't know
        bounds = self._mapping.bounds
        if bounds and not bounds.hold(lat, lon):
            raise RowFault(lat_column, f"{lat}, {lon}", "outside_bounds")
        return lat, lon

    def _joined(self, cells: Cells, name: str, glue: str) -> str:
        values = [cells[column] for column in self._mapping.columns.get(name, ())]
        return glue.join(value for value in values if value)

    def _class(self, cells: Cells) -> str:
        """The class by the rows of the mapping, else by what the table calls it."""
        values = tuple(cells[column] for column in self._class_columns)
        key = self._classes.get(values)
        if key is None:
            found = dict(zip(self._class_columns, values, strict=True))
            row = next((row for row in self._mapping.classes if _fits(row, found)), None)
            key = self._classes[values] = row.key if row else ""
        column = self._mapping.column("class")
        if not key and column:
            key = self._keys.get(called(cells[column]), cells[column])
        if not key:
            raise RowFault(self._mapping.class_columns, ", ".join(values), "no_class")
        return key


def called(name: str) -> str:
    """A name or code as tables are compared by it: small letters, spaces run together."""
    return " ".join(name.lower().split())


def _fits(row: ClassRow, values: dict[str, Any]) -> bool:
    return all(values[name] == value for name, value in row.when)
