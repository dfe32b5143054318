"""What people say when asked where it is: road and number, estates, parks, schools."""

from dataclasses import dataclass
from typing import Any

from shapely import Point as ShapelyPoint

from tools.demo_city.curves import add, left_of, to_degrees, walk
from tools.demo_city.landmarks import Landmark
from tools.demo_city.roads import HALF_WIDTH, Road
from tools.demo_city.town import Site, gate

_STEP = {"arterial": 76.0, "collector": 68.0, "lane": 44.0}


@dataclass(frozen=True)
class Address:
    name_zh: str
    name_en: str
    lat: float
    lon: float


def of_roads(roads: list[Road], outline: Any, water: Any) -> list[Address]:
    """Odd numbers on the left, even ones on the right, counted along the road's pieces."""
    found = []
    for road in roads:
        if road.name is None:
            continue
        aside = HALF_WIDTH[road.rank] + 4
        number = 1
        for line in road.lines:
            for _, point, direction in walk(line, start=20, step=_STEP[road.rank]):
                for side, house in ((1, number), (-1, number + 1)):
                    x, y = add(point, left_of(direction), side * aside)
                    spot = ShapelyPoint(x, y)
                    if outline.contains(spot) and not water.contains(spot):
                        lon, lat = to_degrees((x, y), digits=6)
                        found.append(Address(f"{road.name[0]}{house}号", f"{house} {road.name[1]}", lat, lon))
                number += 2
    return found


def of_sites(sites: list[Site]) -> list[Address]:
    found = []
    for site in sites:
        if site.name is not None:
            inside = gate(site)
            lon, lat = to_degrees((inside.x, inside.y), digits=6)
            found.append(Address(*site.name, lat, lon))
    return found


def of_landmarks(landmarks: list[Landmark]) -> list[Address]:
    found = []
    for landmark in landmarks:
        lon, lat = to_degrees(landmark.point, digits=6)
        found.append(Address(*landmark.name, lat, lon))
    return found
