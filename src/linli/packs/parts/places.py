"""areas.geojson, cells.geojson, components.csv and addresses.csv: the city's places, and whether they hold together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from linli.catalogue.rules.edition import ServiceClass, Unit
from linli.kernel.faults import Fault
from linli.kernel.words import words
from linli.packs.folder import Folder
from linli.packs.parts import values
from linli.places.rules import checks, geojson, grid
from linli.places.rules.atlas import Atlas
from linli.places.rules.records import AddressRecord, AreaRecord, CellRecord, ComponentRecord


@dataclass(frozen=True, slots=True)
class Places:
    areas: tuple[AreaRecord, ...] = ()
    cells: tuple[CellRecord, ...] = ()
    components: tuple[ComponentRecord, ...] = ()
    addresses: tuple[AddressRecord, ...] = ()

    @property
    def parents(self) -> dict[str, str | None]:
        """The areas' parents by code."""
        return {area.code: area.parent for area in self.areas}


def read_areas(folder: Folder, *, languages: Collection[str], faults: list[Fault]) -> tuple[AreaRecord, ...]:
    """The tree of areas, checked; empty for a library pack."""
    if folder.is_library:
        return ()
    file, text = folder.outlines["areas.geojson"]
    areas, wrong = geojson.read_areas(text, file=file)
    faults.extend(wrong)
    if areas or not wrong:
        faults.extend(checks.check_areas(areas, file=file))
    for area in areas:
        for language, suffix, called in values.SUFFIXES:
            if area.names and language in languages and not area.names.get(language):
                message, remedy = f"there is no {called} name", f"fill in name_{suffix}"
                faults.append(Fault(file, area.line, area.code, message, remedy))
        if area.grade and not values.CODE.fullmatch(area.grade):
            message, remedy = f"the grade {area.grade} is not a code", "write letters and digits, such as A or 1"
            faults.append(Fault(file, area.line, area.code, message, remedy))
    return tuple(areas)


def read_cells(
    folder: Folder, areas: tuple[AreaRecord, ...], *, size: float | None, faults: list[Fault]
) -> tuple[CellRecord, ...]:
    """The cells of the pack, checked, or those that its rule cuts (`size` in metres)."""
    if folder.is_library or not areas:
        return ()
    if "cells.geojson" in folder.outlines:
        file, text = folder.outlines["cells.geojson"]
        cells, wrong = geojson.read_cells(text, file=file)
        faults.extend(wrong)
        if cells or not wrong:
            faults.extend(checks.check_tiling(areas, cells, file=file))
    elif size is not None:
        cells, wrong = grid.cells(areas, size=size, file=folder.outlines["areas.geojson"][0])
        faults.extend(wrong)
    else:
        return ()
    return tuple(cells)


def read_components(
    folder: Folder,
    atlas: Atlas | None,
    *,
    classes: Mapping[str, ServiceClass] | None,
    units: Mapping[str, Unit] | None,
    faults: list[Fault],
) -> tuple[ComponentRecord, ...]:
    """The public facilities: each is of a class that can be reported, stands in a cell, and may name who keeps it.

    Classes or units are None where they could not be read whole.
    """
    found = []
    for record in folder.tables["components"]:
        if classes is not None and f"component-{record['class']}" not in classes:
            remedy = "write the 5 digits of a class of the kind component"
            faults.append(record.fault("class", "there is no such class of components", remedy))
        unit = units.get(record["unit"]) if units else None
        if record["unit"] and units is not None and unit is None:
            remedy = "write the code of a unit in units.csv, or leave it empty"
            faults.append(record.fault("unit", "there is no such unit", remedy))
        lat = values.degrees(record, "lat", faults, limit=90)
        lon = values.degrees(record, "lon", faults, limit=180)
        if lat is not None and lon is not None:
            path = unit.path if unit else ""
            found.append(ComponentRecord(record["code"], record["class"], lat, lon, path, line=record.line))
    if found and atlas is not None:
        file = folder.tables["components"][0].file
        faults.extend(checks.check_components(found, atlas, file=file))
    return tuple(found)


def read_addresses(folder: Folder, atlas: Atlas | None, faults: list[Fault]) -> tuple[AddressRecord, ...]:
    """The addresses that people can search for, each with a name and inside the city."""
    found = []
    for record in folder.tables["addresses"]:
        names = words(record["name_zh"], record["name_en"])
        if not names:
            faults.append(record.fault("name_zh", "the address has no name", "fill in name_zh or name_en"))
        lat = values.degrees(record, "lat", faults, limit=90)
        lon = values.degrees(record, "lon", faults, limit=180)
        if lat is None or lon is None:
            continue
        if atlas is not None and atlas.locate(lat=lat, lon=lon) is None:
            remedy = "correct lat and lon (degrees, WGS 84), or remove the row"
            faults.append(record.fault("lat", f"{lat}, {lon} lies outside the city", remedy))
        found.append(AddressRecord(names, lat, lon, line=record.line))
    return tuple(found)
