"""Judgements of the room `people`, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role, reporter
from linli.people import rules


@given(st.integers(min_value=0, max_value=10_000))
def test_waiting_after_wrong_passwords_never_shrinks_and_never_exceeds_its_bound(attempts: int) -> None:
    assert timedelta(0) <= rules.wait_after(attempts) <= rules.wait_after(attempts + 1) <= rules.LONGEST_WAIT


def test_the_first_four_wrong_passwords_cost_no_time_and_the_fifth_does() -> None:
    assert [rules.wait_after(attempts) for attempts in range(5)] == [timedelta(0)] * 5
    assert rules.wait_after(5) == rules.FIRST_WAIT
    assert rules.wait_after(6) == 2 * rules.FIRST_WAIT


@given(st.text(max_size=60))
def test_a_sign_in_name_has_one_spelling(text: str) -> None:
    judged = rules.judge_sign_in(text)
    if isinstance(judged, Allowed):
        assert rules.plain_sign_in(judged.value) == judged.value
        assert rules.judge_sign_in(judged.value) == judged


@pytest.mark.parametrize("name", ["", "x", " ", "-ab", "two words", "a/b", "x" * 41, "a\nb"])
def test_an_unfit_sign_in_name_is_refused(name: str) -> None:
    assert isinstance(rules.judge_sign_in(name), Refused)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Dispatcher.1 ", "dispatcher.1"), ("派遣员1", "派遣员1"), ("ａｂｃ", "abc")]
)
def test_a_sign_in_name_is_kept_in_its_plain_spelling(typed: str, kept: str) -> None:
    assert rules.judge_sign_in(typed) == Allowed(kept)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "Dispatcher.1", "121212121212"])
def test_an_obvious_password_is_refused(password: str) -> None:
    assert rules.judge_password(password, sign_in="dispatcher.1") == Refused("password_obvious")


def test_nobody_is_appointed_reporter_or_system() -> None:
    for role in (Role.REPORTER, Role.SYSTEM):
        assert isinstance(rules.judge_post(role, unit_path="u"), Refused)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_LEAD])
def test_a_post_in_a_unit_names_the_unit(role: Role) -> None:
    assert rules.judge_post(role, unit_path="") == Refused("post_needs_unit", {"role": role})
    assert rules.judge_post(role, unit_path="water") == Allowed(role)


def staff(role: Role, area_path: str = "", unit_path: str = "") -> Actor:
    return Actor("staff", id=1, grants=(Grant(role, area_path, unit_path),))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR])
def test_contact_details_open_for_intake_posts_of_the_area(role: Role) -> None:
    assert rules.may_open_contact(staff(role, "990101"), area_path="990101/990101003")
    assert not rules.may_open_contact(staff(role, "990101/990101001"), area_path="990101/990101003")


@pytest.mark.parametrize("role", [role for role in rules.POSTS if role not in rules.CONTACT_POSTS])
def test_contact_details_stay_shut_for_every_other_post(role: Role) -> None:
    assert not rules.may_open_contact(staff(role), area_path="990101")


def test_contact_details_stay_shut_for_a_tracking_code() -> None:
    assert not rules.may_open_contact(reporter("case"), area_path="")


@pytest.mark.parametrize("purpose", ["", "curious", "FIND_PLACE"])
def test_contact_details_need_a_known_purpose(purpose: str) -> None:
    judged = rules.judge_opening(staff(Role.OPERATOR), area_path="990101", purpose=purpose)
    assert isinstance(judged, Refused)
    assert judged.code == "contact_needs_purpose"


def test_empty_contact_details_are_not_worth_keeping() -> None:
    assert rules.clean_contact(name=" ", phone="", email="\t") == {}
    assert rules.clean_contact(name=" A ", phone="1", email="") == {"name": "A", "phone": "1"}
