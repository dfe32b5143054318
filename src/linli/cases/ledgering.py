"""The sequencer: every event becomes a leaf of the ledger, exactly once, whoever is killed when.

Intake knows nothing of it: events are found by their numbers. Numbers are drawn before events are committed, so a lower
one may appear after a higher one. Below the *mark* none can any more. It rises to the highest number that had been
drawn at a moment, once every transaction that was writing events at that moment has ended; until then, events above it
are looked up in the ledger one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.cases import store
from linli.cases.models import Settled
from linli.cases.rules import leaves
from linli.cases.rules.leaves import Recorded
from linli.ledger import commands as ledger
from linli.ledger import queries as recorded
from linli.ledger.rules import leaf
from linli.ledger.rules.leaf import Entry

BATCH = 5000
_ROW = 1

_EVENTS = """
    SELECT e.id, e.case_id, c.number, e.seq, e.command_id, e.step, e.move, e.at, e.recorded_at, e.before, e.after,
        e.actor_kind, e.actor_id, e.role, e.actor_unit, e.edition, e.origin, e.given::text, w.body, w.salt
    FROM {} e LEFT JOIN cases_case c ON c.id = e.case_id
        LEFT JOIN cases_words w ON w.case_id = e.case_id AND w.seq = e.seq"""
# The events are chosen first: what lies beside them is then looked up for these alone.
_AFTER = _EVENTS.format("(SELECT * FROM cases_event WHERE id > %s ORDER BY id LIMIT %s)") + " ORDER BY e.id"
_NUMBERED = _EVENTS.format("cases_event") + " WHERE e.id = ANY(%s) ORDER BY e.id"
_OF_CASE = _EVENTS.format("cases_event") + " WHERE e.case_id = %s ORDER BY e.seq"
_DRAWN = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('cases_event', 'id')::regclass), 0)"
# A transaction holds this lock from before it draws an event's number until it ends.
_WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation'
        AND relation = 'cases_event'::regclass AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one transaction did: how many leaves it wrote, up to which number, and whether there may be more."""

    written: int
    last: int
    more: bool


def run(*, now: datetime, lasting: timedelta | None = None, batch: int = BATCH) -> int:
    """Record what isn't recorded yet, oldest first, for about `lasting`, and sign the head; how many leaves came.

    Several may run at once: they take turns. Raises LedgerFault where the ledger contradicts what was signed.
    """
    until = None if lasting is None else monotonic() + lasting.total_seconds()
    written, after, settled = 0, 0, _settle()
    while True:
        done = _record(after, settled, batch)
        written, after = written + done.written, done.last
        if not done.more or (until is not None and monotonic() > until):
            break
    ledger.sign_head(now=now)
    return written


def events_after(number: int, limit: int) -> list[Recorded]:
    """Events with higher numbers, in their order."""
    return _read(_AFTER, [number, limit])


def events_numbered(numbers: Sequence[int]) -> dict[int, Recorded]:
    return {event.id: event for event in _read(_NUMBERED, [list(numbers)])}


def events_of(case_id: UUID) -> list[Recorded]:
    return _read(_OF_CASE, [case_id])


def mark() -> int:
    """The number below which every event is recorded."""
    row = Settled.objects.filter(pk=_ROW).first()
    return row.mark if row else 0


def waiting(*, since: datetime) -> int:
    """How many events wait that were recorded before `since`."""
    after, found = mark(), 0
    while events := events_after(after, BATCH):
        fresh = recorded.unrecorded(entries=[event.id for event in events])
        found += sum(event.id in fresh and event.recorded_at < since for event in events)
        after = events[-1].id
    return found


def salts_of(event: Recorded) -> tuple[bytes, bytes, bytes]:
    return leaf.salts(settings.LINLI_LEDGER_SALT, event.case_id, event.seq)


def said(event: Recorded) -> bytes | None:
    """The commitment to an event's words; None where there are none (any more)."""
    if event.words is None or event.salt is None:
        return None
    return leaf.commitment("words", event.salt.bytes, event.words.encode())


def leaf_of(event: Recorded, words: bytes | None) -> bytes:
    """The leaf of an event; `words` is the commitment to its words."""
    return leaf.leaf(
        what=leaves.what(event),
        given=leaves.given(event),
        who=leaves.who(event),
        salts=salts_of(event),
        words=words,
    )


def _settle() -> int:
    """Up to which number everything that will ever be there can be seen from now on."""
    with transaction.atomic():
        ledger.take_turn()
        row, _ = Settled.objects.get_or_create(pk=_ROW, defaults={"mark": 0, "bound": 0, "writers": []})
        # In this order: whoever draws a number between the two looks is above the bound, or among the writers.
        [(bound,)] = store.rows(_DRAWN, [])
        writers = {holder for (holder,) in store.rows(_WRITERS, [])}
        if not writers:
            return int(bound)
        if writers & set(row.writers):
            return int(row.mark)
        settled = max(row.mark, row.bound)
        row.bound, row.writers = bound, sorted(writers)
        row.save(update_fields=["bound", "writers"])
        return int(settled)


def _record(after: int, settled: int, batch: int) -> _Batch:
    """Record what has a higher number than `after` and isn't recorded yet, in one transaction."""
    with transaction.atomic():
        ledger.take_turn()
        row = Settled.objects.get(pk=_ROW)
        events = events_after(max(after, row.mark), batch)
        if not events:
            return _Batch(0, max(after, row.mark), more=False)
        fresh = recorded.unrecorded(entries=[event.id for event in events])
        if fresh:
            ledger.append(
                entries=[
                    Entry(event.id, event.case_id, event.seq, leaf_of(event, said(event)))
                    for event in events
                    if event.id in fresh
                ]
            )
        last = events[-1].id
        Settled.objects.filter(pk=_ROW).update(mark=max(row.mark, min(last, settled)))
        return _Batch(len(fresh), last, more=len(events) == batch)


def _read(sql: str, parameters: Sequence[Any]) -> list[Recorded]:
    return [Recorded(*row) for row in store.rows(sql, parameters)]
