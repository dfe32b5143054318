"""Restoring a backup into an empty database: all of it, or nothing."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from linli.backup import tables
from linli.backup.archive import Manifest, Table, Tell, parts
from linli.config.options import SetUpFault


def restore(
    *, path: Path, manifest: Manifest, target: str, folders: Mapping[str, Path], keys: Path, tell: Tell
) -> None:
    """Fill the database at `target` (a libpq address) and `folders` from the checked archive `path`.

    A folder goes by what the names of its parts begin with: `files` the photos, `opendata` what was published.
    The database must have the tables of the backup's migrations, without rows; the folders must be empty or missing.
    Everything is one transaction: it ends only after the counts of all tables agree, every reference leads somewhere,
    the secrets of the archive stand in `keys` in place of others, and the files are in place. Raises SetUpFault that
    says what is in the way.
    """
    for place in folders.values():
        if place.exists() and any(place.iterdir()):
            raise SetUpFault(f"{place} has files already: set LINLI_HOME to a new folder to restore into")
    asides = {folder: place.with_name(place.name + ".restoring") for folder, place in folders.items()}
    _remove(asides.values())
    secrets: dict[str, bytes] = {}
    try:
        with psycopg.connect(target) as connection:
            tables.prepare(connection)
            _claim(connection, manifest)
            _switch_triggers(connection, manifest.tables, "DISABLE")
            _fill(connection, path, manifest, asides, secrets, tell)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _switch_triggers(connection, manifest.tables, "ENABLE")
            for one in manifest.sequences:
                connection.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{one.name}"', one.value, one.called))
            connection.execute("ANALYZE")
            # Before the rows: stopped in between, there is nothing yet that the former keys were needed for.
            _write_all(keys, secrets)
            with ExitStack() as standing:
                for folder, aside in asides.items():
                    standing.enter_context(_in_place(aside, folders[folder]))
                connection.commit()
    except psycopg.Error as fault:
        raise SetUpFault(f"the database doesn't take {path}: {fault}. Nothing was restored") from fault
    except OSError as fault:
        raise SetUpFault(f"{fault.filename} can't be written ({fault.strerror}): nothing was restored") from fault
    finally:
        _remove(asides.values())


def restore_apart(*, path: Path, manifest: Manifest, target: str, keys: Path, tell: Tell) -> tuple[int, int]:
    """Bring the keys of contacts back from the checked archive `path` into the restored database at `target`: those
    that open a contact there, and no others. Contacts that nothing opens any more are dropped. How many of each.

    Raises SetUpFault where the archive is of another version.
    """
    secrets: dict[str, bytes] = {}
    (table,) = manifest.tables
    try:
        with psycopg.connect(target) as connection:
            tables.prepare(connection)
            connection.execute("CREATE TEMPORARY TABLE brought (LIKE people_casekey) ON COMMIT DROP")
            for (folder, name), group in groupby(parts(path, manifest, tell), key=lambda part: _owner(part[0])):
                if folder == "tables":
                    _copy(connection, Table("brought", table.columns, table.rows), (data for _, data in group))
                else:
                    secrets[name] = next(data for _, data in group)
            brought = connection.execute(_OPENS).rowcount
            dropped = drop_unopenable(connection)
            _write_all(keys, secrets)
    except psycopg.Error as fault:
        raise SetUpFault(
            f"the database doesn't take {path}: {fault}. Everything but the contacts is restored; use the newest file"
        ) from fault
    return brought, dropped


def drop_unopenable(connection: Connection[Any]) -> int:
    """Drop the contacts that no key opens; how many."""
    return connection.execute(_UNOPENABLE).rowcount


_OPENS = """
INSERT INTO people_casekey SELECT b.* FROM brought b JOIN people_contact c USING (case_id, key_id)
ON CONFLICT DO NOTHING"""
_UNOPENABLE = """
DELETE FROM people_contact c
WHERE NOT EXISTS (SELECT FROM people_casekey k WHERE k.case_id = c.case_id AND k.key_id = c.key_id)"""


def _claim(connection: Connection[Any], manifest: Manifest) -> None:
    """Shut everybody else out, and see that there is nothing that a backup could be mixed with."""
    there = {table.name: table for table in tables.known(connection)}
    for table in manifest.tables:
        if table.name not in there or set(table.columns) - set(there[table.name].columns):
            raise SetUpFault(f"this version has no table {table.name} as in the backup: use the Linli that took it")
    connection.execute(_each("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", there))
    for name in there:
        if connection.execute(_each("SELECT FROM {} LIMIT 1", [name])).fetchone() is not None:
            raise SetUpFault(
                f"the database has rows already (in {name}), and a backup is restored into an empty one alone: set"
                " LINLI_HOME to a new folder, or LINLI_DATABASE_URL to a new database"
            )


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(
    connection: Connection[Any],
    path: Path,
    manifest: Manifest,
    asides: Mapping[str, Path],
    secrets: dict[str, bytes],
    tell: Tell,
) -> None:
    columns = {table.name: table for table in manifest.tables}
    filled = dict.fromkeys(columns, 0)
    for (folder, name), group in groupby(parts(path, manifest, tell), key=lambda part: _owner(part[0])):
        if folder == "tables":
            filled[name] = _copy(connection, columns[name], (data for _, data in group))
            continue
        for part, data in group:
            if folder in asides:
                _write(asides[folder] / part.removeprefix(f"{folder}/"), data)
            else:
                secrets[name] = data
    for table in manifest.tables:
        if filled[table.name] != table.rows:
            raise SetUpFault(f"{path}: {table.name} has {filled[table.name]} rows where {table.rows} were kept")


def _owner(part: str) -> tuple[str, str]:
    """`tables` and the table's name, or the folder and the name of a single part."""
    folder, _, rest = part.partition("/")
    return folder, rest.partition("/")[0] if folder == "tables" else rest


def _copy(connection: Connection[Any], table: Table, blocks: Iterable[bytes]) -> int:
    with connection.cursor() as cursor:
        with cursor.copy(tables.copy(table.name, table.columns, "FROM STDIN")) as copying:
            for data in blocks:
                copying.write(data)
        return cursor.rowcount


def _switch_triggers(connection: Connection[Any], which: Iterable[Table], how: str) -> None:
    """Rows come in as they were: no trigger of the tables' own may act on them again."""
    for table in which:
        connection.execute(_each("ALTER TABLE {} " + how + " TRIGGER USER", [table.name]))


def _each(statement: str, names: Iterable[str]) -> Composed:
    return SQL(statement).format(SQL(", ").join(map(Identifier, names)))


@contextmanager
def _in_place(aside: Path, files: Path) -> Iterator[None]:
    """The files of `aside` stand at `files` while the block ends well, and are taken away again where it doesn't."""
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside.replace(files)
    try:
        yield
    except BaseException:
        files.replace(aside)
        raise


def _write_all(folder: Path, found: Mapping[str, bytes]) -> None:
    for name, data in found.items():
        _write(folder / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
