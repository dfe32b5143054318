"""One row of another system's table: what it says in our terms, or why it can't come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from linli.insight.rules.mapping import ClassRow, Mapping
from linli.insight.rules.moments import NotAMoment, moment

LONGEST_ADDRESS = 200
LONGEST_TEXT = 20_000


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


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that doesn't come in. `line` is where the row begins, 1-based; `column` is empty where the row as a whole
    is at fault."""

    line: int
    column: str
    value: str
    reason: str


class RowFault(Exception):
    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class RowReader:
    """Reads the rows of one table, in order: a row whose id has been there before is a fault.

    `header` are the table's headings; those that the mapping wants must be among them (`missing_columns`).
    """

    def __init__(self, mapping: Mapping, header: Sequence[str], *, now: datetime) -> None:
        self._mapping = mapping
        self._width = len(header)
        self._at = {name: index for index, name in enumerate(header)}
        self._now = now
        self._lines: dict[str, int] = {}
        self._class_columns = tuple(dict.fromkeys(name for row in mapping.classes for name, _ in row.when))
        self._classes: dict[tuple[str, ...], str] = {}

    def read(self, fields: Sequence[str], *, line: int) -> Reading | Reject:
        """The row of `fields` that begins on `line`, in our terms; or what is wrong with it first."""
        try:
            return self._reading(fields, line)
        except RowFault as fault:
            return Reject(line, fault.column, fault.value, fault.reason)

    def _reading(self, fields: Sequence[str], line: int) -> Reading:
        if len(fields) != self._width:
            raise RowFault("", str(len(fields)), f"the row has {len(fields)} fields, the heading has {self._width}")
        row_id = self._row_id(fields, line)
        status_column = self._mapping.column("status")
        status = self._value(fields, status_column)
        outcome = self._mapping.statuses.get(status)
        if outcome is None:
            raise RowFault(status_column, status, "the mapping has no outcome for this status")
        reported_at = self._moment(fields, "reported_at")
        if reported_at is None:
            raise RowFault(self._mapping.column("reported_at"), "", "no time of the report")
        text, address = self._joined(fields, "text", "\n"), self._joined(fields, "address", ", ")
        point = self._point(fields)
        if point is None and address:
            # A case has an address only with a point; without one the reader still needs to know where.
            text, address = "\n".join(filter(None, (text, address))), ""
        if len(address) > LONGEST_ADDRESS:
            raise RowFault(self._mapping.column("address"), address, f"longer than {LONGEST_ADDRESS} characters")
        if len(text) > LONGEST_TEXT:
            raise RowFault(self._mapping.column("text"), text[:80], f"longer than {LONGEST_TEXT} characters")
        return Reading(
            row_id=row_id,
            class_key=self._class(fields),
            reported_at=reported_at,
            closed_at=self._closed_at(fields, outcome, reported_at),
            due_at=self._moment(fields, "due_at"),
            point=point,
            address=address,
            text=text,
            duplicate=any(self._value(fields, name) in marks for name, marks in self._mapping.duplicates.items()),
        )

    def _value(self, fields: Sequence[str], column: str) -> str:
        value = fields[self._at[column]].strip()
        if "\0" in value:
            raise RowFault(column, value, "holds a NUL character")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise RowFault(column, value, f"isn't {self._mapping.encoding}") from None
        return value

    def _row_id(self, fields: Sequence[str], line: int) -> str:
        column = self._mapping.column("id")
        row_id = self._value(fields, column)
        if not row_id:
            raise RowFault(column, "", "the row has no id")
        first = self._lines.setdefault(row_id, line)
        if first != line:
            raise RowFault(column, row_id, f"the same id as on line {first}")
        return row_id

    def _moment(self, fields: Sequence[str], name: str) -> datetime | None:
        column = self._mapping.column(name)
        text = self._value(fields, column) if column else ""
        if not text:
            return None
        of = self._mapping
        try:
            found = moment(text, of.formats, of.zone, of.ambiguous, of.skipped)
        except (NotAMoment, OverflowError) as error:
            raise RowFault(column, text, str(error)) from error
        if found > self._now and name != "due_at":
            raise RowFault(column, text, "lies in the future")
        return found

    def _closed_at(self, fields: Sequence[str], outcome: str, reported_at: datetime) -> datetime | None:
        column = self._mapping.column("closed_at")
        closed_at = self._moment(fields, "closed_at")
        if outcome == "open":
            if closed_at is not None:
                raise RowFault(column, self._value(fields, column), "closed by its time, but open by its status")
            return None
        if closed_at is None:
            raise RowFault(column, "", "closed by its status, but without a time of closing")
        if closed_at < reported_at:
            raise RowFault(column, self._value(fields, column), "closed before it was reported")
        return closed_at

    def _point(self, fields: Sequence[str]) -> tuple[float, float] | None:
        lat_column, lon_column = self._mapping.column("lat"), self._mapping.column("lon")
        if not lat_column:
            return None
        texts = self._value(fields, lat_column), self._value(fields, lon_column)
        if not any(texts):
            return None
        lat = self._degrees(lat_column, texts[0], 90)
        lon = self._degrees(lon_column, texts[1], 180)
        if lat == 0 and lon == 0:
            return None  # what many systems write where they don't know
        bounds = self._mapping.bounds
        if bounds and not (bounds.south <= lat <= bounds.north and bounds.west <= lon <= bounds.east):
            raise RowFault(lat_column, f"{lat}, {lon}", "outside the bounds of the mapping")
        return lat, lon

    def _degrees(self, column: str, text: str, most: float) -> float:
        try:
            value = float(text)
        except ValueError:
            raise RowFault(column, text, "not a number of degrees") from None
        if not isfinite(value) or abs(value) > most:
            raise RowFault(column, text, f"not between -{most} and {most} degrees")
        return value

    def _joined(self, fields: Sequence[str], name: str, glue: str) -> str:
        values = [self._value(fields, column) for column in self._mapping.columns.get(name, ())]
        return glue.join(value for value in values if value)

    def _class(self, fields: Sequence[str]) -> str:
        values = tuple(self._value(fields, column) for column in self._class_columns)
        key = self._classes.get(values)
        if key is None:
            found = dict(zip(self._class_columns, values, strict=True))
            row = next((row for row in self._mapping.classes if _fits(row, found)), None)
            if row is None:
                raise RowFault(", ".join(self._class_columns), ", ".join(values), "the mapping has no class for it")
            key = self._classes[values] = row.key
        return key


def missing_columns(mapping: Mapping, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that the mapping wants and the table hasn't."""
    return tuple(name for name in mapping.wanted() if name not in header)


def _fits(row: ClassRow, values: dict[str, Any]) -> bool:
    return all(values[name] == value for name, value in row.when)
