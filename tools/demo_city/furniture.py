"""Public facilities along the roads: lamps, covers, grates, bins, signs, stops, each with its 17-digit code."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from shapely import LineString, STRtree
from shapely import Point as ShapelyPoint

from tools.demo_city.curves import add, left_of, subtract, to_degrees, unit, walk
from tools.demo_city.roads import HALF_WIDTH, Road


@dataclass(frozen=True)
class Habit:
    """How a facility stands along roads: one every `step` metres, `aside` metres beyond the kerb (negative: on the
    road)."""

    code: str  # class of GB/T 47678.5
    ranks: tuple[str, ...]
    step: float
    aside: float
    both_sides: bool = True


_ALL, _WIDE, _MAIN = ("arterial", "collector", "lane"), ("arterial", "collector"), ("arterial",)
HABITS = (
    Habit("01037", _WIDE, 115, 0.8),  # street lamp
    Habit("01037", ("lane",), 180, 0.6, both_sides=False),
    Habit("01002", _ALL, 300, -3.0, both_sides=False),  # sewage manhole cover
    Habit("01003", _WIDE, 240, -2.0, both_sides=False),  # stormwater manhole cover
    Habit("01001", _WIDE, 400, -4.0, both_sides=False),  # water-supply manhole cover
    Habit("01007", _WIDE, 360, 1.8, both_sides=False),  # telecom manhole cover
    Habit("01011", _WIDE, 420, -1.5, both_sides=False),  # gas manhole cover
    Habit("01004", _WIDE, 260, -0.6),  # storm drain grate
    Habit("03005", _WIDE, 320, 1.6),  # litter bin
    Habit("02010", _WIDE, 380, 1.0),  # traffic sign
    Habit("02004", _MAIN, 620, 2.2),  # bus stop
    Habit("02004", ("collector",), 900, 2.0, both_sides=False),
    Habit("04007", _MAIN, 540, 2.2),  # bench
    Habit("01013", _WIDE, 330, 1.2, both_sides=False),  # hydrant
    Habit("01005", _WIDE, 520, 1.6, both_sides=False),  # power manhole cover
    Habit("02025", ("collector",), 640, 2.2, both_sides=False),  # bicycle parking
    Habit("01054", ("collector",), 900, 2.6, both_sides=False),  # charging post
    Habit("01075", ("lane",), 950, 1.4, both_sides=False),  # parcel locker
    Habit("03008", ("lane",), 800, 1.2, both_sides=False),  # notice board
    Habit("01046", ("lane",), 1600, 2.4, both_sides=False),  # outdoor fitness equipment
    Habit("03001", ("collector",), 1500, 3.4, both_sides=False),  # public toilet
    Habit("01027", _WIDE, 700, 2.2, both_sides=False),  # telecom cabinet
    Habit("01048", ("collector",), 1100, 3.0, both_sides=False),  # transformer
    Habit("01042", _MAIN, 2400, 2.0, both_sides=False),  # letter box
    Habit("04002", _MAIN, 230, 2.0),  # street tree
)
_APART = 2.0  # metres that two facilities keep from each other


@dataclass(frozen=True)
class Facility:
    code: str
    class_code: str
    lat: float
    lon: float


def place(roads: list[Road], outline: Any, water: Any, rng: Random, *, county: str) -> list[Facility]:
    """All facilities inside the district and out of the river, numbered in each class along the roads."""
    spots = [*_at_junctions(roads), *(spot for habit in HABITS for spot in _along(habit, roads, rng))]
    inner, points = outline.buffer(-3), [ShapelyPoint(x, y) for _, x, y in spots]
    crowded = _crowded(points)
    serials: Counter[str] = Counter()
    found = []
    for index, ((class_code, x, y), point) in enumerate(zip(spots, points, strict=True)):
        if index in crowded or not inner.contains(point) or water.contains(point):
            continue
        serials[class_code] += 1
        lon, lat = to_degrees((x, y), digits=6)
        found.append(Facility(f"{county}{class_code}{serials[class_code]:06d}", class_code, lat, lon))
    return sorted(found, key=lambda one: one.code)


def _along(habit: Habit, roads: list[Road], rng: Random) -> Iterator[tuple[str, float, float]]:
    for road in roads:
        if road.rank not in habit.ranks:
            continue
        kerb = HALF_WIDTH[road.rank] - 3.0
        for line in road.lines:
            for side in (1, -1) if habit.both_sides else (rng.choice((1, -1)),):
                start = rng.uniform(6, habit.step * 0.9)
                for _, point, direction in walk(line, start=start, step=habit.step):
                    x, y = add(point, left_of(direction), side * (kerb + habit.aside + rng.uniform(-0.3, 0.3)))
                    yield habit.code, x, y


def _at_junctions(roads: list[Road]) -> Iterator[tuple[str, float, float]]:
    """Traffic lights where a wide road meets an arterial, and a name sign at either end of every named road."""
    arterials = [LineString(line) for road in roads if road.rank == "arterial" for line in road.lines]
    tree = STRtree(arterials)
    for road in roads:
        if road.name is None:
            continue
        kerb = HALF_WIDTH[road.rank] - 2.0
        for line in road.lines:
            for end, inner in ((line[0], line[1]), (line[-1], line[-2])):
                along = unit(subtract(inner, end))
                x, y = add(add(end, along, 17.0), left_of(along), kerb)
                yield "02012", x, y
                if road.rank != "lane" and len(tree.query(ShapelyPoint(end), predicate="dwithin", distance=2.0)):
                    x, y = add(add(end, along, 20.0), left_of(along), -kerb)
                    yield "02014", x, y


def _crowded(points: list[ShapelyPoint]) -> set[int]:
    """Those that stand in the way of an earlier one."""
    tree = STRtree(points)
    first, second = tree.query(points, predicate="dwithin", distance=_APART)
    return {int(max(a, b)) for a, b in zip(first, second, strict=True) if a != b}
