"""A mapping: how the table of another system is to be read. `packs/mappings/*.toml` are examples.

Every fault of a mapping is found at once, with its line.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linli.insight.rules.moments import Ambiguous, Skipped
from linli.kernel.faults import Fault

OUTCOMES = ("recorded", "open")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_CLASS_KEY = re.compile(r"(component|matter|service|local)-[0-9A-Za-z]+")
_ONE_COLUMN = ("id", "status", "reported_at", "closed_at", "due_at", "lat", "lon")
_MANY_COLUMNS = ("address", "text")
_REQUIRED = ("id", "status", "reported_at")
_TABLES = ("source", "columns", "times", "statuses", "duplicates", "bounds", "classes")


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Rows whose columns hold exactly these values are of this class. No values: all rows that are left."""

    when: tuple[tuple[str, str], ...]
    key: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box of degrees (WGS 84) outside which a point must be a mistake."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one table. `columns` names one or more columns for each field; `statuses` says `recorded` or `open`;
    a row is a duplicate to the other system where a column of `duplicates` holds one of its values."""

    name: str
    zone: str
    encoding: str
    delimiter: str
    columns: dict[str, tuple[str, ...]]
    formats: tuple[str, ...]
    ambiguous: Ambiguous
    skipped: Skipped
    statuses: dict[str, str]
    duplicates: dict[str, frozenset[str]]
    classes: tuple[ClassRow, ...]
    bounds: Bounds | None

    def column(self, name: str) -> str:
        """The column of a field that has one at most; empty where it has none."""
        return next(iter(self.columns.get(name, ())), "")

    @property
    def class_columns(self) -> str:
        """The columns that decide the class, for a person to read."""
        return ", ".join(dict.fromkeys(name for row in self.classes for name, _ in row.when))

    def wanted(self) -> tuple[str, ...]:
        """All columns that the table must have."""
        named = [name for names in self.columns.values() for name in names]
        named += self.duplicates
        named += [name for row in self.classes for name, _ in row.when]
        return tuple(dict.fromkeys(named))


def read_mapping(text: str, *, file: str) -> Mapping | tuple[Fault, ...]:
    """The mapping in a TOML text, or all that is wrong with it."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else None
        return (Fault(file, line, "", f"not TOML: {error}", "see packs/mappings for examples"),)
    reading = _Reading(file, text, content)
    mapping = reading.mapping()
    return tuple(reading.faults) if reading.faults else mapping


@dataclass(slots=True)
class _Reading:
    """Collects faults while it reads; what it makes is only good without any."""

    file: str
    text: str
    content: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def mapping(self) -> Mapping:
        for table in self.content:
            if table not in _TABLES:
                self.fault(table, "", table, "unknown table", f"use {', '.join(_TABLES)}")
        name, zone, encoding, delimiter = self.source()
        formats, ambiguous, skipped = self.times()
        return Mapping(
            name=name,
            zone=zone,
            encoding=encoding,
            delimiter=delimiter,
            columns=self.columns(),
            formats=formats,
            ambiguous=ambiguous,
            skipped=skipped,
            statuses=self.statuses(),
            duplicates=self.duplicates(),
            classes=self.classes(),
            bounds=self.bounds(),
        )

    def fault(self, table: str, key: str, value: Any, message: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, self.line(table, key), str(value), message, remedy))

    def line(self, table: str, key: str) -> int | None:
        """The line on which `key` is named in `[table]`, else that of the table: TOML's reader tells no lines."""
        named = re.compile(rf"""(^|[\s\["'{{,=]){re.escape(key)}(["'\]}}\s=,.]|$)""") if key else None
        head, inside = None, False
        for number, line in enumerate(self.text.splitlines(), start=1):
            if found := re.match(r"\s*\[+([^\[\]]+)\]+\s*(#|$)", line):
                inside = found[1].strip() == table
                head = head or (number if inside else None)
            elif inside and named and named.search(line):
                return number
        return head

    def table(self, name: str) -> dict[str, Any]:
        found = self.content.get(name, {})
        if isinstance(found, dict):
            return found
        self.fault(name, "", found, f"{name} isn't a table", f"write [{name}]")
        return {}

    def take(self, table: str, key: str, default: str, fits: Callable[[str], bool], remedy: str) -> str:
        """A string of a table that `fits`, or a fault."""
        value = self.table(table).get(key, default)
        if isinstance(value, str) and fits(value):
            return value
        self.fault(table, key, value, f"{table}.{key} is missing or wrong", remedy)
        return default

    def source(self) -> tuple[str, str, str, str]:
        name = self.take(
            "source", "name", "", lambda it: bool(_NAME.fullmatch(it)),
            "give the source a name of small letters, digits and hyphens, and never change it",
        )  # fmt: skip
        zone = self.take("source", "time_zone", "", _is_zone, "name a time zone such as America/Chicago")
        encoding = self.take("source", "encoding", "utf-8-sig", _is_encoding, "name an encoding such as utf-8")
        delimiter = self.take("source", "delimiter", ",", lambda it: len(it) == 1, "give one character")
        return name, zone, encoding, delimiter

    def columns(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.table("columns").items():
            names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
            if key not in (*_ONE_COLUMN, *_MANY_COLUMNS):
                self.fault("columns", key, value, "unknown field", f"use {', '.join((*_ONE_COLUMN, *_MANY_COLUMNS))}")
            elif not names or not all(isinstance(name, str) and name for name in names):
                self.fault("columns", key, value, f"columns.{key} names no column", "give the heading of a column")
            elif len(names) > 1 and key in _ONE_COLUMN:
                self.fault("columns", key, value, f"columns.{key} can come from one column only", "name one column")
            else:
                found[key] = names
        missing = [key for key in _REQUIRED if key not in self.table("columns")]
        if ("lat" in found) != ("lon" in found):
            missing.append("lon" if "lat" in found else "lat")
        if "recorded" in self.table("statuses").values() and "closed_at" not in self.table("columns"):
            missing.append("closed_at")
        for key in missing:
            self.fault("columns", "", "", f"columns.{key} is missing", "name the column that it comes from")
        return found

    def times(self) -> tuple[tuple[str, ...], Ambiguous, Skipped]:
        formats = self.table("times").get("formats", [])
        if not isinstance(formats, list) or not formats or not all(_is_format(form) for form in formats):
            self.fault(
                "times",
                "formats",
                formats,
                "times.formats is missing or wrong",
                "give formats such as %Y-%m-%d %H:%M:%S",
            )
            formats = []
        ambiguous = self.table("times").get("ambiguous", "first")
        if ambiguous not in ("first", "second", "reject"):
            self.fault(
                "times", "ambiguous", ambiguous, "unknown way with an hour shown twice", "use first, second or reject"
            )
        skipped = self.table("times").get("skipped", "forward")
        if skipped not in ("forward", "reject"):
            self.fault("times", "skipped", skipped, "unknown way with an hour never shown", "use forward or reject")
        return tuple(formats), ambiguous, skipped

    def statuses(self) -> dict[str, str]:
        found = self.table("statuses")
        if not found:
            self.fault(
                "statuses", "", "", "no status is mapped", 'write [statuses] with lines like "Closed" = "recorded"'
            )
        for status, outcome in found.items():
            if outcome not in OUTCOMES:
                self.fault(
                    "statuses",
                    status,
                    outcome,
                    f"status {status} has an unknown outcome",
                    f"use {' or '.join(OUTCOMES)}",
                )
        return dict(found)

    def duplicates(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for column, values in self.table("duplicates").items():
            if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
                found[column] = frozenset(values)
            else:
                self.fault(
                    "duplicates",
                    column,
                    values,
                    "no list of values that mark a duplicate",
                    'write COLUMN = ["value", …]',
                )
        return found

    def classes(self) -> tuple[ClassRow, ...]:
        rows = self.content.get("classes", [])
        if not isinstance(rows, list) or not rows:
            self.fault(
                "classes", "", "", "no class is mapped", "write [[classes]] with when = {…} and class = “kind-code”"
            )
            return ()
        return tuple(self.class_row(row) for row in rows)

    def class_row(self, row: Any) -> ClassRow:
        row = row if isinstance(row, dict) else {}
        when, key = row.get("when", {}), row.get("class", "")
        if not isinstance(when, dict) or not all(isinstance(value, str) for value in when.values()):
            self.fault("classes", "when", when, "when isn't a table of texts", 'write when = { COLUMN = "value" }')
            when = {}
        if not isinstance(key, str) or not _CLASS_KEY.fullmatch(key):
            self.fault("classes", str(key), key, "not the key of a class", "write kind-code, such as matter-06010")
        for other in row.keys() - {"when", "class"}:
            self.fault("classes", other, other, "unknown key of a class row", "use when and class")
        return ClassRow(tuple(when.items()), str(key))

    def bounds(self) -> Bounds | None:
        found = self.table("bounds")
        if not found:
            return None
        values = {key: value for key, value in found.items() if isinstance(value, int | float)}
        if values.keys() != {"south", "west", "north", "east"}:
            self.fault("bounds", "", found, "bounds need four numbers", "give south, west, north and east in degrees")
            return None
        bounds = Bounds(**values)
        if not (-90 <= bounds.south < bounds.north <= 90 and -180 <= bounds.west < bounds.east <= 180):
            self.fault("bounds", "", found, "the bounds hold no point", "let south < north and west < east, in degrees")
        return bounds


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _is_encoding(name: str) -> bool:
    try:
        return bool("".encode(name) or True)
    except LookupError:
        return False


def _is_format(form: Any) -> bool:
    """A format that names a day of a year, and reads what it writes."""
    if not isinstance(form, str) or not re.search("%[YyGcx]", form):
        return False
    try:
        read = datetime.strptime(datetime(2001, 2, 3, 4, 5, 6).strftime(form), form)  # noqa: DTZ001, DTZ007
    except ValueError:
        return False
    return (read.year, read.month, read.day) == (2001, 2, 3)
