"""Judgements about webhooks: which events a subscription wants, how they are told, signed, and given up on.

An event is told as CloudEvents 1.0 in the structured JSON form (§3.1 of its JSON and HTTP bindings), signed as Standard
Webhooks 1.0 says: HMAC-SHA256 of `ID.SECONDS.BODY`.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Any

from linli.cases.rules import FLOWS, LATEST, Event, Facts
from linli.cases.rules.tasks import concerned
from linli.kernel.paths import within
from linli.kernel.rights import Actor, Role

# A receiver that takes nothing for so long is left alone until an administrator wakes it.
REST_AFTER = timedelta(days=3)
# How long what became of a delivery stays on record.
KEPT = timedelta(days=30)
SECRET_BEGINS = "whsec_"  # noqa: S105 - how every secret begins
SECRET_BYTES = 32
TRIED = "linli.webhook.tried"

_TYPE = "linli.case."
# Timers that are given to cases from before there were any: nothing has happened to the case.
_SILENT = frozenset({"timer_set"})
KINDS = tuple(
    dict.fromkeys(move.event for flow in FLOWS.values() for move in flow.moves.values() if move.event not in _SILENT)
)
"""The names of events that can be subscribed to, in the order of the table of moves."""

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscription is narrowed to; empty means all. Paths take what lies below; `class_key` may be a beginning
    and `*`."""

    kinds: tuple[str, ...] = ()
    class_key: str = ""
    area_path: str = ""
    unit_path: str = ""


def may_manage(actor: Actor, city: Collection[str]) -> bool:
    """Whether somebody may subscribe programs: administrators of the whole city, whose topmost areas these are (their
    paths)."""
    return actor.kind == "system" or actor.holds_throughout(Role.ADMINISTRATOR, city)


def kind_of(event: Event) -> str:
    return LATEST.moves[event.move].event


def wants(wanted: Wanted, event: Event, facts: Facts) -> bool:
    """Whether an event of a case that stands at `facts` after it is subscribed to."""
    kind = kind_of(event)
    units = (facts.unit_path, *concerned(facts))
    return (
        kind not in _SILENT
        and (not wanted.kinds or kind in wanted.kinds)
        and _fits(facts.class_key, wanted.class_key)
        and within(facts.area_path, wanted.area_path)
        and (not wanted.unit_path or any(unit and within(unit, wanted.unit_path) for unit in units))
    )


def cloud_event(event: Event, facts: Facts, *, number: int, origin: str) -> dict[str, Any]:
    """The event as it is sent: numbers, codes and times; no words and nothing of a person."""
    state = event.after
    return {
        "specversion": "1.0",
        "id": f"{number}-{event.seq}",
        "source": origin or "urn:linli",
        "type": _TYPE + kind_of(event),
        "subject": str(number),
        "time": moment(event.at),
        "datacontenttype": "application/json",
        "data": {
            "number": number,
            "state": str(state),
            "stage": str(LATEST.states[state].stage),
            "class_key": facts.class_key,
            "area_path": facts.area_path,
            "unit_path": facts.unit_path,
            "reported_at": facts.reported_at and moment(facts.reported_at),
            "due_at": facts.due_at and moment(facts.due_at),
            "closed_at": facts.closed_at and moment(facts.closed_at),
            "outcome": facts.outcome,
            "href": f"{origin}/desk/cases/{number}/",
        },
    }


def trial_event(*, hook_id: int, now: datetime, origin: str) -> dict[str, Any]:
    """What a trial sends: nothing has happened."""
    return {
        "specversion": "1.0",
        "id": f"trial-{hook_id}-{int(now.timestamp())}",
        "source": origin or "urn:linli",
        "type": TRIED,
        "time": moment(now),
        "datacontenttype": "application/json",
        "data": {"webhook": hook_id},
    }


def signature(secret: str, *, message_id: str, at: int, body: bytes) -> str:
    """The header `webhook-signature`; `at` are seconds since 1970, `secret` begins with `whsec_`."""
    key = b64decode(secret.removeprefix(SECRET_BEGINS))
    return f"v1,{b64encode(hmac.digest(key, f'{message_id}.{at}.'.encode() + body, 'sha256')).decode()}"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the Internet at large, also where it wraps another one."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and any(address in network for network in _TRANSLATED):
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast


def rests(failing_since: datetime, now: datetime) -> bool:
    """Whether a receiver that has taken nothing since then is to be left alone."""
    return now - failing_since >= REST_AFTER


def moment(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def unknown_kinds(kinds: Collection[str]) -> list[str]:
    return [kind for kind in kinds if kind not in KINDS]


def _fits(class_key: str, wanted: str) -> bool:
    return class_key.startswith(wanted[:-1]) if wanted.endswith("*") else not wanted or class_key == wanted
