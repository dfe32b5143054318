"""Masks, paddings, and what is unusual about an opening."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.periods import Span, WorkCalendar
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role
from linli.people import rules
from linli.people.vault.rules import (
    LEAST_RECORD,
    Habit,
    Unusual,
    mask_email,
    mask_name,
    mask_phone,
    pad,
    same,
    unpad,
    unusual,
)

OFFICE = WorkCalendar("Asia/Shanghai", ((Span(8 * 60, 18 * 60),),) * 5 + ((), ()), (Span(8 * 60, 18 * 60),))
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in Shanghai
HABIT = Habit(many=20, window=timedelta(hours=1))
UNIT, AREA = "990101/lighting", "990101/990101003"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+86 138 0000 5678", "138****5678"),
        ("021-5550 1234", "021****1234"),
        ("5550100", "****00"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_a_phone_is_masked_as_the_field_writes_it(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.from_regex(r"\+?[0-9()\-/. ]{3,30}", fullmatch=True))
def test_a_mask_hides_at_least_four_digits_of_any_phone(phone: str) -> None:
    digits, shown = re.sub(r"\D", "", phone), re.sub(r"\D", "", mask_phone(phone))
    assert len(shown) <= max(0, min(7, len(digits) - 4))
    assert set(mask_phone(phone)) <= set("*0123456789")


@given(st.text(min_size=1, max_size=40), st.from_regex(r"[a-z]{1,12}\.[a-z]{2,4}", fullmatch=True))
def test_an_address_shows_its_first_character_and_never_how_long_it_is(local: str, domain: str) -> None:
    assert mask_email(f"{local}@{domain}") == f"{local[0]}***@{domain}"


@given(st.text(max_size=80))
def test_a_name_shows_its_first_character_at_most(name: str) -> None:
    assert mask_name(name) == (name[0] + "**" if name else "")


def test_what_is_no_address_shows_nothing() -> None:
    assert (mask_email(""), mask_email("somebody"), mask_email("@x.org")) == ("", "***", "***")


@given(st.binary(max_size=5000))
def test_padding_is_undone_and_tells_no_more_than_a_power_of_two(content: bytes) -> None:
    padded = pad(content)
    assert unpad(padded) == content
    assert len(padded) >= LEAST_RECORD and len(padded).bit_count() == 1


def test_records_of_usual_contacts_are_all_as_long() -> None:
    assert {len(pad(b"x" * size)) for size in range(LEAST_RECORD - 4)} == {LEAST_RECORD}


OWN, STANDING_IN = Grant(Role.OPERATOR, "990101"), Grant(Role.OPERATOR, "990101", stands_for=7)


@pytest.mark.parametrize(
    ("cases", "by", "at", "found"),
    [
        (1, OWN, MONDAY, ()),
        (19, OWN, MONDAY, ()),
        (20, OWN, MONDAY, (Unusual.MANY,)),
        (1, STANDING_IN, MONDAY, (Unusual.ELSEWHERE,)),
        (1, None, MONDAY, (Unusual.ELSEWHERE,)),
        (1, OWN, MONDAY - timedelta(hours=2, minutes=1), (Unusual.OUT_OF_HOURS,)),
        (1, OWN, MONDAY - timedelta(hours=2), ()),
        (1, OWN, MONDAY + timedelta(hours=8), (Unusual.OUT_OF_HOURS,)),
        (1, OWN, MONDAY - timedelta(days=1), (Unusual.OUT_OF_HOURS,)),
        (21, None, MONDAY - timedelta(days=1), tuple(Unusual)),
    ],
)
def test_what_is_unusual_about_an_opening(
    cases: int, by: Grant | None, at: datetime, found: tuple[Unusual, ...]
) -> None:
    assert unusual(HABIT, cases=cases, by=by, at=at, calendar=OFFICE) == found


def test_a_desk_that_is_staffed_day_and_night_has_no_odd_hours() -> None:
    night = MONDAY - timedelta(hours=9)
    assert unusual(Habit(20, HABIT.window, any_hour=True), cases=1, by=OWN, at=night, calendar=OFFICE) == ()
    assert unusual(HABIT, cases=1, by=OWN, at=night, calendar=None) == ()


@pytest.mark.parametrize("role", rules.POSTS)
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("covers", [False, True])
def test_which_post_opens_a_contact(role: Role, shared: bool, covers: bool) -> None:
    """Intake of the area always; the unit that has the case where the reporter shares; nobody else, ever."""
    unit = UNIT if role in UNIT_ROLES else ""
    actor = Actor("staff", 1, (Grant(role, AREA if covers else "990101/990101001", unit),))
    by = rules.opening_post(actor, area_path=AREA, unit_path=UNIT, shared=shared)
    allowed = covers and (role in (Role.OPERATOR, Role.SUPERVISOR) or (shared and role in UNIT_ROLES))
    assert (by is not None) is allowed
    assert rules.may_see_masked(actor, area_path=AREA, unit_path=UNIT) is (covers and role in UNIT_ROLES)


def test_another_unit_sees_neither_the_contact_nor_its_mask() -> None:
    actor = Actor("staff", 1, (Grant(Role.HANDLER, "", "990101/roads"),))
    assert rules.opening_post(actor, area_path=AREA, unit_path=UNIT, shared=True) is None
    assert not rules.may_see_masked(actor, area_path=AREA, unit_path=UNIT)
    assert not rules.may_see_masked(actor, area_path=AREA, unit_path="")


def test_an_own_post_counts_before_that_of_somebody_absent() -> None:
    actor = Actor("staff", 1, (STANDING_IN, Grant(Role.SUPERVISOR, "990101")))
    by = rules.opening_post(actor, area_path=AREA, unit_path="", shared=False)
    assert by == Grant(Role.SUPERVISOR, "990101")


@pytest.mark.parametrize(
    ("reporters", "again"),
    [
        ({}, 0),
        ({"a": ("13800005678", ""), "b": ("+86 138 0000 5678", "")}, 2),
        ({"a": ("1", ""), "b": ("", ""), "c": ("", "")}, 0),
        ({"a": ("1", "x@example.org"), "b": ("2", "X@example.org"), "c": ("2", "")}, 3),
        ({"a": ("5550100", ""), "b": ("5550101", "")}, 0),
    ],
)
def test_reporters_are_the_same_by_phone_or_e_mail(reporters: dict[str, tuple[str, str]], again: int) -> None:
    assert same(reporters) == again


@given(st.lists(st.text(max_size=30_000), max_size=4))
def test_private_passages_are_kept_within_bounds(passages: list[str]) -> None:
    kept = rules.clean_passages(passages)
    assert sum(map(len, kept)) <= rules.LONGEST_PASSAGES
    assert all(one and one == one.strip() for one in kept) or sum(map(len, kept)) == rules.LONGEST_PASSAGES
