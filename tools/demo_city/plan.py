"""The hand-drawn skeleton of the district: ring, river, railway and arterials, shaken a little by the seed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint

from tools.demo_city.curves import Line, Point, add, ribbon, rotated, spline, subtract, unit

TURN = -6.0  # degrees: nothing in a grown city runs exactly north
BANK = 30.0  # metres between the water's edge and the riverside road
RAIL_CORRIDOR = 20.0  # metres on either side of the track

RING: tuple[Point, ...] = (
    (-2480, 2180), (-1400, 2420), (0, 2500), (1300, 2380), (2330, 2180), (2680, 1300), (2830, 200), (2850, -900),
    (2480, -1980), (1500, -2370), (300, -2440), (-1100, -2330), (-2280, -2180), (-2720, -1400), (-2690, -300),
    (-2880, 700), (-2850, 1500),
)  # fmt: skip
RIVER: tuple[Point, ...] = (
    (-3900, 1180), (-2900, 800), (-2300, 540), (-1750, 740), (-1150, 560), (-700, 80), (-180, -360), (420, -420),
    (1000, -120), (1500, -60), (2050, -400), (2500, -560), (3000, -420), (3900, -700),
)  # fmt: skip
RAILWAY: tuple[Point, ...] = (
    (-3700, -1450), (-2700, -1650), (-1200, -1770), (200, -1840), (1500, -1880), (2300, -1830), (2700, -1740),
    (3600, -1500),
)  # fmt: skip
ARTERIALS: dict[str, tuple[Point, ...]] = {
    "west": (
        (-1200, 3100), (-1330, 2430), (-1510, 1500), (-1420, 900), (-1400, 620), (-1290, 200), (-1130, -600),
        (-1270, -1300), (-1180, -2320), (-1300, -2950),
    ),
    "axis": (
        (170, 3100), (120, 2500), (-20, 1500), (190, 850), (170, 200), (90, -400), (170, -1200), (340, -2440),
        (360, -3050),
    ),
    "east": (
        (1520, 3000), (1470, 2360), (1660, 1350), (1540, 500), (1490, -60), (1420, -700), (1640, -1300), (1490, -2370),
        (1470, -2980),
    ),
    "north": (
        (-3500, 1530), (-2860, 1430), (-2100, 1280), (-1490, 1360), (-700, 1500), (0, 1390), (900, 1190), (1640, 1270),
        (2690, 1150), (3400, 1220),
    ),
    "south": (
        (-3400, -980), (-2710, -900), (-1900, -1010), (-1200, -1060), (-400, -1270), (170, -1200), (900, -1050),
        (1600, -1170), (2300, -1330), (2820, -1260), (3400, -1330),
    ),
    "middle": ((175, 420), (800, 520), (1550, 430), (2100, 330), (2820, 430), (3450, 520)),
    "diagonal": ((-1490, 1360), (-1950, 1750), (-2480, 2180), (-2950, 2620)),
}  # fmt: skip
# One point in every superblock (a face between skeleton lines), under the street that it belongs to.
STREET_MARKS: tuple[tuple[Point, ...], ...] = (
    ((-2550, 1750), (-2100, 950), (-1750, 1950)),
    ((-650, 2000), (750, 1850)),
    ((-600, 800),),
    ((850, 850), (850, 200)),
    ((2100, 1750), (2150, 800), (2200, 50)),
    ((-1900, -200), (-1950, -1330), (-1900, -1950)),
    ((-500, -700), (-500, -1500), (-450, -2080)),
    ((800, -700), (850, -1450), (900, -2130), (2200, -850), (2050, -1600), (1950, -2000)),
)
# The quarters that hold one of these points stay whole and become the larger parks.
PARK_MARKS: tuple[Point, ...] = ((620, 1760), (-2050, -450), (2250, 620), (-420, -1480), (2150, -1050))
# Where the river has a bridge for a smaller road, as distances from the river's source end in metres.
SMALL_BRIDGES = (1750.0, 3450.0, 5420.0, 6300.0)


@dataclass(frozen=True)
class Plan:
    """The skeleton in metres; `water` and `bank` are the river and the land that it needs, `bank` holding `water`."""

    ring: Line
    river: Line
    railway: Line
    arterials: dict[str, Line]
    water: Any
    bank: Any
    corridor: Any

    @property
    def outline(self) -> Any:
        return Polygon(self.ring)


def draw(rng: Random) -> Plan:
    """The skeleton with its control points moved by up to 18 metres."""

    def shaken(points: tuple[Point, ...]) -> list[Point]:
        return [rotated((x + rng.uniform(-18, 18), y + rng.uniform(-18, 18)), TURN) for x, y in points]

    ring = spline(shaken(RING), closed=True)
    river = spline(shaken(RIVER))
    railway = spline(shaken(RAILWAY))
    arterials = {name: spline(shaken(points)) for name, points in ARTERIALS.items()}
    arterials["middle"] = _from_line(arterials["middle"], arterials["axis"])
    crossing: Any = LineString(arterials["west"]).intersection(LineString(arterials["north"]))
    arterials["diagonal"] = _joined(arterials["diagonal"], (crossing.x, crossing.y))
    left, right = ribbon(river, width=92, swing=22, wave=2300)
    water = Polygon((*left, *reversed(right))).buffer(0)
    return Plan(
        ring=ring,
        river=river,
        railway=railway,
        arterials=arterials,
        water=water,
        bank=water.buffer(BANK).simplify(1.0),
        corridor=LineString(railway).buffer(RAIL_CORRIDOR, cap_style="flat").simplify(0.5),
    )


def _from_line(line: Line, base: Line) -> Line:
    """The line moved to begin a metre beyond `base`, so that the two certainly meet."""
    track = LineString(base)
    foot = track.interpolate(track.project(ShapelyPoint(line[0])))
    return _joined(line, (foot.x, foot.y))


def _joined(line: Line, start: Point) -> Line:
    return (add(start, unit(subtract(start, line[3]))), *line[3:])


def park_marks() -> list[Point]:
    """`PARK_MARKS` in the turned frame."""
    return [rotated(mark, TURN) for mark in PARK_MARKS]


def street_marks() -> list[list[Point]]:
    """The marks of `STREET_MARKS` in the turned frame."""
    return [[rotated(mark, TURN) for mark in marks] for marks in STREET_MARKS]
