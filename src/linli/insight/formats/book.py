"""XLSX: for people. Titles, states and names are in the reader's language, times are the city's."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import IO, Any

import xlsxwriter

from linli.insight.formats.text import Batches
from linli.insight.formats.whole import written
from linli.insight.rules.export import COLUMNS, Heading, Value
from linli.kernel.words import say

# One less than a sheet can have, for the titles.
_ROWS = 1_048_575
_WIDTHS = {"text": 18, "whole": 9, "real": 12, "time": 17}
BOOK = {
    "constant_memory": True,  # a row is on the disk as soon as the next one begins
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm",
}


def xlsx(batches: Batches, heading: Heading, zone: tzinfo, *, rows: int = _ROWS) -> Iterator[bytes]:
    """A workbook; what is more than the `rows` of a sheet goes on in the next one. The last sheet explains the columns.

    It leaves when it is whole: the parts of a workbook are packed at the end. A text stays a text, whatever it begins
    with.
    """

    def write(file: IO[bytes]) -> None:
        with xlsxwriter.Workbook(file, BOOK) as book:
            _Cases(book, heading, zone, rows).write(batches)
            _explain(book, heading)

    return written(write)


class _Cases:
    """The sheets with the cases."""

    def __init__(self, book: Any, heading: Heading, zone: tzinfo, rows: int) -> None:
        self._book, self._zone, self._rows = book, zone, rows
        self._head = book.add_format({"bold": True})
        self._titles = [say(column.title, heading.language) for column in COLUMNS]
        self._terms = [heading.terms.get(column.name, {}) for column in COLUMNS]

    def write(self, batches: Batches) -> None:
        sheet, line = self._sheet(), 0
        for batch in batches:
            for row in batch:
                if line == self._rows:
                    sheet, line = self._sheet(), 0
                line += 1
                for at, value in enumerate(row):
                    self._put(sheet, line, at, value)

    def _sheet(self) -> Any:
        sheet = self._book.add_worksheet()
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, _WIDTHS[column.kind])
        sheet.write_row(0, 0, self._titles, self._head)
        return sheet

    def _put(self, sheet: Any, line: int, at: int, value: Value) -> None:
        if isinstance(value, datetime):
            # A cell knows no time zone.
            sheet.write_datetime(line, at, value.astimezone(self._zone).replace(tzinfo=None))
        elif isinstance(value, str):
            sheet.write_string(line, at, self._terms[at].get(value, value))
        elif value is not None:
            sheet.write_number(line, at, value)


def _explain(book: Any, heading: Heading) -> None:
    sheet = book.add_worksheet("columns")
    for at, column in enumerate(COLUMNS):
        sheet.write_row(at, 0, [say(column.title, heading.language), column.name, column.meaning])
