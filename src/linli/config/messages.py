"""`python -m linli.config.messages`: compiles each `django.po` to the `django.mo` that Django reads.

Texts in Traditional Chinese are made here from those in Simplified, so that none can be missing or stale. A
`locale/zh_Hant/LC_MESSAGES/django.po` beside them may hold single texts that are to be said otherwise: they win.
"""

import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from linli.config.home import SOURCE
from linli.kernel.hant import traditional

_SIMPLIFIED, _TRADITIONAL = "zh_Hans", "zh_Hant"


def compile_all(folder: Path = SOURCE) -> int:
    """Compiles every `.po` below `folder` and says how many. Raises ValueError that names a file it can't read."""
    sources = sorted(path for path in folder.rglob("LC_MESSAGES/*.po") if path.parent.parent.name != _TRADITIONAL)
    for source in sources:
        catalogue = _read(source)
        _write(catalogue, source.with_suffix(".mo"))
        if source.parent.parent.name == _SIMPLIFIED:
            beside = source.parent.parent.parent / _TRADITIONAL / "LC_MESSAGES" / source.name
            _write(in_traditional(catalogue, _read(beside) if beside.exists() else None), beside.with_suffix(".mo"))
    return len(sources)


def in_traditional(simplified: Catalog, own: Catalog | None = None) -> Catalog:
    """The catalogue in Traditional Chinese; what `own` says otherwise wins."""
    found = Catalog(locale=_TRADITIONAL, fuzzy=False)
    found.mime_headers = simplified.mime_headers  # they say that Chinese has no plural; Babel knows it of `zh` alone
    for message in simplified:
        if not message.id:
            continue
        text = message.string or ""
        said = traditional(text) if isinstance(text, str) else tuple(traditional(one) for one in text)
        found.add(message.id, said, context=message.context)
    for message in own or ():
        if message.id and message.string and (made := found.get(message.id, message.context)):
            made.string = message.string
    return found


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        try:
            return read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        except PoFileError as fault:
            raise ValueError(f"{source}: {fault}") from fault


def _write(catalogue: Catalog, target: Path) -> None:
    """Written aside and moved, so that nobody reads half a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    with aside.open("wb") as file:
        write_mo(file, catalogue)
    aside.replace(target)


if __name__ == "__main__":
    try:
        compile_all()
    except ValueError as fault:
        sys.exit(str(fault))
