"""The sequencer: every event becomes a leaf of the ledger, exactly once, whoever is killed when.

Intake knows nothing of it: events are found by their numbers. Up to the *mark* all of them are recorded; it follows the
`watermark`. Those above it are looked up in the ledger one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.cases import store, watermark
from linli.cases.models import Settled
from linli.cases.rules import leaves
from linli.cases.rules.leaves import Recorded
from linli.cases.watermark import Watermark
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
        risen = watermark.risen(Watermark(row.mark, row.bound, row.writers))
        Settled.objects.filter(pk=_ROW).update(bound=risen.bound, writers=list(risen.writers))
    return risen.event


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
