"""What the faces may know of subscriptions and deliveries. A secret is told by `commands.add` alone, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from linli.kernel.rights import Actor
from linli.notices.models import Delivery, Hook
from linli.notices.rules import hooks as rules
from linli.notices.rules.hooks import KINDS, Wanted
from linli.places import queries as places

__all__ = ["KINDS", "Known", "Sending", "Wanted", "deliveries", "hook", "hooks", "may_manage"]


def may_manage(actor: Actor) -> bool:
    """Whether somebody may subscribe programs, in the city that is loaded."""
    return rules.may_manage(actor, places.topmost())


@dataclass(frozen=True, slots=True)
class Known:
    """A subscription. `state` is `active`, `resting` (it took nothing for days, or said that it is gone) or `ended`
    (the account is closed); `counts` are its deliveries by state, those of the last month and what waits."""

    id: int
    name: str
    url: str
    staff_id: int
    wanted: Wanted
    state: str
    made_at: datetime
    made_by: int | None
    reached_at: datetime | None
    failing_since: datetime | None
    held_until: datetime | None
    why: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sending:
    """One event for one subscription: `waiting`, `sent`, `failed` (given up) or `dropped` (not to be sent any more)."""

    id: str
    kind: str
    state: str
    tries: int
    made_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    why: str


def hooks() -> tuple[Known, ...]:
    """All subscriptions, in the order in which they were made."""
    return _known(Q())


def hook(hook_id: int) -> Known | None:
    return next(iter(_known(Q(pk=hook_id))), None)


def deliveries(hook_id: int, *, limit: int = 50) -> tuple[Sending, ...]:
    """The last events for a subscription, newest first."""
    rows = Delivery.objects.filter(hook_id=hook_id).order_by("-made_at", "-id")[:limit]
    return tuple(
        Sending(
            row.event["id"], row.event["type"], row.state, row.tries, row.made_at, row.next_at, row.ended_at, row.why
        )
        for row in rows
    )


def _known(condition: Q) -> tuple[Known, ...]:
    rows = list(Hook.objects.filter(condition).order_by("id"))
    counts: dict[int, dict[str, int]] = {}
    tallies = Delivery.objects.filter(hook__in=[row.pk for row in rows]).values_list("hook_id", "state")
    for hook_id, state, count in tallies.annotate(count=Count("id")).order_by():
        counts.setdefault(hook_id, {})[state] = count
    return tuple(
        Known(
            id=row.pk,
            name=row.name,
            url=row.url,
            staff_id=row.staff_id,
            wanted=Wanted(tuple(row.kinds), row.class_key, row.area_path, row.unit_path),
            state=row.state,
            made_at=row.made_at,
            made_by=row.made_by,
            reached_at=row.reached_at,
            failing_since=row.failing_since,
            held_until=row.held_until,
            why=row.why,
            counts=counts.get(row.pk, {}),
        )
        for row in rows
    )
