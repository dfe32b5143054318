"""Open sessions of an account: which there are, and how they are ended. Where somebody is isn't kept."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet

from linli.kernel.results import Allowed, Refused, Result
from linli.people.models import SignedIn, Staff


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`number` names the session to its owner; it opens nothing, unlike the key."""

    number: str
    device: str
    at: datetime
    here: bool


def note_session(*, staff_id: int, key: str, device: str, now: datetime) -> None:
    """Note that a session has begun; the notes of those that have run out go."""
    SignedIn.objects.filter(staff_id=staff_id).exclude(key__in=_alive(now)).delete()
    SignedIn.objects.update_or_create(key=key, defaults={"staff_id": staff_id, "device": device[:60], "at": now})


def carry_session(*, old: str, new: str) -> None:
    """The session of the key `old` goes on under the key `new`."""
    SignedIn.objects.filter(pk=old).update(key=new)


def open_sessions(*, staff_id: int, here: str, now: datetime) -> list[OpenSession]:
    """The account's open sessions, newest first; `here` is the key of the reader's own."""
    rows = SignedIn.objects.filter(staff_id=staff_id, key__in=_alive(now)).order_by("-at", "key")
    return [OpenSession(_number(row.key), row.device, row.at, row.key == here) for row in rows]


def end_session(*, staff_id: int, number: str) -> Result[str]:
    """End one session of the account. Refused: session_unknown."""
    keys = SignedIn.objects.filter(staff_id=staff_id).values_list("key", flat=True)
    key = next((one for one in keys if _number(one) == number), None)
    if key is None:
        return Refused("session_unknown")
    with transaction.atomic():
        Session.objects.filter(pk=key).delete()
        SignedIn.objects.filter(pk=key).delete()
    return Allowed(number)


def end_all_sessions(*, staff_id: int, but: str = "") -> Result[int]:
    """End every session of the account, those too that nobody noted; `but` is the key of one that goes on, if renewed.

    Refused: account_unknown.
    """
    with transaction.atomic():
        if not Staff.objects.filter(pk=staff_id).update(sessions_ended=F("sessions_ended") + 1):
            return Refused("account_unknown", {"staff_id": staff_id})
        others = SignedIn.objects.filter(staff_id=staff_id).exclude(pk=but)
        Session.objects.filter(pk__in=list(others.values_list("key", flat=True))).delete()
        others.delete()
    return Allowed(staff_id)


def _alive(now: datetime) -> QuerySet[Session, Any]:
    return Session.objects.filter(expire_date__gt=now).values("session_key")


def _number(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:16]
