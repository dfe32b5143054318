"""The only door to read the ledger: proofs, heads and keys. Rows come out frozen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from linli.kernel.results import Allowed, Refused, Result
from linli.ledger import keys, store
from linli.ledger.models import Cosignature, Head
from linli.ledger.rules import tiles, tree
from linli.ledger.rules.note import PublicKey
from linli.ledger.rules.tiles import Tile

HEADS = 50


@dataclass(frozen=True, slots=True)
class Proved:
    """A leaf that is in the tree: where, and the proof that leads from its hash to the root of `head`."""

    position: int
    entry: int
    leaf: bytes
    hash: bytes
    size: int
    head: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it was given out: the note with its signatures, and which witnesses outside have seen it."""

    size: int
    root: bytes
    signed_at: datetime
    note: str
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of the ledger's and the time in which what it signs counts; `until` None: without an end."""

    key: PublicKey
    since: datetime
    until: datetime | None
    succession: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A leaf as it is kept."""

    position: int
    entry: int
    subject: UUID
    seq: int
    leaf: bytes
    hash: bytes


def proof(*, entry: int) -> Proved | None:
    """The leaf of what was recorded under this number, under the newest head; None where it isn't in it yet."""
    return _proved(store.OF_LEAF.format("entry"), entry)


def proof_by_hash(*, leaf: bytes) -> Proved | None:
    """The leaf with this hash, under the newest head; None where there is none."""
    return _proved(store.OF_LEAF.format("hash"), leaf)


def _proved(sql: str, key: Any) -> Proved | None:
    found = store.fetch(sql, [key])
    if not found:
        return None
    position, entry, leaf, hashed, size, head, grown, edge, own = found[0]
    if position >= size:
        return None
    full = [bytes(one) for one in own]
    path = _path(position, size, bytes(edge), full) if size == grown else _path_before(position, size, full)
    return Proved(position, entry, bytes(leaf), bytes(hashed), size, head, path)


def _path(position: int, size: int, edge: bytes, own: list[bytes]) -> tuple[bytes, ...]:
    """The proof under the tree as it stands: within the leaf's own tiles, then from the edge alone."""
    path = [one for level, tile in enumerate(own) for one in tiles.beside(tile, position >> tiles.BITS * level & 15)]
    roots = _roots(size, edge)
    return (*path, *map(roots, tree.inclusion_ranges(position, size)[len(path) :]))


def _path_before(position: int, size: int, own: list[bytes]) -> tuple[bytes, ...]:
    """The proof under a head that the tree has outgrown since."""
    known = {(level, position >> tiles.BITS * (level + 1)): one for level, one in enumerate(own)}
    node = store.node_of(store.tree(), tree.inclusion_ranges(position, size), known)
    return tuple(tree.inclusion(position, size, node))


@lru_cache(maxsize=8)
def _roots(size: int, edge: bytes) -> Callable[[tuple[int, int]], bytes]:
    """Tells the roots over ranges that the edge alone tells. They are the same for most leaves, so they are kept."""
    node = tiles.nodes({}, size, tiles.load_edge(size, edge))

    @lru_cache(maxsize=1024)
    def root(one: tuple[int, int]) -> bytes:
        return tree.range_root(*one, node)

    return root


def consistency(*, old: int, new: int) -> Result[tuple[bytes, ...]]:
    """The proof that the tree of `old` leaves is the beginning of the one of `new`.

    Refused: size_unknown where the sizes are out of order, or larger than the tree that was signed.
    """
    last = newest_head()
    most = last.size if last else 0
    if not 0 <= old <= new <= most:
        return Refused("size_unknown", {"old": old, "new": new, "most": most})
    node = store.node_of(store.tree(), tree.consistency_ranges(old, new))
    return Allowed(tuple(tree.consistency(old, new, node)))


def newest_head() -> SignedHead | None:
    return next(iter(heads(limit=1)), None)


def head_of(*, size: int) -> SignedHead | None:
    """The first head that was signed over this many leaves."""
    row = Head.objects.filter(size=size).order_by("id").first()
    return None if row is None else _signed(row, _witnesses([row]))


def heads(*, limit: int = HEADS, before: int | None = None) -> tuple[SignedHead, ...]:
    """Heads, the newest first; those of fewer than `before` leaves."""
    rows = Head.objects.order_by("-size", "-id")
    if before is not None:
        rows = rows.filter(size__lt=before)
    chosen = list(rows[:limit])
    seen = _witnesses(chosen)
    return tuple(_signed(row, seen) for row in chosen)


def all_heads() -> Iterator[SignedHead]:
    """Every head, the oldest first."""
    return (_signed(row, {}) for row in Head.objects.order_by("size", "id").iterator(chunk_size=1000))


def own_keys() -> tuple[OwnKey, ...]:
    """Every key that has ever signed, the oldest first."""
    found = store.fetch("SELECT name, public, since, until, succession FROM ledger_key ORDER BY since")
    return tuple(
        OwnKey(PublicKey(name, bytes(public)), since, until, succession)
        for name, public, since, until, succession in found
    )


def name() -> str:
    """What the ledger is called."""
    known = own_keys()
    return known[-1].key.name if known else keys.default_name(keys.held()[0])


def unrecorded(*, entries: Sequence[int]) -> set[int]:
    """Those of the entries that have no leaf."""
    [(highest,)] = store.fetch("SELECT coalesce(max(entry), 0) FROM ledger_leaf")
    asked = [entry for entry in entries if entry <= highest]
    if not asked:
        return set(entries)
    found = store.fetch("SELECT entry FROM ledger_leaf WHERE entry = ANY(%s::int8[])", [asked])
    return set(entries) - {entry for (entry,) in found}


def size() -> int:
    """How many leaves there are, signed or not."""
    return store.tree().size


def leaves(*, start: int = 0, limit: int = 10_000) -> list[Kept]:
    """Leaves as they are kept, from position `start` on."""
    rows = store.fetch(
        "SELECT position, entry, subject, seq, leaf, hash FROM ledger_leaf WHERE position >= %s"
        " ORDER BY position LIMIT %s",
        [start, limit],
    )
    return [
        Kept(position, entry, subject, seq, bytes(leaf), bytes(hashed))
        for position, entry, subject, seq, leaf, hashed in rows
    ]


def all_tiles() -> Iterator[Tile]:
    """Every tile as it is kept, level by level."""
    return store.all_tiles()


def edge() -> tiles.Edge:
    """The hashes that don't fill a tile yet."""
    return store.tree().edge


def _signed(row: Any, seen: dict[int, tuple[str, ...]]) -> SignedHead:
    return SignedHead(row.size, bytes(row.root), row.signed_at, row.note, seen.get(row.size, ()))


def _witnesses(rows: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    """Who has seen the heads of these sizes."""
    found: dict[int, tuple[str, ...]] = {}
    for size, witness in (
        Cosignature.objects.filter(size__in=[row.size for row in rows])
        .order_by("witness")
        .values_list("size", "witness")
        .distinct()
    ):
        found[size] = (*found.get(size, ()), witness)
    return found


def cosignatures(*, size: int) -> list[str]:
    """The lines that witnesses have signed under the head of this size."""
    rows = Cosignature.objects.filter(size=size).exclude(line="").order_by("id")
    return list(dict.fromkeys(rows.values_list("line", flat=True)))


def latest_per_witness() -> list[tuple[str, int, datetime]]:
    """The newest head that each witness outside has seen: its name, the size, and when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (witness) witness, size, seen_at FROM ledger_cosignature"
            " ORDER BY witness, size DESC, seen_at DESC"
        )
        return list(cursor.fetchall())
