"""Rows that many tests begin with: the program writes them once, later tests find them as they were."""

from collections.abc import Callable

from django.db import connection, transaction

OF_MIGRATIONS = frozenset({"django_content_type", "auth_permission", "django_migrations"})


class Stencil[Value]:
    """What the first call of `lay` made in empty tables, written back whole by every later one.

    Numbers are those of the first time; sequences are past them, for neither a rolled back nor an emptied database
    sets them back. Where a test has filled one of the tables before, everything is made in the usual way.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._made: list[Value] = []

    def lay(self, make: Callable[[], Value]) -> Value:
        with transaction.atomic(), connection.cursor() as cursor:
            if self._made and not filled(self._kept):
                # The rows of a table may come before those that they point to.
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                for table, rows in self._kept.items():
                    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as into:
                        into.write(rows)
                return self._made[0]
            tables = frozenset(connection.introspection.table_names(cursor)) - OF_MIGRATIONS
            empty = not self._made and not filled(tables)
            value = make()
            if empty:
                for table in filled(tables):
                    with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                        self._kept[table] = b"".join(out)
                self._made = [value]
            return value


def filled(tables: frozenset[str] | dict[str, bytes]) -> list[str]:
    """Those of the tables that have rows, by name."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables))
        return sorted(name for (name,) in cursor.fetchall())
