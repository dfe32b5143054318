"""The doors of administration are held to the printed table: each act, each account that it may be done to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests import town

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Role
from linli.people import commands, queries
from linli.people.administration import accounts, tokens, ways_in
from linli.people.administration.matrix import ACTS, ELSEWHERE, OWN, WHOM, Over, Whom, judge
from linli.people.models import Administered, Staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOT_THEIRS = {"not_administrator", "own_rights", "outside_your_area"}
type Door = Callable[[Actor, int], Result[Any]]


def enrol(name: str) -> int:
    made = commands.enrol(sign_in=name, display_name=name, password="correct horse 7", language="en", now=NOW)
    assert isinstance(made, Allowed)
    return made.value


def settled(whom: Whom, role: Role = Role.ADMINISTRATOR) -> tuple[Actor, int]:
    """Somebody with a post in the own area, and the account that is meant."""
    chief = enrol("chief")
    commands.assign(staff_id=chief, role=role, area_path=OWN, now=NOW)
    meant = chief if whom.is_own else enrol("meant")
    for post in whom.held:
        commands.assign(staff_id=meant, role=post.role, area_path=post.area_path, now=NOW)
    if whom.is_stood_for:
        named = commands.name_deputy(
            staff_id=meant, deputy_id=chief, since=NOW, until=NOW + timedelta(days=3), actor=None, now=NOW
        )
        assert isinstance(named, Allowed), named
    actor = queries.actor(chief, now=NOW + timedelta(hours=1))
    assert actor is not None
    return actor, meant


def post_of(staff_id: int, area: str) -> int:
    """A post of the account in the area, given for the purpose."""
    given = commands.assign(staff_id=staff_id, role=Role.CHECKER, area_path=area, now=NOW)
    assert isinstance(given, Allowed)
    return given.value


def doors(area: str) -> dict[str, Door]:
    now = NOW + timedelta(hours=1)
    more: dict[str, Any] = {"now": now}

    def token_of(actor: Actor, staff_id: int) -> Result[Any]:
        made = tokens.make(
            actor=None, name="Map", scopes=["read"], days=3, staff_id=staff_id, city=[town.DISTRICT], **more
        )
        assert isinstance(made, Allowed)
        return tokens.revoke(actor=actor, token_id=made.value.token.id, city=[town.DISTRICT], **more)

    return {
        "describe_account": lambda actor, who: accounts.describe(
            actor=actor, staff_id=who, display_name="Other", language="en", **more
        ),
        "new_password": lambda actor, who: accounts.new_password(actor=actor, staff_id=who, **more),
        "end_sessions": lambda actor, who: accounts.end_sessions(actor=actor, staff_id=who, **more),
        "drop_factor": lambda actor, who: accounts.drop_factor(actor=actor, staff_id=who, why="lost", **more),
        "drop_passkeys": lambda actor, who: ways_in.drop_passkeys(actor=actor, staff_id=who, why="lost", **more),
        "link_provider": lambda actor, who: ways_in.link_subject(
            actor=actor, staff_id=who, issuer="https://id.example.org", subject="7", **more
        ),
        "unlink_providers": lambda actor, who: ways_in.unlink_subjects(actor=actor, staff_id=who, **more),
        "close_account": lambda actor, who: accounts.close(actor=actor, staff_id=who, **more),
        "reopen_account": lambda actor, who: accounts.reopen(actor=actor, staff_id=who, **more),
        "make_token": lambda actor, who: tokens.make(
            actor=actor, name="Map", scopes=["read"], days=3, staff_id=who, city=[town.DISTRICT], **more
        ),
        "revoke_token": token_of,
        "give_post": lambda actor, who: accounts.assign(
            actor=actor, staff_id=who, role=Role.DISPATCHER, area_path=area, **more
        ),
        "end_post": lambda actor, who: accounts.end_post(actor=actor, post_id=post_of(who, area), **more),
    }


@pytest.mark.parametrize("whom", WHOM, ids=lambda whom: whom.title)
def test_every_door_is_open_where_the_table_says_so_and_nowhere_else(whom: Whom) -> None:
    actor, meant = settled(whom)
    for over, acts in ACTS.items():
        known = doors(ELSEWHERE if over is Over.POST_ELSEWHERE else OWN)
        assert set(acts) <= set(known)
        for act in sorted(acts, key=["close_account", "reopen_account"].__contains__):
            done = known[act](actor, meant)
            shut = isinstance(done, Refused) and done.code in NOT_THEIRS
            assert shut is isinstance(judge(over, whom), Refused), (over, act, done)
            Staff.objects.filter(pk=meant).update(is_active=True)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SUPERVISOR, Role.AREA_LEAD])
def test_no_other_role_has_any_of_them(role: Role) -> None:
    actor, meant = settled(WHOM[2], role)
    for area in (OWN, ELSEWHERE):
        for act, door in doors(area).items():
            done = door(actor, meant)
            assert isinstance(done, Refused) and done.code in NOT_THEIRS, (act, done)
    assert set(Administered.objects.values_list("what", flat=True)) <= {"make_token"}
    assert isinstance(accounts.enrol(actor=actor, sign_in="x.y", display_name="", language="en", now=NOW), Refused)
