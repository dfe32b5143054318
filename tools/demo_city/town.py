"""What stands on the blocks: estates with rows of houses, the old quarter's yards, schools, parks, markets, works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import atan2, cos, pi, sin
from random import Random
from typing import Any

from shapely import LineString, MultiPolygon, Polygon, STRtree, affinity, box, prepare, unary_union
from shapely import Point as ShapelyPoint

from tools.demo_city import names
from tools.demo_city.names import Name
from tools.demo_city.partition import OLD_TOWN, Block, Partition
from tools.demo_city.plan import TURN, Plan
from tools.demo_city.roads import HALF_WIDTH, Road

SMALLEST = 90.0  # square metres below which a house isn't drawn


@dataclass(frozen=True)
class Site:
    """A block without its roads, what it is used for, and the houses on it; metres."""

    block: Block
    use: str  # estate, old, park, school, hospital, market, office, works, station
    ground: Any
    houses: tuple[Any, ...]
    pond: Any = None
    name: Name | None = None


def build(plan: Plan, partition: Partition, roads: list[Road], drawn: Iterator[Name], rng: Random) -> list[Site]:
    """A site for every block, in the partition's order."""
    uses = _uses(plan, partition, rng)
    wide = [LineString(line).buffer(HALF_WIDTH[road.rank] + 2.5) for road in roads for line in road.lines]
    tree = STRtree(wide)
    sites = []
    for block, use in zip(partition.blocks, uses, strict=True):
        taken = unary_union([wide[index] for index in sorted(tree.query(block.polygon))])
        sites.append(_site(block, use, block.polygon.difference(taken), drawn, rng))
    return sites


def _uses(plan: Plan, partition: Partition, rng: Random) -> list[str]:
    """Public uses are dealt out so that each community has a park, a school and a market before any has a second."""
    uses = []
    wanting: dict[int, list[str]] = {}
    rail = plan.corridor.buffer(120)
    station = _station_block(plan, partition)
    for block in partition.blocks:
        lacking = wanting.setdefault(block.community, ["park", "school", "market"])
        polygon = block.polygon
        if block.park:
            use = "park"
        elif block is station:
            use = "station"
        elif block.street == OLD_TOWN:
            use = "old"
            if lacking and rng.random() < 0.12:
                use = lacking.pop(0)
        elif polygon.intersects(rail) and rng.random() < 0.45:
            use = "works"
        elif lacking and polygon.area > 12_000 and rng.random() < 0.4:
            use = lacking.pop(0)
        else:
            (use,) = rng.choices(tuple(_ODDS), tuple(_ODDS.values()))
        uses.append(use)
    return uses


def _station_block(plan: Plan, partition: Partition) -> Block:
    """The block on the railway's north side that is nearest to where the axis crosses it."""
    crossing: Any = LineString(plan.railway).intersection(LineString(plan.arterials["axis"]))
    place = ShapelyPoint(crossing.x - 110, crossing.y + 45)
    return min(partition.blocks, key=lambda block: block.polygon.distance(place))


def _site(block: Block, use: str, free: Any, drawn: Iterator[Name], rng: Random) -> Site:
    ground = _largest(free.buffer(-3).buffer(3, quad_segs=2))
    if ground.is_empty or ground.area < 400:
        return Site(block, "park", _largest(free), ())
    name = _site_name(use, drawn, ground.area, rng)
    pond = _pond(ground, rng) if use == "park" and ground.area > 14_000 else None
    houses = tuple(_BUILDERS[use](ground, rng)) if use in _BUILDERS else ()
    return Site(block, use, ground, houses, pond, name)


_ODDS = {"estate": 80.0, "office": 10.0, "park": 6.0, "works": 2.0, "hospital": 0.7}
_ENDINGS: dict[str, tuple[Name, ...]] = {
    "estate": (("小区", "Estate"), ("家园", "Homes"), ("花园", "Gardens"), ("新村", "New Village"), ("苑", "Court")),
    "park": (("公园", "Park"),),
    "school": (("小学", "Primary School"), ("小学", "Primary School"), ("中学", "Middle School")),
    "hospital": (("医院", "Hospital"),),
    "market": (("菜市场", "Market"),),
    "office": (("大厦", "Building"), ("广场", "Plaza")),
    "works": (("产业园", "Works"),),
}


def _site_name(use: str, drawn: Iterator[Name], size: float, rng: Random) -> Name | None:
    if use == "station":
        return names.STATION
    if use not in _ENDINGS or (use in ("estate", "park", "office") and size < 9_000):
        return None
    name, (zh, en) = next(drawn), rng.choice(_ENDINGS[use])
    return name[0] + zh, f"{name[1]} {en}"


def _rows(ground: Any, rng: Random, *, long: float, deep: float, gap: float, lane: float) -> Iterator[Any]:
    """Slabs in rows that face south, as estates are built for the sun."""
    angle = _facing(ground)
    turned = affinity.rotate(ground, -angle, origin=(0, 0))
    inner = turned.buffer(-5)
    prepare(inner)
    west, south, east, north = turned.bounds
    y = south + 7
    while y + deep < north:
        x = west + 7 + rng.uniform(0, 6)
        while x + 18 < east:
            size = long * rng.uniform(0.75, 1.15)
            house = box(x, y, x + size, y + deep)
            if not inner.contains(house):
                house = _largest(house.intersection(inner))
            if house.area > 0.45 * size * deep:
                yield affinity.rotate(house.simplify(0.8), angle, origin=(0, 0))
            x += size + lane * rng.uniform(0.8, 1.3)
        y += deep + gap * rng.uniform(0.9, 1.15)


def _facing(ground: Any) -> float:
    """The angle of rows: along the block's longer side if that runs about east, else along the district's own."""
    frame = ground.minimum_rotated_rectangle
    corners = list(frame.exterior.coords)
    (ax, ay), (bx, by), (cx, cy) = corners[:3]
    if (bx - ax) ** 2 + (by - ay) ** 2 < (cx - bx) ** 2 + (cy - by) ** 2:
        ax, ay, bx, by = bx, by, cx, cy
    angle = atan2(by - ay, bx - ax) * 180 / pi
    angle = (angle + 90) % 180 - 90
    if abs(angle) <= 45:
        return angle
    return angle - 90 if angle > 0 else angle + 90 if abs(angle + 90) < 45 else TURN


def _estate(ground: Any, rng: Random) -> Iterator[Any]:
    tall = rng.random() < 0.35
    if tall:
        yield from _rows(ground, rng, long=32, deep=18, gap=40, lane=24)
    else:
        yield from _rows(ground, rng, long=70, deep=13, gap=28, lane=13)


def _old(ground: Any, rng: Random) -> Iterator[Any]:
    """Houses wall to wall along the lanes, around a yard."""
    yield from _rows(ground, rng, long=26, deep=11, gap=5, lane=3)


def _office(ground: Any, rng: Random) -> Iterator[Any]:
    yield from _rows(ground, rng, long=44, deep=30, gap=24, lane=22)


def _works(ground: Any, rng: Random) -> Iterator[Any]:
    yield from _rows(ground, rng, long=85, deep=34, gap=18, lane=14)


def _campus(ground: Any, rng: Random) -> Iterator[Any]:
    """Two or three wings on one half; the other is a playing field."""
    half = _largest(ground.intersection(_half(ground)))
    yield from _rows(half, rng, long=52, deep=15, gap=22, lane=16)


def _market(ground: Any, rng: Random) -> Iterator[Any]:
    hall = _largest(affinity.scale(ground.minimum_rotated_rectangle, 0.6, 0.6).intersection(ground.buffer(-4)))
    if hall.area > SMALLEST:
        yield hall


def _station(ground: Any, rng: Random) -> Iterator[Any]:
    """One long hall beside the track; the square lies before it."""
    turned = affinity.rotate(ground, -TURN, origin=(0, 0))
    west, south, east, north = turned.bounds
    deep = min(32.0, (north - south) * 0.4)
    hall = box(west + 8, south + 8, east - 8, south + 8 + deep)
    yield _largest(affinity.rotate(hall, TURN, origin=(0, 0)).intersection(ground.buffer(-5)))


def _half(ground: Any) -> Any:
    west, south, east, north = ground.bounds
    return box(west, south, (west + east) / 2, north)


def _pond(ground: Any, rng: Random) -> Any:
    centre = ground.buffer(-30).representative_point() if not ground.buffer(-30).is_empty else ground.centroid
    reach = (ground.area**0.5) * rng.uniform(0.14, 0.22)
    ring = []
    for step in range(20):
        angle = step * pi / 10
        swell = 1 + 0.22 * sin(2 * angle + 1) + 0.12 * sin(3 * angle + rng.uniform(0, 0.4))
        ring.append((centre.x + 1.4 * reach * swell * cos(angle), centre.y + reach * swell * sin(angle)))
    return _largest(Polygon(ring).buffer(0).intersection(ground.buffer(-8)))


def _largest(geometry: Any) -> Any:
    if isinstance(geometry, MultiPolygon) or geometry.geom_type == "GeometryCollection":
        parts = [part for part in geometry.geoms if part.geom_type == "Polygon"]
        return max(parts, key=lambda part: part.area) if parts else Polygon()
    return geometry if geometry.geom_type == "Polygon" else Polygon()


_BUILDERS: dict[str, Callable[[Any, Random], Iterator[Any]]] = {
    "estate": _estate,
    "old": _old,
    "office": _office,
    "works": _works,
    "school": _campus,
    "hospital": _campus,
    "market": _market,
    "station": _station,
}


def gate(site: Site) -> Any:
    """Where an address of the site points to: a point on its ground."""
    inside = site.ground.representative_point()
    return ShapelyPoint(inside.x, inside.y)
