"""Taking a backup: one moment of the database, the photos that belong to it and what was published, while the city
works on."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Identifier

from linli.backup import tables
from linli.backup.archive import Manifest, Sequence, Table, Tell, Writer, check, created, takes
from linli.config.home import VERSION
from linli.config.options import SetUpFault

_PART = 4 * 1024 * 1024
_UNFINISHED = ".new"


def take(
    *,
    path: Path,
    apart: Path,
    source: str,
    folders: Mapping[str, Path],
    tracking_key: bytes,
    keys: Mapping[str, bytes],
    keys_apart: Mapping[str, bytes],
    now: datetime,
    tell: Tell,
) -> Manifest:
    """Write everything in the database at `source` (a libpq address) and in `folders` to the archive `path`, and the
    keys of contacts to the archive `apart`, in place of the one that stands there. A folder goes by what the names of
    its parts begin with.

    All tables are read in one transaction, so that they belong together; nobody has to wait for it. `keys` are secrets
    to put in as well, `keys_apart` those for the other archive. No more than a few MB are held, however large the city
    is. Raises SetUpFault where `path` is there already or `apart` is of another city, and OSError where the disk is
    full; then nothing is left at `path`.
    """
    if apart.exists() and check(apart, lambda *_: None).tracking_key != fingerprint(tracking_key):
        raise SetUpFault(f"{apart} holds the contacts' keys of another city: name another file with --contact-keys")
    with (
        created(path) as writer,
        created(apart, anew=True) as writer_apart,
        psycopg.connect(source) as connection,
    ):
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        tables.prepare(connection)
        found = tables.known(connection)
        lying = [one for folder, place in folders.items() for one in _lying(folder, place)]
        total = sum(table.bytes for table in found) + sum(size for *_, size in lying)
        done = sum(table.bytes for table in found)
        kept, kept_apart = _tables(
            connection, found, writer, writer_apart, lambda name, so_far: tell(name, so_far, total)
        )
        manifest = _manifest(connection, kept, writer, tracking_key, now)
        for name, file, size in lying:
            tell("files", done, total)
            with suppress(FileNotFoundError):
                writer.add(name, file.read_bytes())
            done += size
        _add_keys(writer, keys)
        _add_keys(writer_apart, keys_apart)
        writer_apart.finish(replace(manifest, tables=kept_apart, sequences=(), parts=writer_apart.parts))
        writer.finish(manifest)
        tell("files", total, total)
    return manifest


def _manifest(
    connection: Connection[Any], kept: tuple[Table, ...], writer: Writer, tracking_key: bytes, now: datetime
) -> Manifest:
    """What the archive holds; its parts grow until it is finished."""
    return Manifest(
        linli=VERSION,
        postgresql=connection.info.server_version // 10000,
        taken_at=now.isoformat(),
        tracking_key=fingerprint(tracking_key),
        migrations=_migrations(connection),
        tables=kept,
        sequences=_sequences(connection),
        parts=writer.parts,
    )


def _tables(
    connection: Connection[Any],
    found: Iterable[tables.Known],
    writer: Writer,
    writer_apart: Writer,
    tell: Callable[[str, int], None],
) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """Write all tables, those that go apart to the other archive; which went where. `tell` hears how many bytes are
    done."""
    done = 0
    kept: list[Table] = []
    kept_apart: list[Table] = []
    for table in found:
        tell(table.name, done)
        apart = table.name in tables.APART
        rows = _copy(connection, writer_apart if apart else writer, table)
        (kept_apart if apart else kept).append(Table(table.name, table.columns, rows))
        done += table.bytes
    return tuple(kept), tuple(kept_apart)


def _add_keys(writer: Writer, keys: Mapping[str, bytes]) -> None:
    for name, secret in sorted(keys.items()):
        writer.add(f"keys/{name}", secret)


def fingerprint(key: bytes) -> str:
    """Tells whether two keys are the same, and nothing else of them."""
    return hmac.digest(key, b"linli backup", hashlib.sha256).hex()[:32]


def _copy(connection: Connection[Any], writer: Writer, table: tables.Known) -> int:
    """Write all rows of a table in parts; how many there are. A row is a line, whatever its texts hold."""
    rows, numbers = 0, count(1)
    for data in _gathered(connection, table):
        rows += data.count(b"\n")
        writer.add(f"tables/{table.name}/{next(numbers):06}", data)
    return rows


def _gathered(connection: Connection[Any], table: tables.Known) -> Iterator[bytes]:
    gathered = bytearray()
    with connection.cursor() as cursor, cursor.copy(tables.copy(table.name, table.columns, "TO STDOUT")) as copying:
        for block in copying:
            gathered += block
            if len(gathered) >= _PART:
                yield bytes(gathered)
                gathered.clear()
    if gathered:
        yield bytes(gathered)


def _migrations(connection: Connection[Any]) -> tuple[tuple[str, str], ...]:
    found = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return tuple((app, name) for app, name in found)


def _sequences(connection: Connection[Any]) -> tuple[Sequence, ...]:
    found = []
    for name in tables.sequences(connection):
        row = connection.execute(SQL("SELECT last_value, is_called FROM {}").format(Identifier(name))).fetchone()
        assert row is not None
        found.append(Sequence(name, *row))
    return tuple(found)


def _lying(folder: str, place: Path) -> list[tuple[str, Path, int]]:
    """The files below `place` with the names of their parts and their sizes. Listed after the database's moment has
    been fixed: a photo is written before the row that names it, so that none of that moment is missed.

    What is still being written has a name of its own, and what others put there may have any: neither is Linli's.
    """
    found = []
    for path in place.rglob("*"):
        name = f"{folder}/{path.relative_to(place).as_posix()}"
        with suppress(FileNotFoundError):  # a draft that is given up meanwhile
            if path.is_file() and path.suffix != _UNFINISHED and takes(name):
                found.append((name, path, path.stat().st_size))
    return sorted(found)
