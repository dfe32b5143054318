"""What was erased, counted by month, kind and rule: for auditors and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Erased:
    """In how many cases a kind was erased under a rule in the month that begins on `month`."""

    month: date
    kind: str
    rule: str
    cases: int


_COUNTED = """
SELECT date_trunc('month', e.at AT TIME ZONE %s)::date, kind, e.given->>'reason', count(*)
FROM cases_event e JOIN cases_case c ON c.id = e.case_id, jsonb_array_elements_text(e.given->'kinds') AS kind
WHERE e.move = 'erase' AND e.at >= %s AND e.at < %s
  AND EXISTS (SELECT FROM unnest(%s::text[]) AS a(path) WHERE a.path = '' OR c.area_path = a.path
      OR starts_with(c.area_path, a.path || '/'))
GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
"""


def erased(*, areas: Sequence[str], since: datetime, until: datetime, time_zone: str) -> tuple[Erased, ...]:
    """What was erased from cases in these areas (an empty path is everywhere), newest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [time_zone, since, until, list(areas)])
        return tuple(Erased(*row) for row in cursor.fetchall())
