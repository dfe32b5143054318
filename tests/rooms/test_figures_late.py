"""A report whose transaction ends late is counted, whatever was counted before it; and whoever counts is alone."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests import town

from linli.cases import changes, commands
from linli.insight.figures import checking, folding, reading
from linli.insight.rules.figures.question import By, Period, Question
from linli.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def report(now: datetime) -> None:
    commands.report(command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, class_key=town.LAMP, text="dark")


def counted(now: datetime) -> int:
    period = Period(now.date() - timedelta(days=2), now.date() + timedelta(days=2))
    return reading.figures(actor=SYSTEM, question=Question(By.SOURCE, period), now=now).total.reported


def test_a_report_that_is_committed_after_later_ones_were_counted_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_MOMENT", timedelta())
    now = datetime.now(UTC)
    town.install(now=now - timedelta(days=1))
    written, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                report(now)
                written.set()
                assert may_end.wait(20)
        finally:
            connection.close()

    folding.fold(now=now)
    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(20)
    for number in range(1, 4):
        # Numbers above that of the slow one are seen and counted, again and again.
        report(now)
        assert folding.fold(now=now) == 1
        assert counted(now) == number
    may_end.set()
    slow.join()
    assert folding.fold(now=now) == 1
    assert counted(now) == 4
    assert checking.check() == checking.Checked(4, ())


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
