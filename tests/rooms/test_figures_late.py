"""A report whose transaction ends late is counted, whatever was counted before it; and whoever counts is alone."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests import town

from linli.cases import commands
from linli.insight.figures import checking, folding, reading
from linli.insight.rules.figures.question import By, Period, Question
from linli.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def report(now: datetime) -> None:
    commands.report(command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, class_key=town.LAMP, text="dark")


def counted(now: datetime) -> int:
    period = Period(now.date() - timedelta(days=2), now.date() + timedelta(days=2))
    return reading.figures(actor=SYSTEM, question=Question(By.SOURCE, period), now=now).total.reported


class Slow:
    """Somebody who has written a report by `begin`, and ends the transaction no sooner than `end`."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._written, self._may_end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write)

    def begin(self) -> None:
        self._thread.start()
        assert self._written.wait(60)

    def end(self) -> None:
        self._may_end.set()
        self._thread.join()

    def _write(self) -> None:
        try:
            with transaction.atomic():
                report(self._now)
                self._written.set()
                assert self._may_end.wait(60)
        finally:
            connection.close()


def test_a_report_that_is_committed_after_later_ones_were_counted_is_counted() -> None:
    now = datetime.now(UTC)
    town.install(now=now - timedelta(days=1))
    folding.fold(now=now)
    slow = Slow(now)
    slow.begin()
    for number in range(1, 4):
        # Numbers above that of the slow one are seen and counted, again and again.
        report(now)
        assert folding.fold(now=now) == 1
        assert counted(now) == number
    slow.end()
    assert folding.fold(now=now) == 1
    assert counted(now) == 4
    assert checking.check() == checking.Checked(4, ())


def test_a_report_of_a_later_transaction_with_an_earlier_number_is_counted() -> None:
    """Who began first may write last: then nobody who is done stands above the one that still writes."""
    now = datetime.now(UTC)
    town.install(now=now - timedelta(days=1))
    report(now)
    folding.fold(now=now)
    slow = Slow(now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        slow.begin()
        # Without a savepoint, which would have a later number of its own.
        cursor.execute(
            "INSERT INTO cases_event (case_id, seq, command_id, step, move, at, recorded_at, before, after, actor_kind,"
            " role, actor_unit, edition, origin, given) SELECT case_id, seq + 1, %s, 0, 'follow', at, recorded_at,"
            " after, after, actor_kind, role, actor_unit, edition, origin, '{}' FROM cases_event",
            [uuid4()],
        )
    for _ in range(3):
        folding.fold(now=now)
    assert counted(now) == 1
    slow.end()
    assert folding.fold(now=now) == 1
    assert counted(now) == 2


def test_while_somebody_counts_nobody_else_does() -> None:
    now = datetime.now(UTC)
    town.install(now=now - timedelta(days=1))
    answers: list[int | None] = []

    def count_too() -> None:
        try:
            report(now)
            answers.extend([folding.fold(now=now), folding.rebuild(now=now)])
        finally:
            connection.close()

    with folding._alone() as mine:
        assert mine
        other = threading.Thread(target=count_too)
        other.start()
        other.join()
    assert answers == [0, None]
    assert folding.fold(now=now) == 1
