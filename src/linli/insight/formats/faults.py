"""What is wrong with the rows of a table, as a file to put them right by: CSV or XLSX, in the reader's language."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

import xlsxwriter

from linli.insight.formats.book import BOOK
from linli.insight.formats.text import MARK
from linli.insight.formats.whole import written
from linli.insight.rules.export import harmless
from linli.insight.rules.row_faults import Reject, reason_of, remedy_of
from linli.kernel.words import say, words

type Batches = Iterable[Sequence[Reject]]

_TITLES = (
    (words("工作表", "Sheet"), 14),
    (words("行", "Row"), 8),
    (words("列", "Column"), 16),
    (words("值", "Value"), 28),
    (words("问题", "What is wrong"), 44),
    (words("处理办法", "What to do"), 52),
)


def csv_(batches: Batches, language: str) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark; what a spreadsheet would take for a formula is made harmless."""
    yield (MARK + _line([say(title, language) for title, _ in _TITLES])).encode()
    for batch in batches:
        lines = (_line([harmless(cell) for cell in _cells(one, language)]) for one in batch)
        yield "".join(lines).encode()


def xlsx(batches: Batches, language: str) -> Iterator[bytes]:
    """A workbook in which every cell but the row's number is a text, whatever it begins with."""

    def write(file: IO[bytes]) -> None:
        with xlsxwriter.Workbook(file, BOOK) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            for at, (_, width) in enumerate(_TITLES):
                sheet.set_column(at, at, width)
            sheet.write_row(0, 0, [say(title, language) for title, _ in _TITLES], book.add_format({"bold": True}))
            for line, one in enumerate(chain.from_iterable(batches), start=1):
                for at, cell in enumerate(_cells(one, language)):
                    if at == 1:
                        sheet.write_number(line, at, one.line)
                    else:
                        sheet.write_string(line, at, cell)

    return written(write)


def _cells(one: Reject, language: str) -> tuple[str, ...]:
    reason, remedy = reason_of(one.code, one.facts, language), remedy_of(one.code, one.facts, language)
    return one.sheet, str(one.line), one.column, one.value, reason, remedy


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
