"""A pack's folder: its own files on top of those of the pack that it extends, every record with its file and line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from linli.catalogue.rules.edition import matches
from linli.kernel.faults import Fault
from linli.kernel.words import WRITTEN
from linli.packs.bundle import Beside, Bundle, Part, on_disk
from linli.packs.schema import COLUMNS, KEYS, OVERRIDES
from linli.packs.sources import Columns, Record, TomlFile, read_table, read_text, read_toml

OUTLINES = ("areas.geojson", "cells.geojson")
HEAD = "pack.toml"
CALENDARS = "calendars"
_FILES = frozenset({HEAD, *OUTLINES, *(f"{name}.csv" for name in COLUMNS)})
_TEXT = re.compile(r"([a-z0-9]+(?:_[a-z0-9]+)*)\.(zh|en)\.txt")
_TEXT_LANGUAGES = dict(zip(("zh", "en"), WRITTEN, strict=True))
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the city: the paragraphs of texts/NAME.LANGUAGE.txt."""

    file: str
    name: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of a chain of packs."""

    part: Part
    head: TomlFile

    @property
    def shown(self) -> str:
        return self.part.shown

    def file(self, name: str) -> str:
        """How a fault names the layer's file."""
        return f"{self.shown}/{name}" if self.shown else name

    def bytes_of(self, name: str) -> bytes | None:
        """The content of a file; None where the layer hasn't got it."""
        return self.part.files.get(name)


@dataclass(frozen=True, slots=True)
class Folder:
    """All that a pack says, before anybody asked whether it makes sense.

    `layers` are the pack itself and what it extends, nearest first. Of a table's rows with the same key, the nearest
    layer's stands in the place of the farthest's. `outlines` and `basemap` are from the nearest layer that has the
    file. Of the tables in `partial` not all rows could be read: what isn't in them may well be in the file.
    """

    layers: tuple[Layer, ...]
    tables: Mapping[str, tuple[Record, ...]]
    calendars: Mapping[str, TomlFile]
    texts: tuple[Text, ...]
    outlines: Mapping[str, tuple[str, str]]
    faults: tuple[Fault, ...]
    partial: frozenset[str] = frozenset()

    @property
    def own(self) -> Layer:
        return self.layers[0]

    @property
    def leave_out(self) -> tuple[str, ...]:
        """The patterns of classes that a pack of the chain leaves out."""
        sections = (layer.head.values.get("pack") for layer in self.layers)
        lists = (one.get("leave_out") for one in sections if isinstance(one, Mapping))
        return tuple(str(one) for given in lists if isinstance(given, list) for one in given)

    def rows(self, table: str) -> tuple[Record, ...]:
        """The rows of a table that are in force: of classes, those that aren't left out."""
        records = self.tables[table]
        if table != "classes":
            return records
        return tuple(
            one
            for one in records
            if not any(matches(pattern, f"{one['kind']}-{one['code']}") for pattern in self.leave_out)
        )

    def unless_partial[T](self, table: str, found: T) -> T | None:
        """What was `found` in a table; None where the table may hold more of it than could be read."""
        return None if table in self.partial else found

    @property
    def is_library(self) -> bool:
        """Whether the pack is without areas: something to extend, not a city."""
        return "areas.geojson" not in self.outlines


class UnreadableError(Exception):
    """There is no pack to speak of: the folder or its pack.toml can't be read."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


def read(directory: Path) -> Folder:
    """Read the pack in the folder `directory` and all that it extends; as `read_parts`."""
    return read_parts(*on_disk(directory))


def read_bundle(bundle: Bundle) -> Folder:
    """Read a pack whose files are kept; as `read_parts`."""
    return read_parts(bundle.own, bundle.beside)


def read_parts(own: Part, beside: Beside) -> Folder:
    """Read a pack and all that it extends. `beside` finds a folder beside its own.

    Raises UnreadableError where there is no readable pack.toml; every other fault is kept in `faults`.
    """
    faults: list[Fault] = []
    layers, is_whole = _chain(own, beside, faults)
    if not layers:
        raise UnreadableError(faults)
    partial = set() if is_whole else {*COLUMNS, CALENDARS}
    tables = {name: _merged(name, columns, layers, partial, faults) for name, columns in COLUMNS.items()}
    calendars: dict[str, TomlFile] = {}
    texts: dict[tuple[str, str], Text] = {}
    outlines: dict[str, tuple[str, str]] = {}
    for layer in reversed(layers):
        faults.extend(_strangers(layer))
        for name, content in layer.part.inside(CALENDARS).items():
            if name.endswith(".toml"):
                calendar = read_toml(content, file=layer.file(f"calendars/{name}"), faults=faults)
                if calendar is None:
                    partial.add(CALENDARS)
                else:
                    calendars[name.removesuffix(".toml")] = calendar
        for text in _texts(layer, faults):
            texts[text.name, text.language] = text
        for name in OUTLINES:
            outline = layer.bytes_of(name)
            if outline is not None:
                outlines[name] = (layer.file(name), read_text(outline, file=layer.file(name), faults=faults) or "")
    return Folder(tuple(layers), tables, calendars, tuple(texts.values()), outlines, tuple(faults), frozenset(partial))


def bundle_of(folder: Folder) -> Bundle:
    """The files of a pack that was read, as they are to be kept: the own folder's faults are named without it."""
    own, *others = (layer.part for layer in folder.layers)
    return Bundle(Part(own.name, "", own.files), tuple(Part(one.name, one.name, one.files) for one in others))


def _chain(own: Part, beside: Beside, faults: list[Fault]) -> tuple[list[Layer], bool]:
    """The layers, nearest first, and whether these are all."""
    layers: list[Layer] = []
    part = own
    while True:
        faults.extend(part.unreadable)
        file = f"{part.shown}/{HEAD}" if part.shown else HEAD
        if HEAD not in part.files:
            faults.append(Fault(file, None, "", "there is no such file", "a pack is a folder with a pack.toml"))
            return layers, False
        head = read_toml(part.files[HEAD], file=file, faults=faults)
        if head is None:
            return layers, False
        layers.append(Layer(part, head))
        pack = head.values.get("pack")
        extends = pack.get("extends") if isinstance(pack, Mapping) else None
        if not extends:
            return layers, True
        fits = isinstance(extends, str) and "/" not in extends and extends not in (".", "..")
        found = beside(str(extends)) if fits else None
        if found is None:
            remedy = "name the folder of a pack beside this one, or leave `extends` out"
            faults.append(head.fault("pack", "extends", extends, "there is no such pack beside this one", remedy))
            return layers, False
        if any(layer.part.name == found.name for layer in layers) or len(layers) >= _LONGEST_CHAIN:
            remedy = "leave one `extends` out"
            faults.append(head.fault("pack", "extends", extends, "the packs extend each other in a ring", remedy))
            return layers, False
        part = found


def _merged(
    name: str, columns: Columns, layers: Sequence[Layer], partial: set[str], faults: list[Fault]
) -> tuple[Record, ...]:
    rows: dict[tuple[str, ...], list[Record]] = {}
    for layer in reversed(layers):
        content = layer.bytes_of(f"{name}.csv")
        if content is None:
            continue
        table = read_table(content, file=layer.file(f"{name}.csv"), columns=columns, faults=faults)
        if not table.whole:
            partial.add(name)
        here: dict[tuple[str, ...], Record] = {}
        for record in table.records:
            key = tuple(record[column] for column in KEYS[name])
            first = here.setdefault(key, record)
            if first is not record:
                shown = " ".join(key)
                message = f"the same {' and '.join(KEYS[name])} as in line {first.line}"
                faults.append(Fault(record.file, record.line, shown, message, "remove one of the two rows"))
        overriding: dict[tuple[str, ...], list[Record]] = {}
        for record in here.values():
            overriding.setdefault(tuple(record[column] for column in OVERRIDES[name]), []).append(record)
        rows.update(overriding)
    return tuple(record for group in rows.values() for record in group)


def _texts(layer: Layer, faults: list[Fault]) -> list[Text]:
    found = []
    for name, given in layer.part.inside("texts").items():
        file = layer.file(f"texts/{name}")
        named = _TEXT.fullmatch(name)
        if named is None:
            remedy = "name it like welcome.zh.txt or welcome.en.txt"
            faults.append(Fault(file, None, name, "not the name of a text", remedy))
            continue
        content = read_text(given, file=file, faults=faults)
        if content is not None and not content.strip():
            faults.append(Fault(file, None, "", "the text is empty", "write it, or remove the file"))
        elif content is not None:
            found.append(Text(file, named[1], _TEXT_LANGUAGES[named[2]], content.strip()))
    return found


def _strangers(layer: Layer) -> list[Fault]:
    """Files whose name nobody reads: most likely misspelt ones."""
    view = layer.head.values.get("map")
    basemap = view.get("basemap") if isinstance(view, Mapping) else None
    known = _FILES | {str(basemap)}
    remedy = f"a pack may have {', '.join(sorted(_FILES))}, calendars/, texts/, a base map and *.md"
    faults = [
        Fault(layer.file(name), None, name, "no part of a pack has this name", remedy)
        for name in layer.part.at_top()
        if name not in known and PurePosixPath(name).suffix != ".md"
    ]
    faults += [
        Fault(layer.file(f"calendars/{name}"), None, name, "not a calendar", "name it like office.toml")
        for name in layer.part.inside(CALENDARS)
        if not name.endswith(".toml")
    ]
    return faults
