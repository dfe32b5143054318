"""Cases of a period with all that happened to them, read in batches by key, for whoever replays them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from linli.cases import store
from linli.cases.rules import Event, Facts

BATCH = 500
# A case's id tells when it was made: some time before the report where photos were sent first, never a day before it.
_MARGIN = timedelta(days=1)


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
    after, last = _first_id(start - _MARGIN), _first_id(end + _MARGIN)
    columns = ", ".join(store.FACT_COLUMNS)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns}, number FROM cases_case WHERE id > %s AND id < %s AND reported_at >= %s"
                " AND reported_at < %s ORDER BY id LIMIT %s",
                [after, last, start, end, batch],
            )
            found = cursor.fetchall()
        if not found:
            return
        cases = [(store.facts_of(dict(zip(store.FACT_COLUMNS, row, strict=False))), row[-1]) for row in found]
        events = store.events_by_case([facts.id for facts, _ in cases])
        for facts, number in cases:
            yield Story(number, facts, tuple(events.get(facts.id, ())))
        after = cases[-1][0].id


def _first_id(moment: datetime) -> UUID:
    """The least version 7 UUID of a millisecond."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
