"""Which cases have events that a reader of all events hasn't taken yet, in whatever order the events were committed.

Numbers of events are given out before their transactions end, so the highest number that can be seen says nothing about
the ones below it. A reader therefore goes on from a `Mark` below which nothing can appear any more, and looks again at
all above it; whoever folds whole cases may take one twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from linli.cases import store
from linli.cases.rules import Event

# A number is given out a moment before its transaction gets a number of its own, by which it is waited for.
_MOMENT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a reader has come: every event up to `event` is taken.

    `ahead` was the highest event at `noted_at`. Once every transaction before `horizon` has ended, none can appear
    below it any more.
    """

    event: int = 0
    ahead: int = 0
    horizon: int = 0
    noted_at: datetime | None = None


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


def settled(mark: Mark, *, now: datetime) -> Mark:
    """The mark moved up as far as nothing can appear below it any more, with the next stretch noted ahead.

    To be asked before the events are read: what it passes was there to be seen then.
    """
    with connection.cursor() as cursor:
        if mark.noted_at is not None:
            cursor.execute(
                "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
                " FROM pg_current_snapshot() s"
            )
            oldest, newest = cursor.fetchone()
            if oldest >= mark.horizon and now - mark.noted_at >= _MOMENT:
                mark = replace(mark, event=max(mark.event, mark.ahead))
            elif mark.horizon <= newest:
                return mark
            # Else this server hasn't come so far: the database was restored on another one.
        # A number of one's own is above that of everybody who writes already; what a snapshot calls its end is only
        # above those who are done.
        cursor.execute("SELECT pg_current_xact_id()::text::bigint, (SELECT coalesce(max(id), 0) FROM cases_event)")
        horizon, ahead = cursor.fetchone()
    return replace(mark, ahead=ahead, horizon=horizon, noted_at=now)


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
