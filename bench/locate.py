"""Point → cell → areas against a bare STRtree query of the same points over the same cells, in the same run.

The floor is handed points that are made already and finds only whose bounding boxes they lie in.

    python bench/locate.py [--cells 100000] [--points 20000] [--rounds 5]

The city is a square of communities of 100 m cells with ragged outer borders; a tenth of the points lie on corners of
cells. Exits 1 where the ratio is above 5.
"""

import argparse
import random
import statistics
import sys
from collections.abc import Callable
from math import ceil, cos, pi, sin, sqrt
from time import perf_counter

import numpy as np
import shapely

from linli.places.rules import AreaRecord, Atlas, CellRecord, crowned, cut_cells, tidied

CEILING = 5.0


def city(cells: int) -> tuple[list[AreaRecord], list[CellRecord]]:
    """Communities of about 400 cells, their inner borders waved so that the cells along them are clipped."""
    side = max(1, ceil(sqrt(cells / 400)))
    step = 0.0195  # degrees of latitude: 20 cells and a bit

    def corner(column: int, row: int) -> tuple[float, float]:
        sway = 0.0008 * sin(column * 2.1 + row * 1.3)
        return 121.0 + column * step / cos(31.2 / 180 * pi) + sway, 31.0 + row * step + sway

    communities = []
    streets = {}
    for row in range(side):
        for column in range(side):
            street = f"990101{row + 1:03d}"
            streets[street] = {"en": f"Street {row + 1}"}
            code = f"{street}{column + 1:03d}"
            around = [corner(column + x, row + y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
            communities.append(AreaRecord(code, street, "community", {"en": code}, shapely.Polygon(around)))
    parted, _ = tidied(communities)
    areas = crowned(parted, county="990101", county_names={"en": "Bench"}, street_names=streets)
    made, faults = cut_cells(areas, size=100, file="bench")
    if faults:
        raise SystemExit("\n".join(map(str, faults)))
    return areas, made


def seconds(work: Callable[[], None], rounds: int) -> float:
    """The median of `rounds` runs."""
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    areas, cells = city(given.cells)
    atlas = Atlas(areas, cells)
    shapes = np.array([cell.geometry for cell in sorted(cells, key=lambda cell: cell.code)], dtype=object)
    tree = shapely.STRtree(shapes)
    dice = random.Random(47678)
    west, south, east, north = shapely.total_bounds(shapes)
    points = [(dice.uniform(south, north), dice.uniform(west, east)) for _ in range(given.points * 9 // 10)]
    corners = [dice.choice(shapes).exterior.coords[0] for _ in range(given.points - len(points))]
    points += [(lat, lon) for lon, lat in corners]

    ready = [shapely.Point(lon, lat) for lat, lon in points]

    def bare() -> None:
        for point in ready:
            tree.query(point)

    def chain() -> None:
        for lat, lon in points:
            atlas.locate(lat=lat, lon=lon)

    chain()
    floor, own = seconds(bare, given.rounds), seconds(chain, given.rounds)
    each = 1e6 / len(points)
    print(f"cells {len(cells)}, communities {len(atlas.paths)}, points {len(points)}")
    print(f"floor: bare STRtree query   {floor * each:7.2f} µs a point")
    print(f"point → cell → areas        {own * each:7.2f} µs a point")
    print(f"ratio {own / floor:.2f} (ceiling {CEILING})")
    return 0 if own / floor <= CEILING else 1


if __name__ == "__main__":
    sys.exit(main())
