"""CSV, plain or gzipped: its encoding and delimiter, and its rows."""

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Self

from linli.insight.tables.rows import Broken, Row

_LARGEST_FIELD = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_BLOCK = 1024 * 1024
_LOOKED_AT = 30
_DELIMITERS = ",\t;|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = ("utf-8", "gb18030")


class Text:
    """An open table of text. `size` and `position` count bytes as they lie on the disk. It is its only sheet."""

    typed = False
    name = ""

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        csv.field_size_limit(_LARGEST_FIELD)
        self._path, self.encoding, self.delimiter = path, encoding, delimiter
        self.size = path.stat().st_size
        self._raw: IO[bytes] | None = None
        self._text: IO[str] | None = None

    @property
    def sheets(self) -> Sequence["Text"]:
        return (self,)

    @property
    def position(self) -> int:
        return 0 if self._raw is None else self._raw.tell()

    def rows(self) -> Iterator[Row]:
        """See `Sheet`. A row may span lines; its line is the first one."""
        self.close()
        self._raw = self._path.open("rb")
        # Bytes that aren't of the encoding are kept as surrogates, so that one row is rejected and not the table.
        self._text = io.TextIOWrapper(
            _unpacked(self._raw), encoding=self.encoding, errors="surrogateescape", newline=""
        )
        reader = csv.reader(self._text, delimiter=self.delimiter)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [], "not_csv", str(error))
                continue
            except UnicodeDecodeError as error:  # of UTF-16, in which a byte too many shifts all that follow
                raise Broken(f"after line {line - 1}: not {self.encoding}, {error.reason}") from error
            if fields:
                yield Row(line, fields)

    def close(self) -> None:
        for file in (self._text, self._raw):
            if file is not None:
                file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def encoding_of(path: Path) -> str:
    """The encoding of a text: that of its byte order mark, else UTF-8 where all of it is, else GB 18030; empty where it
    is neither."""
    with path.open("rb") as raw:
        beginning = _unpacked(raw).read(4)
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    return next((encoding for encoding in _ENCODINGS if _is_all(path, encoding)), "")


def delimiter_of(path: Path, encoding: str) -> str:
    """What parts the fields: the one that cuts most of the first rows into equally many, and into more than one."""
    with path.open("rb") as raw, io.TextIOWrapper(_unpacked(raw), encoding=encoding, errors="replace") as text:
        lines = list(islice((text.readline(_BLOCK) for _ in range(_LOOKED_AT)), _LOOKED_AT))
    best, found = (0, 0), _DELIMITERS[0]
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if (rows, width) > best:
            best, found = (rows, width), delimiter
    return found


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    beginning = raw.read(2)
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if beginning == _GZIP else raw  # type: ignore[return-value]


def _is_all(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as raw:
        plain = _unpacked(raw)
        try:
            while block := plain.read(_BLOCK):
                if b"\0" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        except EOFError:
            pass  # cut off in its middle: reading it says so, and says how far it came
    return True
