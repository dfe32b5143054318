"""Tokens of other programs: shown once, kept as a digest, good for what they were made for and as long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from tests import town

from linli.kernel.results import Allowed, Refused, Result
from linli.people import commands as people
from linli.people import rules, tokens

NOW = town.NOW
MINUTE = timedelta(minutes=1)


def make(name: str = "an app", days: int | None = 30) -> tokens.Made:
    made = tokens.make(name=name, scopes=["open311"], now=NOW, days=days)
    assert isinstance(made, Allowed)
    return made.value


def bearer(secret: str, scope: str = "open311", at: timedelta = timedelta()) -> Result[tokens.Known]:
    return tokens.bearer(secret=secret, scope=scope, now=NOW + at)


@pytest.mark.django_db
def test_the_secret_opens_and_is_nowhere_in_the_table() -> None:
    made = make()
    found = bearer(made.secret)
    assert isinstance(found, Allowed) and found.value.id == made.token.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM people_token t")
        assert made.secret.removeprefix("linli_") not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_no_other_text_opens() -> None:
    made = make()
    for wrong in ("", made.secret[:-1], made.secret.upper(), f"{made.secret} ", "linli_", make("other").token.name):
        assert bearer(wrong) == Refused("token_unknown")


@pytest.mark.django_db
def test_a_token_ends_at_its_day_and_one_without_an_end_does_not() -> None:
    made, endless = make(days=1), make(days=None)
    assert isinstance(bearer(made.secret, at=timedelta(hours=23)), Allowed)
    assert bearer(made.secret, at=timedelta(days=1)) == Refused("token_ended")
    assert isinstance(bearer(endless.secret, at=timedelta(days=9999)), Allowed)


@pytest.mark.django_db
def test_a_revoked_token_opens_nothing_and_stays_on_record() -> None:
    made = make()
    assert tokens.revoke(token_id=made.token.id, now=NOW) == Allowed(made.token.id)
    assert bearer(made.secret) == Refused("token_ended")
    assert tokens.revoke(token_id=made.token.id, now=NOW) == Refused("token_unknown", {"token_id": made.token.id})
    [known] = tokens.tokens()
    assert known.revoked_at == NOW


@pytest.mark.django_db
def test_a_token_is_good_for_its_scopes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make()
    assert bearer(made.secret, scope="desk") == Refused("token_elsewhere", {"scopes": ("open311",)})


@pytest.mark.django_db
def test_a_token_of_an_account_says_whose_and_ends_with_the_account() -> None:
    enrolled = people.enrol(sign_in="map", display_name="Map", password="correct horse battery", language="en", now=NOW)
    assert isinstance(enrolled, Allowed)
    made = tokens.make(name="map", scopes=["read"], now=NOW, days=1, staff_id=enrolled.value)
    assert isinstance(made, Allowed) and made.value.token.staff_id == enrolled.value
    assert isinstance(bearer(made.value.secret, scope=""), Allowed)
    people.close_account(staff_id=enrolled.value, now=NOW)
    assert bearer(made.value.secret, scope="read") == Refused("token_ended")
    again = tokens.make(name="map", scopes=["read"], now=NOW, days=1, staff_id=enrolled.value)
    assert again == Refused("account_unknown", {"staff_id": enrolled.value})


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        (" ", ["open311"], 1, "token_needs_name"),
        ("x" * 81, ["open311"], 1, "token_needs_name"),
        ("app", [], 1, "scope_unknown"),
        ("app", ["open311", "everything"], 1, "scope_unknown"),
        ("app", ["open311"], 0, "token_needs_days"),
        ("app", ["open311"], rules.LONGEST_TOKEN_DAYS + 1, "token_needs_days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(name: str, scopes: list[str], days: int, code: str) -> None:
    judged = rules.judge_token(name=name, scopes=scopes, days=days)
    assert isinstance(judged, Refused) and judged.code == code


@pytest.mark.django_db
def test_use_is_noted_once_an_hour() -> None:
    made = make()
    for minutes, noted in ((0, 0), (59, 0), (61, 61), (100, 61)):
        bearer(made.secret, at=timedelta(minutes=minutes))
        assert tokens.tokens()[0].used_at == NOW + timedelta(minutes=noted)


def spend(purse: str = "app", at: timedelta = timedelta(), most: int = 2) -> int:
    return tokens.spend(purse=purse, most=most, window=MINUTE, now=NOW + at)


@pytest.mark.django_db
def test_a_purse_is_spent_after_so_many_and_full_again_after_the_window() -> None:
    assert [spend() for _ in range(3)] == [0, 0, 60]
    assert spend(at=timedelta(seconds=50)) == 10
    assert spend("other") == 0
    assert [spend(at=MINUTE) for _ in range(3)] == [0, 0, 60]


@pytest.mark.django_db
def test_what_is_left_is_told() -> None:
    def charge(seconds: int) -> tokens.Balance:
        return tokens.charge(purse="app", most=2, window=MINUTE, now=NOW + timedelta(seconds=seconds))

    assert [charge(at) for at in (0, 20, 30, 60)] == [
        tokens.Balance(1, 60, 0), tokens.Balance(0, 40, 0), tokens.Balance(0, 30, 30), tokens.Balance(1, 60, 0),
    ]  # fmt: skip


@pytest.mark.django_db
def test_purses_are_forgotten_and_never_readable() -> None:
    spend("203.0.113.9")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM people_spent p")
        assert "203.0.113.9" not in str(cursor.fetchall())
        spend("other", at=timedelta(hours=2))
        cursor.execute("SELECT count(*) FROM people_spent")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_those_who_come_at_once_are_counted_all() -> None:
    def one(_number: int) -> int:
        try:
            return spend(most=5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(one, range(40)))
    close_old_connections()
    assert sum(wait == 0 for wait in waits) == 5
