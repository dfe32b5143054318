"""Cases of a period with all that happened to them, read in batches by key, for whoever replays them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.cases import store
from linli.cases.rules import Event, Facts
from linli.kernel.ids import uuid7_least

BATCH = 500
# A case's id is as old as its report, to the millisecond; a second on either side leaves room for how it was rounded.
_ROUNDED_MS = 1000


@dataclass(frozen=True, slots=True)
class Story:
    """A case: its number, how it stands, and its events in order. The events are without anybody's words."""

    number: int
    facts: Facts
    events: tuple[Event, ...]


def stories(*, start: datetime, end: datetime, batch: int = BATCH) -> Iterator[Story]:
    """The cases reported from `start` until just before `end`, in the order of their ids, which is nearly that of time.

    Reads `batch` cases at a time: cases that are filed meanwhile may be left out, none comes twice.
    """
    after, last = uuid7_least(start, milliseconds=-_ROUNDED_MS), uuid7_least(end, milliseconds=_ROUNDED_MS)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {store.COLUMNS}, number FROM cases_case WHERE id > %s AND id < %s AND reported_at >= %s"
                " AND reported_at < %s ORDER BY id LIMIT %s",
                [after, last, start, end, batch],
            )
            found = cursor.fetchall()
        if not found:
            return
        cases = [(store.read_facts(row), row[-1]) for row in found]
        events = store.events_by_case([facts.id for facts, _ in cases])
        for facts, number in cases:
            yield Story(number, facts, tuple(events.get(facts.id, ())))
        after = cases[-1][0].id
