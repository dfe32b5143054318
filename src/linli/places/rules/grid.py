"""Cutting areas into unit grid cells, clipped to their community and numbered as one reads, from the north-west.

One lattice serves the whole file, so that cells of neighbouring communities line up. Fifteen digits and the serial from
west to east, then from north to south inside the community, are the rules of the field (GB/T 30428.1 and 47678.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import floor
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.faults import Fault
from linli.places.rules.plane import GRAIN, Plane, polygons
from linli.places.rules.records import COMMUNITY, AreaRecord, CellRecord

SLIVER = 0.1
"""A piece smaller than this share of a full cell joins a neighbour of its community."""
MAX_CELLS = 999
"""Three digits of serial."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Lines `size` metres apart in both directions; the plane's origin is where two of them cross."""

    plane: Plane
    size: float

    @property
    def full(self) -> float:
        """Square metres of a whole cell."""
        return self.size * self.size

    def column(self, lon: float) -> int:
        return floor((lon - self.plane.lon) * self.plane.metres_per_lon / self.size)

    def row(self, lat: float) -> int:
        """Counted upwards, from south to north."""
        return floor((lat - self.plane.lat) * self.plane.metres_per_lat / self.size)

    def lons(self, columns: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """The western edge of each column, on the grain."""
        return np.round(self.plane.lon + columns * (self.size / self.plane.metres_per_lon), 10)

    def lats(self, rows: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """The southern edge of each row, on the grain."""
        return np.round(self.plane.lat + rows * (self.size / self.plane.metres_per_lat), 10)


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected part of a lattice box inside a community, or several joined; then the largest one's box is home."""

    row: int
    column: int
    geometry: BaseGeometry

    @property
    def reading_order(self) -> tuple[float, ...]:
        west, _, _, north = self.geometry.bounds
        return (-self.row, self.column, west, -north)


def cells(areas: Sequence[AreaRecord], *, size: float, file: str) -> tuple[list[CellRecord], list[Fault]]:
    """The cells of every community of `areas`, `size` metres wide, in order of their codes; and what is in the way.

    The communities should not overlap (see `repair`): where they do, so do their cells.
    """
    communities = sorted((area for area in areas if area.level == COMMUNITY), key=lambda area: area.code)
    if not communities:
        remedy = f'give the areas to be cut the level "{COMMUNITY}"'
        return [], [Fault(file, None, "", "no community to cut", remedy)]
    lattice = Lattice(Plane.around(area.geometry for area in areas), size)
    made: list[CellRecord] = []
    faults: list[Fault] = []
    for area in communities:
        if not (len(area.code) == 12 and area.code.isdigit()):
            remedy = "use 6 digits of the county, 3 of the street and 3 of the community"
            faults.append(Fault(file, area.line, area.code, "the code of a community must have 12 digits", remedy))
            continue
        if made and made[-1].community == area.code:
            faults.append(Fault(file, area.line, area.code, "code used twice", "give each community its own code"))
            continue
        pieces = cut(area.geometry, lattice=lattice)
        if not pieces:
            remedy = "drop the area, or mend its outline: its neighbours may cover all of it"
            faults.append(Fault(file, area.line, area.code, "nothing of the community is left to cut", remedy))
        if len(pieces) > MAX_CELLS:
            message = f"{len(pieces)} cells in one community, the serial has room for {MAX_CELLS}"
            least = size * (len(pieces) / MAX_CELLS) ** 0.5
            remedy = f"cut cells of {least:.0f} m or more, or split the community"
            faults.append(Fault(file, area.line, area.code, message, remedy))
            continue
        made += [
            CellRecord(f"{area.code}{serial:03d}", area.code, piece.geometry)
            for serial, piece in enumerate(pieces, start=1)
        ]
    return made, faults


def cut(area: BaseGeometry, *, lattice: Lattice) -> list[Piece]:
    """The cells of one community in reading order. Each is connected; a sliver without a neighbour stays as it is."""
    pieces = sorted(_clipped(polygons(area), lattice), key=lambda piece: piece.reading_order)
    return sorted(_joined(pieces, lattice), key=lambda piece: piece.reading_order)


def _clipped(area: BaseGeometry, lattice: Lattice) -> list[Piece]:
    if area.is_empty:
        return []
    west, south, east, north = area.bounds
    columns = np.arange(lattice.column(west) - 1, lattice.column(east) + 2)
    rows = np.arange(lattice.row(south) - 1, lattice.row(north) + 2)
    column, row = (index.ravel() for index in np.meshgrid(columns, rows))
    boxes = shapely.box(lattice.lons(column), lattice.lats(row), lattice.lons(column + 1), lattice.lats(row + 1))
    shapely.prepare(area)
    whole = shapely.covers(area, boxes)
    edge = shapely.intersects(area, boxes) & ~whole
    pieces = [Piece(int(row[at]), int(column[at]), boxes[at]) for at in np.flatnonzero(whole)]
    at_edge = np.flatnonzero(edge)
    for at, clip in zip(at_edge, shapely.intersection(area, boxes[at_edge], grid_size=GRAIN), strict=True):
        pieces += [
            Piece(int(row[at]), int(column[at]), part)
            for part in shapely.get_parts(clip)
            if part.geom_type == "Polygon" and part.area > 0
        ]
    return pieces


def _joined(pieces: Sequence[Piece], lattice: Lattice) -> list[Piece]:
    """`pieces` with every sliver joined to the neighbour it shares the longest edge with, smallest sliver first.

    What grew out of slivers and still is one goes on looking. Equal edges: the neighbour that is read first.
    """
    sizes = [lattice.plane.area(piece.geometry) for piece in pieces]
    limit = SLIVER * lattice.full
    edges = _shared_edges(pieces, [at for at, size in enumerate(sizes) if size < limit], lattice.plane)
    members = [[at] for at in range(len(pieces))]
    queue = [(size, at) for at, size in enumerate(sizes) if size < limit]
    heapify(queue)
    while queue:
        size, at = heappop(queue)
        if not members[at] or size != sizes[at] or not edges[at]:
            continue
        into = min(edges[at], key=lambda other: (-edges[at][other], other))
        members[into] += members[at]
        sizes[into] += sizes[at]
        members[at] = []
        for other, length in edges.pop(at).items():
            del edges[other][at]
            if other != into:
                edges[into][other] = edges[other][into] = edges[into].get(other, 0.0) + length
        if sizes[into] < limit:
            heappush(queue, (sizes[into], into))
    return [_union([pieces[at] for at in group]) for group in members if group]


def _shared_edges(pieces: Sequence[Piece], slivers: Sequence[int], plane: Plane) -> dict[int, dict[int, float]]:
    """For each piece the metres that it shares with each neighbour, as far as one of the two is a sliver."""
    edges: dict[int, dict[int, float]] = {at: {} for at in range(len(pieces))}
    if not slivers:
        return edges
    shapes = np.array([piece.geometry for piece in pieces], dtype=object)
    near = shapely.STRtree(shapes).query(shapes[list(slivers)], predicate="intersects")
    for which, other in near.T:
        at = slivers[which]
        if other != at:
            length = plane.length(shapely.intersection(shapes[at], shapes[other], grid_size=GRAIN))
            if length > 0:
                edges[at][int(other)] = edges[int(other)][at] = length
    return edges


def _union(group: Sequence[Piece]) -> Piece:
    home = max(group, key=lambda piece: piece.geometry.area)
    if len(group) == 1:
        return home
    return Piece(home.row, home.column, shapely.union_all([piece.geometry for piece in group], grid_size=GRAIN))
