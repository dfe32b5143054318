"""The Merkle tree of RFC 9162, section 2.1: hashes, proofs of inclusion and of consistency, and their verification.

A *node* of height `h` and index `i` is the root of the complete subtree over the leaves `i * 2**h` up to, not
including, `(i + 1) * 2**h`. Every hash of a proof is made of such nodes, so that whoever keeps nodes can prove.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

type Node = Callable[[int, int], bytes]
"""Tells the hash of the node of a height and an index."""

HASH_BYTES = 32
EMPTY = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of all leaves (MTH, section 2.1.1)."""
    levels = list(hashes)
    if not levels:
        return EMPTY
    while len(levels) > 1:
        # A last one without a partner rises as it is: it is the right subtree of whatever is built above it.
        paired = [node_hash(levels[at], levels[at + 1]) for at in range(0, len(levels) - 1, 2)]
        levels = paired + levels[len(paired) * 2 :]
    return levels[0]


def perfect(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The nodes, height and index, that the leaves from `start` to before `end` are made of, from left to right.

    `start` is a multiple of the largest power of two up to `end - start`, as in every range of a proof.
    """
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def range_root(start: int, end: int, node: Node) -> bytes:
    """The root over the leaves from `start` to before `end`."""
    hashes = [node(*one) for one in perfect(start, end)]
    if not hashes:
        return EMPTY
    found = hashes.pop()
    while hashes:
        found = node_hash(hashes.pop(), found)
    return found


def inclusion_ranges(position: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose roots prove that leaf `position` is in the tree of `size` leaves (PATH, section 2.1.3.1)."""
    if not 0 <= position < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {position}")
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The ranges whose roots prove that a tree of `old` leaves is the beginning of one of `new` (section 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is no beginning of one of {new}")
    if old in (0, new):
        return []
    found, start, end = [], 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    # The old tree itself is what the verifier knows already; any other subtree has to be told.
    if start:
        found.append((start, end))
    return found[::-1]


def inclusion(position: int, size: int, node: Node) -> list[bytes]:
    return [range_root(*one, node) for one in inclusion_ranges(position, size)]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    return [range_root(*one, node) for one in consistency_ranges(old, new)]


def root_by(position: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof of inclusion leads to from the hash `leaf` (section 2.1.3.2); None where the proof has the
    wrong length for the place."""
    if not 0 <= position < size:
        return None
    index, last, found = position, size - 1, leaf
    for other in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            found = node_hash(other, found)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            found = node_hash(found, other)
        index >>= 1
        last >>= 1
    return found if last == 0 else None


def includes(*, position: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf with this hash is at `position` of the tree."""
    return root_by(position, size, leaf, proof) == root


def consistent(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the older tree is the beginning of the newer one (section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index >>= 1
        last >>= 1
    older = newer = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            older, newer = node_hash(other, older), node_hash(other, newer)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            newer = node_hash(newer, other)
        index >>= 1
        last >>= 1
    return last == 0 and older == old_root and newer == new_root


def _split(count: int) -> int:
    """The largest power of two that is smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
