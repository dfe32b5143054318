"""Calls in the database: silence is recorded exactly once, and how units responded is counted from events."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from tests import town

from linli.cases import commands, queries, timers
from linli.cases.commands import Spot
from linli.cases.queries import Response, Tally
from linli.cases.rules import Given
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM, Actor, Grant, Role

MONDAY = town.NOW
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BOTH = (town.SANITATION, town.WEST_OFFICE)
WEST_LEAD = town.staff(60, Role.AREA_LEAD, town.WEST)
WEST_HANDLER = town.staff(61, Role.HANDLER, unit_path=town.WEST_OFFICE)


def lamp(spot: tuple[float, float] = town.IN_EAST) -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=MONDAY, class_key=town.LAMP, spot=Spot(*spot)
    )
    assert isinstance(opened, Allowed)
    return opened.value.case_id


def act(case_id: UUID, move: str, actor: Actor, now: datetime = MONDAY, **given: object) -> int:
    brought = replace(Given(), **given)
    done = commands.act(case_id=case_id, move=move, actor=actor, given=brought, command_id=uuid4(), now=now)
    assert isinstance(done, Allowed), done
    return done.value.version


def call(case_id: UUID, degree: str = "emergency", units: tuple[str, ...] = BOTH, now: datetime = MONDAY) -> int:
    return act(case_id, "whistle", town.AREA_LEAD, now, units=units, degree=degree, text="The post leans")


def moves(case_id: UUID) -> list[str]:
    return [stamp.move for stamp in queries.timeline(case_id=case_id)]


def found(actor: Actor, **more: str) -> tuple[Response, ...]:
    return queries.responses(actor=actor, since=MONDAY - DAY, until=MONDAY + DAY, **more)


@pytest.fixture
def called(db: None) -> UUID:
    town.install()
    case_id = lamp()
    call(case_id)
    return case_id


def test_an_emergency_that_nobody_answers_is_recorded_for_each_unit_and_then_left_alone(called: UUID) -> None:
    assert town.catch_up(now=MONDAY + 29 * MINUTE) == 0
    assert town.catch_up(now=MONDAY + 31 * MINUTE) == 2
    assert town.catch_up(now=MONDAY + 32 * MINUTE) == 0
    missed = [stamp.units for stamp in queries.timeline(case_id=called) if stamp.move == "call_missed"]
    assert missed == [(town.SANITATION,), (town.WEST_OFFICE,)]
    view = queries.case(case_id=called)
    assert view is not None
    assert queries.rebuilt(case_id=called) == view.facts


def test_an_outage_is_caught_up_with_once_for_each_unit(called: UUID) -> None:
    act(called, "arrive", town.CLEANER, MONDAY + 5 * MINUTE, item=4, units=(town.SANITATION,))
    town.catch_up(now=MONDAY + 30 * DAY)
    assert moves(called).count("call_missed") == 1
    assert moves(called).count("climb") == 1


@pytest.fixture
def committed(transactional_db: None) -> list[UUID]:
    town.install()
    cases = [lamp() for _ in range(12)]
    for case_id in cases:
        call(case_id)
    return cases


def test_several_workers_record_each_silence_once(committed: list[UUID]) -> None:
    def work(_: int) -> int:
        try:
            return town.catch_up(now=MONDAY + DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    for case_id in committed:
        assert moves(case_id).count("call_missed") == 2


def test_a_called_unit_sees_the_case_while_the_call_is_open(called: UUID) -> None:
    def listed(actor: Actor) -> bool:
        page = queries.listing(actor=actor, filters=queries.Filters(), now=MONDAY)
        return called in [row.id for row in page.rows]

    superior = town.staff(62, Role.UNIT_LEAD, unit_path=town.EAST_OFFICE)
    call(called, "tough", (town.EAST_WORKSTATION,))
    assert listed(town.CLEANER)
    assert listed(superior)
    assert not listed(town.staff(63, Role.HANDLER, unit_path="rescue"))
    verdicts = {"verdicts": ("absent", "absent"), "text": "Nobody came"}
    act(called, "end_call", town.AREA_LEAD, item=4, units=BOTH, **verdicts)
    assert not listed(town.CLEANER)
    assert listed(superior)


def test_open_calls_reach_who_acts_for_the_unit_and_who_called(called: UUID) -> None:
    second = lamp()
    call(second, "routine", (town.SANITATION,), MONDAY - DAY)
    assert [one.call.degree for one in queries.calls_upon(actor=town.CLEANER)] == ["emergency", "routine"]
    assert [one.case_id for one in queries.calls_upon(actor=WEST_HANDLER)] == [called]
    assert queries.calls_upon(actor=town.LAMP_HANDLER) == ()
    assert queries.calls_upon(actor=town.AREA_LEAD) == ()
    elsewhere = Actor("staff", 64, (Grant(Role.HANDLER, town.WEST, town.SANITATION),))
    assert queries.calls_upon(actor=elsewhere) == ()
    assert [one.case_id for one in queries.calls_made(actor=town.AREA_LEAD)] == [called, called, second]
    assert queries.calls_made(actor=WEST_LEAD) == ()


def test_units_are_judged_by_what_the_caller_says_and_by_the_clock(called: UUID) -> None:
    act(called, "answer_call", town.CLEANER, MONDAY + 4 * MINUTE, item=4, units=(town.SANITATION,), text="We come")
    act(called, "arrive", town.CLEANER, MONDAY + 25 * MINUTE, item=4, units=(town.SANITATION,))
    act(called, "arrive", WEST_HANDLER, MONDAY + 10 * MINUTE, item=4, units=(town.WEST_OFFICE,))
    # West's office says that it was there in time; the caller says that it never came.
    act(called, "end_call", town.AREA_LEAD, item=4, units=BOTH, verdicts=("helped", "absent"), text="Fenced off")
    again = call(called, "tough", (town.SANITATION,))
    act(called, "answer_call", town.CLEANER, MONDAY + DAY, item=again, units=(town.SANITATION,), text="Late")
    sanitation, west = queries.tallies(found(SYSTEM))
    assert sanitation == Tally(
        unit_path=town.SANITATION, calls=2, answered=2, in_time=1, emergencies=1, there_in_time=1, helped=1, partly=0,
        useless=0, absent=0, waiting=1, median_answer=(DAY + 4 * MINUTE) / 2,
    )  # fmt: skip
    assert (west.calls, west.in_time, west.absent, west.there_in_time) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("actor", "units"),
    [
        (town.AREA_LEAD, BOTH),
        (town.AUDITOR, BOTH),
        (town.DISPATCHER, BOTH),
        (WEST_LEAD, ()),
        (town.CLEANER, (town.SANITATION,)),
        (WEST_HANDLER, (town.WEST_OFFICE,)),
        (town.LAMP_HANDLER, ()),
        (Actor("staff", 65), ()),
        (Actor("reporter"), ()),
    ],
)
def test_answers_are_seen_by_the_area_and_by_the_own_unit(called: UUID, actor: Actor, units: tuple[str, ...]) -> None:
    assert sorted(one.asked.unit_path for one in found(actor)) == sorted(units)


def test_answers_are_narrowed_by_unit_area_and_day(called: UUID) -> None:
    assert [one.asked.unit_path for one in found(SYSTEM, unit=town.WEST_OFFICE)] == [town.WEST_OFFICE]
    assert len(found(SYSTEM, area=town.EAST)) == 2
    assert found(SYSTEM, area=town.WEST) == ()
    assert queries.responses(actor=SYSTEM, since=MONDAY + MINUTE, until=MONDAY + DAY) == ()


def test_what_is_counted_is_counted_from_events_alone(called: UUID) -> None:
    before = found(SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET more = '{}', called = '{}' WHERE id = %s", [called])
    assert found(SYSTEM) == before


def test_a_case_that_cannot_be_read_when_a_call_is_due_is_put_aside_and_shown(called: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET more = more || '{\"unheard_of\": 1}' WHERE id = %s", [called])
    due = MONDAY + 30 * MINUTE
    assert timers.wake(now=due) == 0
    assert [(one.due_at, one.again_at) for one in timers.waiting(now=due).stuck] == [(due, due + MINUTE)]
    for minutes in (1, 2):
        assert timers.wake(now=due + minutes * MINUTE) == 0
    assert timers.waiting(now=due).stuck[0].again_at == due + 4 * MINUTE
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET more = more - 'unheard_of' WHERE id = %s", [called])
    assert timers.wake(now=due + 4 * MINUTE) == 1
    assert timers.waiting(now=due).stuck == ()
