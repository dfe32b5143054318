"""What all tables have in common: sheets, and rows that know where they stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

HEAD_WITHIN = 50
"""Rows at the top of a sheet among which the heading is looked for: titles and remarks often come first."""

_NO_TROUBLES: Mapping[int, str] = {}


class Broken(OSError):
    """The file ends or stops making sense in its middle."""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a row and the line on which it begins, 1-based.

    `fault` (a code of `rules.row_faults`, and in `detail` what it speaks of) says why there are no fields; `troubles`
    are codes of the same kind for single fields, by their index from 0.
    """

    line: int
    fields: list[str]
    fault: str = ""
    detail: str = ""
    troubles: Mapping[int, str] = field(default_factory=lambda: _NO_TROUBLES)


class Sheet(Protocol):
    """One sheet. `name` is empty for a table that has only one and no name for it."""

    @property
    def name(self) -> str: ...

    def rows(self) -> Iterator[Row]:
        """All rows from the top, the heading too, again from the top at each call. Blank ones are no rows.

        Raises Broken, OSError or EOFError where the file ends in its middle.
        """
        ...


class Table(Protocol):
    """An open table. `position` of `size` says how far it has been read, for a progress bar, in units of its own.

    `typed` tells whether cells know that they are numbers and dates, as in a workbook.
    """

    @property
    def typed(self) -> bool: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def sheets(self) -> Sequence[Sheet]: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...


def heading(row: Row) -> tuple[str, ...]:
    """The names of the columns in a row that is a heading; spaces run together, as a line broken in a cell is."""
    return tuple(" ".join(name.split()) for name in row.fields)


def head_of(rows: Iterator[Row], wanted: Collection[str]) -> tuple[tuple[str, ...], bool]:
    """Read on to the heading: the first of `HEAD_WITHIN` rows that has all the `wanted` columns.

    Answers with it and True; or, where there is none, with the row that has the most of them (the first of several),
    and False. Empty for a sheet without rows.
    """
    best: tuple[str, ...] = ()
    most = -1
    for _, row in zip(range(HEAD_WITHIN), rows, strict=False):
        names = heading(row)
        have = sum(name in names for name in wanted)
        if have == len(wanted):
            return names, True
        if have > most:
            best, most = names, have
    return best, False
