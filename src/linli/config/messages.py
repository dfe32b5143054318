"""`python -m linli.config.messages`: compiles each `django.po` to the `django.mo` that Django reads."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from linli.config.home import SOURCE


def compile_all(folder: Path = SOURCE) -> int:
    """Compiles every `.po` below `folder` and says how many. Raises ValueError that names a file that can't be read."""
    sources = sorted(folder.rglob("LC_MESSAGES/*.po"))
    for source in sources:
        with source.open("rb") as file:
            try:
                catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
            except PoFileError as fault:
                raise ValueError(f"{source}: {fault}") from fault
        target = source.with_suffix(".mo")
        aside = target.with_name(f"{target.name}.{os.getpid()}")
        with aside.open("wb") as file:
            write_mo(file, catalogue)
        aside.replace(target)
    return len(sources)


if __name__ == "__main__":
    try:
        compile_all()
    except ValueError as fault:
        sys.exit(str(fault))
