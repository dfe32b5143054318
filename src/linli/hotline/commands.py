"""The only door through which the hotline's counts change."""

from datetime import date, datetime
from typing import Literal

from django.db import connection

# A form that stood open for longer was forgotten on the screen: it says nothing about a call.
LONGEST_CALL_S = 3600

type What = Literal["report", "follow", "exclude"]


def count(*, what: What, day: date, begun: datetime | None, now: datetime, reason: str = "") -> None:
    """Count a call that ended at `now`, on `day` of the city. `begun` is when its form was opened, None if unknown."""
    seconds = int((now - begun).total_seconds()) if begun else -1
    timed = 0 <= seconds <= LONGEST_CALL_S
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hotline_tally AS t (day, what, reason, calls, timed, seconds) VALUES (%s, %s, %s, 1, %s, %s)"
            " ON CONFLICT (day, what, reason) DO UPDATE SET calls = t.calls + 1, timed = t.timed + excluded.timed,"
            " seconds = t.seconds + excluded.seconds",
            [day, what, reason, int(timed), seconds if timed else 0],
        )
