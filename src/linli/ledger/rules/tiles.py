"""How the tree is kept: tiles of sixteen hashes, four levels of the tree each, written once and never again.

Tile `number` of `level` holds the nodes of height `4 * level` with the indices `16 * number` up to before
`16 * (number + 1)`. Four levels are the room between two rows of tiles, and worked out anew in a few microseconds. The
hashes that don't fill a tile yet are the *edge*: at most fifteen of each level. Sixteen rows of tiles beside each other
are a tile of C2SP's tlog-tiles.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.ledger.rules.tree import EMPTY, HASH_BYTES, Node, node_hash, perfect, range_root

BITS = 4
WIDTH = 1 << BITS

type Place = tuple[int, int]
"""Level and number of a tile."""
type Edge = tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True, slots=True)
class Tile:
    level: int
    number: int
    hashes: bytes


def grow(size: int, edge: Edge, leaves: Sequence[bytes]) -> tuple[list[Tile], Edge]:
    """The tiles that become full when the hashes `leaves` come to a tree of `size`, and the edge after that."""
    full: list[Tile] = []
    after: list[tuple[bytes, ...]] = []
    rising, level = list(leaves), 0
    while rising or level < len(edge):
        row = [*(edge[level] if level < len(edge) else ()), *rising]
        first = size >> BITS * (level + 1)
        rising = []
        for at in range(0, len(row) - len(row) % WIDTH, WIDTH):
            hashes = row[at : at + WIDTH]
            full.append(Tile(level, first + at // WIDTH, b"".join(hashes)))
            rising.append(_top(hashes))
        after.append(tuple(row[len(row) - len(row) % WIDTH :]))
        level += 1
    while after and not after[-1]:
        after.pop()
    return full, tuple(after)


def dump_edge(edge: Edge) -> bytes:
    return b"".join(one for row in edge for one in row)


def load_edge(size: int, data: bytes) -> Edge:
    """The inverse of `dump_edge`: the size tells how many hashes each level has. Raises ValueError where it doesn't
    fit."""
    hashes = split(data)
    rows, at = [], 0
    while size:
        count = size & WIDTH - 1
        rows.append(tuple(hashes[at : at + count]))
        at += count
        size >>= BITS
    if at != len(hashes):
        raise ValueError(f"the edge has {len(hashes)} hashes where the size needs {at}")
    return tuple(rows)


def split(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def places(ranges: Iterable[tuple[int, int]], size: int) -> set[Place]:
    """The full tiles of a tree of `size` that the roots over these ranges of leaves need."""
    wanted = {_place(*one) for start, end in ranges for one in perfect(start, end)}
    return {(level, number) for level, number in wanted if number < size >> BITS * (level + 1)}


def nodes(tiles: Mapping[Place, bytes], size: int, edge: Edge) -> Node:
    """Tells nodes of a tree of `size` from tiles and edge; raises KeyError where a tile that it needs isn't there."""

    def node(height: int, index: int) -> bytes:
        level, number = _place(height, index)
        above = height % BITS
        first = (index << above) & WIDTH - 1
        tile = tiles.get((level, number))
        if tile is not None:
            return _top(split(tile[first * HASH_BYTES : (first + (1 << above)) * HASH_BYTES]))
        row = edge[level] if level < len(edge) and number == size >> BITS * (level + 1) else ()
        if first + (1 << above) > len(row):
            raise KeyError(f"tile {number} of level {level} is missing")
        return _top(list(row[first : first + (1 << above)]))

    return node


def beside(tile: bytes, at: int) -> list[bytes]:
    """The hashes beside the way from hash `at` of a full tile up to its top, the lowest first."""
    row, found = split(tile), []
    while True:
        found.append(row[at ^ 1])
        if len(row) == 2:
            return found
        row = [node_hash(row[one], row[one + 1]) for one in range(0, len(row), 2)]
        at >>= 1


def root(size: int, edge: Edge) -> bytes:
    """The root of the whole tree: its edge alone tells it."""
    return range_root(0, size, nodes({}, size, edge)) if size else EMPTY


def read_all(size: int, tile: Callable[[Place], bytes], edge: Edge) -> list[bytes]:
    """The hashes of all leaves, from the tiles of the lowest level and the edge."""
    found = [one for number in range(size >> BITS) for one in split(tile((0, number)))]
    return [*found, *(edge[0] if edge else ())]


def _place(height: int, index: int) -> Place:
    return height // BITS, (index << height % BITS) >> BITS


def _top(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 or 16 hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
