"""Events on their way to programs: claimed, sent, and their end written down, in the manner of letters.

Of one case a subscription gets one event after the other. A claim is a lease: a worker that is killed leaves it to run
out, and the event goes out again with the same id. Where nobody answers, the whole subscription waits, twice as long
each time; an event that is answered with anything else than 2xx waits by itself, and what comes after it in its case
waits with it.
"""

import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from linli.cases import outbox
from linli.cases import queries as cases
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.notices.adapters import Down, Failed, Outcome, Sent
from linli.notices.hooks import commands, queries, sending
from linli.notices.models import Delivery, Hook
from linli.notices.rules import MOST_TRIES, wait_after
from linli.notices.rules import hooks as rules
from linli.people.sealing import SealError

LEASE = timedelta(minutes=5)
AT_ONCE = 20
_TURN = 10.0  # seconds that one subscription may keep the others waiting, besides an answer that is under way
_TIME_FOR_A_RUN = 45.0

# What is due of a subscription: of each case the first event that wasn't settled yet.
_HEADS = (
    "SELECT d.id, d.case_id, d.seq FROM notices_delivery d WHERE d.hook_id = %s AND d.state = 'waiting'"
    " AND d.next_at <= %s AND NOT EXISTS (SELECT FROM notices_delivery e WHERE e.hook_id = d.hook_id"
    " AND e.case_id = d.case_id AND e.seq < d.seq AND e.state = 'waiting')"
)


def run(*, now: datetime, patience: float = _TIME_FOR_A_RUN) -> Counter[str]:
    """Send what is due, in turns, for `patience` seconds at most. How many ended how: `sent`, `later`, `failed`,
    `dropped`."""
    ends = time.monotonic() + patience
    done: Counter[str] = Counter()
    Delivery.objects.filter(~Q(state="waiting"), ended_at__lt=now - rules.KEPT).delete()
    turns = deque(_due(now))
    while turns and time.monotonic() < ends:
        hook_id = turns.popleft()
        if _turn(hook_id, now, min(ends, time.monotonic() + _TURN), done):
            turns.append(hook_id)
    return done


def attempt(*, hook_id: int, actor: Actor, now: datetime) -> Result[Outcome]:
    """Send a trial event at once, and say how it went; nothing is written down. Refused: hook_not_yours,
    hook_unknown."""
    if not queries.may_manage(actor):
        return Refused("hook_not_yours")
    hook = Hook.objects.filter(pk=hook_id).first()
    if hook is None:
        return Refused("hook_unknown", {"hook_id": hook_id})
    event = rules.trial_event(hook_id=hook_id, now=now, origin=settings.LINLI_ORIGIN)
    return Allowed(_post(hook, event, now))


def _due(now: datetime) -> list[int]:
    """The subscriptions for which something is due, whichever has waited longest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.id FROM notices_hook h JOIN LATERAL (SELECT min(d.next_at) AS next_at FROM notices_delivery d"
            " WHERE d.hook_id = h.id AND d.state = 'waiting') w ON w.next_at <= %s"
            " WHERE h.state = 'active' AND (h.held_until IS NULL OR h.held_until <= %s) ORDER BY w.next_at, h.id",
            [now, now],
        )
        return [row[0] for row in cursor.fetchall()]


def _turn(hook_id: int, now: datetime, ends: float, done: Counter[str]) -> bool:
    """Send one subscription's events for a while. Whether there may be more of them to send now."""
    hook = Hook.objects.filter(Q(held_until=None) | Q(held_until__lte=now), pk=hook_id, state="active").first()
    if hook is None:
        return False
    actor = commands.own_posts(hook.staff_id, now=now)
    if actor is None:
        commands.end(hook.pk, why="account closed", now=now)
        return False
    claimed = _claim(hook_id, now)
    for place, delivery in enumerate(claimed):
        if time.monotonic() > ends:
            _give_back(claimed[place:], now)
            return True
        view = cases.case(case_id=delivery.case_id)
        if view is None or not cases.covers(actor=actor, facts=view.facts):
            done[_end(delivery, "dropped", "outside the account's posts", now)] += 1
            continue
        outcome = _post(hook, delivery.event, now)
        done[_settle(delivery, outcome, now)] += 1
        if not _note(hook, outcome, now):
            _give_back(claimed[place + 1 :], now)
            return False
    return bool(claimed)


def _post(hook: Hook, event: Mapping[str, object], now: datetime) -> Outcome:
    body, seconds = orjson.dumps(event), int(now.timestamp())
    try:
        secret = commands.secret_of(hook)
    except SealError as fault:
        return Down(str(fault))
    # One id for one event at one receiver, however often it is tried (Standard Webhooks: `webhook-id`).
    message_id = f"msg_{uuid5(hook.command_id, str(event['id'])).hex}"
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "Linli",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": rules.signature(secret, message_id=message_id, at=seconds, body=body),
    }
    return sending.post(hook.url, body, headers, private=settings.LINLI_WEBHOOKS_PRIVATE)


def _claim(hook_id: int, now: datetime) -> list[Delivery]:
    """The next event of each case that is due, for this worker alone until the lease ends.

    An act that isn't written down yet holds back what came after it. The outbox is looked at before the deliveries are:
    an act that is gone from there by then is among them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HEADS + " ORDER BY d.next_at, d.id LIMIT %s", [hook_id, now, AT_ONCE])
        found = cursor.fetchall()
        untold = outbox.earliest({case_id for _, case_id, _ in found}) if found else {}
        ready = [key for key, case_id, seq in found if untold.get(case_id, seq) >= seq]
        cursor.execute(_HEADS + " AND d.id = ANY(%s) FOR UPDATE OF d SKIP LOCKED", [hook_id, now, ready])
        claimed = [key for key, _, _ in cursor.fetchall()]
        Delivery.objects.filter(pk__in=claimed).update(next_at=now + LEASE, tries=F("tries") + 1, claim=F("claim") + 1)
    return list(Delivery.objects.filter(pk__in=claimed).order_by("made_at", "id"))


def _settle(delivery: Delivery, outcome: Outcome, now: datetime) -> str:
    """Write down how a try ended, if the event is still ours; the name of the end."""
    match outcome:
        case Sent():
            return _end(delivery, "sent", "", now)
        case Failed(why, retry):
            if not retry or delivery.tries >= MOST_TRIES:
                return _end(delivery, "failed", why, now)
            _ours(delivery).update(next_at=now + wait_after(delivery.tries, delivery.id), why=why)
        case Down(why):
            # The subscription waits as a whole; its events aren't given up before it is put to rest.
            _ours(delivery).update(next_at=now, tries=delivery.tries - 1, why=why)
    return "later"


def _end(delivery: Delivery, state: str, why: str, now: datetime) -> str:
    _ours(delivery).update(state=state, next_at=None, ended_at=now, why=why)
    return state


def _note(hook: Hook, outcome: Outcome, now: datetime) -> bool:
    """Keep how the receiver fares. Whether more may be sent to it now."""
    mine = Hook.objects.filter(pk=hook.pk, state="active")
    if isinstance(outcome, Sent):
        mine.update(reached_at=now, failing_since=None, held_until=None, failures=0, why="")
        hook.failing_since, hook.failures = None, 0
        return True
    hook.failing_since = hook.failing_since or now
    gone = isinstance(outcome, Failed) and not outcome.retry
    if gone or rules.rests(hook.failing_since, now):
        commands.end(hook.pk, why=outcome.why, now=now, state="resting")
        return False
    if isinstance(outcome, Down):
        hook.failures += 1
        wait = wait_after(min(hook.failures, 30), UUID(int=hook.pk))
        mine.update(failing_since=hook.failing_since, failures=hook.failures, held_until=now + wait, why=outcome.why)
        return False
    mine.update(failing_since=hook.failing_since, why=outcome.why)
    return True


def _give_back(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Undo the claim of events that weren't tried."""
    for delivery in deliveries:
        _ours(delivery).update(next_at=now, tries=delivery.tries - 1)


def _ours(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state="waiting")
