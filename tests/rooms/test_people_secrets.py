"""What roles can't reach: reporters' contact details, and accounts behind passwords that are known everywhere."""

from datetime import UTC, datetime

import pytest
from tests import town

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role
from linli.people import commands, queries
from linli.people.rules import CONTACT_POSTS, POSTS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def post(role: Role, area_path: str) -> Grant:
    return Grant(role, area_path, town.LIGHTING if role in UNIT_ROLES else "")


@pytest.mark.parametrize("role", POSTS)
@pytest.mark.parametrize(("area_path", "covers"), [("", True), (town.EAST, True), (town.WEST, False)])
def test_only_intake_of_the_area_reads_how_to_reach_a_reporter(role: Role, area_path: str, covers: bool) -> None:
    """Administrators, auditors, leads, dispatchers, handlers and checkers never do; refused, nothing is on record."""
    made = commands.enrol(sign_in="reader", display_name="", password="correct horse 7", language="en", now=NOW)
    assert isinstance(made, Allowed)
    case_id = town.command()
    commands.keep_contact(case_id=case_id, name="A.", phone="1", email="", language="en", now=NOW)
    reader = Actor("staff", made.value, (post(role, area_path),))
    opened = commands.open_contact(
        case_id=case_id, area_path=town.EAST_COMMUNITY, actor=reader, purpose="ask_details", now=NOW
    )
    allowed = role in CONTACT_POSTS and covers
    assert isinstance(opened, Allowed) == allowed
    assert len(queries.openings(case_id)) == (1 if allowed else 0)
    if not allowed:
        assert isinstance(opened, Refused)
        assert opened.code == "contact_not_yours"


def test_intake_is_operators_and_shift_supervisors() -> None:
    assert CONTACT_POSTS == (Role.OPERATOR, Role.SUPERVISOR)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("telechargement", "password_too_common"),
        ("passwordpassword", "password_too_common"),
        ("Qwertyuiop2026!", "password_too_common"),
        ("!!PASSWORD-123456", "password_too_common"),
        ("123456789012", "password_obvious"),
        ("13800 13800 13", "password_obvious"),
    ],
)
def test_passwords_known_from_breaches_are_refused_offline(password: str, code: str) -> None:
    """Django's list holds the 20,000 most frequent passwords of published breaches; no network is asked."""
    made = commands.enrol(sign_in="reader", display_name="", password=password, language="en", now=NOW)
    assert isinstance(made, Refused)
    assert made.code == code


@pytest.mark.parametrize("password", ["correct horse 7", "four words no list", "邻里的长密码不止四个字"])
def test_passwords_of_ones_own_are_taken(password: str) -> None:
    made = commands.enrol(sign_in="reader", display_name="", password=password, language="en", now=NOW)
    assert (password, isinstance(made, Allowed)) == (password, len(password) >= 12)
