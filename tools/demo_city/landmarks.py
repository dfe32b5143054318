"""Places that everybody knows: offices and stations of the streets and communities, libraries, metro stations."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from random import Random
from typing import Any

from shapely import LineString, Polygon

from tools.demo_city.curves import Point
from tools.demo_city.names import Name
from tools.demo_city.partition import Partition
from tools.demo_city.plan import Plan
from tools.demo_city.town import Site

METRO = (
    ("axis", "north"),
    ("axis", "middle"),
    ("axis", "south"),
    ("west", "north"),
    ("east", "north"),
    ("ring", "axis"),
)
_ENTRANCE = 24.0  # metres from the middle of a crossing to the stairs


@dataclass(frozen=True)
class Landmark:
    kind: str
    name: Name
    point: Point


def place(
    plan: Plan,
    partition: Partition,
    sites: list[Site],
    called: dict[str, Name],
    streets: list[Name],
    drawn: Iterator[Name],
    rng: Random,
) -> list[Landmark]:
    """The landmarks, each in a house of its own; those of a street first."""
    houses = [(site, house) for site in sites if site.use in ("estate", "office", "old") for house in site.houses]
    rng.shuffle(houses)
    found = []
    for number, street in enumerate(streets):
        own = [pair for pair in houses if pair[0].block.street == number]
        for kind, zh, en in _OF_STREET:
            found.append(Landmark(kind, (f"{street[0]}街道{zh}", f"{street[1]} {en}"), _taken(own, houses)))
    for number, community in enumerate(partition.communities):
        own = [pair for pair in houses if pair[0].block.community == number]
        middle = Polygon(community.land).centroid
        name = next(drawn)
        kindergarten = Landmark("kindergarten", (f"{name[0]}幼儿园", f"{name[1]} Kindergarten"), _taken(own, houses))
        own.sort(key=lambda pair: hypot(pair[1].centroid.x - middle.x, pair[1].centroid.y - middle.y), reverse=True)
        zh, en = called[community.code]
        found.append(Landmark("community", (f"{zh}服务站", f"{en} Service Station"), _taken(own, houses)))
        found.append(kindergarten)
    return [*found, *_metro(plan, drawn)]


_OF_STREET = (
    ("office", "办事处", "Subdistrict Office"),
    ("clinic", "卫生服务中心", "Subdistrict Health Centre"),
    ("culture", "文化活动中心", "Subdistrict Culture Centre"),
    ("fire", "消防站", "Fire Station"),
)


def _taken(own: list[tuple[Site, Any]], houses: list[tuple[Site, Any]]) -> Point:
    """The last of `own`, which nobody else gets any more."""
    pair = own.pop()
    houses.remove(pair)
    inside = pair[1].representative_point()
    return inside.x, inside.y


def _metro(plan: Plan, drawn: Iterator[Name]) -> Iterator[Landmark]:
    lines = {"ring": plan.ring, **plan.arterials}
    for one, other in METRO:
        crossing = LineString(lines[one]).intersection(LineString(lines[other]))
        point = min(getattr(crossing, "geoms", [crossing]), key=lambda part: part.y)
        name = next(drawn)
        entrance = point.x - _ENTRANCE, point.y + _ENTRANCE
        yield Landmark("metro", (f"地铁{name[0]}站", f"{name[1]} Metro Station"), entrance)
