"""What signing in and tokens leave behind, swept away once nothing depends on it.

Accounts, posts, tokens, absences and openings of contacts are records, and stay.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from linli.people.models import SignedIn
from linli.people.rules import FORGOTTEN_AFTER

_SPENT_LONG = timedelta(days=1)  # far longer than any window in which uses are counted


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows went: sessions past their end (with the challenges and half sign-ins in them), lines of the lists
    of open sessions, counts of wrong attempts, and counts of what tokens and addresses did."""

    sessions: int = 0
    lines: int = 0
    attempts: int = 0
    purses: int = 0

    @property
    def rows(self) -> int:
        return self.sessions + self.lines + self.attempts + self.purses


def sweep(*, now: datetime) -> Swept:
    """Sweep at `now`. Rows that somebody is using are left for the next time."""
    with transaction.atomic():
        sessions, _ = Session.objects.filter(expire_date__lte=now).delete()
        alive = Session.objects.values("session_key")
        # A session is on the list only after it was saved.
        lines, _ = SignedIn.objects.filter(at__lte=now).exclude(key__in=alive).delete()
        return Swept(
            sessions=sessions,
            lines=lines,
            attempts=_deleted("people_signinattempts", "name_digest", "latest", now - FORGOTTEN_AFTER),
            purses=_deleted("people_spent", "purse", "since", now - _SPENT_LONG),
        )


def _deleted(table: str, key: str, moment: str, before: datetime) -> int:
    """Counting an attempt or a use deletes old rows too: nobody may wait for another crosswise."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {key} IN"  # noqa: S608  names are constants
            f" (SELECT {key} FROM {table} WHERE {moment} < %s FOR UPDATE SKIP LOCKED)",
            [before],
        )
        return int(cursor.rowcount)
