"""A CSV table as its very lines: one row can change while all others keep their bytes."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is written, with its line ending, and its values; none for an empty line."""

    raw: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a head line. `mark` is the byte order mark, if there is one; `ends` is how its lines end."""

    mark: str
    ends: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """The rows, each with its place among the lines. A row with too few or too many values is passed over."""
        for place, line in enumerate(self.lines):
            if len(line.values) == len(self.head) and place != self._head_at:
                yield place, dict(zip(self.head, line.values, strict=True))

    @property
    def _head_at(self) -> int:
        return next((place for place, line in enumerate(self.lines) if line.values), -1)

    def content(self) -> bytes:
        """The file's bytes."""
        return (self.mark + "".join(line.raw for line in self.lines)).encode()

    def at(self, place: int) -> Mapping[str, str]:
        return dict(zip(self.head, self.lines[place].values, strict=True))

    def with_columns(self, names: Sequence[str]) -> "Sheet":
        """The table with these columns as well. A new one is empty in every row, which lengthens every line."""
        new = [name for name in names if name not in self.head]
        if not new:
            return self
        head_at = self._head_at
        lines = []
        for place, line in enumerate(self.lines):
            added = tuple(new) if place == head_at else ("",) * len(new)
            body = line.raw.rstrip("\r\n")
            ending = line.raw[len(body) :]
            lines.append(Line(body + "," + ",".join(added) + ending, line.values + added) if line.values else line)
        return replace(self, head=self.head + tuple(new), lines=tuple(lines))

    def put(self, place: int, row: Mapping[str, str]) -> "Sheet":
        """The table with another row at a place."""
        lines = list(self.lines)
        lines[place] = self._line(row)
        return replace(self, lines=tuple(lines))

    def insert(self, rows: Sequence[Mapping[str, str]], *, after: int | None = None) -> "Sheet":
        """The table with more rows, after the one at a place, or at the end."""
        lines = list(self.lines)
        if after is None:
            after = max((place for place, line in enumerate(lines) if line.values), default=-1)
        if after >= 0 and not lines[after].raw.endswith(("\n", "\r")):
            lines[after] = replace(lines[after], raw=lines[after].raw + self.ends)
        lines[after + 1 : after + 1] = [self._line(row) for row in rows]
        return replace(self, lines=tuple(lines))

    def remove(self, place: int) -> "Sheet":
        """The table without the row at a place."""
        return replace(self, lines=self.lines[:place] + self.lines[place + 1 :])

    def _line(self, row: Mapping[str, str]) -> Line:
        values = tuple(row.get(name, "") for name in self.head)
        out = io.StringIO()
        csv.writer(out, lineterminator=self.ends).writerow(values)
        return Line(out.getvalue(), values)


def read(content: bytes) -> Sheet:
    """The table of a file that the checker found to be CSV. Raises ValueError for one that isn't."""
    text = content.decode()
    mark = _BOM if text.startswith(_BOM) else ""
    written = list(io.StringIO(text.removeprefix(_BOM), newline=""))
    lines = []
    rows = csv.reader(iter(written), strict=True)
    start = 0
    try:
        for row in rows:
            values = tuple(value.strip() for value in row)
            lines.append(Line("".join(written[start : rows.line_num]), values if any(values) else ()))
            start = rows.line_num
    except csv.Error as error:
        raise ValueError(f"line {rows.line_num} is not CSV: {error}") from error
    head = next((line for line in lines if line.values), None)
    if head is None:
        raise ValueError("the table is empty: it has no head line")
    return Sheet(mark, "\r\n" if head.raw.endswith("\r\n") else "\n", head.values, tuple(lines))


def new(columns: Sequence[str]) -> Sheet:
    """A table without rows."""
    return Sheet("", "\n", tuple(columns), (Line(",".join(columns) + "\n", tuple(columns)),))
