"""How far somebody who reads all events has come: the number below which none can appear any more.

Numbers are drawn before events are committed, and a transaction may end long after it drew one: the highest number that
can be seen says nothing about those below it. But whoever writes events holds a lock on their table from before drawing
a number until the transaction ends. So a mark rises to the highest number that had been drawn at a moment, once all who
held the lock at that moment have ended. Above the mark, readers look again at what they may have read before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linli.cases import store

_DRAWN = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('cases_event', 'id')::regclass), 0)"
# What the own transaction has written can be seen.
_WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation'
        AND relation = 'cases_event'::regclass AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Up to `event` nothing can appear any more; up to `bound` neither, once none of `writers` writes any more."""

    event: int = 0
    bound: int = 0
    writers: Sequence[str] = ()


def risen(mark: Watermark) -> Watermark:
    """The mark as far up as it can be now; where nobody writes, at the highest number of all.

    To be asked before the events are read, and in another statement: what it passes can be seen from then on.
    """
    # In this order: whoever draws a number between the two looks is above the bound, or among the writers.
    [(bound,)] = store.rows(_DRAWN, [])
    writers = tuple(holder for (holder,) in store.rows(_WRITERS, []))
    if not writers:
        return Watermark(bound, bound)
    if not set(writers).isdisjoint(mark.writers):
        return mark
    return replace(mark, event=max(mark.event, mark.bound), bound=bound, writers=writers)
