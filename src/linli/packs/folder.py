"""A pack's folder: its own files on top of those of the pack that it extends, every record with its file and line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.kernel.faults import Fault
from linli.kernel.words import WRITTEN
from linli.packs.sources import Columns, Record, TomlFile, read_table, read_text, read_toml

TABLES: Mapping[str, Columns] = {
    "units": Columns(("code", "parent", "name_zh", "name_en"), ("email", "calendar")),
    "classes": Columns(
        (
            *("kind", "code", "group_zh", "group_en", "name_zh", "name_en"),
            *("icon", "photo", "reporters"),
        ),
        ("keywords", "note"),
    ),
    "duties": Columns(("class", "area", "lead"), ("assist", "by", "why", "since")),
    "limits": Columns(("class", "condition", "condition_zh", "condition_en", "value", "unit", "clock"), ("grade",)),
    "reasons": Columns(("act", "code", "name_zh", "name_en", "text_zh", "text_en"), ("waits_for",)),
    "ladder": Columns(("clock", "at", "tells")),
    "components": Columns(("code", "class", "lat", "lon"), ("unit",)),
    "addresses": Columns(("name_zh", "name_en", "lat", "lon")),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("code",),
    "classes": ("kind", "code"),
    "duties": ("class", "area", "lead"),
    "limits": ("class", "condition", "grade"),
    "ladder": ("clock", "at"),
    "reasons": ("act", "code"),
    "components": ("code",),
    "addresses": ("name_zh", "name_en"),
}
# What a row of a pack overrides in the packs it extends, where that isn't its key: a city that names a lead for a class
# in an area names all of them, for two leads side by side are for a dispatcher to choose between. One that sets a limit
# for a condition sets it for all grades: beside its own, a stricter row of the other pack would win. One that writes a
# rung of a clock writes all of them.
OVERRIDES: Mapping[str, tuple[str, ...]] = {
    **KEYS,
    "duties": ("class", "area"),
    "limits": ("class", "condition"),
    "ladder": ("clock",),
}
OUTLINES = ("areas.geojson", "cells.geojson")
HEAD = "pack.toml"
_FILES = frozenset({HEAD, *OUTLINES, *(f"{name}.csv" for name in TABLES)})
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

    root: Path
    shown: str
    head: TomlFile

    def file(self, name: str) -> str:
        """How a fault names the layer's file."""
        return f"{self.shown}/{name}"


@dataclass(frozen=True, slots=True)
class Folder:
    """All that a pack says, before anybody asked whether it makes sense.

    `layers` are the pack itself and what it extends, nearest first. Of a table's rows with the same key, the nearest
    layer's stands in the place of the farthest's. `outlines` and `basemap` are from the nearest layer that has the
    file.
    """

    layers: tuple[Layer, ...]
    tables: Mapping[str, tuple[Record, ...]]
    calendars: Mapping[str, TomlFile]
    texts: tuple[Text, ...]
    outlines: Mapping[str, tuple[str, str]]
    faults: tuple[Fault, ...]

    @property
    def own(self) -> Layer:
        return self.layers[0]

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
    """Read the pack in `directory` and all that it extends.

    Raises UnreadableError where there is no readable pack.toml; every other fault is kept in `faults`.
    """
    faults: list[Fault] = []
    layers = _chain(directory, faults)
    if not layers:
        raise UnreadableError(faults)
    tables = {name: _merged(name, columns, layers, faults) for name, columns in TABLES.items()}
    calendars: dict[str, TomlFile] = {}
    texts: dict[tuple[str, str], Text] = {}
    outlines: dict[str, tuple[str, str]] = {}
    for layer in reversed(layers):
        faults.extend(_strangers(layer))
        for path in sorted(layer.root.glob("calendars/*.toml")):
            calendar = read_toml(path, file=layer.file(f"calendars/{path.name}"), faults=faults)
            if calendar is not None:
                calendars[path.stem] = calendar
        for text in _texts(layer, faults):
            texts[text.name, text.language] = text
        for name in OUTLINES:
            if (layer.root / name).exists():
                content = read_text(layer.root / name, file=layer.file(name), faults=faults)
                outlines[name] = (layer.file(name), content or "")
    return Folder(tuple(layers), tables, calendars, tuple(texts.values()), outlines, tuple(faults))


def _chain(directory: Path, faults: list[Fault]) -> list[Layer]:
    layers: list[Layer] = []
    root, shown = directory, str(directory)
    while True:
        file = f"{shown}/{HEAD}"
        if not (root / HEAD).is_file():
            faults.append(Fault(file, None, "", "there is no such file", "a pack is a folder with a pack.toml"))
            return layers
        head = read_toml(root / HEAD, file=file, faults=faults)
        if head is None:
            return layers
        layers.append(Layer(root, shown, head))
        pack = head.values.get("pack")
        extends = pack.get("extends") if isinstance(pack, Mapping) else None
        if not extends:
            return layers
        root = directory.resolve().parent / str(extends)
        shown = str(directory.parent / str(extends))
        if not isinstance(extends, str) or "/" in extends or extends in (".", "..") or not root.is_dir():
            remedy = "name the folder of a pack beside this one, or leave `extends` out"
            faults.append(head.fault("pack", "extends", extends, "there is no such pack beside this one", remedy))
            return layers
        if any(layer.root.resolve() == root.resolve() for layer in layers) or len(layers) >= _LONGEST_CHAIN:
            remedy = "leave one `extends` out"
            faults.append(head.fault("pack", "extends", extends, "the packs extend each other in a ring", remedy))
            return layers


def _merged(name: str, columns: Columns, layers: Sequence[Layer], faults: list[Fault]) -> tuple[Record, ...]:
    rows: dict[tuple[str, ...], list[Record]] = {}
    for layer in reversed(layers):
        path = layer.root / f"{name}.csv"
        if not path.exists():
            continue
        here: dict[tuple[str, ...], Record] = {}
        for record in read_table(path, file=layer.file(path.name), columns=columns, faults=faults):
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
    for path in sorted(layer.root.glob("texts/*")):
        file = layer.file(f"texts/{path.name}")
        named = _TEXT.fullmatch(path.name)
        if named is None:
            remedy = "name it like welcome.zh.txt or welcome.en.txt"
            faults.append(Fault(file, None, path.name, "not the name of a text", remedy))
            continue
        content = read_text(path, file=file, faults=faults)
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
        Fault(layer.file(path.name), None, path.name, "no part of a pack has this name", remedy)
        for path in sorted(layer.root.iterdir())
        if path.is_file() and path.name not in known and not path.name.startswith(".") and path.suffix != ".md"
    ]
    faults += [
        Fault(layer.file(f"calendars/{path.name}"), None, path.name, "not a calendar", "name it like office.toml")
        for path in sorted(layer.root.glob("calendars/*"))
        if path.suffix != ".toml" and not path.name.startswith(".")
    ]
    return faults
