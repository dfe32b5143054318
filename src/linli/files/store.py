"""Where the pictures lie: `LINLI_HOME/files/ab/abcd….jpg`, and the thumbnail beside it."""

import os
from pathlib import Path

from django.conf import settings

from linli.files.rules import Size

_ENDINGS: dict[Size, str] = {"full": ".jpg", "thumb": ".small.jpg"}


def path(name: str, size: Size) -> Path:
    return Path(settings.LINLI_FILES) / name[:2] / (name + _ENDINGS[size])


def write(name: str, size: Size, data: bytes) -> None:
    """Write a picture whole or not at all: a reader never sees half of one."""
    target = path(name, size)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_suffix(".new")
    aside.touch(mode=0o600)
    with aside.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(target)


def remove(name: str) -> None:
    for size in _ENDINGS:
        path(name, size).unlink(missing_ok=True)
