"""The city in memory: from a point to its cell and the areas around it, without asking the database."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import shapely

from linli.kernel.paths import SEPARATOR, join, leaf, parts, within
from linli.kernel.words import Words
from linli.places.rules.records import AreaRecord, CellRecord, Place

HAIRLINE = 1e-7
"""Degrees (about 1 cm): a point that falls between two cells by no more than this belongs to the nearest one."""


def area_paths(areas: Iterable[AreaRecord]) -> dict[str, str]:
    """The path of each area from the top down, by code.

    An area whose parent is unknown or that lies below itself has a path of what can be followed; `checks` reports both.
    """
    by_code = {area.code: area for area in areas}
    paths: dict[str, str] = {}
    for code in by_code:
        chain: list[str] = []
        at: str | None = code
        while at in by_code and at not in chain and at not in paths:
            chain.append(at)
            at = by_code[at].parent
        above = paths.get(at, "") if at else ""
        for step in reversed(chain):
            above = paths[step] = join(above, step)
    return paths


class Atlas:
    """An immutable index over the cells and areas of one edition.

    `retired` are areas that the city no longer has; old cases still need their names.
    """

    def __init__(
        self, areas: Iterable[AreaRecord], cells: Iterable[CellRecord], *, retired: Iterable[AreaRecord] = ()
    ) -> None:
        current = {area.code: area for area in areas}
        everything = {area.code: area for area in retired} | current
        paths = area_paths(everything.values())
        self.areas: Mapping[str, AreaRecord] = everything
        self._retired = everything.keys() - current.keys()
        self.paths: Mapping[str, str] = paths
        self._grades = {code: self._nearest_grade(path) for code, path in paths.items()}
        self.current: tuple[AreaRecord, ...] = tuple(sorted(current.values(), key=lambda area: paths[area.code]))
        # In order of their codes, so that the smallest index is the smallest code.
        self.cells: tuple[CellRecord, ...] = tuple(sorted(cells, key=lambda cell: cell.code))
        self._shapes = np.array([cell.geometry for cell in self.cells], dtype=object)
        self._tree = shapely.STRtree(self._shapes)
        box = shapely.total_bounds(self._shapes) if self.cells else np.array([0, 0, -1, -1])
        self._west, self._south, self._east, self._north = map(float, box + 2 * HAIRLINE * np.array([-1, -1, 1, 1]))
        chains = {code: self._chain(paths.get(code, "")) for code in {cell.community for cell in self.cells}}
        self._answers = [(cell.code, *chains[cell.community]) for cell in self.cells]

    def locate(self, *, lat: float, lon: float) -> Place | None:
        """The one cell that the point (degrees, WGS 84) belongs to; None outside the city.

        On a border that is the smallest code among the cells that touch the point, always the same one. Where rounding
        has left a hairline between two cells, it is the nearest (equally near: the smallest code).
        """
        if not (self._west <= lon <= self._east and self._south <= lat <= self._north):
            return None
        point = shapely.points([lon, lat])
        found = self._tree.query(point, predicate="intersects")
        if len(found):
            at = found[0] if len(found) == 1 else found.min()
        else:
            near = self._tree.query(point, predicate="dwithin", distance=HAIRLINE)
            if not len(near):
                return None
            near.sort()
            at = near[np.argmin(shapely.distance(self._shapes[near], point))]
        cell, path, names, levels = self._answers[at]
        return Place(cell, path, names, levels, lat, lon)

    def names(self, path: str) -> tuple[Words, ...]:
        """The names along `path` from the top down, retired areas too; an unknown code stands for itself."""
        return self._chain(path)[1]

    def grade(self, path: str) -> str:
        """The grade of the area at the end of `path`: its own, else that of the nearest area above that has one."""
        return self._grades.get(leaf(path), "")

    @property
    def grades(self) -> frozenset[str]:
        """The grades that points of the city have, the empty one among them where some have none."""
        return frozenset(self._grades[cell.community] for cell in self.cells if cell.community in self._grades)

    def is_retired(self, code: str) -> bool:
        return code in self._retired

    def children(self, path: str) -> tuple[AreaRecord, ...]:
        """The areas right below `path` in order of their codes; those at the top for the empty path."""
        return self._below.get(path, ())

    def inside(self, path: str) -> Sequence[CellRecord]:
        """The cells of all communities within `path`, in order of their codes."""
        wanted = {code for code, own in self.paths.items() if within(own, path)}
        return [cell for cell in self.cells if cell.community in wanted]

    @cached_property
    def _below(self) -> dict[str, tuple[AreaRecord, ...]]:
        below: dict[str, tuple[AreaRecord, ...]] = {}
        for area in self.current:
            above = self.paths[area.code].rpartition(SEPARATOR)[0]
            below[above] = (*below.get(above, ()), area)
        return below

    def _nearest_grade(self, path: str) -> str:
        # A pack that is being checked may name an area that isn't there.
        line = (self.areas.get(code) for code in reversed(parts(path)))
        return next((area.grade for area in line if area and area.grade), "")

    def _chain(self, path: str) -> tuple[str, tuple[Words, ...], tuple[str, ...]]:
        known = [(code, self.areas.get(code)) for code in parts(path)]
        names = tuple(area.names if area else {"en": code} for code, area in known)
        return path, names, tuple(area.level if area else "" for _, area in known)
