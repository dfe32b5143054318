"""Questions to the figures that somebody keeps. They are their own alone; whoever is sent the address asks the same,
of what their own posts cover."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.insight.models import SavedView
from linli.kernel.results import Allowed, Refused, Result

AT_MOST = 50
LONGEST_NAME = 60
_LONGEST_QUERY = 600


@dataclass(frozen=True, slots=True)
class Saved:
    id: int
    name: str
    query: str


def save(*, staff_id: int, name: str, query: str, now: datetime) -> Result[int]:
    """Keep a question under a name. Refused: view_unnamed, view_too_long, view_name_taken, too_many_views."""
    name = " ".join(name.split())
    if not name:
        return Refused("view_unnamed")
    if len(name) > LONGEST_NAME or len(query) > _LONGEST_QUERY:
        return Refused("view_too_long", {"most": LONGEST_NAME})
    if SavedView.objects.filter(staff_id=staff_id).count() >= AT_MOST:
        return Refused("too_many_views", {"most": AT_MOST})
    try:
        with transaction.atomic():
            return Allowed(SavedView.objects.create(staff_id=staff_id, name=name, query=query, saved_at=now).pk)
    except IntegrityError:
        return Refused("view_name_taken", {"name": name})


def delete(*, staff_id: int, view_id: int) -> bool:
    """Let a question go; whether there was one of that account."""
    return bool(SavedView.objects.filter(staff_id=staff_id, pk=view_id).delete()[0])


def views(*, staff_id: int) -> tuple[Saved, ...]:
    """The questions that an account keeps, by name."""
    rows = SavedView.objects.filter(staff_id=staff_id).order_by("name")
    return tuple(Saved(row.pk, row.name, row.query) for row in rows)
