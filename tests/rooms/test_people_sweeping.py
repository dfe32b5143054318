"""What signing in and tokens leave behind goes by itself; records and whatever still counts stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from linli.kernel.results import Allowed, Refused
from linli.people import commands, jobs, queries, tokens
from linli.people.models import SignedIn, SignInAttempts, Spent, Token
from linli.people.sweeping import Swept, sweep

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def session(staff_id: int, *, ends: datetime, **kept: object) -> str:
    """A session of the account, on its list."""
    store = SessionStore()
    store.update(kept)
    store.create()
    key = store.session_key or ""
    Session.objects.filter(pk=key).update(expire_date=ends)
    SignedIn.objects.create(key=key, staff_id=staff_id, device="Firefox", at=NOW - DAY)
    return key


@pytest.fixture
def staff_id() -> int:
    made = commands.enrol(sign_in="operator", display_name="", password="correct horse 7", language="en", now=NOW)
    assert isinstance(made, Allowed)
    return made.value


def test_sessions_end_with_their_challenges_and_those_that_go_on_stay(staff_id: int) -> None:
    session(staff_id, ends=NOW - timedelta(seconds=1), passkey_new=["challenge", 0.0])
    open_one = session(staff_id, ends=NOW + timedelta(hours=1))
    SignedIn.objects.create(key="ended elsewhere", staff_id=staff_id, device="Safari", at=NOW - DAY)
    assert sweep(now=NOW) == Swept(sessions=1, lines=2)
    assert [row.pk for row in Session.objects.all()] == [open_one]
    assert len(queries.open_sessions(staff_id=staff_id, here=open_one, now=NOW)) == 1
    assert sweep(now=NOW) == Swept()


def test_a_name_that_is_shut_stays_shut_and_old_attempts_go(staff_id: int) -> None:
    commands.sign_in(name="long ago", password="wrong", now=NOW - 2 * DAY)
    old = SignInAttempts.objects.get()
    for _ in range(5):
        commands.sign_in(name="operator", password="wrong", now=NOW)
    SignInAttempts.objects.create(name_digest=old.name_digest, attempts=1, shut_until=old.latest, latest=old.latest)
    assert sweep(now=NOW) == Swept(attempts=1)
    shut = commands.sign_in(name="operator", password="correct horse 7", now=NOW)
    assert isinstance(shut, Refused) and shut.code == "sign_in_shut"


def test_a_purse_that_counts_stays_and_a_token_stays_on_record(staff_id: int) -> None:
    hour = timedelta(hours=1)
    made = tokens.make(name="Map", scopes=["read"], now=NOW - 9 * DAY, days=3, staff_id=staff_id)
    assert isinstance(made, Allowed)
    tokens.spend(purse="old", most=1, window=hour, now=NOW - 2 * DAY)
    spent = Spent.objects.get()
    tokens.spend(purse="new", most=1, window=hour, now=NOW)
    Spent.objects.update_or_create(purse=spent.purse, defaults={"since": spent.since, "used": 1})
    assert sweep(now=NOW) == Swept(purses=1)
    assert tokens.spend(purse="new", most=1, window=hour, now=NOW) > 0
    assert Token.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_sweeps(staff_id: int) -> None:
    session(staff_id, ends=NOW)
    jobs.sweep_up.defer(timestamp=0)
    call_command("procrastinate", "worker", "--one-shot", "--concurrency=1")
    assert not Session.objects.exists() and not SignedIn.objects.exists()
