"""Accounts, posts and sign-in, on the database."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Grant, Role
from linli.people import commands, queries
from linli.people.models import SignInAttempts, Staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse 7"


def enrol(sign_in: str = "dispatcher.1") -> int:
    enrolled = commands.enrol(
        sign_in=sign_in, display_name="Dispatcher, North", password=PASSWORD, language="en", now=NOW
    )
    assert isinstance(enrolled, Allowed)
    return enrolled.value


def assign(staff_id: int, role: Role, **where: str) -> int:
    assigned = commands.assign(staff_id=staff_id, role=role, now=NOW, **where)
    assert isinstance(assigned, Allowed)
    return assigned.value


def attempt(password: str, *, after: float = 0, name: str = "dispatcher.1") -> Any:
    return commands.sign_in(name=name, password=password, now=NOW + timedelta(seconds=after))


def test_an_actor_has_the_posts_held_now_and_no_others() -> None:
    staff_id = enrol()
    ended = assign(staff_id, Role.CHECKER, area_path="990101")
    assign(staff_id, Role.HANDLER, unit_path="roads/lamps")
    assert commands.end_post(post_id=ended, now=NOW + timedelta(hours=1)) == Allowed(ended)
    before = queries.actor(staff_id, now=NOW + timedelta(minutes=59))
    after = queries.actor(staff_id, now=NOW + timedelta(hours=1))
    assert before is not None
    assert after is not None
    assert before.grants == (Grant(Role.CHECKER, "990101"), Grant(Role.HANDLER, "", "roads/lamps"))
    assert after.grants == (Grant(Role.HANDLER, "", "roads/lamps"),)
    assert (after.kind, after.id, after.language) == ("staff", staff_id, "en")


def test_an_actor_costs_one_query(django_assert_num_queries: Any) -> None:
    staff_id = enrol()
    for area in ("990101", "990102", "990103"):
        assign(staff_id, Role.OPERATOR, area_path=area)
    with django_assert_num_queries(1):
        found = queries.actor(staff_id, now=NOW)
    assert found is not None
    assert len(found.grants) == 3


def test_an_account_without_posts_is_an_actor_without_rights() -> None:
    found = queries.actor(enrol(), now=NOW)
    assert found is not None
    assert found.grants == ()


def test_the_same_post_is_given_once() -> None:
    staff_id = enrol()
    assert assign(staff_id, Role.OPERATOR, area_path="9") == assign(staff_id, Role.OPERATOR, area_path="9")
    assert len(queries.posts(now=NOW, staff_id=staff_id)) == 1


def test_an_ended_post_cannot_end_again_and_can_be_given_again() -> None:
    staff_id = enrol()
    first = assign(staff_id, Role.OPERATOR)
    assert isinstance(commands.end_post(post_id=first, now=NOW), Allowed)
    assert isinstance(commands.end_post(post_id=first, now=NOW), Refused)
    assert assign(staff_id, Role.OPERATOR) != first


def test_a_closed_account_keeps_its_name_and_loses_everything_else() -> None:
    staff_id = enrol()
    assign(staff_id, Role.OPERATOR)
    assert isinstance(commands.close_account(staff_id=staff_id, now=NOW), Allowed)
    assert queries.actor(staff_id, now=NOW) is None
    assert queries.posts(now=NOW, staff_id=staff_id) == []
    assert queries.names([staff_id]) == {staff_id: "Dispatcher, North"}
    assert attempt(PASSWORD) == Refused("sign_in_wrong")
    assert isinstance(commands.assign(staff_id=staff_id, role=Role.OPERATOR, now=NOW), Refused)


def test_names_are_looked_up_together(django_assert_num_queries: Any) -> None:
    ids = [enrol(f"staff.{number}") for number in range(3)]
    with django_assert_num_queries(1):
        assert queries.names(ids + ids) == dict.fromkeys(ids, "Dispatcher, North")
    with django_assert_num_queries(0):
        assert queries.names([]) == {}


def test_a_sign_in_name_is_given_once_however_it_is_spelt() -> None:
    enrol("dispatcher.1")
    again = commands.enrol(sign_in=" DISPATCHER.1", display_name="", password=PASSWORD, language="en", now=NOW)
    assert again == Refused("sign_in_taken", {"sign_in": "dispatcher.1"})


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("telechargement", "password_too_common"),
        ("aaaaaaaaaaaaaaaa", "password_obvious"),
    ],
)
def test_a_weak_password_opens_no_account(password: str, code: str) -> None:
    refused = commands.enrol(sign_in="dispatcher.1", display_name="", password=password, language="en", now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert queries.account_named("dispatcher.1") is None


def test_the_right_password_signs_in_under_any_spelling_of_the_name() -> None:
    staff_id = enrol()
    signed_in = attempt(PASSWORD, name=" Dispatcher.1")
    assert isinstance(signed_in, Allowed)
    assert (signed_in.value.pk, signed_in.value.last_login) == (staff_id, None)
    assert Staff.objects.get(pk=staff_id).last_login == NOW


def test_a_name_that_no_keyboard_types_is_a_wrong_one() -> None:
    assert attempt("wrong", name="a\0b") == Refused("sign_in_wrong")


def test_a_password_set_while_somebody_signs_in_with_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else whoever keeps trying a stolen password could undo its replacement."""
    staff_id = enrol()
    check = commands.check_password

    def slow_check(password: str, encoded: str, **more: Any) -> bool:
        right = check(password, encoded, **more)
        assert commands.set_password(staff_id=staff_id, password="another horse 8") == Allowed(staff_id)
        return right

    monkeypatch.setattr(commands, "check_password", slow_check)
    attempt(PASSWORD)
    monkeypatch.undo()
    assert isinstance(attempt("another horse 8", after=1), Allowed)
    assert isinstance(attempt(PASSWORD, after=2), Refused)


def test_passwords_are_kept_as_argon2_in_production() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        enrol()
        kept = Staff.objects.get().password
        assert isinstance(identify_hasher(kept), Argon2PasswordHasher)
        assert PASSWORD not in kept


def test_a_wrong_name_and_a_wrong_password_get_the_same_answers() -> None:
    enrol()
    answers = [
        [attempt("wrong", name=name, after=second) for second in range(7)] for name in ("dispatcher.1", "nobody.here")
    ]
    assert answers[0] == answers[1]


def test_five_wrong_passwords_shut_the_account_for_a_while_even_to_the_right_one() -> None:
    enrol()
    assert [attempt("wrong").code for _ in range(5)] == ["sign_in_wrong"] * 5
    assert attempt(PASSWORD) == Refused("sign_in_shut", {"wait": 30})
    assert attempt(PASSWORD, after=29) == Refused("sign_in_shut", {"wait": 1})
    assert isinstance(attempt(PASSWORD, after=30), Allowed)


def test_asking_while_shut_does_not_lengthen_the_wait() -> None:
    enrol()
    for _ in range(5):
        attempt("wrong")
    for _ in range(20):
        attempt("wrong", after=10)
    assert isinstance(attempt(PASSWORD, after=30), Allowed)


def test_further_wrong_passwords_double_the_wait_and_a_right_one_forgets_them() -> None:
    enrol()
    for _ in range(5):
        attempt("wrong")
    attempt("wrong", after=30)
    assert attempt("wrong", after=31) == Refused("sign_in_shut", {"wait": 59})
    assert isinstance(attempt(PASSWORD, after=90), Allowed)
    assert [attempt("wrong", after=91).code for _ in range(5)] == ["sign_in_wrong"] * 5


def test_attempts_are_kept_without_the_name_and_forgotten_after_a_day() -> None:
    typed = "a password typed into the wrong field"
    attempt("wrong", name=typed)
    [digest] = [bytes(row.name_digest) for row in SignInAttempts.objects.all()]
    # Whoever has the table alone can't try out what was typed.
    assert len(digest) == 32 and digest != sha256(typed.encode()).digest()
    attempt("wrong", after=2 * 86_400, name="somebody.else")
    assert SignInAttempts.objects.count() == 1


def test_a_new_password_replaces_the_old_one_and_ends_open_sessions() -> None:
    staff_id = enrol()
    session = Staff.objects.get(pk=staff_id).get_session_auth_hash()
    wrong = commands.change_password(staff_id=staff_id, old="wrong", new="another horse 8", now=NOW)
    assert wrong == Refused("sign_in_wrong")
    changed = commands.change_password(staff_id=staff_id, old=PASSWORD, new="another horse 8", now=NOW)
    assert changed == Allowed(staff_id)
    assert isinstance(attempt(PASSWORD), Refused)
    assert isinstance(attempt("another horse 8"), Allowed)
    assert Staff.objects.get(pk=staff_id).get_session_auth_hash() != session
