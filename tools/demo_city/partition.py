"""From the skeleton to streets, communities, quarters and blocks, all bounded by roads, river or railway."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shapely import LineString, Polygon, STRtree, coverage_union_all, line_merge, polygonize, unary_union
from shapely import Point as ShapelyPoint

from tools.demo_city.curves import Line, Point, to_degrees, unit
from tools.demo_city.plan import SMALL_BRIDGES, Plan, park_marks, street_marks
from tools.demo_city.subdivision import Network, Ring, Style, area, ring_of, split

COMMUNITIES = 40
OLD_TOWN = 2  # the index of the street inside the old walls
BORDER = Style("collector", reach=150, gap=90)
COLLECTOR = Style("collector", reach=110, gap=70)
LANE = Style("lane", reach=45, gap=38)
ALLEY = Style("lane", reach=22, gap=24, bend=7.0)
SCRAP = 2_500.0  # square metres below which a piece of land is left as verge
DEGREE_GRID = 1e-7


@dataclass(frozen=True)
class Superblock:
    street: int
    land: tuple[Ring, ...]


@dataclass(frozen=True)
class Community:
    street: int
    land: Ring
    border: Any  # polygon in degrees on the 1e-7 grid
    code: str


@dataclass(frozen=True)
class Block:
    """Land between roads; `quarter` numbers the collector-bounded piece that it lies in."""

    community: int
    street: int
    quarter: int
    ring: Ring
    park: bool = False

    @property
    def polygon(self) -> Any:
        return Polygon(self.ring)


@dataclass
class Partition:
    communities: list[Community]
    quarters: list[Ring]
    blocks: list[Block]
    network: Network
    riverside: list[Line]
    small_bridges: list[Line] = field(default_factory=list)


def partition(plan: Plan, rng: Random) -> Partition:
    """Cut the district down to its blocks; every area's border is a road, the river or the railway."""
    network = Network()
    bridges = list(_small_bridges(plan, network))
    superblocks = _superblocks(plan)
    lands = _community_lands(superblocks, network, rng)
    borders = _borders(plan, [cut.line for cut in network.cuts])
    communities = _coded(lands, borders)
    quarters: list[Ring] = []
    blocks: list[Block] = []
    spare = [(s.street, ring) for s in superblocks for ring in s.land[1:]]
    pieces = [(number, c.street, c.land) for number, c in enumerate(communities)]
    pieces += [(_holder(communities, ring), street, ring) for street, ring in spare]
    for number, street, land in pieces:
        old = street == OLD_TOWN
        for quarter in _cut_down(land, 95_000 if old else 150_000, COLLECTOR, network, rng, "old" if old else ""):
            quarters.append(quarter)
            if any(Polygon(quarter).contains(ShapelyPoint(mark)) for mark in park_marks()):
                blocks.append(Block(number, street, len(quarters) - 1, quarter, park=True))
                continue
            size, style = (11_000.0, ALLEY) if old else (_block_size(rng), LANE)
            blocks.extend(
                Block(number, street, len(quarters) - 1, ring)
                for ring in _cut_down(quarter, size, style, network, rng, "old" if old else "")
            )
    riverside = _riverside(plan)
    return Partition(communities, quarters, blocks, network, riverside, bridges)


def _block_size(rng: Random) -> float:
    return rng.choice((26_000.0, 34_000.0, 42_000.0, 60_000.0))


def _small_bridges(plan: Plan, network: Network) -> Iterator[Line]:
    """Short straight roads over the river; collectors that arrive at the bank later continue them."""
    river = LineString(plan.river)
    for along in SMALL_BRIDGES:
        here, ahead = river.interpolate(along), river.interpolate(along + 5)
        aside = unit((-(ahead.y - here.y), ahead.x - here.x))
        reach = LineString(
            [(here.x - aside[0] * 200, here.y - aside[1] * 200), (here.x + aside[0] * 200, here.y + aside[1] * 200)]
        ).intersection(plan.bank)
        line = tuple((x, y) for x, y in reach.coords)
        network.mark(line[0], (-aside[0], -aside[1]))
        network.mark(line[-1], aside)
        yield line


def _skeleton(plan: Plan) -> list[LineString]:
    return [LineString(line) for line in (plan.ring, plan.river, plan.railway, *plan.arterials.values())]


def _faces(noded: Any) -> list[Any]:
    return list(polygonize([noded]).geoms)


def _superblocks(plan: Plan) -> list[Superblock]:
    """The faces between skeleton lines, without river bank and rail corridor, each with its street."""
    faces = [
        face for face in _faces(unary_union(_skeleton(plan))) if plan.outline.contains(face.representative_point())
    ]
    found: list[Superblock] = []
    for street, marks in enumerate(street_marks()):
        for mark in marks:
            holders = [face for face in faces if face.contains(ShapelyPoint(mark))]
            if len(holders) != 1:
                raise ValueError(f"the mark {mark} of street {street + 1} lies in {len(holders)} superblocks")
            faces.remove(holders[0])
            found.append(Superblock(street, _land(holders[0].difference(unary_union([plan.bank, plan.corridor])))))
    if faces:
        places = [(round(f.representative_point().x), round(f.representative_point().y)) for f in faces]
        raise ValueError(f"{len(faces)} superblocks have no street: {places}; add a mark to STREET_MARKS")
    return found


def _land(geometry: Any) -> tuple[Ring, ...]:
    pieces = [geometry] if isinstance(geometry, Polygon) else list(geometry.geoms)
    wide = [ring_of(piece) for piece in pieces if piece.area > SCRAP]
    return tuple(sorted(wide, key=area, reverse=True))


def _community_lands(superblocks: list[Superblock], network: Network, rng: Random) -> list[tuple[int, Ring]]:
    """Split the largest piece of the street whose pieces are largest on average, again and again."""
    pieces: dict[int, list[Ring]] = {}
    for superblock in superblocks:
        pieces.setdefault(superblock.street, []).append(superblock.land[0])
    for _ in range(COMMUNITIES - len(superblocks)):
        street = max(
            pieces, key=lambda street: sum(_weight(street, ring) for ring in pieces[street]) / len(pieces[street])
        )
        ring = max(pieces[street], key=area)
        halves = split(ring, style=BORDER, network=network, rng=rng, quarter="old" if street == OLD_TOWN else "")
        if halves is None:
            raise ValueError(f"no road can divide the land of {area(ring):.0f} m2 in street {street + 1}")
        pieces[street].remove(ring)
        pieces[street].extend(halves)
    return [(street, ring) for street, rings in pieces.items() for ring in rings]


def _weight(street: int, ring: Ring) -> float:
    """Land in the old town counts more, since more people live there."""
    return area(ring) * (1.6 if street == OLD_TOWN else 1.0)


def _borders(plan: Plan, cuts: list[Line]) -> list[Any]:
    """The communities' outlines in degrees: all border lines noded together on the 1e-7 grid, so that they tile."""
    river, railway = LineString(plan.river), LineString(plan.railway)
    noded: Any = unary_union(_skeleton(plan))
    lines = list(noded.geoms)
    for cut in cuts:
        lines.append(LineString(cut))
        for end in (cut[0], cut[-1]):
            point = ShapelyPoint(end)
            for barrier, centre in ((plan.bank, river), (plan.corridor, railway)):
                if barrier.exterior.distance(point) < 0.5:
                    foot = centre.interpolate(centre.project(point))
                    lines.append(LineString([end, (foot.x, foot.y)]))
    ends = {point for line in lines for point in (line.coords[0], line.coords[-1])}
    flat = [LineString([to_degrees(p, digits=7) for p in _with_vertices(line, ends)]) for line in lines]
    noded = unary_union(flat, grid_size=DEGREE_GRID)
    outline = Polygon([to_degrees(p, digits=7) for p in plan.ring])
    faces = [face for face in _faces(noded) if outline.contains(face.representative_point())]
    return [Polygon([(round(x, 7), round(y, 7)) for x, y in face.exterior.coords]) for face in faces]


def _with_vertices(line: Any, ends: set[Point]) -> list[Point]:
    """The line's points and those of `ends` that lie on it: what meets before rounding meets after it."""
    points: list[Point] = list(line.coords)
    placed = [(line.project(ShapelyPoint(point)), point) for point in points]
    placed += [
        (line.project(ShapelyPoint(end)), end)
        for end in sorted(ends)
        if end not in points and line.distance(ShapelyPoint(end)) < 1e-4
    ]
    return [point for _, point in sorted(placed)]


def _coded(lands: list[tuple[int, Ring]], borders: list[Any]) -> list[Community]:
    """Each piece of land with its outline and code, numbered by street and then from north-west to south-east."""
    if len(lands) != len(borders):
        raise ValueError(f"{len(lands)} communities but {len(borders)} outlines")
    tree = STRtree(borders)
    paired = []
    for street, ring in lands:
        inside = Polygon(ring).representative_point()
        place = ShapelyPoint(to_degrees((inside.x, inside.y), digits=7))
        (index,) = tree.query(place, predicate="within")
        paired.append((street, ring, borders[index]))
    paired.sort(key=lambda item: (item[0], item[2].centroid.x - item[2].centroid.y))
    serials: dict[int, int] = {}
    found = []
    for street, ring, border in paired:
        serials[street] = serials.get(street, 0) + 1
        found.append(Community(street, ring, border, f"990101{street + 1:03d}{serials[street]:03d}"))
    return found


def _holder(communities: list[Community], ring: Ring) -> int:
    inside = Polygon(ring).representative_point()
    place = ShapelyPoint(to_degrees((inside.x, inside.y), digits=7))
    return min(range(len(communities)), key=lambda number: communities[number].border.distance(place))


def _cut_down(ring: Ring, size: float, style: Style, network: Network, rng: Random, quarter: str) -> Iterator[Ring]:
    """The ring in pieces of about `size` square metres."""
    if area(ring) <= size * rng.uniform(0.9, 1.5):
        yield ring
        return
    halves = split(ring, style=style, network=network, rng=rng, quarter=quarter)
    if halves is None:
        yield ring
        return
    for half in halves:
        yield from _cut_down(half, size, style, network, rng, quarter)


def _riverside(plan: Plan) -> list[Line]:
    """The roads along both banks, inside the ring, the northern one first."""
    edge = plan.bank.exterior.intersection(plan.outline)
    merged = line_merge(edge) if edge.geom_type != "LineString" else edge
    parts = [merged] if merged.geom_type == "LineString" else list(merged.geoms)
    northernmost = sorted(parts, key=lambda part: -part.centroid.y)
    return [tuple((x, y) for x, y in part.coords) for part in northernmost if part.length > 300]


def union(borders: Iterable[Any]) -> Any:
    """The outline of neighbouring communities together, with their vertices kept."""
    return coverage_union_all(list(borders))
