"""Tables of other systems as streams of rows: CSV, plain or gzipped, and workbooks, however large."""

import zipfile
from pathlib import Path

from linli.insight.tables import book, text
from linli.insight.tables.rows import HEAD_WITHIN, Broken, Row, Sheet, Table, head_of, heading
from linli.kernel.results import Allowed, Refused, Result

__all__ = ["HEAD_WITHIN", "Broken", "Row", "Sheet", "Table", "head_of", "heading", "open_table"]

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ")


def open_table(path: Path, *, encoding: str = "", delimiter: str = "") -> Result[Table]:
    """The table in the file at `path`, by what is in it and not by its name; to be closed by whoever opened it.

    `encoding` and `delimiter` are for CSV; left empty they are found out. Refused: file_empty, old_workbook,
    not_a_table (neither CSV nor a workbook), not_a_workbook (a ZIP without one, encrypted or damaged),
    too_large_inside (fact `most`, bytes: unpacked it would be larger than that), too_many_sheets and too_many_merged
    (fact `most`), encoding_unknown (not UTF-8, UTF-16 or GB 18030). Raises OSError where the file can't be read.
    """
    with path.open("rb") as file:
        beginning = file.read(8)
    if not beginning:
        return Refused("file_empty")
    if beginning.startswith(_ZIP):
        try:
            return book.open_book(path)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return Refused("not_a_workbook")
    if beginning.startswith(_OLD_WORKBOOK):
        return Refused("old_workbook")
    if beginning.startswith(_BINARY):
        return Refused("not_a_table")
    found = encoding or text.encoding_of(path)
    if not found:
        return Refused("encoding_unknown")
    return Allowed(text.Text(path, encoding=found, delimiter=delimiter or text.delimiter_of(path, found)))
