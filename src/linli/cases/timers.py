"""What the system does by the clock: it acts for whoever stayed silent, lets stopped clocks go on, lets cases climb.

A case has one timer, `wake_at`, beside its facts. Whoever scans takes the cases that are due, past those that somebody
else is at, and writes what comes of them in the same transaction: a worker that is killed leaves them as they were, and
no step is made twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import DatabaseError, connection, transaction

from linli.cases import batches, drawing, judging, store
from linli.cases.rules import Event, Facts, Given, State
from linli.cases.rules.climbing import due_act
from linli.cases.rules.flow.ladder import CLIMBING
from linli.cases.together.consequences import concerns_others, follow_on
from linli.catalogue import queries as catalogue

BATCH = 100
_log = logging.getLogger(__name__)
_DUE = (
    f"SELECT {store.COLUMNS} FROM cases_case WHERE wake_at <= %s ORDER BY wake_at LIMIT %s"
    " FOR NO KEY UPDATE SKIP LOCKED"
)
_UNSET = (
    f"SELECT {store.COLUMNS} FROM cases_case WHERE state = ANY(%s) AND climb_at IS NULL AND NOT more ? 'climbed'"
    " AND id > %s ORDER BY id LIMIT %s FOR NO KEY UPDATE"
)
# Twice as long as it has been tried for, from a minute to a day. Whatever next happens to the case sets its timer anew.
_PUT_ASIDE = (
    "UPDATE cases_case SET stuck_at = coalesce(stuck_at, wake_at),"
    " wake_at = %s + least(greatest(%s - coalesce(stuck_at, wake_at), interval '1 minute'), interval '1 day')"
    " WHERE id = ANY(%s)"
)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case on which the system can't act: since when it should have, and when it tries again."""

    number: int
    due_at: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class Timers:
    """The timers at one moment: how many are due, since when the oldest, how many more will be within the hour, the
    next of those, and the cases that were put aside.
    """

    due: int
    oldest: datetime | None
    within_the_hour: int
    following: datetime | None
    stuck: tuple[Stuck, ...]


def wake(*, now: datetime, at_most: int = BATCH) -> int:
    """Act on at most so many of the cases whose time has come, the longest due first; how many were moved.

    Safe to run from several workers at once, and to be killed: each act is written in the transaction that took its
    case. A case that can't be judged or written is logged and put aside for a while, and keeps nobody else waiting.
    """
    with transaction.atomic():
        rows = _rows(_DUE, [now, at_most])
        histories = store.events_by_case([row["id"] for row in rows])
        done, stuck = [], []
        for row in rows:
            try:
                with transaction.atomic():  # judging may ask the database, and what fails there must not fail the rest
                    done.append(_woken(row, histories[row["id"]], now))
            except Exception:
                _log.exception("case %s: the system can't act on it; it is put aside", row["id"])
                stuck.append(row["id"])
        written, failed = _write(done)
        _put_aside([*stuck, *failed], now)
    return written


def set_timers(*, now: datetime, after: UUID | None = None, at_most: int = 500) -> tuple[int, UUID | None]:
    """Set the timers of open cases that have none, because they are from before there were any, or were imported.

    Takes the next so many after `after`; answers how many were set and where to go on (None: that was the last).
    """
    with transaction.atomic():
        states = [str(state) for state in CLIMBING]
        rows = _rows(_UNSET, [states, after or UUID(int=0), at_most])
        histories = store.events_by_case([row["id"] for row in rows])
        done = []
        for row in rows:
            facts = store.facts_of(row)
            set_now = _judged(facts, "set_timer", Given(), histories[facts.id], now, f"set_timer {facts.version}")
            if set_now[0].facts.climb_at is not None:
                done.append(set_now)
        written, failed = _write(done)
        if failed:
            raise RuntimeError(f"the timers of {failed} can't be written; the log says why")
    return written, rows[-1]["id"] if len(rows) == at_most else None


def waiting(*, now: datetime, at_most: int = 50) -> Timers:
    """How the timers stand; of the cases that were put aside at most so many, the longest due first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(wake_at) FROM cases_case WHERE wake_at <= %s", [now])
        due, oldest = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE wake_at <= %s), min(wake_at) FROM cases_case WHERE wake_at > %s",
            [now + timedelta(hours=1), now],
        )
        within, following = cursor.fetchone()
        cursor.execute(
            "SELECT number, stuck_at, wake_at FROM cases_case WHERE stuck_at IS NOT NULL ORDER BY 2 LIMIT %s",
            [at_most],
        )
        return Timers(due, oldest, within, following, tuple(Stuck(*row) for row in cursor.fetchall()))


type _Deed = tuple[store.Written, int]


def _woken(row: dict[str, Any], events: Sequence[Event], now: datetime) -> _Deed:
    facts = store.facts_of(row)
    edition = catalogue.edition(facts.edition)
    step = due_act(facts, edition, events, now)
    if step is None:
        raise RuntimeError(f"case {facts.id} was to be woken at {row['wake_at']}, but nothing is due")
    # A rung is one step, whether it reminds or climbs.
    name = f"{'rung' if step.given.rungs else step.move} {step.about}"
    return _judged(facts, step.move, step.given, events, now, name)


def _judged(facts: Facts, move: str, given: Given, events: Sequence[Event], now: datetime, name: str) -> _Deed:
    """The system's act and the version that it was judged on. `name` tells it from any other act on the case."""
    after, made = judging.due(facts=facts, move=move, given=given, now=now, history=lambda: events, lots=drawing.LOTS)
    return store.Written(uuid5(facts.id, name), after, made, now), facts.version


def _write(deeds: Sequence[_Deed]) -> tuple[int, list[UUID]]:
    """Write them together, but for those that mean something for other cases; where that fails, each by itself.

    How many were written, and the cases that can't be.
    """
    alone = [deed for deed in deeds if concerns_others(_before(deed), deed[0].facts.state)]
    together = [deed for deed in deeds if deed not in alone]
    try:
        with transaction.atomic():
            batches.update_cases(together)
    except (DatabaseError, RuntimeError):
        _log.exception("%d timers can't be written together", len(together))
        alone += together
    failed = [deed[0].facts.id for deed in alone if not _written_alone(deed)]
    return len(deeds) - len(failed), failed


def _written_alone(deed: _Deed) -> bool:
    written, _ = deed
    try:
        with transaction.atomic():
            batches.update_cases([deed])
            follow_on(before=_before(deed), facts=written.facts, command_id=written.command_id, now=written.recorded_at)
    except Exception:  # whatever is wrong with it, the others that are due must not wait for it
        _log.exception("case %s: what is due can't be written; it is put aside", written.facts.id)
        return False
    return True


def _before(deed: _Deed) -> State:
    return deed[0].events[0].before


def _put_aside(cases: Sequence[UUID], now: datetime) -> None:
    if cases:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_ASIDE, [now, now, list(cases)])


def _rows(sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [dict(zip(store.FACT_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
