"""What happened waits to be told: once, and only what did happen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests import town

from linli.cases import commands, outbox
from linli.cases.rules import Given
from linli.kernel.results import Allowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    town.install()


def report(command: UUID | None = None) -> commands.Done:
    spot = commands.Spot(*town.IN_EAST)
    match commands.report(
        command_id=command or town.command(), actor=town.PASSER_BY, source="web", now=town.NOW, class_key=town.LAMP,
        text="Dark", spot=spot,
    ):  # fmt: skip
        case Allowed(done):
            return done
        case refused:
            raise AssertionError(refused)


def test_an_act_leaves_one_line_with_what_followed_from_it() -> None:
    done = report()
    assert outbox.take() == (outbox.Told(done.case_id, 1, 3),)
    assert outbox.take() == ()
    commands.act(case_id=done.case_id, move="accept", actor=town.LAMP_HANDLER, command_id=town.command(), now=town.NOW)
    assert outbox.take() == (outbox.Told(done.case_id, 4, 4),)


def test_what_was_refused_or_repeated_leaves_none() -> None:
    command = town.command()
    done = report(command)
    outbox.take()
    assert report(command).repeated or report(command).case_id == done.case_id
    refused = commands.act(
        case_id=done.case_id, move="handle", actor=town.LAMP_HANDLER, given=Given(text="x"), command_id=town.command(),
        now=town.NOW,
    )  # fmt: skip
    assert not isinstance(refused, Allowed)
    assert outbox.waiting() == 0


def test_who_fails_to_tell_leaves_the_line_for_another() -> None:
    report()

    def fail() -> None:
        with transaction.atomic():
            assert len(outbox.take()) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert outbox.waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_lines_are_only_taken_where_what_comes_of_them_is_written() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.take()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_at_once_never_take_the_same() -> None:
    for _ in range(40):
        report()
    ready = Barrier(2)

    def take() -> list[outbox.Told]:
        taken: list[outbox.Told] = []
        try:
            for lines in batches():
                taken += lines
        finally:
            connection.close()
        return taken

    def batches() -> Iterator[tuple[outbox.Told, ...]]:
        ready.wait()
        while True:
            with transaction.atomic():
                lines = outbox.take(at_most=5)
            yield lines
            if not lines:
                return

    with ThreadPoolExecutor(2) as pool:
        found = [line for taken in pool.map(lambda _: take(), range(2)) for line in taken]
    assert len(found) == len(set(found)) == 40
