"""The file of rows that didn't come in, for whoever has to put them right."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from linli.insight.rules.export import harmless
from linli.insight.rules.row_faults import Reject


class Rejects:
    """Line, column, value and reason of each; the sheet too where there are sheets. Made when the first one comes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def add(self, reject: Reject) -> None:
        sheet = {"sheet": reject.sheet} if reject.sheet else {}
        row = sheet | {
            "line": str(reject.line),
            "column": reject.column,
            "value": reject.value,
            "reason": reject.reason,
        }
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # With a byte order mark, so that spreadsheets don't take Chinese for Latin.
            self._file = self._path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(row)
        csv.writer(self._file).writerow(map(harmless, row.values()))

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
