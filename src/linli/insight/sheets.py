"""Tables of other systems as streams of rows: CSV, plain or gzipped, however large."""

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_LARGEST_FIELD = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a row and the line on which it begins, 1-based. `fault` says why there are no fields."""

    line: int
    fields: list[str]
    fault: str = ""


class Sheet:
    """An open table. `size` and `position` count bytes as they lie on the disk, for a progress bar."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        csv.field_size_limit(_LARGEST_FIELD)
        self.size = path.stat().st_size
        self._raw = path.open("rb")
        packed = self._raw.peek(2)[:2] == _GZIP
        plain: IO[bytes] = gzip.GzipFile(fileobj=self._raw) if packed else self._raw  # type: ignore[assignment]
        # Bytes that aren't of the encoding are kept as surrogates, so that one row is rejected and not the table.
        self._text = io.TextIOWrapper(plain, encoding=encoding, errors="surrogateescape", newline="")
        self._reader = csv.reader(self._text, delimiter=delimiter)
        self.header = tuple(name.strip() for name in next(self._reader, []))

    @property
    def position(self) -> int:
        return self._raw.tell()

    def rows(self) -> Iterator[Row]:
        """The rows below the heading. Blank lines are no rows.

        Raises OSError or EOFError where the file ends in the middle of its gzip stream.
        """
        while True:
            line = self._reader.line_num + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [], f"not a row of CSV: {error}")
                continue
            if fields:
                yield Row(line, fields)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._text.close()
        self._raw.close()


class Rejects:
    """The file of rows that didn't come in: line, column, value and reason of each. Made when the first one comes."""

    _HEADING = ("line", "column", "value", "reason")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def add(self, *, line: int, column: str, value: str, reason: str) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(self._HEADING)
        csv.writer(self._file).writerow((line, column, value, reason))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@contextmanager
def rejects(path: Path) -> Iterator[Rejects]:
    """A file of rejects that stands at `path` once all of it is written, in place of that of an earlier run."""
    part = path.with_name(path.name + ".part")
    file = Rejects(part)
    try:
        yield file
    finally:
        file.close()
    path.unlink(missing_ok=True)
    if part.exists():
        part.rename(path)
