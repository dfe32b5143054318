"""What a reader can work out of published sums: for each cell that isn't told, the least and the most it can hold.

Counts are whole and never below nought; everything else that a reader knows is a sum over some cells. Sums that lie
within each other are taken apart first. Where the rest don't overlap, that is already exact; where they do, values are
tried, so that what comes out is never wider than what an attacker with all the time in the world would find.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

type Cell = Hashable
type Bounds = dict[Cell, tuple[int, int]]

_STEPS = 200_000


class UnprovenError(RuntimeError):
    """The sums overlap so much that their bounds couldn't be found in a bearable time."""


class ContradictionError(ValueError):
    """No counts at all have these sums."""


@dataclass(frozen=True, slots=True)
class Sum:
    """`cells` hold `total` together."""

    cells: frozenset[Cell]
    total: int


def bounds(sums: Iterable[Sum], *, steps: int = _STEPS) -> Bounds:
    """The least and the most that each cell of the sums can hold, exactly.

    Raises ContradictionError where no counts have these sums, UnprovenError after `steps` values were tried in vain.
    """
    apart = _taken_apart(sums)
    found: Bounds = {}
    for part in _connected(apart):
        own = _propagated(part, {})
        if own is None:
            raise ContradictionError("no counts have these sums")
        if len(part) > 1:
            own = _Search(part, own, steps).exact()
        found |= own
    return found


def _taken_apart(sums: Iterable[Sum]) -> list[Sum]:
    """The same knowledge in sums none of which lies within another."""
    known: dict[frozenset[Cell], int] = {}
    by_cell: dict[Cell, set[frozenset[Cell]]] = {}
    waiting = list(sums)
    while waiting:
        one = waiting.pop()
        told = known.get(one.cells, one.total if one.cells else 0)
        if told != one.total or one.total < 0:
            raise ContradictionError(f"the same {len(one.cells)} cells can't hold {one.total} and {told}")
        if one.cells in known or not one.cells:
            continue
        near = {other for cell in one.cells for other in by_cell.get(cell, ())}
        inner = next((other for other in near if other < one.cells), None)
        if inner is not None:
            waiting.append(Sum(one.cells - inner, one.total - known[inner]))
            continue
        for other in near:
            if one.cells < other:
                waiting.append(Sum(other - one.cells, known.pop(other) - one.total))
                for cell in other:
                    by_cell[cell].discard(other)
        known[one.cells] = one.total
        for cell in one.cells:
            by_cell.setdefault(cell, set()).add(one.cells)
    return [Sum(cells, total) for cells, total in known.items()]


def _connected(sums: list[Sum]) -> Iterator[list[Sum]]:
    """The sums in parts that have no cell in common."""
    by_cell: dict[Cell, list[int]] = {}
    for place, one in enumerate(sums):
        for cell in one.cells:
            by_cell.setdefault(cell, []).append(place)
    seen: set[int] = set()
    for first in range(len(sums)):
        if first in seen:
            continue
        seen.add(first)
        part, waiting = [], [first]
        while waiting:
            place = waiting.pop()
            part.append(sums[place])
            for cell in sums[place].cells:
                near = [other for other in by_cell[cell] if other not in seen]
                seen.update(near)
                waiting += near
        yield part


def _propagated(sums: list[Sum], start: Mapping[Cell, tuple[int, int]]) -> Bounds | None:
    """Bounds that follow sum by sum, narrowed until nothing moves; None where one of the sums can't be met."""
    most = max(one.total for one in sums)
    found: Bounds = {cell: start.get(cell, (0, most)) for one in sums for cell in one.cells}
    moved = True
    while moved:
        moved = False
        for one in sums:
            low = sum(found[cell][0] for cell in one.cells)
            high = sum(found[cell][1] for cell in one.cells)
            if not low <= one.total <= high:
                return None
            for cell in one.cells:
                least, largest = found[cell]
                narrow = (max(least, one.total - high + largest), min(largest, one.total - low + least))
                if narrow[0] > narrow[1]:
                    return None
                moved = moved or narrow != found[cell]
                low, high = low + narrow[0] - least, high + narrow[1] - largest
                found[cell] = narrow
    return found


class _Search:
    """Tries values where sums overlap. Counts that were found once vouch for all of their cells."""

    def __init__(self, sums: list[Sum], first: Bounds, steps: int) -> None:
        self._sums, self._first, self._steps = sums, first, steps

    def exact(self) -> Bounds:
        narrow = dict(self._first)
        for cell, (low, high) in self._first.items():
            least = self._meets(cell, range(low, high + 1))
            narrow[cell] = (least, self._meets(cell, range(high, low - 1, -1)))
        return narrow

    def _meets(self, cell: Cell, values: range) -> int:
        for value in values:
            if self._possible({**self._first, cell: (value, value)}):
                return value
        raise ContradictionError("no counts have these sums")

    def _possible(self, start: Bounds) -> bool:
        self._steps -= 1
        if self._steps < 0:
            raise UnprovenError("the sums overlap too much: publish fewer of them")
        found = _propagated(self._sums, start)
        if found is None:
            return False
        loose = [cell for cell, (low, high) in found.items() if low < high]
        if not loose:
            return True
        cell = min(loose, key=lambda one: found[one][1] - found[one][0])
        low, high = found[cell]
        return any(self._possible({**found, cell: (value, value)}) for value in range(high, low - 1, -1))
