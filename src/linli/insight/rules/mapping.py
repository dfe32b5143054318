"""A mapping: how the table of another system is to be read. `packs/mappings/*.toml` are examples.

Every fault of a mapping is found at once, with its line.
"""

import codecs
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from linli.insight.rules.kinds import FIELDS, Kind
from linli.insight.rules.moments import SERIAL, Ambiguous, Skipped
from linli.insight.rules.personal import speaks_of_a_person
from linli.kernel.faults import Fault

OUTCOMES = ("recorded", "open")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_CLASS_KEY = re.compile(r"(component|matter|service|local)-[0-9A-Za-z]+")
_STATUS = "status"
_TABLES = ("source", "columns", "times", "statuses", "duplicates", "bounds", "classes")
_TABLES_OF_CASES = ("times", "statuses", "duplicates", "classes")


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

    def hold(self, lat: float, lon: float) -> bool:
        """Whether a point lies in the box."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one table. `columns` names one or more columns for each field; `statuses` says `recorded` or `open`,
    and where there are none a case is closed that has a time of closing; a row is a duplicate to the other system where
    a column of `duplicates` holds one of its values. Empty `encoding` and `delimiter` are found out; empty `sheets` are
    all sheets of a workbook that have the columns."""

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
    kind: Kind = Kind.CASES
    sheets: tuple[str, ...] = ()

    def column(self, name: str) -> str:
        """The column of a field that has one at most; empty where it has none."""
        return next(iter(self.columns.get(name, ())), "")

    @property
    def class_columns(self) -> str:
        """The columns that decide the class, for a person to read."""
        named = [name for row in self.classes for name, _ in row.when]
        return ", ".join(dict.fromkeys([*self.columns.get("class", ()), *named]))

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
        kind = self.kind()
        of_cases = kind == Kind.CASES
        tables = [table for table in _TABLES if of_cases or table not in _TABLES_OF_CASES]
        for table in self.content:
            if table not in tables:
                self.fault(table, "", table, "unknown table", f"use {', '.join(tables)}")
        name, zone, encoding, delimiter = self.source(kind)
        formats, ambiguous, skipped = self.times() if of_cases else ((), "first", "forward")
        return Mapping(
            name=name,
            zone=zone,
            encoding=encoding,
            delimiter=delimiter,
            columns=self.columns(kind),
            formats=formats,
            ambiguous=ambiguous,
            skipped=skipped,
            statuses=self.statuses() if of_cases else {},
            duplicates=self.duplicates() if of_cases else {},
            classes=self.classes() if of_cases else (),
            bounds=self.bounds(),
            kind=kind,
            sheets=self.sheets(),
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

    def kind(self) -> Kind:
        kinds = [str(kind) for kind in Kind]
        return Kind(self.take("source", "kind", Kind.CASES, lambda it: it in kinds, f"use {', '.join(kinds)}"))

    def source(self, kind: Kind) -> tuple[str, str, str, str]:
        name = self.take(
            "source", "name", "" if kind == Kind.CASES else kind, is_name,
            "give the source a name of small letters, digits and hyphens, and never change it",
        )  # fmt: skip
        # Only cases have times; who is to find out the rest says nothing.
        zone = self.take(
            "source",
            "time_zone",
            "" if kind == Kind.CASES else "UTC",
            _is_zone,
            "name a time zone such as America/Chicago",
        )
        usual = ("utf-8-sig", ",") if kind == Kind.CASES else ("", "")
        encoding = self.take(
            "source",
            "encoding",
            usual[0],
            lambda it: it == usual[0] or _is_encoding(it),
            "name an encoding such as utf-8",
        )
        delimiter = self.take(
            "source", "delimiter", usual[1], lambda it: it == usual[1] or _is_delimiter(it), "give one character"
        )
        return name, zone, encoding, delimiter

    def sheets(self) -> tuple[str, ...]:
        found = self.table("source").get("sheets", [])
        if isinstance(found, list) and all(isinstance(name, str) and name for name in found):
            return tuple(found)
        self.fault("source", "sheets", found, "source.sheets is no list of names", 'write sheets = ["name", …]')
        return ()

    def columns(self, kind: Kind) -> dict[str, tuple[str, ...]]:
        fields = {field.name: field for field in FIELDS[kind]}
        known = [*fields, *([_STATUS] if kind == Kind.CASES else [])]
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.table("columns").items():
            names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
            personal = [name for name in names if isinstance(name, str) and speaks_of_a_person(name, kind)]
            if key not in known:
                self.fault("columns", key, value, "unknown field", f"use {', '.join(known)}")
            elif not names or not all(isinstance(name, str) and name for name in names):
                self.fault("columns", key, value, f"columns.{key} names no column", "give the heading of a column")
            elif len(names) > 1 and (key == _STATUS or not fields[key].many):
                self.fault("columns", key, value, f"columns.{key} can come from one column only", "name one column")
            elif personal:
                message = f"columns.{key}: {personal[0]} is about persons, whom Linli takes nothing in about"
                self.fault("columns", key, value, message, "leave the column out")
            else:
                found[key] = names
        for key in self.missing(kind, found):
            self.fault("columns", "", "", f"columns.{key} is missing", "name the column that it comes from")
        return found

    def missing(self, kind: Kind, found: dict[str, tuple[str, ...]]) -> list[str]:
        """The fields that the table needs and nobody has named a column for."""
        named = self.table("columns")
        missing = [field.name for field in FIELDS[kind] if field.required and field.name not in named]
        if ("lat" in found) != ("lon" in found):
            missing.append("lon" if "lat" in found else "lat")
        if "recorded" in self.table("statuses").values() and "closed_at" not in named:
            missing.append("closed_at")
        if self.table("statuses") and _STATUS not in named:
            missing.append(_STATUS)
        if kind in (Kind.UNITS, Kind.ADDRESSES) and not {"name_zh", "name_en"} & named.keys():
            missing.append("name_zh")
        return list(dict.fromkeys(missing))

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
        columns = self.table("columns")
        if not found and (_STATUS in columns or "closed_at" not in columns):
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
        if not rows and "class" in self.table("columns"):
            return ()
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


def is_name(text: str) -> bool:
    """Whether a source or a mapping may be called so: 2 to 40 small letters, digits and hyphens."""
    return bool(_NAME.fullmatch(text))


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _is_encoding(name: str) -> bool:
    """Whether texts can be written in it, and read so that a byte at fault spoils its own row alone."""
    try:
        "".encode(name)
        codecs.getincrementaldecoder(name)("surrogateescape").decode(b"")
    except (LookupError, ValueError):
        return False
    return True


def _is_delimiter(character: str) -> bool:
    return len(character) == 1 and character not in '"\r\n\0'


def _is_format(form: Any) -> bool:
    """A format that names a day of a year, and reads what it writes; or that of a spreadsheet's own numbers."""
    if form == SERIAL:
        return True
    if not isinstance(form, str) or not re.search("%[YyGcx]", form):
        return False
    try:
        read = datetime.strptime(datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007
    except ValueError:
        return False
    return (read.year, read.month, read.day) == (2001, 2, 3)
