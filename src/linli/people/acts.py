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


def administered(*, most: int = 100, before: int | None = None, what: str = "") -> tuple[Act, ...]:
    """The last acts on record, the newest first: those before the line numbered `before`, or of one kind alone."""
    rows = Administered.objects.order_by("-id")
    rows = rows.filter(pk__lt=before) if before is not None else rows
    rows = rows.filter(what=what) if what else rows
    return tuple(Act(row.pk, row.at, row.staff_id, row.what, row.facts) for row in rows[:most])
