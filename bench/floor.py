"""The floor that intake is held against: the least that a web application on PostgreSQL can do with a report.

One WSGI function, no framework: it reads the body and inserts one row in one committed statement.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from psycopg_pool import ConnectionPool

_POOL = ConnectionPool(
    os.environ["LINLI_FLOOR_CONNINFO"], min_size=1, max_size=8, kwargs={"autocommit": True}, open=True
)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    with _POOL.connection() as connection:
        connection.execute("INSERT INTO floor (body) VALUES (%s)", [body.decode()])
    start("204 No Content", [("Content-Length", "0")])
    return []
