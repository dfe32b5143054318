"""Letters on their way: claimed, sent, and their end written down.

A letter is claimed for `LEASE`, sent outside any transaction, and settled at once. A worker that is killed leaves its
claims to run out; whoever takes them over has another claim number, so that the two can't both settle. Between the
moment when the other side takes a message over and the one when that is written down there is no lock that spans both:
a process that is killed just then leaves a letter that goes out again, with the same id, by which the receiver knows
it.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from linli.notices import commands, compose
from linli.notices.adapters import Adapter, Channel, Down, Failed, Message, Outcome, Sent, chosen
from linli.notices.models import Letter
from linli.notices.rules import MOST_TRIES, wait_after

LEASE = timedelta(minutes=15)
AT_ONCE = 50  # letters claimed together: at 20 s for each they are done within a lease, or given back before it ends
_TIME_FOR_A_BATCH = LEASE.total_seconds() / 3
_TIME_FOR_A_RUN = 50.0  # seconds; the next run comes with the next minute
_GONE = Failed("nobody can be reached there any more", retry=False)
_SETTLING = (0.2, 1, 2, 4, 8, 16)  # seconds between tries to write down what happened, through a database's restart

_log = logging.getLogger(__name__)


def run(*, now: datetime, patience: float = _TIME_FOR_A_RUN) -> Counter[str]:
    """All that is to be done about messages now, for `patience` seconds at most: tell, gather, send.

    What came of it: `acts` and `notices` told, `letters` gathered, and letters by their outcome.
    """
    ends = time.monotonic() + patience
    done: Counter[str] = Counter()
    while (made := commands.tell(now=now)).acts and time.monotonic() < ends:
        done.update(acts=made.acts, notices=made.notices)
    done.update(acts=made.acts, notices=made.notices)
    of_orders = commands.tell_of_orders(now=now)
    done.update(acts=of_orders.acts, notices=of_orders.notices)
    if unusual := commands.report_unusual(now=now):
        done["notices"] += unusual
    done["letters"] = commands.gather(now=now)
    return done + send(now=now, patience=max(1.0, ends - time.monotonic()))


def send(
    *, now: datetime, patience: float = _TIME_FOR_A_RUN, adapters: Mapping[Channel, Adapter] | None = None
) -> Counter[str]:
    """Send the letters that are due, for `patience` seconds at most. How many ended how: `sent`, `later`, `failed`."""
    ends = time.monotonic() + patience
    working = dict(chosen() if adapters is None else adapters)
    done: Counter[str] = Counter()
    try:
        while working and time.monotonic() < ends:
            letters = _claim(now, frozenset(working))
            if not letters:
                break
            for channel in _send(letters, working, now, done):
                working.pop(channel).close()
    finally:
        for adapter in working.values():
            adapter.close()
    return done


def _send(
    letters: Sequence[Letter], adapters: Mapping[Channel, Adapter], now: datetime, done: Counter[str]
) -> set[Channel]:
    """Send claimed letters and settle each; the channels that turned out to be down. What wasn't tried is given
    back."""
    ends = time.monotonic() + _TIME_FOR_A_BATCH
    messages = _composed(letters, now)
    down: set[Channel] = set()
    untried = []
    for letter in letters:
        channel = Channel(letter.channel)
        if channel in down or time.monotonic() > ends:
            untried.append(letter)
            continue
        message = messages.get(letter.id)
        outcome = _GONE if message is None else _sent(adapters[channel], message)
        if isinstance(outcome, Down):
            down.add(channel)
        done[_settle(letter, outcome, now)] += 1
    _give_back(untried, now)
    return down


def _composed(letters: Sequence[Letter], now: datetime) -> dict[UUID, Message | Failed]:
    """Their messages. Where one can't be put into words, the others are all the same."""
    try:
        return dict(compose.messages(letters, now=now))
    except (LookupError, ValueError):
        if len(letters) == 1:
            _log.exception("letter %s can't be put into words", letters[0].id)
            return {letters[0].id: Failed("it can't be put into words: the log says why", retry=True)}
    alone = [_composed([letter], now) for letter in letters]
    return {letter_id: message for one in alone for letter_id, message in one.items()}


def _sent(adapter: Adapter, message: Message | Failed) -> Outcome:
    return message if isinstance(message, Failed) else adapter.send(message)


def _claim(now: datetime, channels: frozenset[Channel]) -> list[Letter]:
    """Letters that are due, for this worker alone until the lease ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_letter SET next_at = %s, tries = tries + 1, claim = claim + 1 WHERE id = ANY(ARRAY("
            "SELECT id FROM notices_letter WHERE state = 'waiting' AND next_at <= %s AND channel = ANY(%s)"
            " ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED)) RETURNING id",
            [now + LEASE, now, [str(channel) for channel in channels], AT_ONCE],
        )
        claimed = [row[0] for row in cursor.fetchall()]
    return list(Letter.objects.filter(pk__in=claimed).order_by("made_at", "id"))


def _settle(letter: Letter, outcome: Outcome, now: datetime) -> str:
    """Write down how a try ended, if the letter is still ours; the name of the end."""
    match outcome:
        case Sent():
            ended, why = "sent", ""
        case Failed(why, retry):
            ended = "later" if retry and letter.tries < MOST_TRIES else "failed"
        case Down(why):
            ended = "later" if letter.tries < MOST_TRIES else "failed"
    state = "waiting" if ended == "later" else ended
    next_at = now + wait_after(letter.tries, letter.id) if ended == "later" else None
    _through_a_restart(
        lambda: _write(
            "WITH settled AS (UPDATE notices_letter SET state = %s, next_at = %s, ended_at = %s"
            " WHERE id = %s AND claim = %s AND state = 'waiting' RETURNING id)"
            " INSERT INTO notices_attempt (letter_id, at, outcome, why) SELECT id, %s, %s, %s FROM settled",
            [state, next_at, None if next_at else now, letter.id, letter.claim, now, ended, why[:300]],
        )
    )
    return ended


def _give_back(letters: Sequence[Letter], now: datetime) -> None:
    """Undo the claim of letters that weren't tried."""
    by_claim: dict[int, list[UUID]] = defaultdict(list)
    for letter in letters:
        by_claim[letter.claim].append(letter.id)
    for claim, ids in by_claim.items():
        _write(
            "UPDATE notices_letter SET next_at = %s, tries = tries - 1"
            " WHERE id = ANY(%s) AND claim = %s AND state = 'waiting'",
            [now, ids, claim],
        )


def _write(sql: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _through_a_restart(write: Callable[[], None]) -> None:
    """Write although the database is away for a while: what was sent must not be forgotten, or it is sent again."""
    for wait in _SETTLING:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(wait)
    return write()
