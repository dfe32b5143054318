"""Absence and deputies, on the database: who holds what, who is left out, who may name whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests import town

from linli.cases import drawing
from linli.cases.rules import Place, guards, open_case
from linli.cases.rules.facts import Facts
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role
from linli.people import commands, queries

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EAST, WEST = town.EAST, town.WEST


def enrol(name: str, *posts: tuple[Role, str, str]) -> int:
    made = commands.enrol(sign_in=name, display_name=name, password="correct horse 7", language="en", now=NOW)
    assert isinstance(made, Allowed)
    for role, area, unit in posts:
        assert isinstance(
            commands.assign(staff_id=made.value, role=role, area_path=area, unit_path=unit, now=NOW), Allowed
        )
    return made.value


def actor(staff: int, at: datetime = NOW) -> Actor:
    found = queries.actor(staff, now=at)
    assert found is not None
    return found


def name(staff: int, deputy: int, by: int | None = None, since: datetime = NOW, days: float = 3) -> Any:
    return commands.name_deputy(
        staff_id=staff,
        deputy_id=deputy,
        since=since,
        until=since + days * DAY,
        actor=actor(by if by is not None else staff),
        now=NOW,
    )


def code_of(result: Any) -> str:
    assert isinstance(result, Refused), result
    return result.code


@pytest.fixture
def checker() -> int:
    return enrol("checker", (Role.CHECKER, EAST, ""))


@pytest.fixture
def colleague() -> int:
    return enrol("colleague", (Role.OPERATOR, "", ""))


def test_a_deputy_holds_the_posts_for_the_time_and_the_absent_one_keeps_them(checker: int, colleague: int) -> None:
    assert isinstance(name(checker, colleague, since=NOW + DAY, days=2), Allowed)
    own, stood = Grant(Role.OPERATOR), Grant(Role.CHECKER, EAST, "", checker)
    held = [actor(colleague, NOW + days * DAY).grants for days in (0.9, 1, 2.9, 3)]
    assert held == [(own,), (own, stood), (own, stood), (own,)]
    assert actor(checker, NOW + 2 * DAY).grants == (Grant(Role.CHECKER, EAST),)


def test_an_actor_still_costs_one_query(checker: int, colleague: int, django_assert_num_queries: Any) -> None:
    name(checker, colleague)
    with django_assert_num_queries(1):
        assert len(actor(colleague).grants) == 2


def holders(at: datetime = NOW) -> dict[int | None, tuple[Grant, ...]]:
    found = queries.holders(roles=(Role.CHECKER,), area_path=f"{EAST}/990101001001", now=at)
    return {one.id: one.grants for one in found}


def test_who_is_absent_is_left_out_where_checks_are_drawn_and_the_deputy_counts(checker: int, colleague: int) -> None:
    other = enrol("other", (Role.CHECKER, "", ""), (Role.COLLECTOR, WEST, ""))
    name(checker, colleague)
    assert holders() == {
        colleague: (Grant(Role.OPERATOR), Grant(Role.CHECKER, EAST, "", checker)),
        other: (Grant(Role.CHECKER), Grant(Role.COLLECTOR, WEST)),
    }
    assert holders(NOW + 3 * DAY).keys() == {checker, other}
    facts = Facts(open_case(town.command(), town.EDITION).id, 2, place=Place(*town.IN_EAST, "c", EAST))
    assert {one.person for one in drawing.entitled(facts, NOW)} == {colleague, other}


def test_messages_go_to_the_deputy_as_well(checker: int, colleague: int) -> None:
    name(checker, colleague)

    def told(at: datetime) -> list[int]:
        held = queries.posts(now=at, with_deputies=True)
        return [post.staff_id for post in held if post.role is Role.CHECKER]

    assert told(NOW) == [checker, colleague]
    assert told(NOW + 3 * DAY) == [checker]
    assert [post.staff_id for post in queries.posts(now=NOW)] == [checker, colleague]


def test_where_the_deputy_has_left_the_absent_one_counts_again(checker: int, colleague: int) -> None:
    name(checker, colleague)
    commands.close_account(staff_id=colleague, now=NOW)
    assert holders().keys() == {checker}


def test_a_deputy_counts_as_every_one_whose_posts_they_hold(checker: int) -> None:
    cleaner = enrol("cleaner", (Role.HANDLER, "", town.SANITATION))
    name(cleaner, checker)
    case = open_case(town.command(), town.EDITION)
    by_unit = Facts(case.id, 2, handled_units=(town.SANITATION,))
    by_person = Facts(case.id, 2, handled_by=(cleaner,))
    assert code_of(guards.own_work(by_unit, actor(checker))) == "own_unit_handled_it"
    assert code_of(guards.own_work(by_person, actor(checker))) == "stands_for_handler"
    assert guards.own_work(by_unit, actor(checker, NOW + 3 * DAY)) is None


def test_everybody_may_name_their_own_deputy_and_nobody_a_strangers(checker: int, colleague: int) -> None:
    third = enrol("third", (Role.DISPATCHER, "", ""))
    assert code_of(name(checker, colleague, by=third)) == "absence_not_yours"
    assert code_of(name(enrol("idle"), colleague)) == "absence_not_yours"
    assert code_of(name(checker, checker)) == "deputy_is_absent"
    assert isinstance(name(checker, colleague), Allowed)


@pytest.mark.parametrize(
    ("by", "absent", "allowed"),
    [
        ((Role.SUPERVISOR, "", ""), (Role.CHECKER, EAST, ""), True),
        ((Role.SUPERVISOR, EAST, ""), (Role.CHECKER, EAST, ""), True),
        ((Role.SUPERVISOR, WEST, ""), (Role.CHECKER, EAST, ""), False),
        ((Role.SUPERVISOR, EAST, ""), (Role.CHECKER, "", ""), False),
        *(((Role.SUPERVISOR, "", ""), (above, "", ""), False) for above in (Role.SUPERVISOR, Role.ADMINISTRATOR)),
        *(((Role.SUPERVISOR, "", ""), (above, "", ""), False) for above in (Role.AREA_LEAD, Role.AUDITOR)),
        ((Role.ADMINISTRATOR, "", ""), (Role.SUPERVISOR, "", ""), True),
        ((Role.ADMINISTRATOR, WEST, ""), (Role.SUPERVISOR, EAST, ""), False),
    ],
)
def test_who_may_name_deputies_for_others(
    by: tuple[Role, str, str], absent: tuple[Role, str, str], allowed: bool, colleague: int
) -> None:
    namer, away = enrol("namer", by), enrol("away", absent)
    assert isinstance(name(away, colleague, by=namer), Allowed) == allowed
    assert (away in queries.may_be_sent_away_by(actor(namer), now=NOW)) == allowed


def test_nobody_makes_themselves_the_deputy_of_somebody_else(checker: int) -> None:
    assert code_of(name(checker, namer := enrol("namer", (Role.ADMINISTRATOR, "", "")), by=namer)) == "deputy_is_you"


def test_deputies_do_not_follow_one_another(checker: int, colleague: int) -> None:
    third = enrol("third", (Role.DISPATCHER, "", ""))
    name(checker, colleague)
    assert code_of(name(colleague, third, since=NOW + 2 * DAY)) == "stands_in"
    assert code_of(name(third, checker)) == "deputy_away"
    assert code_of(name(checker, third, since=NOW + 2.9 * DAY)) == "absent_already"
    assert isinstance(name(colleague, third, since=NOW + 3 * DAY), Allowed)


@pytest.mark.parametrize(("since", "days"), [(NOW - 4 * DAY, 3), (NOW, 0), (NOW, -1), (NOW, 181)])
def test_an_absence_lies_ahead_and_lasts_half_a_year_at_most(
    checker: int, colleague: int, since: datetime, days: int
) -> None:
    assert code_of(name(checker, colleague, since=since, days=days)) == "absence_out_of_range"


def test_an_absence_ends_early_and_one_to_come_is_called_off(checker: int, colleague: int) -> None:
    running = name(checker, colleague).value
    noon = NOW + DAY / 2
    third = actor(enrol("third", (Role.DISPATCHER, "", "")))
    assert code_of(commands.end_absence(absence_id=running, actor=third, now=noon)) == "absence_not_yours"
    assert isinstance(commands.end_absence(absence_id=running, actor=actor(checker), now=noon), Allowed)
    assert not actor(colleague, noon).stands_for
    assert code_of(commands.end_absence(absence_id=running, actor=None, now=noon)) == "absence_unknown"
    later = name(checker, colleague, since=NOW + 5 * DAY).value
    assert isinstance(commands.end_absence(absence_id=later, actor=None, now=noon), Allowed)
    assert queries.absences(now=noon) == []
