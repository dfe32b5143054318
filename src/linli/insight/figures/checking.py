"""Holding the figures against the events: what is counted must be what the events say, case by case and in sum."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.cases import changes
from linli.insight.figures import folding
from linli.insight.figures.members import Members
from linli.insight.models import Folding

_NAMED_AT_MOST = 20
_COUNTS = ("insight_reportedcount", "insight_closedcount")


@dataclass(frozen=True, slots=True)
class Checked:
    """How many cases were held against their events, and what differs, in words, the first of it."""

    cases: int
    differences: tuple[str, ...]


def check() -> Checked:
    """Work all cases out once more from their events and compare. Writes nothing.

    What has happened since the last `fold` isn't a difference: only cases at the version that is counted are compared.
    """
    zone = Folding.objects.filter(pk=1).values_list("zone", flat=True).first()
    if not zone:
        return Checked(0, ("nothing has been counted yet: run `linli figures fold`",))
    members, cases, after = Members(), 0, UUID(int=0)
    found: list[str] = []
    while ids := changes.case_ids(after=after, limit=2000):
        counted = _counted(ids)
        for row in folding.rows_of(ids, zone, members):
            kept = counted.pop(row[0], None)
            cases += 1
            if kept is not None and kept[1] == row[1] and kept != row:
                found.append(f"case {row[0]}: counted as {kept[2:]}, its events say {row[2:]}")
        found += [f"case {case_id}: counted, but it has no events" for case_id in counted]
        after = ids[-1]
    return Checked(cases, (*found[:_NAMED_AT_MOST], *_unequal_sums()))


def _counted(ids: tuple[UUID, ...]) -> dict[UUID, folding.Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(folding.LIFE)} FROM insight_life WHERE case_id = ANY(%s)", [list(ids)])
        return {row[0]: row for row in cursor.fetchall()}


def _unequal_sums() -> tuple[str, ...]:
    """Counts by month that aren't the sums of the rows."""
    found = []
    with connection.cursor() as cursor:
        for table, (columns, sums) in zip(_COUNTS, folding.SUMS, strict=True):
            kept = f"SELECT {', '.join(columns)} FROM {table}"
            cursor.execute(f"SELECT count(*) FROM (({kept}) EXCEPT ({sums})) d")
            more = cursor.fetchone()[0]
            cursor.execute(f"SELECT count(*) FROM (({sums}) EXCEPT ({kept})) d")
            less = cursor.fetchone()[0]
            if more or less:
                found.append(f"{table}: {more} counts that the cases don't give, {less} that are missing")
    return tuple(found)
