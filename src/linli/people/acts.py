"""What administrators did: one line for each act, kept for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.people.models import Administered


def note_administered(*, staff_id: int | None, what: str, facts: Mapping[str, Any], now: datetime) -> int:
    """Put an act of an administrator on record; the line's number. No account: the command line.

    `what` is a word of the room where it was done, such as `publish_rules`; `facts` are small and JSON, and name
    neither reporters nor secrets. Call it in the transaction of the act: neither is then there without the other.
    """
    return Administered.objects.create(at=now, staff_id=staff_id, what=what, facts=dict(facts)).pk


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the record."""

    id: int
    at: datetime
    staff_id: int | None
    what: str
    facts: Mapping[str, Any]


def administered(
    *,
    most: int = 100,
    before: int | None = None,
    what: str = "",
    staff_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Act, ...]:
    """The last acts on record, the newest first: those before the line numbered `before`, of one kind or one account
    alone, at or after `since`, before `until`."""
    asked = {"pk__lt": before, "what": what or None, "staff_id": staff_id, "at__gte": since, "at__lt": until}
    rows = Administered.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    return tuple(Act(row.pk, row.at, row.staff_id, row.what, row.facts) for row in rows.order_by("-id")[:most])


def administrators_on_record() -> frozenset[int]:
    """The accounts that have acted as administrators."""
    return frozenset(Administered.objects.exclude(staff=None).values_list("staff_id", flat=True).distinct())
