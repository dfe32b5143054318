"""Time in hand, case by case: what a unit had, in which cases, and who may know."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import town

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.cases.queries import Account
from linli.cases.rules import Given
from linli.cases.rules.hands import Holder
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Role

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = town.NOW
LAMP_LEAD = town.staff(40, Role.UNIT_LEAD, unit_path=town.LIGHTING)
pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def installed(db: None) -> None:
    town.install(now=MONDAY - 30 * DAY)


def lamp(now: datetime = MONDAY, where: tuple[float, float] = town.IN_EAST) -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, class_key=town.LAMP, spot=Spot(*where)
    )
    assert isinstance(opened, Allowed)
    return opened.value.case_id


def act(case_id: UUID, move: str, actor: Actor, now: datetime, **given: object) -> None:
    brought = replace(Given(), **given)
    done = commands.act(case_id=case_id, move=move, actor=actor, given=brought, command_id=uuid4(), now=now)
    assert isinstance(done, Allowed), done


def account(
    unit: str = "", *, actor: Actor = SYSTEM, since: datetime = MONDAY - DAY, until: datetime = MONDAY + 5 * DAY,
    area: str = "", after: str = "", limit: int = 200,
) -> Account:  # fmt: skip
    answer = queries.hands_of(
        actor=actor, unit=unit, area=area, since=since, until=until, now=MONDAY + 5 * DAY, after=after, limit=limit
    )
    assert isinstance(answer, Allowed), answer
    return answer.value


def numbers(found: Account) -> list[int]:
    return [case.number for case in found.cases]


def number(case_id: UUID) -> int:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.number


def test_a_unit_answers_for_a_case_that_it_has_given_back() -> None:
    case_id = lamp()
    act(case_id, "return", town.LAMP_HANDLER, MONDAY + 3 * DAY, reason="not_ours", text="Not ours")
    act(case_id, "dispatch", town.DISPATCHER, MONDAY + 3 * DAY + HOUR, unit_path=town.SANITATION)
    [case] = account(town.LIGHTING).cases
    assert (case.number, case.passed, case.late) == (number(case_id), 3 * DAY, DAY)
    [other] = account(town.SANITATION).cases
    assert other.late == other.passed == 2 * DAY - HOUR


def test_a_part_counts_for_the_unit_that_was_asked() -> None:
    case_id = lamp()
    act(case_id, "accept", town.LAMP_HANDLER, MONDAY)
    act(case_id, "call_in", LAMP_LEAD, MONDAY, units=(town.EAST_WORKSTATION,), text="Please")
    act(case_id, "pause", town.LAMP_HANDLER, MONDAY + HOUR, reason="weather", until=MONDAY + DAY)
    act(case_id, "release", town.LAMP_HANDLER, MONDAY + 3 * HOUR, units=(town.EAST_WORKSTATION,), text="Too slow")
    # What lies below a unit is the unit's.
    for unit in (town.EAST_WORKSTATION, town.EAST_OFFICE):
        [case] = account(unit).cases
        assert [(hand.assisting, hand.passed) for hand in case.hands] == [(True, 2 * HOUR)]
    assert not account(town.WEST_OFFICE).cases


def test_only_what_was_given_in_the_period_counts() -> None:
    early, late = lamp(MONDAY - 9 * DAY), lamp(MONDAY)
    assert numbers(account(town.LIGHTING)) == [number(late)]
    assert numbers(account(town.LIGHTING, since=MONDAY - 10 * DAY)) == [number(early), number(late)]
    assert numbers(account()) == [number(late)]
    assert numbers(account(until=MONDAY)) == []


def test_without_a_unit_everybodys_time_adds_up_to_the_life_of_the_cases() -> None:
    case_id = lamp()
    act(case_id, "accept", town.LAMP_HANDLER, MONDAY + HOUR)
    act(case_id, "handle", town.LAMP_HANDLER, MONDAY + DAY, text="Done")
    found = account()
    by_level = {(one.holder, one.level): one for one in found.by_level}
    assert by_level[Holder.UNIT, 1].passed == DAY
    assert by_level[Holder.CHECKER, 0].passed == 4 * DAY
    assert sum((one.passed for one in found.by_level), timedelta()) == 5 * DAY
    [unit] = [one for one in found.by_unit if one.unit_path]
    assert (unit.unit_path, unit.cases, unit.late_cases) == (town.LIGHTING, 1, 0)


def test_it_is_narrowed_to_an_area() -> None:
    east, west = lamp(), lamp(where=town.IN_WEST)
    assert numbers(account(town.LIGHTING, area=town.EAST)) == [number(east)]
    assert numbers(account(area=town.WEST)) == [number(west)]
    assert set(numbers(account(area=town.DISTRICT))) == {number(east), number(west)}


@pytest.mark.parametrize("unit", [town.LIGHTING, ""])
def test_pages_go_on_where_they_ended(unit: str) -> None:
    every = [number(lamp(MONDAY + place * HOUR)) for place in range(5)]
    found, after = [], ""
    while True:
        part = account(unit, after=after, limit=2)
        found += numbers(part)
        after = part.after
        if not after:
            break
    assert found == every
    assert numbers(account(unit, after="nonsense")) == every


def test_who_watches_an_area_sees_its_cases_and_a_unit_sees_its_own() -> None:
    east, west = lamp(), lamp(where=town.IN_WEST)
    assert numbers(account(town.LIGHTING, actor=town.AREA_LEAD)) == [number(east)]
    assert set(numbers(account(actor=town.AUDITOR))) == {number(east), number(west)}
    assert set(numbers(account(town.LIGHTING, actor=town.LAMP_HANDLER))) == {number(east), number(west)}
    assert not account(actor=town.AREA_LEAD, area=town.WEST).cases


@pytest.mark.parametrize(
    ("actor", "unit"),
    [(town.LAMP_HANDLER, ""), (town.LAMP_HANDLER, town.SANITATION), (town.CHECKER, town.LIGHTING), (town.OPERATOR, "")],
)
def test_others_are_refused(actor: Actor, unit: str) -> None:
    lamp()
    answer = queries.hands_of(actor=actor, unit=unit, since=MONDAY, until=MONDAY + DAY, now=MONDAY + DAY)
    assert answer == Refused("hands_not_yours", {"unit": unit})


def test_one_case_is_told_hand_by_hand() -> None:
    case_id = lamp()
    assert [hand.holder for hand in queries.in_hand(case_id=case_id, now=MONDAY + HOUR)] == [Holder.UNIT]
    with pytest.raises(LookupError):
        queries.in_hand(case_id=uuid4(), now=MONDAY)
