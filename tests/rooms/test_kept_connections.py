"""Connections are kept between requests: one that the database has ended meanwhile fails no request."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from linli.cases import store
from linli.config import settings as served
from linli.config.postgresql.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> Iterator[DatabaseWrapper]:
    """A connection as a thread of the server has it, in the middle of a request."""
    link = DatabaseWrapper(connection.settings_dict | served.DATABASES["default"] | {"NAME": name()})
    link.close_if_unusable_or_obsolete()
    ask(link)
    yield link
    link.close()


def name() -> str:
    return str(connection.settings_dict["NAME"])


def ask(link: DatabaseWrapper) -> int:
    with link.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(process: int) -> None:
    """As a restart of the database does; comes back when the connection is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
        assert cursor.fetchone() == (True,)


def test_the_same_connection_serves_request_after_request_and_is_not_asked_how_it_is(
    kept: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, asked = ask(kept), []
    monkeypatch.setattr(psycopg.Connection, "cursor", lambda *_: asked.append(1))
    kept.close_if_unusable_or_obsolete()
    assert kept.is_usable() and not asked
    monkeypatch.undo()
    assert ask(kept) == before


def test_a_request_after_the_database_was_restarted_gets_a_new_connection(kept: DatabaseWrapper) -> None:
    before = ask(kept)
    end(before)
    kept.close_if_unusable_or_obsolete()
    assert ask(kept) != before


def test_a_statement_that_is_kept_prepared_gets_a_new_connection_as_well(
    kept: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "connections", {DEFAULT_DB_ALIAS: kept})
    [(before,)] = store.rows("SELECT pg_backend_pid()", [])
    end(before)
    kept.close_if_unusable_or_obsolete()
    [(after,)] = store.rows("SELECT pg_backend_pid()", [])
    assert after != before


def test_a_connection_that_ends_within_a_request_is_not_replaced_behind_its_back(kept: DatabaseWrapper) -> None:
    end(ask(kept))
    with pytest.raises(OperationalError):
        ask(kept)
    kept.close_if_unusable_or_obsolete()
    ask(kept)


def test_a_notice_that_lies_unread_ends_nothing(kept: DatabaseWrapper) -> None:
    before = ask(kept)
    with kept.cursor() as cursor:
        cursor.execute("LISTEN kept")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY kept")
    kept.close_if_unusable_or_obsolete()
    assert ask(kept) == before
