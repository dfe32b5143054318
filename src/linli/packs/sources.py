"""The files of a pack as records that know their file and line. What can't be read becomes a fault, never a
traceback.
"""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linli.kernel.faults import Fault
from linli.kernel.text import UNSEEN

_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "；": "full-width semicolons", "，": "full-width commas"}
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its values by column, stripped of surrounding space."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The value, empty where the column is left out."""
        return self.values.get(column, "")

    def fault(self, column: str, message: str, remedy: str) -> Fault:
        """A fault of the value in `column`."""
        return Fault(self.file, self.line, self[column], f"{column}: {message}", remedy)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must have, and those that it may have besides."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table as far as they can be read. What isn't `whole` says nothing about the rows it hasn't got."""

    records: tuple[Record, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file with its text, so that a fault can name the line of a key."""

    file: str
    text: str
    values: Mapping[str, Any]

    def line(self, section: str, key: str = "") -> int | None:
        """The line of `key` in `[section]` (or of the section's head); None where it isn't written."""
        inside = section == ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            head = re.match(r"\s*\[([^\[\]]+)\]", line)
            if head:
                inside = head[1].strip() == section
                if inside and not key:
                    return number
            elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        return None

    def fault(self, section: str, key: str, value: object, message: str, remedy: str) -> Fault:
        place = self.line(section, key) or self.line(section)
        name = f"[{section}] {key}".strip() if section else key
        return Fault(self.file, place, str(value), f"{name}: {message}", remedy)


def read_text(content: bytes, *, file: str, faults: list[Fault]) -> str | None:
    """The text of a UTF-8 file, with or without a byte order mark; None, and a fault, where it can't be read.

    Characters that nobody types are faults too: PostgreSQL keeps no NUL, and nobody sees the others.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = content[error.start : error.start + 1].hex()
        faults.append(Fault(file, line, f"byte 0x{wrong}", "is not UTF-8", "save the file as UTF-8"))
        return None
    for unseen in UNSEEN.finditer(text):
        line = text.count("\n", 0, unseen.start()) + 1
        shown = f"U+{ord(unseen[0]):04X}"
        faults.append(Fault(file, line, shown, "a character that can't be seen", "delete it, or type the value anew"))
    return text


def read_table(content: bytes, *, file: str, columns: Columns, faults: list[Fault]) -> Table:
    """The rows of a CSV file with a head line. Empty lines are passed over; rows with too few or too many values are
    faults. Without all the columns that it must have no row is read: their faults would only be that one again.
    """
    text = read_text(content, file=file, faults=faults)
    if text is None:
        return Table(whole=False)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[Record] = []
    head: list[str] | None = None
    line, whole = 1, True
    try:
        for row in rows:
            start, line = line, rows.line_num + 1
            values = [value.strip() for value in row]
            if not any(values):
                continue
            if head is None:
                head = values
                faults.extend(_wrong_columns(head, columns, file, start))
                if not set(columns.required) <= set(head):
                    return Table(whole=False)
            elif len(values) != len(head):
                whole = False
                faults.append(_wrong_length(values, head, file, start))
            else:
                records.append(Record(file, start, dict(zip(head, values, strict=True))))
    except csv.Error as error:
        remedy = "check the quotation marks on this line"
        faults.append(Fault(file, rows.line_num or 1, "", f"is not CSV: {error}", remedy))
        whole = False
    if head is None:
        remedy = f"write the head line: {','.join(columns.required)}"
        faults.append(Fault(file, 1, "", "the table is empty", remedy))
    return Table(tuple(records), whole and head is not None)


def read_toml(content: bytes, *, file: str, faults: list[Fault]) -> TomlFile | None:
    text = read_text(content, file=file, faults=faults)
    if text is None:
        return None
    try:
        return TomlFile(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _TOML_PLACE.search(said)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        faults.append(Fault(file, line, "", f"is not TOML: {_TOML_PLACE.sub('', said)}", "correct the line"))
        return None


def _wrong_length(values: list[str], head: list[str], file: str, line: int) -> Fault:
    message = f"{len(values)} value{'' if len(values) == 1 else 's'} for {len(head)} columns"
    remedy = "quote values that contain a comma"
    if len(values) < len(head):
        remedy = f"write a comma for each column, of {', '.join(head[len(values) :])} as well where they are empty"
    return Fault(file, line, ",".join(values)[:60], message, remedy)


def _wrong_columns(head: list[str], columns: Columns, file: str, line: int) -> list[Fault]:
    known = (*columns.required, *columns.optional)
    for mark, called in _OTHER_MARKS.items():
        if len(head) == 1 and mark in head[0]:
            remedy = f"save the table with commas: {','.join(columns.required)}"
            return [Fault(file, line, head[0], f"the values are parted by {called}", remedy)]
    faults = [
        Fault(file, line, name, "the column is missing", f"add the column {name}")
        for name in columns.required
        if name not in head
    ]
    for position, name in enumerate(head):
        if name not in known:
            faults.append(Fault(file, line, name, "unknown column", f"remove it or name it one of: {', '.join(known)}"))
        elif name in head[:position]:
            faults.append(Fault(file, line, name, "the column is there twice", "remove one of the two"))
    return faults
