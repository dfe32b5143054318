"""What has happened to all cases, for whoever goes through the events from a number on and folds each case whole.

How far such a reader has come is a `watermark`. Above it the same case may be taken twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.cases import store
from linli.cases.rules import Event


@dataclass(frozen=True, slots=True)
class Changed:
    """A stretch of events: their cases with the version that they led to, and the last event of the stretch."""

    versions: dict[UUID, int]
    last: int


@dataclass(frozen=True, slots=True)
class Past:
    """A case's identity and all of its events in order, without anybody's words."""

    case_id: UUID
    flow: int
    events: tuple[Event, ...]


def changed(*, after: int, limit: int = 5000) -> Changed:
    """The cases of the next `limit` events behind number `after` that can be seen now; none at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, case_id, seq FROM cases_event WHERE id > %s ORDER BY id LIMIT %s", [after, limit])
        rows = cursor.fetchall()
    versions: dict[UUID, int] = {}
    for _, case_id, seq in rows:
        versions[case_id] = max(seq, versions.get(case_id, 0))
    return Changed(versions, rows[-1][0] if rows else after)


def pasts(case_ids: Sequence[UUID]) -> Iterator[Past]:
    """Some cases with all that has happened to them, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, flow FROM cases_case WHERE id = ANY(%s) ORDER BY id", [list(case_ids)])
        found = cursor.fetchall()
    events = store.events_by_case([case_id for case_id, _ in found])
    for case_id, flow in found:
        yield Past(case_id, flow, tuple(events.get(case_id, ())))


def case_ids(*, after: UUID, limit: int) -> tuple[UUID, ...]:
    """The ids of the next `limit` cases behind `after`, in their order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE id > %s ORDER BY id LIMIT %s", [after, limit])
        return tuple(row[0] for row in cursor.fetchall())
