"""The door to change subscriptions, and `keep`, which writes down what is to be delivered."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.cases import queries as cases
from linli.cases.outbox import Told
from linli.cases.queries import News
from linli.cases.rules import Event
from linli.catalogue import queries as catalogue
from linli.kernel.ids import uuid7
from linli.kernel.paths import leaf
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.notices.hooks import queries
from linli.notices.hooks.sending import judge_url
from linli.notices.models import Delivery, Hook
from linli.notices.rules import hooks as rules
from linli.notices.rules.hooks import SECRET_BEGINS, SECRET_BYTES, Wanted
from linli.people import acts, sealing
from linli.people import queries as people
from linli.places import queries as places

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Added:
    """A new subscription; `secret` is told once."""

    hook_id: int
    secret: str


def add(
    *,
    command_id: UUID,
    name: str,
    url: str,
    staff_id: int,
    wanted: Wanted,
    actor: Actor,
    now: datetime,
) -> Result[Added]:
    """Subscribe a program to events, on behalf of what the posts of `staff_id` cover.

    Refused: hook_not_yours, hook_needs_name, hook_url_unfit, hook_url_private, account_unknown, hook_kind_unknown,
    hook_class_unknown, hook_area_unknown, hook_unit_unknown; hook_sent_before where the same form was sent before.
    """
    if not queries.may_manage(actor):
        return Refused("hook_not_yours")
    judged = _judged(name, url, staff_id, wanted)
    if isinstance(judged, Refused):
        return judged
    name, url = judged.value
    secret = SECRET_BEGINS + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    with transaction.atomic():
        hook, made = Hook.objects.get_or_create(
            command_id=command_id,
            defaults={
                "name": name,
                "url": url,
                "sealed": b"",
                "staff_id": staff_id,
                "kinds": list(wanted.kinds),
                "class_key": wanted.class_key,
                "area_path": wanted.area_path,
                "unit_path": wanted.unit_path,
                "state": "active",
                "made_at": now,
                "made_by": actor.id,
                "why": "",
            },
        )
        if not made:
            return Refused("hook_sent_before")
        Hook.objects.filter(pk=hook.pk).update(sealed=sealing.seal(secret, purpose="webhook", bound_to=str(hook.pk)))
        facts = {"webhook": hook.pk, "url": url, "staff_id": staff_id}
        acts.note_administered(staff_id=actor.id, what="add_webhook", facts=facts, now=now)
    return Allowed(Added(hook.pk, secret))


def remove(*, hook_id: int, actor: Actor, now: datetime) -> Result[int]:
    """End a subscription and forget it, with its secret and what waits for it. Refused: hook_not_yours,
    hook_unknown."""
    if not queries.may_manage(actor):
        return Refused("hook_not_yours")
    with transaction.atomic():
        removed, _ = Hook.objects.filter(pk=hook_id).delete()
        if removed:
            acts.note_administered(staff_id=actor.id, what="remove_webhook", facts={"webhook": hook_id}, now=now)
    return Allowed(hook_id) if removed else Refused("hook_unknown", {"hook_id": hook_id})


def wake(*, hook_id: int, actor: Actor, now: datetime) -> Result[int]:
    """Let a subscription that was put to rest begin anew, with what happens from now on. Refused: hook_not_yours,
    hook_unknown where there is none or it doesn't rest."""
    if not queries.may_manage(actor):
        return Refused("hook_not_yours")
    with transaction.atomic():
        woken = Hook.objects.filter(pk=hook_id, state="resting").update(
            state="active", failing_since=None, held_until=None, failures=0, why=""
        )
        if woken:
            acts.note_administered(staff_id=actor.id, what="wake_webhook", facts={"webhook": hook_id}, now=now)
    return Allowed(hook_id) if woken else Refused("hook_unknown", {"hook_id": hook_id})


def keep(told: Sequence[Told], news: Sequence[News], *, now: datetime) -> int:
    """Write down which of these events go to whom, in the caller's transaction: the one that takes the acts off the
    outbox, so that each is kept once, whoever is killed when. How many."""
    active = list(Hook.objects.filter(state="active").order_by("id"))
    kept = []
    for hook in active:
        actor = own_posts(hook.staff_id, now=now)
        if actor is None:
            end(hook.pk, why="account closed", now=now)
            continue
        wanted = Wanted(tuple(hook.kinds), hook.class_key, hook.area_path, hook.unit_path)
        for one, what in zip(told, news, strict=True):
            if cases.covers(actor=actor, facts=what.facts):
                kept += [
                    _delivery(hook, one, event.seq, _told(event, what), now)
                    for event in what.events
                    if rules.wants(wanted, event, what.facts)
                ]
    Delivery.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)


def own_posts(staff_id: int, *, now: datetime) -> Actor | None:
    """The account with the posts that it holds itself: not those of whom it stands in for, which are lent to a
    person. None where the account is closed."""
    found = people.actor(staff_id, now=now)
    if found is None:
        return None
    return Actor("staff", found.id, tuple(grant for grant in found.grants if grant.stands_for is None))


def end(hook_id: int, *, why: str, now: datetime, state: str = "ended") -> None:
    """Stop a subscription for good, or, `resting`, until somebody wakes it; what waits for it is dropped."""
    with transaction.atomic():
        Hook.objects.filter(pk=hook_id, state="active").update(state=state, why=why[:300], held_until=None)
        Delivery.objects.filter(hook_id=hook_id, state="waiting").update(
            state="dropped", next_at=None, ended_at=now, why=why[:300]
        )


def secret_of(hook: Hook) -> str:
    """The secret of a subscription's signatures, for whoever signs. Raises SealError."""
    return sealing.unseal(bytes(hook.sealed), purpose="webhook", bound_to=str(hook.pk))


def _told(event: Event, what: News) -> dict[str, Any]:
    return rules.cloud_event(event, what.facts, number=what.number, origin=settings.LINLI_ORIGIN)


def _delivery(hook: Hook, one: Told, seq: int, event: dict[str, Any], now: datetime) -> Delivery:
    return Delivery(
        id=uuid7(now), hook=hook, case_id=one.case_id, seq=seq, event=event, state="waiting", next_at=now, made_at=now,
        why="",
    )  # fmt: skip


def _judged(name: str, url: str, staff_id: int, wanted: Wanted) -> Result[tuple[str, str]]:
    """Name and address as they are kept, if the subscription could work."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        return Refused("hook_needs_name", {"most": _LONGEST_NAME})
    judged = judge_url(url, private=settings.LINLI_WEBHOOKS_PRIVATE)
    if isinstance(judged, Refused):
        return judged
    account = people.account(staff_id)
    if account is None or not account.is_active:
        return Refused("account_unknown", {"staff_id": staff_id})
    return _misfit(wanted) or Allowed((name, judged.value))


def _misfit(wanted: Wanted) -> Refused | None:
    """What of it the city doesn't know: whoever mistypes a class would wait for ever."""
    if unknown := rules.unknown_kinds(wanted.kinds):
        return Refused("hook_kind_unknown", {"kind": unknown[0]})
    edition = catalogue.current()
    klass, unit = wanted.class_key, wanted.unit_path
    if klass.endswith("*") and not any(key.startswith(klass[:-1]) for key in edition.classes):
        return Refused("hook_class_unknown", {"class": klass})
    if klass and not klass.endswith("*") and klass not in edition.classes:
        return Refused("hook_class_unknown", {"class": klass})
    if wanted.area_path and places.area(wanted.area_path) is None:
        return Refused("hook_area_unknown", {"area": wanted.area_path})
    found = edition.units.get(leaf(unit)) if unit else None
    if unit and (found is None or found.path != unit):
        return Refused("hook_unit_unknown", {"unit": unit})
    return None
