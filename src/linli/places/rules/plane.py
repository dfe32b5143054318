"""The local plane: metres from degrees by one factor per axis.

An affine map keeps straight lines straight, so whatever is cut in degrees is cut exactly; across a city of 50 km the
factors are off by less than 1 %, which changes no tiling, only the size of a metre at its edge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

import shapely
from numpy import asarray
from shapely.geometry.base import BaseGeometry

_EQUATOR_M = 6378137.0  # WGS 84
_SQUASH = 0.00669437999014  # WGS 84: the first eccentricity, squared

GRAIN = 1e-10
"""Degrees (about 0.01 mm): all outlines that Linli makes lie on multiples of it, so ten decimals write them exactly."""


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane that touches the ellipsoid at `lat`, `lon` (degrees)."""

    lat: float
    lon: float
    metres_per_lat: float
    metres_per_lon: float

    @classmethod
    def at(cls, *, lat: float, lon: float) -> "Plane":
        bend = 1 - _SQUASH * sin(radians(lat)) ** 2
        along_meridian = _EQUATOR_M * (1 - _SQUASH) / bend**1.5
        along_parallel = _EQUATOR_M / sqrt(bend) * cos(radians(lat))
        return cls(lat, lon, radians(along_meridian), radians(along_parallel))

    @classmethod
    def around(cls, geometries: Iterable[BaseGeometry]) -> "Plane":
        """The plane of a whole city. Its origin is rounded to 0.1°, so that mending one area won't move every cell."""
        west, south, east, north = shapely.total_bounds(asarray(list(geometries), dtype=object))
        return cls.at(lat=round(float(south + north) / 2, 1), lon=round(float(west + east) / 2, 1))

    def area(self, geometry: BaseGeometry) -> float:
        """Square metres."""
        return float(geometry.area) * self.metres_per_lat * self.metres_per_lon

    def length(self, geometry: BaseGeometry) -> float:
        """Metres."""
        return float(shapely.transform(geometry, lambda at: at * (self.metres_per_lon, self.metres_per_lat)).length)


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The parts of `geometry` that have an area, on the grain: an outline that crosses itself is mended, points and
    lines left by an overlay are dropped."""
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    geometry = shapely.set_precision(geometry, GRAIN)
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = shapely.get_parts(geometry)
    return shapely.union_all([part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")], grid_size=GRAIN)
