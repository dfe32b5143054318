"""What has happened and nobody has been told of yet.

Every act on a case leaves a line here in the statement that writes its events, so that nothing that happened goes
untold, and nothing is told that didn't. Histories that come in bulk leave none: they are the past.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Told:
    """One act, and what followed from it by itself: the events `first_seq` to `last_seq` of a case."""

    case_id: UUID
    first_seq: int
    last_seq: int


def take(*, at_most: int = 500) -> tuple[Told, ...]:
    """Take lines off, whichever come first, past those that somebody else is taking.

    They are gone with the end of the caller's transaction, and only then: write what comes of them in the same one.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lines are taken off in the transaction that writes what comes of them")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_outbox WHERE ctid = ANY(ARRAY("
            "SELECT ctid FROM cases_outbox LIMIT %s FOR UPDATE SKIP LOCKED))"
            " RETURNING case_id, first_seq, last_seq",
            [at_most],
        )
        taken = (Told(*row) for row in cursor.fetchall())
        return tuple(sorted(taken, key=lambda one: (str(one.case_id), one.first_seq)))


def earliest(case_ids: Collection[UUID]) -> dict[UUID, int]:
    """The first event of each of these cases that waits to be told; a case with nothing that waits is left out.

    A line that somebody is taking off counts until that is committed: what isn't here any more has been written down.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, min(first_seq) FROM cases_outbox WHERE case_id = ANY(%s) GROUP BY case_id",
            [list(case_ids)],
        )
        return dict(cursor.fetchall())


def waiting() -> int:
    """How many lines there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_outbox")
        return int(cursor.fetchone()[0])
