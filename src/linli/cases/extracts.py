"""Lists of cases to the end, a batch at a time, for whoever may see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from linli.cases.narrowing import Filters, first_keys
from linli.cases.rules import LATEST, State
from linli.cases.rules.extract import Extract
from linli.cases.ways import order
from linli.kernel.rights import Actor

_BATCH = 2000
_PLAIN = (
    "outcome", "source", "area_path", "cell", "component", "lat", "lon", "unit_path", "assisting", "reported_at",
    "due_at", "closed_at", "returns", "reworks", "rounds", "extensions", "edition",
)  # fmt: skip


def extracts(*, actor: Actor, filters: Filters, now: datetime, batch: int = _BATCH) -> Iterator[tuple[Extract, ...]]:
    """All cases of the list that `listing` begins, newest first, in batches: those that `actor` may see, no other.

    In whichever order they are asked for, they come by id, that never changes: while the city works on, no case comes
    twice, and none is missed that was there at the beginning and is still in the list. Each is as it was when its
    batch was read.
    """
    filters = replace(filters, sort="newest", open=filters.open or filters.sort == "urgent")
    last: UUID | None = None
    while True:
        resume = ("c.id < %s", (last,)) if last else None
        keys = first_keys(actor=actor, filters=filters, now=now, limit=batch, resume=resume)
        if keys is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT c.id, c.number, c.class_key, c.state, {', '.join('c.' + name for name in _PLAIN)}"
                f" FROM ({keys[0]}) AS k JOIN cases_case c ON c.id = k.id ORDER BY {order('newest', 'k')}",
                keys[1],
            )
            found = cursor.fetchall()
        if found:
            yield tuple(_extract(row) for row in found)
            last = found[-1][0]
        if len(found) < batch:
            return


def _extract(row: tuple[Any, ...]) -> Extract:
    _, number, class_key, name, *plain = row
    state = State(name)
    named = dict(zip(_PLAIN, plain, strict=True))
    named["assisting"] = tuple(named["assisting"])
    return Extract(number=number, class_key=class_key, state=state, stage=LATEST.states[state].stage, **named)
