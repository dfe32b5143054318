"""Cutting a polygon in two with a road, again and again.

A cut runs across the polygon's longer side, leaves each edge at about a right angle and, where a road from the
neighbour already arrives nearby, continues it: streets then cross instead of missing each other by a few metres.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shapely import LineString, Polygon, prepare

from tools.demo_city.curves import Line, Point, add, distance, dot, hermite, left_of, rotated, spline, subtract, unit

type Ring = tuple[Point, ...]  # counter-clockwise, first point not repeated
type Hit = tuple[int, Point, Point, bool]  # edge, point, direction inwards, whether a road continues there
BUCKET = 250.0
SHIFTS = (0.0, 0.06, -0.06, 0.12, -0.12)
TURNS = (0.0, 7.0, -7.0)


@dataclass(frozen=True)
class Style:
    """How cuts of one kind behave; lengths in metres."""

    rank: str
    reach: float  # how far an end is moved to continue a neighbour's road
    gap: float  # how far an end keeps from corners and other junctions
    bend: float = 0.0  # how crooked: how far it strays sideways


@dataclass(frozen=True)
class Cut:
    rank: str
    line: Line
    quarter: str  # which part of town it serves


@dataclass
class Network:
    """The cuts made so far and the junctions that they arrive at, with the direction they arrive in."""

    cuts: list[Cut] = field(default_factory=list)
    _buckets: dict[tuple[int, int], list[tuple[Point, Point]]] = field(default_factory=dict)

    def add(self, cut: Cut) -> None:
        self.cuts.append(cut)
        self.mark(cut.line[0], unit(subtract(cut.line[0], cut.line[1])))
        self.mark(cut.line[-1], unit(subtract(cut.line[-1], cut.line[-2])))

    def mark(self, point: Point, direction: Point) -> None:
        """Record that a road arrives at `point` heading `direction`."""
        self._buckets.setdefault(_bucket(point), []).append((point, direction))

    def near(self, point: Point, reach: float) -> Iterator[tuple[Point, Point]]:
        column, row = _bucket(point)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for junction, direction in self._buckets.get((x, y), ()):
                    if distance(junction, point) <= reach:
                        yield junction, direction


def _bucket(point: Point) -> tuple[int, int]:
    return math.floor(point[0] / BUCKET), math.floor(point[1] / BUCKET)


def ring_of(polygon: Polygon) -> Ring:
    """The polygon's outer ring, counter-clockwise, without its closing point."""
    points = tuple((x, y) for x, y in polygon.exterior.coords[:-1])
    return points if polygon.exterior.is_ccw else tuple(reversed(points))


def area(ring: Iterable[Point]) -> float:
    """Signed area in square metres; positive when counter-clockwise."""
    points = list(ring)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def split(ring: Ring, *, style: Style, network: Network, rng: Random, quarter: str) -> tuple[Ring, Ring] | None:
    """Both halves after the best cut, which is added to `network`; `None` where no cut is any good."""
    polygon = Polygon(ring)
    prepare(polygon)
    for _, start, end in sorted(_candidates(ring, polygon, style, network, rng), key=lambda found: found[0]):
        line = _curve(start, end, style, rng)
        inner = LineString(line[1:-1]) if len(line) > 3 else LineString(line).interpolate(0.5, normalized=True)
        if not polygon.contains(inner) or polygon.exterior.distance(inner) < min(4.0, style.gap / 4):
            continue
        network.add(Cut(style.rank, line, quarter))
        return _halves(ring, start, end, line)
    return None


def _candidates(
    ring: Ring, polygon: Polygon, style: Style, network: Network, rng: Random
) -> Iterator[tuple[float, Hit, Hit]]:
    frame: Any = polygon.minimum_rotated_rectangle
    box = ring_of(frame)
    first, second = subtract(box[1], box[0]), subtract(box[2], box[1])
    long, across = (first, second) if math.hypot(*first) > math.hypot(*second) else (second, first)
    middle = (polygon.centroid.x, polygon.centroid.y)
    whole, corners = area(ring), _corners(ring)
    for shift in SHIFTS:
        centre = add(middle, long, shift + rng.uniform(-0.02, 0.02))
        for turn in TURNS:
            hits = _across(ring, centre, rotated(unit(across), turn))
            if hits is None:
                continue
            start, end = (_settled(ring, corners, hit, style, network) for hit in hits)
            if distance(start[1], end[1]) < 2 * style.gap:
                continue
            score = _score(ring, corners, start, end, whole, style, network)
            if score is not None:
                yield score + rng.uniform(0, 0.05), start, end


def _across(ring: Ring, centre: Point, direction: Point) -> tuple[Hit, Hit] | None:
    """Where the straight line through `centre` leaves the ring on either side."""
    aside = left_of(direction)
    before: tuple[float, int] | None = None
    after: tuple[float, int] | None = None
    for index, a in enumerate(ring):
        b = ring[(index + 1) % len(ring)]
        da, db = dot(subtract(a, centre), aside), dot(subtract(b, centre), aside)
        if (da > 0) == (db > 0):
            continue
        along = dot(subtract(a, centre), direction) + dot(subtract(b, a), direction) * da / (da - db)
        if along < 0 and (before is None or along > before[0]):
            before = (along, index)
        if along >= 0 and (after is None or along < after[0]):
            after = (along, index)
    if before is None or after is None:
        return None
    hits = tuple(
        (index, add(centre, direction, along), _inward(ring, index), False) for along, index in (before, after)
    )
    return hits[0], hits[1]


def _inward(ring: Ring, edge: int) -> Point:
    return left_of(unit(subtract(ring[(edge + 1) % len(ring)], ring[edge])))


def _settled(ring: Ring, corners: Ring, hit: Hit, style: Style, network: Network) -> Hit:
    """The hit, moved to a junction nearby whose road points into the ring."""
    best: tuple[float, Hit] | None = None
    for junction, direction in network.near(hit[1], style.reach):
        edge, away = _nearest_edge(ring, junction)
        if away > 0.01 or dot(direction, _inward(ring, edge)) < 0.75 or _nearest(corners, junction) < style.gap:
            continue
        found = distance(junction, hit[1])
        if best is None or found < best[0]:
            best = (found, (edge, junction, direction, True))
    return best[1] if best else hit


def _nearest_edge(ring: Ring, point: Point) -> tuple[int, float]:
    best = (0, math.inf)
    for index, a in enumerate(ring):
        b = ring[(index + 1) % len(ring)]
        way = subtract(b, a)
        size = dot(way, way)
        t = max(0.0, min(1.0, dot(subtract(point, a), way) / size)) if size else 0.0
        away = distance(point, add(a, way, t))
        if away < best[1]:
            best = (index, away)
    return best


def _corners(ring: Ring) -> Ring:
    """The points where the ring turns by more than about 30 degrees."""
    found = []
    for index, b in enumerate(ring):
        before, after = subtract(b, ring[index - 1]), subtract(ring[(index + 1) % len(ring)], b)
        if dot(unit(before), unit(after)) < 0.85:
            found.append(b)
    return tuple(found)


def _nearest(points: Ring, point: Point) -> float:
    return min((distance(one, point) for one in points), default=math.inf)


def _score(
    ring: Ring, corners: Ring, start: Hit, end: Hit, whole: float, style: Style, network: Network
) -> float | None:
    """How bad a cut is: slanting ends, unequal or elongated halves, ends too near to corners and other roads."""
    if start[0] == end[0]:
        return None
    chord = unit(subtract(end[1], start[1]))
    slant = 2 - dot(chord, _inward(ring, start[0])) + dot(chord, _inward(ring, end[0]))
    score = slant
    halves = _halves(ring, start, end, (start[1], end[1]))
    share = area(halves[0]) / whole
    if not 0.25 < share < 0.75:
        return None
    score += 6 * (share - 0.5) ** 2
    for half in halves:
        outline = Polygon(half)
        score += 0.6 * (1 - 4 * math.pi * outline.area / outline.length**2)
    for hit in (start, end):
        if hit[3]:
            score -= 0.5
        elif _nearest(corners, hit[1]) < style.gap or any(network.near(hit[1], style.gap)):
            score += 1.5
    return score


def _halves(ring: Ring, start: Hit, end: Hit, line: Line) -> tuple[Ring, Ring]:
    forth = _stretch(ring, start, end)
    back = _stretch(ring, end, start)
    return _clean((*forth, *reversed(line))), _clean((*back, *line))


def _stretch(ring: Ring, start: Hit, end: Hit) -> Ring:
    """The ring's points strictly between two hits, going counter-clockwise."""
    count = len(ring)
    steps = (end[0] - start[0]) % count
    return tuple(ring[(start[0] + 1 + step) % count] for step in range(steps))


def _clean(points: Ring) -> Ring:
    """The ring without points that coincide with the one before."""
    return tuple(point for index, point in enumerate(points) if distance(point, points[index - 1]) > 0.01)


def _curve(start: Hit, end: Hit, style: Style, rng: Random) -> Line:
    chord = unit(subtract(end[1], start[1]))
    leave = start[2] if start[3] else unit(add(add((0.0, 0.0), start[2], 0.6), chord, 0.5))
    inwards = end[2] if end[3] else unit(add(add((0.0, 0.0), end[2], 0.6), chord, -0.5))
    line = hermite(start[1], leave, end[1], (-inwards[0], -inwards[1]), step=28.0 if style.rank != "lane" else 22.0)
    if not style.bend:
        return line
    aside = left_of(chord)
    strayed = [add(point, aside, rng.uniform(-style.bend, style.bend)) for point in line[3:-3:3]]
    return spline([line[0], *strayed, line[-1]], step=18.0)
