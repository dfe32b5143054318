"""The roads as people know them: cuts that continue each other across a junction are one road with one name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely import LineString

from tools.demo_city import names
from tools.demo_city.curves import Line, Point, distance, dot, length, subtract, unit
from tools.demo_city.names import Name
from tools.demo_city.partition import Partition
from tools.demo_city.plan import Plan
from tools.demo_city.subdivision import Cut

OUTSKIRTS = 450.0  # metres that roads are drawn beyond the district
HALF_WIDTH = {"arterial": 15.0, "collector": 9.0, "lane": 5.0}
_SAME_PLACE = 1.5  # metres
_STRAIGHT_ON = -0.8  # dot product of the two directions of arrival


@dataclass(frozen=True)
class Road:
    """A road in metres, in one piece or several; `name` is None for a lane that nobody named."""

    rank: str
    lines: tuple[Line, ...]
    name: Name | None

    @property
    def length(self) -> float:
        return sum(map(length, self.lines))


def lay(plan: Plan, partition: Partition, drawn: Iterator[Name]) -> list[Road]:
    """All roads, the widest first."""
    outline = plan.outline.buffer(OUTSKIRTS)
    arterials = {"ring": plan.ring, **plan.arterials}
    roads = [Road("arterial", _inside(line, outline), names.ARTERIALS[key]) for key, line in arterials.items()]
    roads += [Road("collector", (line,), name) for line, name in zip(partition.riverside, names.RIVERSIDE, strict=True)]
    collectors = [cut for cut in partition.network.cuts if cut.rank == "collector"]
    lanes = [cut for cut in partition.network.cuts if cut.rank != "collector"]
    bridges = [Cut("collector", line, "") for line in partition.small_bridges]
    for chain in _chains([*collectors, *bridges]):
        old = sum(cut.quarter == "old" for cut in chain) * 2 > len(chain)
        roads.append(_named("collector", chain, drawn, ("街", "Street") if old else ("路", "Road")))
    alleys = [cut for cut in lanes if cut.quarter == "old"]
    roads += [
        _named("lane", chain, drawn, ("巷", "Alley"))
        if sum(length(cut.line) for cut in chain) > 120
        else _unnamed(chain)
        for chain in _chains(alleys)
    ]
    roads += [_unnamed([cut]) for cut in lanes if cut.quarter != "old"]
    return roads


def _inside(line: Line, outline: Any) -> tuple[Line, ...]:
    kept: Any = LineString(line).intersection(outline)
    parts = [kept] if kept.geom_type == "LineString" else list(kept.geoms)
    return tuple(tuple(part.coords) for part in parts)


def _named(rank: str, chain: list[Cut], drawn: Iterator[Name], ending: Name) -> Road:
    name = next(drawn)
    return Road(rank, _lines(chain), (name[0] + ending[0], f"{name[1]} {ending[1]}"))


def _unnamed(chain: list[Cut]) -> Road:
    return Road("lane", _lines(chain), None)


def _lines(chain: list[Cut]) -> tuple[Line, ...]:
    return tuple(cut.line for cut in chain)


def _chains(cuts: list[Cut]) -> list[list[Cut]]:
    """Groups of cuts that run straight on into each other, in the order in which their first member was made."""
    group = list(range(len(cuts)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    arrivals = [(index, *arrival) for index, cut in enumerate(cuts) for arrival in _arrivals(cut)]
    for position, (one, here, heading) in enumerate(arrivals):
        for other, there, direction in arrivals[position + 1 :]:
            if one != other and distance(here, there) < _SAME_PLACE and dot(heading, direction) < _STRAIGHT_ON:
                group[max(root(one), root(other))] = min(root(one), root(other))
    chains: dict[int, list[Cut]] = {}
    for index, cut in enumerate(cuts):
        chains.setdefault(root(index), []).append(cut)
    return list(chains.values())


def _arrivals(cut: Cut) -> Iterator[tuple[Point, Point]]:
    """Where a cut ends and in which direction it runs there."""
    line = cut.line
    yield line[0], unit(subtract(line[0], line[1]))
    yield line[-1], unit(subtract(line[-1], line[-2]))
