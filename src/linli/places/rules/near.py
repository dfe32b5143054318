"""What is near a point: rings of H3 cells to look up, and metres on the ground."""

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from h3.api import basic_int as h3

RESOLUTION = 10
"""Hexagons of about 0.015 km²: a handful of facilities in each."""
RINGS = (1, 2, 4, 8, 14)
"""How far each look-up reaches, in hexagons; the last one ends the search at about a kilometre."""
_EARTH_M = 6371008.8  # mean radius, IUGG
_SHORTEST_EDGE_M = 50.0
"""Hexagons of resolution 10 have edges of 76 m on average and of 56 m beside the pentagons; the rest is margin."""


def index(*, lat: float, lon: float) -> int:
    """The H3 cell of a point as the signed 64-bit number that the database keeps."""
    return int(h3.latlng_to_cell(lat, lon, RESOLUTION))


def rings(*, lat: float, lon: float) -> Iterator[tuple[list[int], float]]:
    """What to look up next, and how far from the point (metres) everything has then been seen. Nearest first."""
    centre = h3.latlng_to_cell(lat, lon, RESOLUTION)
    seen: set[int] = set()
    for reach in RINGS:
        disk = set(h3.grid_disk(centre, reach))
        yield sorted(disk - seen), certain(reach)
        seen = disk


def certain(reach: int) -> float:
    """Metres around any point of the centre that a disk of `reach` hexagons covers for certain.

    Where two corners of the disk are joined its border is 1.5 edges a hexagon away from the centre's, at worst half
    an edge less for a point in the centre's own corner.
    """
    return (1.5 * reach - 0.5) * _SHORTEST_EDGE_M


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance between two points in degrees (haversine)."""
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, half)))
