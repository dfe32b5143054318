"""Where the pictures lie: `LINLI_HOME/files/ab/abcd….jpg`, and the thumbnail beside it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from linli.files.rules import Size

_ENDINGS: dict[Size, str] = {"full": ".jpg", "thumb": ".small.jpg"}
_HALF = ".new"


def path(name: str, size: Size) -> Path:
    return Path(settings.LINLI_FILES) / name[:2] / (name + _ENDINGS[size])


def write(name: str, size: Size, data: bytes) -> None:
    """Write a picture whole or not at all: a reader never sees half of one."""
    target = path(name, size)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_suffix(_HALF)
    aside.touch(mode=0o600)
    with aside.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(target)


def remove(name: str) -> None:
    """Remove a picture and its thumbnail, and what was left of writing them."""
    for size in _ENDINGS:
        path(name, size).unlink(missing_ok=True)
        path(name, size).with_suffix(_HALF).unlink(missing_ok=True)


def names(*, before: datetime) -> Iterator[set[str]]:
    """The names of the pictures that were written before then, a folder at a time."""
    for folder in sorted(Path(settings.LINLI_FILES).glob("??")):
        found = set()
        for one in folder.iterdir():
            with suppress(FileNotFoundError):  # a photo that is erased meanwhile
                if one.stat().st_mtime < before.timestamp():
                    found.add(one.name.partition(".")[0])
        yield found
