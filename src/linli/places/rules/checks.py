"""Whether areas and cells hold together: every point of the city must have exactly one owner on every level."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.faults import Fault
from linli.places.rules.atlas import Atlas
from linli.places.rules.plane import GRAIN, Plane, polygons
from linli.places.rules.records import COMMUNITY, AreaRecord, CellRecord, ComponentRecord

TOLERANCE_M2 = 1.0
"""Square metres by which outlines may overlap, part or reach outside before it is a fault: rounding, not geography."""

_RETIDY = "mend the outlines, or let `linli cells make --areas-out` write mended ones"
_RECUT = "cut the cells again with `linli cells make` from these areas"


def check_areas(areas: Sequence[AreaRecord], *, file: str = "areas.geojson") -> list[Fault]:
    """Everything that is wrong with a tree of areas: codes, names, parents, cycles, and outlines that do not fit.

    Outlines may be off by `TOLERANCE_M2` per area or pair of areas.
    """
    if not areas:
        return [Fault(file, None, "", "no areas", "give at least one district with a street and a community")]
    return [*_check_tree(areas, file), *_check_outlines(areas, file)]


def check_tiling(
    areas: Sequence[AreaRecord], cells: Sequence[CellRecord], *, file: str = "cells.geojson"
) -> list[Fault]:
    """What is wrong with the cells of `areas`: codes, outlines, cells out of their community, overlaps, gaps.

    Outlines may be off by `TOLERANCE_M2` per cell, pair of cells or community. Cells of different communities overlap
    only where one reaches out of its community, which is reported here, or where the communities overlap, which
    `check_areas` reports.
    """
    communities = {area.code: area for area in areas if area.level == COMMUNITY}
    faults = [*_repeated(cells, file)]
    own: dict[str, list[CellRecord]] = defaultdict(list)
    for cell in cells:
        faults += _check_cell(cell, communities, file)
        own[cell.community].append(cell)
    if communities:
        plane = Plane.around(area.geometry for area in areas)
        for code, area in sorted(communities.items()):
            faults += _check_community(area, own[code], plane, file)
    return faults


def check_components(
    components: Sequence[ComponentRecord], atlas: Atlas, *, file: str = "components.csv"
) -> list[Fault]:
    """Codes of facilities, and facilities that stand outside the city."""
    faults = [*_repeated(components, file)]
    for component in components:
        code, line = component.code, component.line
        if not (len(code) == 17 and code.isdigit()):
            remedy = "use 6 digits of the county, 5 of the class and 6 of the serial"
            faults.append(Fault(file, line, code, "the code of a component must have 17 digits", remedy))
        elif code[6:11] != component.class_code:
            remedy = "let digits 7 to 11 of the code be the class"
            faults.append(Fault(file, line, code, f"the code does not hold its class {component.class_code}", remedy))
        if atlas.locate(lat=component.lat, lon=component.lon) is None:
            remedy = "check latitude and longitude (WGS 84), or drop the row"
            value = f"{component.lat}, {component.lon}"
            faults.append(Fault(file, line, value, f"component {code} stands outside every cell", remedy))
    return faults


def _repeated(records: Iterable[AreaRecord | CellRecord | ComponentRecord], file: str) -> list[Fault]:
    first: dict[str, int | None] = {}
    faults: list[Fault] = []
    for record in records:
        if record.code in first:
            where = f" (first in line {first[record.code]})" if first[record.code] else ""
            faults.append(Fault(file, record.line, record.code, f"code used twice{where}", "give each its own code"))
        else:
            first[record.code] = record.line
    return faults


def _check_tree(areas: Sequence[AreaRecord], file: str) -> list[Fault]:
    faults = _repeated(areas, file)
    parents = {area.code: area.parent for area in areas}
    with_children = set(parents.values())
    for area in areas:
        if not any(area.names.values()):
            faults.append(Fault(file, area.line, area.code, "no name", "fill in name_zh or name_en"))
        if area.parent is not None and area.parent not in parents:
            remedy = f"add the area {area.parent}, or correct the parent"
            faults.append(Fault(file, area.line, area.parent, f"the parent of {area.code} is unknown", remedy))
        elif _circles(area.code, parents):
            remedy = "let one of them have another parent, or none"
            faults.append(Fault(file, area.line, area.code, "the area lies below itself", remedy))
        if "/" in area.code:
            faults.append(Fault(file, area.line, area.code, "a code can't hold a slash", "use digits"))
        if area.code not in with_children and area.level != COMMUNITY:
            remedy = f'give it communities (level "{COMMUNITY}"), else it has no cells'
            faults.append(Fault(file, area.line, area.code, f"the {area.level} has nothing below it", remedy))
    return faults


def _circles(code: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    at = parents.get(code)
    while at is not None and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _check_outlines(areas: Sequence[AreaRecord], file: str) -> list[Fault]:
    plane = Plane.around(area.geometry for area in areas)
    faults: list[Fault] = []
    shapes: dict[str, BaseGeometry] = {}
    children: dict[str | None, list[AreaRecord]] = defaultdict(list)
    for area in areas:
        if not area.geometry.is_valid:
            faults.append(_invalid(area, _RETIDY, file))
        # As it would be after mending, so that one fault doesn't hide the next.
        shapes[area.code] = polygons(area.geometry)
        children[area.parent].append(area)
    for parent, siblings in children.items():
        faults += _overlaps(siblings, [shapes[area.code] for area in siblings], plane, file, _RETIDY)
        if parent in shapes:
            above = next(area for area in areas if area.code == parent)
            faults += _check_family(above, siblings, shapes, plane, file)
    return faults


def _check_family(
    parent: AreaRecord, siblings: Sequence[AreaRecord], shapes: dict[str, BaseGeometry], plane: Plane, file: str
) -> list[Fault]:
    faults: list[Fault] = []
    outline = shapes[parent.code]
    for area in siblings:
        outside = plane.area(shapely.difference(shapes[area.code], outline, grid_size=GRAIN))
        if outside > TOLERANCE_M2:
            message = f"{outside:.1f} m² of it lie outside its parent {parent.code}"
            faults.append(Fault(file, area.line, area.code, message, _RETIDY))
    together = shapely.union_all([shapes[area.code] for area in siblings], grid_size=GRAIN)
    gap = shapely.difference(outline, together, grid_size=GRAIN)
    if plane.area(gap) > TOLERANCE_M2:
        message = f"{plane.area(gap):.1f} m² of it belong to none of its {len(siblings)} children{_where(gap)}"
        faults.append(Fault(file, parent.line, parent.code, message, _RETIDY))
    return faults


def _check_cell(cell: CellRecord, communities: dict[str, AreaRecord], file: str) -> list[Fault]:
    faults: list[Fault] = []
    if not (len(cell.code) == 15 and cell.code.isdigit()):
        remedy = "use 6 digits of the county, 3 of the street, 3 of the community and 3 of the serial"
        faults.append(Fault(file, cell.line, cell.code, "the code of a cell must have 15 digits", remedy))
    elif cell.code[:12] != cell.community:
        remedy = "let its first 12 digits be its community"
        faults.append(Fault(file, cell.line, cell.code, f"the cell is not numbered under {cell.community}", remedy))
    if cell.community not in communities:
        remedy = f'name an area of level "{COMMUNITY}", or {_RECUT}'
        faults.append(Fault(file, cell.line, cell.community, f"cell {cell.code} is in an unknown community", remedy))
    if not cell.geometry.is_valid:
        faults.append(_invalid(cell, _RECUT, file))
    return faults


def _check_community(area: AreaRecord, cells: Sequence[CellRecord], plane: Plane, file: str) -> list[Fault]:
    if not cells:
        return [Fault(file, None, area.code, "the community has no cells", _RECUT)]
    faults: list[Fault] = []
    outline = polygons(area.geometry)
    shapes = [polygons(cell.geometry) for cell in cells]
    shapely.prepare(outline)
    for cell, shape, covered in zip(cells, shapes, shapely.covers(outline, shapes), strict=True):
        outside = 0.0 if covered else plane.area(shapely.difference(shape, outline, grid_size=GRAIN))
        if outside > TOLERANCE_M2:
            message = f"{outside:.1f} m² of the cell lie outside its community {area.code}"
            faults.append(Fault(file, cell.line, cell.code, message, _RECUT))
    together = _together(shapes)
    gap = shapely.difference(outline, together, grid_size=GRAIN)
    if plane.area(gap) > TOLERANCE_M2:
        message = f"{plane.area(gap):.1f} m² of the community lie in no cell{_where(gap)}"
        faults.append(Fault(file, None, area.code, message, _RECUT))
    # A sum larger than the union says that somewhere two overlap; only then is it worth looking where.
    if sum(map(plane.area, shapes)) - plane.area(together) > TOLERANCE_M2 / 2:
        faults += _overlaps(cells, shapes, plane, file, _RECUT)
    return faults


def _together(cells: Sequence[BaseGeometry]) -> BaseGeometry:
    """The union. Cells that fit vertex by vertex, as ours do, are joined by their edges, which is far quicker."""
    shapes = np.array(cells, dtype=object)
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes, grid_size=GRAIN)


def _overlaps(
    records: Sequence[AreaRecord | CellRecord], shapes: Sequence[BaseGeometry], plane: Plane, file: str, remedy: str
) -> list[Fault]:
    faults: list[Fault] = []
    pairs = shapely.STRtree(shapes).query(np.array(shapes, dtype=object), predicate="intersects").T
    for one, other in sorted((int(one), int(other)) for one, other in pairs if one < other):
        common = shapely.intersection(shapes[one], shapes[other], grid_size=GRAIN)
        if plane.area(common) > TOLERANCE_M2:
            message = f"overlaps {records[one].code} by {plane.area(common):.1f} m²{_where(common)}"
            faults.append(Fault(file, records[other].line, records[other].code, message, remedy))
    return faults


def _invalid(record: AreaRecord | CellRecord, remedy: str, file: str) -> Fault:
    reason = shapely.is_valid_reason(record.geometry)
    return Fault(file, record.line, record.code, f"the outline crosses or touches itself: {reason}", remedy)


def _where(shape: BaseGeometry) -> str:
    """A point in the largest part of `shape`, for somebody who must find it on a map."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    point = max(parts, key=lambda part: part.area).representative_point()
    return f", at {point.y:.6f}, {point.x:.6f}"
