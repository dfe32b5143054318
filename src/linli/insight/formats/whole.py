"""Files that leave when they are whole: they are written beside, on the disk, and nothing of them is held."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO

_CHUNK = 256 * 1024


def written(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """What `write` puts into a file, in chunks."""
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
