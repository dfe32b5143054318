"""The audit of the ledger: the whole tree is worked out again from the events, and the first difference is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from linli.cases import ledgering
from linli.cases.rules.leaves import Recorded
from linli.ledger import queries as recorded
from linli.ledger.commands import INCLUDED_WITHIN
from linli.ledger.queries import Kept, SignedHead
from linli.ledger.rules import leaf, note, tiles
from linli.ledger.rules.receipt import Keys
from linli.ledger.rules.tree import leaf_hash

_LOWEST = -(1 << 63)

type Tell = Callable[[int, int], None]
"""Told how many leaves are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where events and ledger part. `what` is a code of `MEANINGS`; `parts` are those of the leaf that differ."""

    what: str
    position: int | None = None
    case: int | None = None
    case_id: UUID | None = None
    seq: int | None = None
    parts: tuple[str, ...] = ()
    size: int | None = None


MEANINGS = {
    "deleted": "the event that this leaf records isn't there",
    "altered": "the event isn't what was recorded",
    "reordered": "another event stands where this one was recorded",
    "inserted": "the event was never recorded, though later ones were",
    "leaf_missing": "the ledger itself lacks this leaf",
    "leaf_altered": "the ledger's own leaf isn't what was hashed",
    "root": "leaves and events agree with each other, but not with the signed head",
    "signature": "the head isn't signed by a key of the ledger that was valid then",
    "tiles": "the tiles that proofs are made of aren't those of the tree",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at: leaves and heads; words that were erased since; events that wait for longer than promised."""

    leaves: int
    heads: int
    erased: int
    late: int
    difference: Difference | None


class _Found(Exception):
    """The end of the search."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.what)
        self.difference = difference


class _Walk:
    """The tree as it grows again, leaf by leaf, held against each head at its size."""

    def __init__(self, heads: Sequence[SignedHead]) -> None:
        self.heads = list(heads)[::-1]
        self.size = self.erased = 0
        self.edge: tiles.Edge = ()
        self.rows: dict[int, Row] = {}
        self._settle()

    def grow(self, hashes: Sequence[bytes]) -> None:
        start = 0
        while start < len(hashes):
            # No further than to the next head, so that its root can be compared.
            step = min(self.heads[-1].size - self.size if self.heads else len(hashes), len(hashes) - start)
            full, self.edge = tiles.grow(self.size, self.edge, hashes[start : start + step])
            for tile in full:
                self.rows.setdefault(tile.level, Row()).add(tile.hashes)
            start, self.size = start + step, self.size + step
            self._settle()

    def _settle(self) -> None:
        root = tiles.root(self.size, self.edge)
        while self.heads and self.heads[-1].size == self.size:
            if self.heads.pop().root != root:
                raise _Found(Difference("root", size=self.size))


class Row:
    """The tiles of a level, as their number and a digest over all."""

    def __init__(self) -> None:
        self.count, self.digest = 0, sha256()

    def add(self, hashes: bytes) -> None:
        self.count += 1
        self.digest.update(hashes)


def audit(*, now: datetime, outside: Sequence[SignedHead] = (), tell: Tell = lambda done, total: None) -> Audit:
    """Work the whole ledger out again from the events and hold it against leaves, tiles and all heads.

    `outside` are heads that somebody else has kept: what was signed, and taken back since, is found by them alone. The
    city may go on working meanwhile.
    """
    heads = sorted([*recorded.all_heads(), *outside], key=lambda one: one.size)
    total, walk = recorded.size(), None
    try:
        _check_signatures(heads)
        walk = _Walk(heads)
        _check_leaves(walk, total, tell)
        _check_unrecorded()
        _check_tiles(walk)
        difference = None
    except _Found as found:
        difference = found.difference
    late = ledgering.waiting(since=now - INCLUDED_WITHIN)
    return Audit(total, len(heads), walk.erased if walk else 0, late, difference)


def _check_signatures(heads: Sequence[SignedHead]) -> None:
    listed = [{"key": one.key.text, "succession": one.succession} for one in recorded.own_keys()]
    if not heads:
        return
    keys = Keys(listed, [note.read_key(one["key"]) for one in listed])
    for head in heads:
        signed = note.read(head.note)
        said = note.read_head(signed.text)
        if keys.signed(signed, said.at) is None or (said.size, said.root) != (head.size, head.root):
            raise _Found(Difference("signature", size=head.size))


def _check_leaves(walk: _Walk, total: int, tell: Tell) -> None:
    while walk.size < total:
        kept = recorded.leaves(start=walk.size, limit=min(ledgering.BATCH, total - walk.size))
        events = ledgering.events_numbered([one.entry for one in kept])
        checked = []
        for position, one in enumerate(kept, walk.size):
            if one.position != position:
                raise _Found(Difference("leaf_missing", position))
            checked.append(_check_leaf(one, events.get(one.entry), walk))
        if not kept:
            raise _Found(Difference("leaf_missing", walk.size))
        walk.grow(checked)
        tell(walk.size, total)
    if walk.heads:
        raise _Found(Difference("leaf_missing", total, size=walk.heads[-1].size))


def _check_leaf(kept: Kept, event: Recorded | None, walk: _Walk) -> bytes:
    """The hash of the leaf as the event makes it."""
    if event is None:
        raise _Found(_about(kept, "deleted"))
    try:
        committed = leaf.commitments(kept.leaf)
    except ValueError:
        raise _Found(_about(kept, "leaf_altered")) from None
    words = ledgering.said(event)
    if words is None and "words" in committed:
        words = committed["words"]
        walk.erased += 1
    data = ledgering.leaf_of(event, words)
    if data != kept.leaf:
        moved = (event.case_id, event.seq) != (kept.subject, kept.seq)
        parts = leaf.differing(committed, leaf.commitments(data))
        raise _Found(_about(kept, "reordered" if moved else "altered", parts))
    hashed = leaf_hash(data)
    if hashed != kept.hash:
        raise _Found(_about(kept, "leaf_altered"))
    return hashed


def _check_unrecorded() -> None:
    """Below the mark every event has a leaf; one without was put there past the city's own doors."""
    after, mark = _LOWEST, ledgering.mark()
    while after < mark and (events := ledgering.events_after(after, ledgering.BATCH)):
        fresh = recorded.unrecorded(entries=[event.id for event in events if event.id <= mark])
        for event in events:
            if event.id in fresh:
                raise _Found(Difference("inserted", None, event.number, event.case_id, event.seq))
        after = events[-1].id


def _check_tiles(walk: _Walk) -> None:
    """Tiles that came while we looked are past what we count."""
    found: dict[int, Row] = {}
    for tile in recorded.all_tiles():
        row = found.setdefault(tile.level, Row())
        if row.count < walk.rows.get(tile.level, Row()).count:
            row.add(tile.hashes if tile.number == row.count else b"")
    for level, row in walk.rows.items():
        if found.get(level, Row()).digest.digest() != row.digest.digest():
            raise _Found(Difference("tiles", size=level))
    if recorded.size() == walk.size and recorded.edge() != walk.edge:
        raise _Found(Difference("tiles", size=0))


def _about(kept: Kept, what: str, parts: tuple[str, ...] = ()) -> Difference:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case WHERE id = %s", [kept.subject])
        found = cursor.fetchone()
    return Difference(what, kept.position, found[0] if found else None, kept.subject, kept.seq, parts)
