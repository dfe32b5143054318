"""Sequencers that run at once, are killed, or meet events that are committed out of order: each event, once."""

import random
import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import Error, connection, connections, transaction
from tests import town
from tests.ledger_kit import LATER, copy_events, record, report, sql

from linli.cases import auditing, ledgering
from linli.ledger import queries

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds


@pytest.fixture(autouse=True)
def laid_out(transactional_db: None) -> None:
    town.install()


def apart(work: Callable[[], None]) -> Thread:
    """Does something in a thread with a connection of its own."""

    def done() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = Thread(target=done)
    thread.start()
    return thread


def events() -> int:
    return int(str(sql("SELECT count(*) FROM cases_event")[0][0]))


def check_each_once() -> None:
    assert sql("SELECT count(*), count(DISTINCT entry), max(position) + 1 FROM ledger_leaf") == [(events(),) * 3]
    found = auditing.audit(now=LATER)
    assert found.difference is None and found.leaves == events() and found.late == 0


def test_an_event_that_is_committed_after_later_ones_is_recorded() -> None:
    ready, go = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            report("slow")
            ready.set()
            go.wait(PATIENCE)

    writer = apart(slow)
    assert ready.wait(PATIENCE)
    report("quick")
    assert record() == 3
    # The mark stays below what the slow one may still bring, however often is looked.
    assert record() == 0 and ledgering.mark() == 0
    go.set()
    writer.join()
    assert record() == 3
    assert ledgering.mark() == int(str(sql("SELECT max(id) FROM cases_event")[0][0]))
    check_each_once()


def test_the_mark_rises_although_somebody_is_always_writing() -> None:
    marks, stop = list[int](), Event()

    def busy() -> None:
        while not stop.is_set():
            with transaction.atomic():
                report("busy")
                time.sleep(0.01)

    writers = [apart(busy) for _ in range(3)]
    ends = time.monotonic() + PATIENCE
    while len(set(marks)) < 5 and time.monotonic() < ends:
        record()
        marks.append(ledgering.mark())
        time.sleep(0.02)
    stop.set()
    for one in writers:
        one.join()
    record()
    assert marks == sorted(marks) and len(set(marks)) == 5
    check_each_once()


def test_two_sequencers_at_once_record_each_event_once() -> None:
    copy_events(2000, report().case_id)
    sequencers = [apart(lambda: record(batch=50) and None) for _ in range(3)]
    for _ in range(40):
        report("meanwhile")
    for one in sequencers:
        one.join()
    record()
    assert queries.size() == events()
    check_each_once()


def test_a_sequencer_that_is_killed_again_and_again_loses_nothing_and_repeats_nothing() -> None:
    copy_events(3000, report().case_id)
    chance, killed, ends = random.Random(7), [], Event()

    def sequencer() -> None:
        recorded = 1
        while recorded and not ends.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET application_name = 'sequencer'")
                recorded = record(batch=40)
            except Error:
                killed.append(1)
                connection.close()
        if connection.connection:
            connection.connection.close()  # or else whoever took it from the pool next would be killed

    working = apart(sequencer)
    for _ in range(25):
        time.sleep(chance.random() * 0.05)
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sequencer'")
    ends.set()
    working.join()
    before = queries.size()
    record()
    assert killed and before <= queries.size() == events()
    check_each_once()
