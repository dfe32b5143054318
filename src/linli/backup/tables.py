"""The tables of the database as PostgreSQL knows them, so that one without a model isn't forgotten."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

# What restoring makes anew: Django's notes of its own tables; and sessions, because whoever has one is signed in.
LEFT_OUT = ("django_migrations", "django_content_type", "auth_permission", "django_session")

# What goes into a file of its own, of which only the newest is kept: the keys that open reporters' contacts.
APART = ("people_casekey",)

_TABLES = """
SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum), pg_table_size(c.oid)
FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
GROUP BY c.oid, c.relname ORDER BY c.relname"""
_REFERENCES = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND c.conrelid <> c.confrelid"""
_SEQUENCES = "SELECT sequencename::text FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
# How values are written must not depend on how either server is set.
_WRITTEN = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
    "statement_timeout": "0",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A table, the columns that are kept, and about how many bytes it has."""

    name: str
    columns: tuple[str, ...]
    bytes: int


def prepare(connection: Connection[Any]) -> None:
    """Let values be written in one way until the transaction ends."""
    for name, value in _WRITTEN.items():
        connection.execute("SELECT set_config(%s, %s, true)", (name, value))


def known(connection: Connection[Any]) -> list[Known]:
    """The tables that a backup holds, each after those that it refers to; those `APART` come last."""
    found = {row[0]: Known(row[0], tuple(row[1]), row[2]) for row in connection.execute(_TABLES)}
    needs: dict[str, set[str]] = {name: set() for name in found}
    for name, other in connection.execute(_REFERENCES):
        if name in needs and other in needs:
            needs[name].add(other)
    ordered: list[Known] = []
    while needs:
        # Tables that refer to each other in a ring are left to constraints that wait for the end of the transaction.
        ready = sorted(name for name, others in needs.items() if not others & needs.keys()) or sorted(needs)[:1]
        for name in ready:
            del needs[name]
            if name not in LEFT_OUT:
                ordered.append(found[name])
    return sorted(ordered, key=lambda table: table.name in APART)


def sequences(connection: Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute(_SEQUENCES)]


def copy(table: str, columns: tuple[str, ...], direction: str) -> Composed:
    """The statement that reads all rows of a table (`TO STDOUT`) or writes them (`FROM STDIN`), as text."""
    return SQL("COPY {} ({}) " + direction).format(Identifier(table), SQL(", ").join(map(Identifier, columns)))
