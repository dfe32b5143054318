"""The cells of one row by their headings, and what every reader of rows asks of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from linli.insight.rules.row_faults import RowFault


@dataclass(frozen=True, slots=True)
class Cells:
    """A row under its heading: `at` are the places of the headings, `troubles` the codes of faults by place.

    To ask for a cell that has a trouble, holds a NUL or isn't of the table's `encoding` raises RowFault.
    """

    at: Mapping[str, int]
    fields: Sequence[str]
    encoding: str = "utf-8"
    troubles: Mapping[int, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        at = self.at[column]
        value = self.fields[at].strip()
        if at in self.troubles:
            raise RowFault(column, value, self.troubles[at])
        if "\0" in value:
            raise RowFault(column, value, "nul")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise RowFault(column, value, "not_encoding", encoding=self.encoding) from None
        return value


def degrees(cells: Cells, column: str, most: int) -> float:
    """The degrees in a column, between -`most` and `most`. Raises RowFault."""
    text = cells[column]
    try:
        value = float(text)
    except ValueError:
        raise RowFault(column, text, "not_degrees") from None
    if not isfinite(value) or abs(value) > most:
        raise RowFault(column, text, "degrees_range", most=most)
    return value


def place(line: int, sheet: str) -> str:
    """Where a row stands, for a fault of another row: its line, after the name of its sheet where there are several."""
    return f"{sheet}!{line}" if sheet else str(line)
