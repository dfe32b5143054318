"""The files of the pack: one feature or one row a line, so that a change shows as a change."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shapely import LineString, MultiPolygon, Polygon

from tools.demo_city import names
from tools.demo_city.addresses import Address
from tools.demo_city.curves import Line, Point, to_degrees
from tools.demo_city.furniture import Facility
from tools.demo_city.landmarks import Landmark
from tools.demo_city.names import Name
from tools.demo_city.organisation import Named
from tools.demo_city.partition import Community, union
from tools.demo_city.plan import Plan
from tools.demo_city.roads import HALF_WIDTH, OUTSKIRTS, Road
from tools.demo_city.town import Site

COUNTY = "990101"
_FINE, _COARSE = 6, 5  # decimals: 0.1 m and 1 m
type Feature = dict[str, Any]


def areas(communities: Sequence[Community], called: dict[str, Name]) -> Iterator[Feature]:
    """District, streets and communities; the outlines of the larger are those of the smaller together."""
    whole = union(one.border for one in communities)
    yield _area(COUNTY, None, "district", names.DISTRICT, whole)
    for number, name in enumerate(names.STREETS):
        own = [one for one in communities if one.street == number]
        code = f"{COUNTY}{number + 1:03d}"
        street = (f"{name[0]}街道", f"{name[1]} Subdistrict")
        yield _area(code, COUNTY, "street", street, union(one.border for one in own))
        for one in own:
            yield _area(one.code, code, "community", called[one.code], one.border)


def named(communities: Sequence[Community], called: dict[str, Name]) -> tuple[list[Named], list[Named]]:
    """Streets and communities by code and name."""
    streets = [
        Named(f"{COUNTY}{number + 1:03d}", f"{name[0]}街道", f"{name[1]} Subdistrict")
        for number, name in enumerate(names.STREETS)
    ]
    return streets, [Named(one.code, *called[one.code]) for one in communities]


def _area(code: str, parent: str | None, level: str, name: Name, outline: Any) -> Feature:
    """The coordinates stay on the grid on which the borders were noded, so that neighbours share every point."""
    properties = {"code": code, "parent": parent, "level": level, "name_zh": name[0], "name_en": name[1]}
    rings = [[(round(x, 7), round(y, 7)) for x, y in ring.coords] for ring in (outline.exterior, *outline.interiors)]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def basemap(
    plan: Plan, sites: Sequence[Site], landmarks: Sequence[Landmark], roads: Sequence[Road]
) -> Iterator[Feature]:
    """What is drawn under the reports, from the ground up."""
    shown = plan.outline.buffer(OUTSKIRTS)
    yield _drawn("block", plan.outline, _COARSE)
    yield _drawn("park", _greenway(plan), _COARSE)
    yield from (_drawn("park", s.ground, _COARSE, s.name) for s in sites if s.use == "park" and not s.ground.is_empty)
    yield _drawn("water", plan.water.intersection(shown), _FINE, names.RIVER)
    yield from (_drawn("water", site.pond, _FINE) for site in sites if site.pond is not None and site.pond.area > 200)
    for road in roads:
        yield _road(road)
    yield _line("rail", [tuple(LineString(plan.railway).intersection(shown).coords)], {})
    for site in sites:
        if site.houses:
            yield _drawn("building", MultiPolygon([house for house in site.houses if not house.is_empty]), _FINE)
    for site in sites:
        if site.name is not None and site.use in ("school", "hospital", "market", "office", "works", "station"):
            inside = site.ground.representative_point()
            yield _poi(site.use, site.name, (inside.x, inside.y))
    for landmark in landmarks:
        yield _poi(landmark.kind, landmark.name, landmark.point)


def _greenway(plan: Plan) -> Any:
    """The strip of grass and trees between the river and the roads along it."""
    return plan.bank.buffer(-HALF_WIDTH["collector"]).difference(plan.water).intersection(plan.outline)


def _drawn(kind: str, shape: Any, digits: int, name: Name | None = None) -> Feature:
    parts = list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]
    coordinates = [
        _rings(part.simplify(1.2 if digits == _COARSE else 0.4), digits)
        for part in parts
        if part.geom_type == "Polygon"
    ]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind} | _name(name), "geometry": geometry}


def _rings(shape: Polygon, digits: int) -> list[list[tuple[float, float]]]:
    return [[to_degrees((x, y), digits=digits) for x, y in ring.coords] for ring in (shape.exterior, *shape.interiors)]


def _road(road: Road) -> Feature:
    return _line("road", road.lines, {"class": road.rank} | _name(road.name))


def _line(kind: str, lines: Sequence[Line], properties: dict[str, str]) -> Feature:
    drawn = [[to_degrees((x, y), digits=_FINE) for x, y in LineString(line).simplify(0.5).coords] for line in lines]
    geometry = {"type": "MultiLineString", "coordinates": drawn}
    return {"type": "Feature", "properties": {"kind": kind} | properties, "geometry": geometry}


def _poi(kind: str, name: Name, point: Point) -> Feature:
    geometry = {"type": "Point", "coordinates": to_degrees(point, digits=_FINE)}
    return {"type": "Feature", "properties": {"kind": "poi", "type": kind} | _name(name), "geometry": geometry}


def _name(name: Name | None) -> dict[str, str]:
    return {} if name is None else {"name_zh": name[0], "name_en": name[1]}


def geojson(features: Iterable[Feature]) -> str:
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def table(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def components(facilities: Iterable[Facility]) -> str:
    return table([("code", "class", "lat", "lon"), *((f.code, f.class_code, f.lat, f.lon) for f in facilities)])


def addresses(found: Iterable[Address]) -> str:
    return table([("name_zh", "name_en", "lat", "lon"), *((a.name_zh, a.name_en, a.lat, a.lon) for a in found)])
