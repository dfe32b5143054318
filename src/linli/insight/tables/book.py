"""XLSX workbooks, read row by row. What could fill the memory or the processor is refused before it is unpacked."""

import errno
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Self

from linli.insight.tables.rows import Broken, Row
from linli.kernel.results import Allowed, Refused, Result

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_OF_A_PART = 16 * 1024 * 1024
MOST_OF_STRINGS = 64 * 1024 * 1024
MOST_OF_A_ROW = 16 * 1024 * 1024
MOST_OF_A_CELL = 1024 * 1024
MOST_SHEETS = 100
MOST_MERGED = 10_000

_WORKBOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedstrings.xml"
_SHEETS = "xl/worksheets/"
_BLOCK = 256 * 1024
_OVERLAP = 256
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
# A spreadsheet keeps 15 digits of a number; a longer one, such as a facility's code, has lost its end.
_ROUNDED_FROM = 10**15
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    SyntaxError,  # what the XML parser's fault is
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

warnings.filterwarnings("ignore", module=r"openpyxl\.")


@dataclass(frozen=True, slots=True)
class _Merged:
    """A block of merged cells: lines from 1, columns from 0, both ends in it."""

    first: int
    last: int
    columns: range


@dataclass(slots=True)
class _Scan:
    """What a look at a sheet's bytes has found: how many rows, at most, and which cells are merged."""

    rows: int = 0
    merged: list[_Merged] = field(default_factory=list)


class _TooMuch(Exception):
    def __init__(self, code: str, most: int) -> None:
        super().__init__(code)
        self.code, self.most = code, most


def open_book(path: Path) -> Result["Book"]:
    """See `tables.open_table`. Raises BadZipFile, RuntimeError or NotImplementedError for a ZIP that can't be read."""
    with zipfile.ZipFile(path) as archive:
        if _WORKBOOK not in archive.namelist():
            return Refused("not_a_workbook")
        try:
            _check_sizes(archive)
            scans = {
                part.filename: _scan(archive, part)
                for part in archive.infolist()
                if part.filename.lower().startswith(_SHEETS) and part.filename.lower().endswith(".xml")
            }
        except _TooMuch as found:
            return Refused(found.code, {"most": found.most})
        except (EOFError, zlib.error):
            return Refused("not_a_workbook")
        except OSError as fault:
            if fault.errno != errno.EINVAL:
                raise
            return Refused("not_a_workbook")  # a damaged directory leads to before the beginning of the file
    from openpyxl import load_workbook  # takes a tenth of what it takes any process of ours to begin

    file = path.open("rb")  # by its name the library would judge by the ending
    try:
        book = load_workbook(file, read_only=True, keep_links=False)
    except (*_UNREADABLE, OSError):
        file.close()
        return Refused("not_a_workbook")
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(sheets) > MOST_SHEETS:
        file.close()
        return Refused("too_many_sheets", {"most": MOST_SHEETS})
    return Allowed(Book(book, sheets, scans, file))


class Book:
    """An open workbook: its visible sheets. `size` and `position` count rows, over all sheets."""

    typed = True
    encoding = ""
    delimiter = ""

    def __init__(self, book: Any, sheets: Sequence[Any], scans: Mapping[str, _Scan], file: IO[bytes]) -> None:
        self._book, self._file = book, file
        empty = _Scan()
        self.sheets = [BookSheet(self, sheet, scans.get(sheet._worksheet_path.lstrip("/"), empty)) for sheet in sheets]
        self.size = sum(sheet.scan.rows for sheet in self.sheets)
        self.position = 0

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class BookSheet:
    """One sheet of a workbook."""

    def __init__(self, book: Book, sheet: Any, scan: _Scan) -> None:
        self._book, self._sheet, self.scan = book, sheet, scan
        self.name: str = sheet.title
        # The sheet's own word for how large it is may be wrong; without it each row is as wide as it is.
        sheet.reset_dimensions()

    def rows(self) -> Iterator[Row]:
        """See `Sheet`. Numbers are as they are stored, dates are ISO 8601 without an offset, formulas aren't worked
        out."""
        self._book.position = sum(sheet.scan.rows for sheet in self._book.sheets[: self._book.sheets.index(self)])
        merged = _Under(self.scan.merged)
        cells = self._sheet.iter_rows()
        line = 0
        while True:
            try:
                row = next(cells, None)
            except (*_UNREADABLE, OSError) as error:
                raise Broken(f"sheet {self.name}, after row {line}: {error}") from error
            if row is None:
                return
            line += 1
            self._book.position += 1
            troubles = merged.troubles(line)
            fields = [_text(at, cell, troubles) for at, cell in enumerate(row)]
            if any(fields) or any(code != "merged" for code in troubles.values()):
                yield Row(line, fields, troubles=troubles)


class _Under:
    """The cells of a row that hold nothing because another row's cell lies over them; asked row by row, downwards."""

    def __init__(self, merged: Sequence[_Merged]) -> None:
        self._waiting = sorted(merged, key=lambda one: one.first, reverse=True)
        self._open: list[_Merged] = []

    def troubles(self, line: int) -> dict[int, str]:
        while self._waiting and self._waiting[-1].first <= line:
            self._open.append(self._waiting.pop())
        if self._open:
            self._open = [one for one in self._open if one.last >= line]
        return {at: "merged" for one in self._open for at in one.columns}


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse by what the parts say that they unpack to: a part never gives more than it says."""
    unpacked = 0
    for part in archive.infolist():
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue  # pictures and the like are never unpacked
        unpacked += part.file_size
        most = MOST_UNPACKED if name.startswith(_SHEETS) else MOST_OF_STRINGS if name == _STRINGS else MOST_OF_A_PART
        if part.file_size > most:
            raise _TooMuch("too_large_inside", most)
        if most != MOST_UNPACKED:
            _scan(archive, part)
    if unpacked > MOST_UNPACKED:
        raise _TooMuch("too_large_inside", MOST_UNPACKED)


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Scan:
    """Look through a part as bytes: rows, merged cells, and what would make the parser hold more than a row."""
    found = _Scan()
    is_sheet = part.filename.lower().startswith(_SHEETS)
    before = b""
    since_row = since_tag = 0
    with archive.open(part) as source:
        while block := source.read(_BLOCK):
            text = before + block
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise _TooMuch("not_a_workbook", 0)
            since_tag = len(block) - 1 - at if (at := block.rfind(b"<")) >= 0 else since_tag + len(block)
            ends = max(text.rfind(b"</row"), text.rfind(b":row>"), text.rfind(b"<row"))
            since_row = len(text) - ends if ends >= 0 else since_row + len(block)
            if since_tag > MOST_OF_A_CELL or (is_sheet and since_row > MOST_OF_A_ROW):
                raise _TooMuch("too_large_inside", MOST_OF_A_ROW if since_row > MOST_OF_A_ROW else MOST_OF_A_CELL)
            found.rows += block.count(b"</row>")
            if is_sheet and b"mergeCell" in text:
                _note_merged(text, found, len(before))
            before = block[-_OVERLAP:]
    return found


def _note_merged(text: bytes, found: _Scan, overlap: int) -> None:
    for match in _MERGED.finditer(text):
        if match.end() <= overlap:
            continue  # was all in the block before
        left, first, right, last = match.groups()
        block = _Merged(int(first), int(last), range(_column(left), min(_column(right), 16_384) + 1))
        if block in found.merged[-2:]:
            continue
        found.merged.append(block)
        if len(found.merged) > MOST_MERGED:
            raise _TooMuch("too_many_merged", MOST_MERGED)


def _column(letters: bytes) -> int:
    """The index from 0 of a column that is called by letters."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _text(at: int, cell: Any, troubles: dict[int, str]) -> str:
    """What a cell says, and in `troubles` why it can't be taken at its word."""
    value = cell.value
    if value is None:
        return ""
    if troubles.get(at) == "merged":
        del troubles[at]  # the one cell of the block that holds its value
    if isinstance(value, str) and cell.data_type == "s":
        return value.strip()
    if cell.data_type in "fe":
        troubles[at] = "formula" if cell.data_type == "f" else "error_value"
        return str(getattr(value, "text", value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if abs(value) >= _ROUNDED_FROM:
            troubles[at] = "rounded_number"
        return str(int(value)) if value == int(value) else repr(value)
    return _moment(value) if isinstance(value, date | time | timedelta) else str(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        # A day's fraction is never exactly a second.
        return str((value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None))
    return str(value)
