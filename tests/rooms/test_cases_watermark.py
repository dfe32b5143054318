"""The mark below which no event can appear any more, whatever order transactions end in."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction
from tests.ledger_kit import sql

from linli.cases.watermark import Watermark, risen

pytestmark = pytest.mark.django_db(transaction=True)


def drawn() -> int:
    """Draw the number of an event, as the statement that writes it does."""
    return int(str(sql("SELECT nextval(pg_get_serial_sequence('cases_event', 'id'))")[0][0]))


@contextmanager
def writing() -> Iterator[int]:
    """Somebody whose transaction has drawn a number, and goes on."""
    numbers: list[int] = []
    ready, go = Event(), Event()

    def work() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE cases_event IN ROW EXCLUSIVE MODE")
                numbers.append(drawn())
                ready.set()
                go.wait(60)
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    try:
        assert ready.wait(60)
        yield numbers[0]
    finally:
        go.set()
        thread.join()


def test_where_nobody_writes_the_mark_is_the_highest_number_at_once() -> None:
    last = drawn()
    assert risen(Watermark()) == Watermark(last, last)


def test_what_one_writes_oneself_holds_nothing_up() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_event IN ROW EXCLUSIVE MODE")
        last = drawn()
        assert risen(Watermark()).event == last


def test_whoever_has_drawn_a_number_holds_the_mark_below_it_however_long_that_takes() -> None:
    mark = risen(Watermark())
    with writing() as number:
        later = drawn()
        mark = risen(mark)
        assert mark.event < number and mark.bound == later
        assert risen(mark) == risen(risen(mark)) == mark
    assert risen(mark).event == later


def test_the_mark_rises_past_those_who_have_ended_although_others_write() -> None:
    with writing() as first:
        mark = risen(Watermark())
        second = writing()
        number = second.__enter__()
    mark = risen(mark)
    assert first <= mark.event < number
    second.__exit__(None, None, None)
    assert risen(mark).event >= number


def test_writers_of_another_server_hold_nothing_up() -> None:
    """A restored city goes on from its own mark: whoever wrote elsewhere doesn't write here."""
    last = drawn()
    assert risen(Watermark(1, last - 1, ("77/123",))).event == last
