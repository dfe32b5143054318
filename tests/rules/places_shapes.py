"""Small made-up cities, and a strategy for outlines of any form."""

from math import cos, pi, sin

import shapely
from hypothesis import assume
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from linli.places.rules import AreaRecord, crowned
from linli.places.rules.plane import Plane

LAT, LON = 31.2, 121.4
PLANE = Plane.at(lat=LAT, lon=LON)


def at(east: float, north: float) -> tuple[float, float]:
    """Longitude, latitude of a point so many metres from the middle of the made-up city."""
    return LON + east / PLANE.metres_per_lon, LAT + north / PLANE.metres_per_lat


def rectangle(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Metres from the middle."""
    return shapely.box(*at(west, south), *at(east, north))


def community(code: str, shape: BaseGeometry) -> AreaRecord:
    return AreaRecord(code, code[:9], "community", {"zh-hans": f"社区{code[6:]}", "en": f"Community {code[6:]}"}, shape)


def city(*communities: AreaRecord) -> list[AreaRecord]:
    """The communities below their streets and the district 990101."""
    streets = {area.code[:9]: {"zh-hans": f"街道{area.code[6:9]}"} for area in communities}
    return crowned(communities, county="990101", county_names={"en": "District"}, street_names=streets)


def two_by_two() -> list[AreaRecord]:
    """Two streets of two communities, 300 m square each: 36 whole cells of 100 m, as the middle is a lattice point."""
    corners = {"001001": (-300, 0), "001002": (0, 0), "002001": (-300, -300), "002002": (0, -300)}
    return city(*(community(f"990101{code}", rectangle(x, y, x + 300, y + 300)) for code, (x, y) in corners.items()))


@st.composite
def outlines(draw: st.DrawFn) -> BaseGeometry:
    """Stars with 3 to 14 points up to 600 m from their middle, some with a hole or a second part, all of them valid."""
    east, north = draw(st.floats(-500, 500)), draw(st.floats(-500, 500))
    reach = draw(st.lists(st.floats(5, 600), min_size=3, max_size=14))
    shape = shapely.Polygon(_star(east, north, reach))
    if draw(st.booleans()):
        shape = shape.difference(shapely.Polygon(_star(east, north, [draw(st.floats(1, 80))] * 5)))
    if draw(st.booleans()):
        shape = shape.union(rectangle(700, 0, 700 + draw(st.floats(1, 250)), draw(st.floats(1, 250))))
    assume(PLANE.area(shape) > 0.01)
    return shape


def _star(east: float, north: float, reach: list[float]) -> list[tuple[float, float]]:
    turn = 2 * pi / len(reach)
    return [at(east + far * cos(step * turn), north + far * sin(step * turn)) for step, far in enumerate(reach)]
