"""Check a pack: everything that is wrong with it, at once; and, where nothing is, what it comes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from linli.catalogue.rules.edition import Duty, Edition, MapView, ServiceClass, Settings, Unit
from linli.kernel.faults import Fault
from linli.kernel.words import Words
from linli.packs import folder as folders
from linli.packs.bundle import Bundle
from linli.packs.folder import CALENDARS, Folder
from linli.packs.parts import calendars, classes, duties, head, ladder, limits, places, reasons, units
from linli.packs.parts.places import Places
from linli.places.rules.atlas import Atlas

UNCOVERED = "no unit is responsible for the class anywhere"
_NAMED = 3  # classes that a fault about many of them names


@dataclass(frozen=True, slots=True)
class Checked:
    """A pack as read. With no `faults` and unless the pack is a library, `edition` (numbered 0) and `places` can be
    loaded.
    """

    faults: tuple[Fault, ...]
    edition: Edition | None = None
    basemap: bytes | None = None
    places: Places = field(default_factory=Places)
    is_library: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    folder: Folder | None = None


def check(directory: Path) -> list[Fault]:
    """Every fault of the pack in `directory`, by file and line; none where it can be loaded or, as a library,
    extended.
    """
    return list(read(directory).faults)


def read(directory: Path) -> Checked:
    """The pack in `directory` with everything that is wrong with it."""
    return _judge(lambda: folders.read(directory))


def read_bundle(bundle: Bundle) -> Checked:
    """The pack whose files are kept, with everything that is wrong with it."""
    return _judge(lambda: folders.read_bundle(bundle))


def _judge(reading: Callable[[], Folder]) -> Checked:
    try:
        folder = reading()
    except folders.UnreadableError as error:
        return Checked(error.faults)
    faults = list(folder.faults)
    own = head.read(folder, faults)
    edition, found = _assemble(folder, own, faults)
    counts = {
        "classes": len(edition.classes),
        "units": len(edition.units),
        "duties": len(edition.duties),
        "limits": len(edition.limits),
        "areas": len(found.areas),
        "cells": len(found.cells),
        "components": len(found.components),
        "addresses": len(found.addresses),
    }
    order = {layer.shown: index for index, layer in enumerate(folder.layers)}
    faults.sort(key=lambda one: (order.get(one.file.rpartition("/")[0], 0), one.file, one.line or 0))
    unique = tuple(dict.fromkeys(faults))
    if unique:
        return Checked(unique, is_library=folder.is_library, counts=counts, folder=folder)
    return Checked((), edition, own.basemap, found, folder.is_library, counts, folder)


def _assemble(folder: Folder, own: head.Head, faults: list[Fault]) -> tuple[Edition, Places]:
    """The edition and the places as far as they can be read; what can't is in the faults."""
    tables = folder.tables
    hours = calendars.read(folder.calendars, time_zone=own.time_zone, faults=faults)
    _check_default_calendar(folder, own, faults)
    all_classes = classes.read(tables["classes"], languages=own.languages, faults=faults)
    kept = classes.keep(all_classes, own.leave_out)
    left_out = all_classes.keys() - kept.keys()
    _check_left_out(folder, own, left_out, faults)
    all_units = _units(folder, own, faults)
    found, grades = _places(folder, own, kept, all_units, faults)
    known = folder.unless_partial("classes", kept)
    all_duties = duties.read_duties(
        tables["duties"],
        classes=known,
        left_out=left_out,
        units=folder.unless_partial("units", all_units),
        parents=found.parents if found.areas or folder.is_library else None,
        faults=faults,
    )
    if not folder.is_library:
        _check_city(folder, kept, all_duties, faults)
    all_limits = limits.read(
        tables["limits"],
        classes=known,
        left_out=left_out,
        grades=grades,
        own_file=folder.own.file("limits.csv"),
        languages=own.languages,
        faults=faults,
    )
    edition = Edition(
        number=0,
        name=own.name,
        digest="",
        title=own.title,
        classes=kept,
        units=all_units,
        duties=all_duties,
        limits=all_limits,
        reasons=reasons.read(folder, languages=own.languages, faults=faults),
        calendars=hours,
        settings=_settings(own),
        texts=_texts(folder),
        ladder=ladder.read(tables["ladder"], faults=faults),
    )
    return edition, found


def _units(folder: Folder, own: head.Head, faults: list[Fault]) -> dict[str, Unit]:
    return units.read(
        folder.tables["units"],
        is_whole="units" not in folder.partial,
        calendars=folder.unless_partial(CALENDARS, folder.calendars),
        default=own.calendar,
        languages=own.languages,
        faults=faults,
    )


type _Surveyed = tuple[Places, frozenset[str], tuple[Fault, ...]]
_last: tuple[tuple[object, ...], _Surveyed] | None = None


def _places(
    folder: Folder, own: head.Head, kept: dict[str, ServiceClass], all_units: dict[str, Unit], faults: list[Fault]
) -> tuple[Places, frozenset[str]]:
    """The places and the grades that points of the city have.

    Surveyed places seldom change, and take longer to read than all rules: those that were read last are remembered, by
    everything that they were judged by.
    """
    global _last
    asked = (
        own.languages,
        own.cell_size,
        tuple(folder.outlines.items()),
        folder.tables["components"],
        folder.tables["addresses"],
        frozenset(key for key, one in kept.items() if one.kind == "component"),
        tuple((unit.code, unit.path) for unit in all_units.values()),
        folder.partial,
    )
    seen = _last
    if seen is None or seen[0] != asked:
        _last = seen = (asked, _survey(folder, own, kept, all_units))
    found, grades, wrong = seen[1]
    faults.extend(wrong)
    return found, grades


def _survey(folder: Folder, own: head.Head, kept: dict[str, ServiceClass], all_units: dict[str, Unit]) -> _Surveyed:
    faults: list[Fault] = []
    areas = places.read_areas(folder, languages=own.languages, faults=faults)
    cells = places.read_cells(folder, areas, size=own.cell_size, faults=faults)
    atlas = Atlas(areas, cells) if areas and cells else None
    components = places.read_components(
        folder,
        atlas,
        classes=folder.unless_partial("classes", kept),
        units=folder.unless_partial("units", all_units),
        faults=faults,
    )
    found = Places(areas, cells, components, places.read_addresses(folder, atlas, faults))
    return found, frozenset(atlas.grades) if atlas else frozenset(), tuple(faults)


def _settings(own: head.Head) -> Settings:
    latitude, longitude = own.centre or (0.0, 0.0)
    return Settings(
        time_zone=own.time_zone,
        languages=own.languages,
        map=MapView(
            latitude,
            longitude,
            own.zoom,
            basemap=own.basemap is not None,
            credit=own.credit,
            credit_link=own.credit_link,
        ),
        calendar=own.calendar,
        clocks=own.clocks,
        whistle=own.whistle,
        sample=own.sample,
        retention=own.retention,
        **own.days,
    )


def _texts(folder: Folder) -> dict[str, Words]:
    found: dict[str, dict[str, str]] = {}
    for text in sorted(folder.texts, key=attrgetter("name", "language")):
        found.setdefault(text.name, {})[text.language] = text.words
    return dict(found)


def _check_default_calendar(folder: Folder, own: head.Head, faults: list[Fault]) -> None:
    if own.calendar in folder.calendars or (folder.is_library and not own.calendar) or CALENDARS in folder.partial:
        return
    remedy = "write the name of a file in calendars/, without .toml"
    faults.append(folder.own.head.fault("calendars", "default", own.calendar, "there is no such calendar", remedy))


def _check_left_out(folder: Folder, own: head.Head, left_out: set[str], faults: list[Fault]) -> None:
    for pattern in own.leave_out if "classes" not in folder.partial else ():
        if not classes.named(pattern, left_out):
            remedy = "write kind-code of a class, or a beginning of it and *"
            faults.append(folder.own.head.fault("pack", "leave_out", pattern, "names no class", remedy))


def _check_city(
    folder: Folder, kept: dict[str, ServiceClass], all_duties: tuple[Duty, ...], faults: list[Fault]
) -> None:
    """What only a city must have: classes and units, and somebody responsible for each class somewhere."""
    for name in ("units", "classes", "duties"):
        if name not in folder.partial and not folder.tables[name] and folder.own.bytes_of(f"{name}.csv") is None:
            remedy = f"add {name}.csv, or extend a pack that has one"
            faults.append(Fault(folder.own.file(f"{name}.csv"), None, "", f"the city has no {name}", remedy))
    if not folder.partial & {"classes", "duties"}:
        _check_covered(folder, duties.uncovered(kept, all_duties), faults)


def _check_covered(folder: Folder, uncovered: Sequence[str], faults: list[Fault]) -> None:
    """A fault for each class of the city's own that nobody is responsible for; one for all that it takes over.

    The file of those is another pack's, and a hundred and more of them would hide every other fault.
    """
    lines = {classes.key(record): record for record in folder.tables["classes"]}
    own = folder.own.file("classes.csv")
    for key in (key for key in uncovered if lines[key].file == own):
        remedy = f"add a row to duties.csv for {key}, a beginning of it, or *"
        faults.append(Fault(own, lines[key].line, key, UNCOVERED, remedy))
    if taken := [key for key in uncovered if lines[key].file != own]:
        named = ", ".join(taken[:_NAMED]) + (f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else "")
        message = f"no unit is responsible anywhere for {len(taken)} of the classes that the extended pack brings"
        remedy = "add rows for them, for beginnings of them (component-01*), or for *; or name them in leave_out"
        faults.append(Fault(folder.own.file("duties.csv"), None, named, message, remedy))
