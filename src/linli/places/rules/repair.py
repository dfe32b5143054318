"""Areas as they come, made fit to be cut: codes where there are none, shapes mended, neighbours parted.

Real outlines cross themselves, overlap their neighbours by a hand's breadth or leave a crack between them. All of that
is mended here and told in square metres, so that nobody wonders later why a boundary moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.paths import parts
from linli.kernel.words import Words
from linli.places.rules.atlas import area_paths
from linli.places.rules.plane import GRAIN, Plane, polygons
from linli.places.rules.records import COMMUNITY, AreaRecord

CLOSABLE_GAP_M2 = 100.0
"""A hole between communities up to this size is a crack between outlines; a larger one may be meant."""


class Kind(StrEnum):
    INVALID = "invalid"
    OVERLAP = "overlap"
    GAP = "gap"
    HOLE = "hole"
    REDRAWN = "redrawn"


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to the area `code`. `square_metres` is how much of it changed.

    INVALID: the outline crossed itself and was mended. OVERLAP: taken from `code`, since `other` has it too. GAP: a
    crack beside `other`, given to `code`. HOLE: a hole beside `code`, too large for a crack, that was left as it is.
    REDRAWN: `code` is now exactly what lies below it.
    """

    kind: Kind
    code: str
    square_metres: float
    other: str = ""

    def __str__(self) -> str:
        size = f"{self.square_metres:.2f} m²" if self.square_metres >= 0.01 else "less than 0.01 m²"
        match self.kind:
            case Kind.INVALID:
                return f"{self.code}: outline crossed itself, mended; its area changed by {size}"
            case Kind.OVERLAP:
                return f"{self.code}: overlapped {self.other} by {size}, which stay with {self.other}"
            case Kind.GAP:
                return f"{self.code}: was given a gap of {size} between it and {self.other or 'its neighbours'}"
            case Kind.HOLE:
                return f"{self.code}: beside it {size} belong to no community; left open"
            case Kind.REDRAWN:
                return f"{self.code}: redrawn around what lies below it; {size} changed"


def assigned(
    outlines: Sequence[tuple[Words, BaseGeometry, int | None]], *, county: str
) -> tuple[list[AreaRecord], Mapping[str, Words]]:
    """Communities for outlines that have names but no codes: each is street 001, 002, … holding one community 001.

    The names of the communities are those of the outlines. `crowned` puts streets and county on top.
    """
    made = [
        AreaRecord(f"{county}{serial:03d}001", f"{county}{serial:03d}", COMMUNITY, names, geometry, line)
        for serial, (names, geometry, line) in enumerate(outlines, start=1)
    ]
    return made, {area.parent: area.names for area in made if area.parent}


def crowned(
    communities: Sequence[AreaRecord], *, county: str, county_names: Words, street_names: Mapping[str, Words]
) -> list[AreaRecord]:
    """`communities` below the streets and the county that are the unions of them: county first, then by code."""
    below: dict[str, list[BaseGeometry]] = {}
    for area in communities:
        below.setdefault(area.parent or "", []).append(area.geometry)
    streets = [
        AreaRecord(code, county, "street", names, shapely.union_all(below[code], grid_size=GRAIN))
        for code, names in street_names.items()
    ]
    whole = shapely.union_all([street.geometry for street in streets], grid_size=GRAIN)
    return [AreaRecord(county, None, "district", county_names, whole), *streets, *communities]


def tidied(areas: Sequence[AreaRecord]) -> tuple[list[AreaRecord], list[Repair]]:
    """`areas` on the grain and valid, their communities neither overlapping nor cracked; and everything that was done.

    Where two communities overlap, the one with the smaller code keeps the ground. A crack goes to the community that it
    shares the longest edge with (equal edges: the smaller code). An area above them is redrawn around what lies below
    it where the two differ by no more than a crack and what was mended; else it stays, and `check_areas` will tell.
    """
    plane = Plane.around(area.geometry for area in areas)
    repairs: list[Repair] = []
    mended = [_mended(area, plane, repairs) for area in areas]
    communities = sorted((area for area in mended if area.level == COMMUNITY), key=lambda area: area.code)
    parted = _filled(_parted(communities, plane, repairs), plane, repairs)
    moved = sum(repair.square_metres for repair in repairs if repair.kind != Kind.HOLE)
    done = {area.code: area for area in parted}
    by_depth = sorted(area_paths(mended).items(), key=lambda item: -len(parts(item[1])))
    above = {area.code: area for area in mended if area.level != COMMUNITY}
    for code in (code for code, _ in by_depth if code in above):
        below = [area.geometry for area in done.values() if area.parent == code]
        done[code] = _redrawn(above[code], below, CLOSABLE_GAP_M2 + moved, plane, repairs)
    return [done.get(area.code, area) for area in mended], repairs


def _mended(area: AreaRecord, plane: Plane, repairs: list[Repair]) -> AreaRecord:
    shape = area.geometry
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        repairs.append(Repair(Kind.INVALID, area.code, abs(plane.area(shape) - plane.area(area.geometry))))
    return replace(area, geometry=polygons(shape))


def _redrawn(
    area: AreaRecord, below: Sequence[BaseGeometry], most: float, plane: Plane, repairs: list[Repair]
) -> AreaRecord:
    if not below:
        return area
    together = shapely.union_all(below, grid_size=GRAIN)
    differs = plane.area(shapely.symmetric_difference(area.geometry, together, grid_size=GRAIN))
    if not 0 < differs <= most:
        return area
    repairs.append(Repair(Kind.REDRAWN, area.code, differs))
    return replace(area, geometry=together)


def _parted(communities: Sequence[AreaRecord], plane: Plane, repairs: list[Repair]) -> list[AreaRecord]:
    shapes = [area.geometry for area in communities]
    pairs = shapely.STRtree(shapes).query(np.array(shapes, dtype=object), predicate="intersects").T
    for first, second in sorted((int(one), int(other)) for one, other in pairs if one < other):
        common = plane.area(shapely.intersection(shapes[first], shapes[second], grid_size=GRAIN))
        if common > 0:
            shapes[second] = polygons(shapely.difference(shapes[second], shapes[first], grid_size=GRAIN))
            repairs.append(Repair(Kind.OVERLAP, communities[second].code, common, communities[first].code))
    return [replace(area, geometry=shape) for area, shape in zip(communities, shapes, strict=True)]


def _filled(communities: Sequence[AreaRecord], plane: Plane, repairs: list[Repair]) -> list[AreaRecord]:
    shapes = np.array([area.geometry for area in communities], dtype=object)
    if not len(shapes):
        return []
    whole = shapely.union_all(shapes, grid_size=GRAIN)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    for hole in sorted((shapely.Polygon(ring) for ring in rings), key=lambda hole: hole.bounds):
        beside = shapely.STRtree(shapes).query(hole, predicate="intersects")
        edges = {at: plane.length(shapely.intersection(hole, shapes[at], grid_size=GRAIN)) for at in sorted(beside)}
        ranked = sorted(edges, key=lambda at: -edges[at])
        if not ranked:
            continue
        heir, *others = (communities[at].code for at in ranked)
        size = plane.area(hole)
        if size > CLOSABLE_GAP_M2:
            repairs.append(Repair(Kind.HOLE, heir, size))
            continue
        shapes[ranked[0]] = polygons(shapely.union(shapes[ranked[0]], hole, grid_size=GRAIN))
        repairs.append(Repair(Kind.GAP, heir, size, others[0] if others else ""))
    return [replace(area, geometry=shape) for area, shape in zip(communities, shapes, strict=True)]
