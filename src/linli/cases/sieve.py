"""What a list is sifted by on whichever way it is walked: where it came from, how it ended, its cell, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from linli.kernel.ids import uuid7_least

# A case's id is as old as its report; among those of former days are some a little older, whose photos came first.
_MARGIN = timedelta(days=1)


class Sifted(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def cell(self) -> str: ...
    @property
    def reported(self) -> str: ...
    @property
    def closed(self) -> str: ...


def interval(start: datetime, end: datetime) -> str:
    """A stretch of time as a filter keeps it, in ISO 8601: from `start` until just before `end`."""
    return f"{start.isoformat()}/{end.isoformat()}"


def read_interval(text: str) -> tuple[datetime, datetime]:
    """The inverse of `interval`. Raises ValueError where it isn't one."""
    start, _, end = text.partition("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def conditions(filters: Sifted) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Conditions on the case `c`, with their parameters."""
    for column in ("source", "outcome", "cell"):
        if value := getattr(filters, column):
            yield f"c.{column} = %s", (value,)
    if filters.reported:
        start, end = read_interval(filters.reported)
        yield (
            "c.reported_at >= %s AND c.reported_at < %s AND c.id >= %s AND c.id < %s",
            (start, end, uuid7_least(start - _MARGIN), uuid7_least(end + _MARGIN)),
        )
    if filters.closed:
        start, end = read_interval(filters.closed)
        # Nothing is closed before it was reported.
        yield "c.closed_at >= %s AND c.closed_at < %s AND c.id < %s", (start, end, uuid7_least(end))
