"""How the tree is read and written. Private to this room."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from linli.kernel import locks
from linli.ledger.keys import KeyFault
from linli.ledger.rules import tiles
from linli.ledger.rules.leaf import Entry
from linli.ledger.rules.tiles import Edge, Place, Tile
from linli.ledger.rules.tree import Node

_HIGHEST = 12  # 16 to the power of 12 leaves are more than there will be


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree as far as it has grown: its size and its edge."""

    size: int = 0
    edge: Edge = ()

    @property
    def root(self) -> bytes:
        return tiles.root(self.size, self.edge)


def take_turn() -> None:
    """Wait until nobody else writes to the ledger, and keep others waiting until the transaction ends.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written to in a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.LEDGER])


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a query that the server keeps prepared, with binary results: hashes come as they are."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters, prepare=True, binary=True)
        return cursor.fetchall()


def tree() -> Tree:
    found = fetch("SELECT size, edge, salts FROM ledger_state WHERE id = 1")
    if not found:
        return Tree()
    size, edge, salts = found[0]
    if bytes(salts) != _fingerprint():
        raise KeyFault(
            "the ledger's salts come from another secret than LINLI_LEDGER_SALT or LINLI_HOME/keys/ledger-salts holds:"
            " put the old one back"
        )
    return Tree(size, tiles.load_edge(size, bytes(edge)))


def append(tree: Tree, entries: Sequence[Entry]) -> Tree:
    """Write the leaves at the end of the tree, in their order. Raises IntegrityError where one is there already."""
    hashes = [entry.hash for entry in entries]
    full, edge = tiles.grow(tree.size, tree.edge, hashes)
    _copy(
        "ledger_leaf (position, entry, subject, seq, leaf, hash)",
        ("int8", "int8", "uuid", "int4", "bytea", "bytea"),
        (
            (position, entry.number, entry.subject, entry.seq, entry.leaf, hashed)
            for position, (entry, hashed) in enumerate(zip(entries, hashes, strict=True), tree.size)
        ),
    )
    _copy(
        "ledger_tile (level, number, hashes)",
        ("int2", "int8", "bytea"),
        ((tile.level, tile.number, tile.hashes) for tile in full),
    )
    grown = Tree(tree.size + len(entries), edge)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_state (id, size, edge, salts) VALUES (1, %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET size = EXCLUDED.size, edge = EXCLUDED.edge",
            [grown.size, tiles.dump_edge(edge), _fingerprint()],
        )
    return grown


def read_tiles(places: Iterable[Place]) -> dict[Place, bytes]:
    wanted = list(places)
    if not wanted:
        return {}
    found = fetch(
        "SELECT t.level, t.number, t.hashes FROM unnest(%s::int2[], %s::int8[]) AS w(level, number)"
        " JOIN ledger_tile t ON t.level = w.level AND t.number = w.number",
        [[level for level, _ in wanted], [number for _, number in wanted]],
    )
    return {(level, number): bytes(hashes) for level, number, hashes in found}


def node_of(tree: Tree, ranges: Sequence[tuple[int, int]], known: dict[Place, bytes] | None = None) -> Node:
    """Tells the nodes that the roots over these ranges are made of; tiles that aren't `known` are fetched at once."""
    known = known or {}
    missing = tiles.places(ranges, tree.size) - known.keys()
    return tiles.nodes(known | read_tiles(missing), tree.size, tree.edge)


def all_tiles() -> Iterator[Tile]:
    """Every tile, level by level."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, number, hashes FROM ledger_tile ORDER BY level, number")
        while rows := cursor.fetchmany(1000):
            yield from (Tile(level, number, bytes(hashes)) for level, number, hashes in rows)


# One round trip: a leaf, the newest head, the tree, and the leaf's own tiles upwards. `{}` says which leaf.
OF_LEAF = f"""
    SELECT l.position, l.entry, l.leaf, l.hash, h.size, h.note, s.size, s.edge,
        ARRAY(SELECT t.hashes FROM generate_series(0, {_HIGHEST}) AS up(level)
            JOIN ledger_tile t ON t.level = up.level AND t.number = l.position >> {tiles.BITS} * (up.level + 1)
            WHERE up.level < s.levels ORDER BY up.level)
    FROM ledger_leaf l,
        (SELECT size, edge, length(to_hex(size)) AS levels FROM ledger_state WHERE id = 1) s,
        (SELECT size, note FROM ledger_head ORDER BY size DESC, id DESC LIMIT 1) h
    WHERE l.{{}} = %s ORDER BY l.position LIMIT 1"""  # noqa: S608 - made of constants


def _copy(table: str, types: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        through: Any = cursor  # Django hands `copy` through to psycopg's cursor, which its types don't know
        with through.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as sink:
            sink.set_types(types)
            for row in rows:
                sink.write_row(row)


def _fingerprint() -> bytes:
    return hmac.digest(settings.LINLI_LEDGER_SALT, b"linli ledger salts", "sha256")[:16]
