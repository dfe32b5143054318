"""The row keeps the deadline that the events give, and what is stopped goes on by itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import town

from linli.cases import commands, queries, timers
from linli.cases.commands import Spot
from linli.cases.queries import View
from linli.cases.rules import Given, State
from linli.cases.rules.clock import Clock
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor

DAY = timedelta(days=1)
MONDAY = town.NOW


@pytest.fixture
def lamp(db: None) -> UUID:
    town.install()
    opened = commands.report(
        command_id=uuid4(),
        actor=town.PASSER_BY,
        source="web",
        now=MONDAY,
        class_key=town.LAMP,
        spot=Spot(*town.IN_EAST),
    )
    assert isinstance(opened, Allowed)
    act(opened.value.case_id, "accept", town.LAMP_HANDLER)
    return opened.value.case_id


def act(case_id: UUID, move: str, actor: Actor, now: datetime = MONDAY, **given: object) -> View:
    brought = replace(Given(), **given)
    done = commands.act(case_id=case_id, move=move, actor=actor, given=brought, command_id=uuid4(), now=now)
    assert isinstance(done, Allowed), done
    return view(case_id)


def view(case_id: UUID) -> View:
    found = queries.case(case_id=case_id)
    assert found is not None
    assert queries.rebuilt(case_id=case_id) == found.facts
    return found


def test_the_row_has_the_deadline_of_the_working(lamp: UUID) -> None:
    act(lamp, "ask_extension", town.LAMP_HANDLER, amount=1, text="The post has to be ordered")
    act(lamp, "grant", town.DISPATCHER)
    found = act(lamp, "pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + DAY)
    handling = queries.clocks(case_id=lamp, now=MONDAY).handling
    assert handling is not None
    # 2 + 1 working days from Monday 10:00, stopped from then until Tuesday 10:00.
    assert found.facts.due_at == handling.deadline == MONDAY + 4 * DAY
    assert handling.extended_by == 1


def test_a_pause_ends_by_itself_when_its_time_is_up(lamp: UUID) -> None:
    paused = act(lamp, "pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + DAY)
    assert timers.wake(now=MONDAY + DAY - timedelta(minutes=1)) == 0
    assert timers.wake(now=MONDAY + 2 * DAY) == 1
    after = view(lamp)
    assert (after.facts.state, after.facts.due_at) == (State.HANDLING, paused.facts.due_at)
    assert timers.wake(now=MONDAY + 2 * DAY) == 0


def test_the_problem_bank_lists_what_is_suspended_until_it_is_taken_up_again(lamp: UUID) -> None:
    until = MONDAY + 20 * DAY
    act(lamp, "suspend", town.AREA_LEAD, reason="funds", until=until, text="Not before next year")
    [one] = queries.suspended(class_keys=[town.LAMP])
    assert (one.number, one.reason, one.since, one.until) == (view(lamp).number, "funds", MONDAY, until)
    assert queries.suspended(class_keys=[town.RUBBISH]) == ()
    assert timers.wake(now=until) == 1
    assert view(lamp).facts.state == State.HANDLING
    assert queries.suspended(class_keys=[town.LAMP]) == ()


def test_a_new_case_shows_the_clocks_of_its_posts(lamp: UUID) -> None:
    found = queries.clocks(case_id=lamp, now=MONDAY)
    assert [one.clock for one in found.running] == [Clock.HANDLE]
    assert [one.clock for one in found.past] == [Clock.FILE, Clock.DISPATCH]
    with pytest.raises(LookupError, match="no case"):
        queries.clocks(case_id=uuid4(), now=MONDAY)
