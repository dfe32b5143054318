"""Plane geometry in metres: splines, Hermite arcs, offsets, and the frame that turns metres into degrees.

Points are `(x, y)`, x to the east and y to the north of the district's centre.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

type Point = tuple[float, float]
type Line = tuple[Point, ...]

CENTRE_LAT = 30.2
CENTRE_LON = 123.6
METRES_PER_DEGREE_LAT = 110_852.0
METRES_PER_DEGREE_LON = 96_287.0


def to_degrees(point: Point, *, digits: int) -> Point:
    """The point as `(longitude, latitude)`, rounded to `digits` decimals."""
    lon = CENTRE_LON + point[0] / METRES_PER_DEGREE_LON
    lat = CENTRE_LAT + point[1] / METRES_PER_DEGREE_LAT
    return round(lon, digits), round(lat, digits)


def to_metres(lon: float, lat: float) -> Point:
    """The inverse of `to_degrees`."""
    return (lon - CENTRE_LON) * METRES_PER_DEGREE_LON, (lat - CENTRE_LAT) * METRES_PER_DEGREE_LAT


def add(a: Point, b: Point, factor: float = 1.0) -> Point:
    return a[0] + b[0] * factor, a[1] + b[1] * factor


def subtract(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1]


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def unit(vector: Point) -> Point:
    size = math.hypot(*vector)
    return (vector[0] / size, vector[1] / size) if size else (0.0, 0.0)


def left_of(vector: Point) -> Point:
    """The vector turned a quarter to the left."""
    return -vector[1], vector[0]


def rotated(point: Point, degrees: float) -> Point:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos


def length(line: Sequence[Point]) -> float:
    return sum(distance(a, b) for a, b in pairwise(line))


def spline(points: Sequence[Point], *, closed: bool = False, step: float = 30.0) -> Line:
    """A Catmull-Rom curve through `points`, sampled about every `step` metres."""
    count = len(points)
    pieces = count if closed else count - 1
    line: list[Point] = []
    for index in range(pieces):
        b, c = points[index], points[(index + 1) % count]
        a = points[index - 1] if closed or index else add(b, subtract(b, c))
        d = points[(index + 2) % count] if closed or index + 2 < count else add(c, subtract(c, b))
        samples = max(2, round(distance(b, c) / step))
        line.extend(_between(a, b, c, d, sample / samples) for sample in range(samples))
    line.append(points[0] if closed else points[-1])
    return tuple(line)


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )
    return x, y


def hermite(start: Point, leave: Point, end: Point, arrive: Point, *, step: float) -> Line:
    """A curve from `start`, leaving along `leave`, to `end`, arriving along `arrive` (both unit vectors)."""
    reach = distance(start, end) * 0.75
    samples = max(2, round(distance(start, end) / step))
    line = [start]
    for sample in range(1, samples):
        t = sample / samples
        a, b = 2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t
        c, d = 3 * t**2 - 2 * t**3, t**3 - t**2
        x, y = (
            a * p + b * reach * u + c * q + d * reach * v for p, u, q, v in zip(start, leave, end, arrive, strict=True)
        )
        line.append((x, y))
    line.append(end)
    return tuple(line)


def walk(line: Sequence[Point], *, start: float, step: float) -> list[tuple[float, Point, Point]]:
    """Places along the line from `start` every `step` metres: distance so far, point, unit direction."""
    found: list[tuple[float, Point, Point]] = []
    wanted, passed = start, 0.0
    for a, b in pairwise(line):
        piece = distance(a, b)
        direction = unit(subtract(b, a))
        while piece and wanted <= passed + piece:
            found.append((wanted, add(a, direction, wanted - passed), direction))
            wanted += step
        passed += piece
    return found


def ribbon(line: Sequence[Point], *, width: float, swing: float, wave: float) -> tuple[Line, Line]:
    """The left and right edges of a band about `width` metres wide that swells by `swing` over `wave` metres."""
    lefts: list[Point] = []
    rights: list[Point] = []
    passed = 0.0
    for index, point in enumerate(line):
        before, after = line[max(0, index - 1)], line[min(len(line) - 1, index + 1)]
        passed += distance(before, point) if index else 0.0
        half = (width + swing * math.sin(passed / wave * math.tau)) / 2
        aside = left_of(unit(subtract(after, before)))
        lefts.append(add(point, aside, half))
        rights.append(add(point, aside, -half))
    return tuple(lefts), tuple(rights)
