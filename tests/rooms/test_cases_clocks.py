"""The row keeps the deadline that the events give, and what is stopped goes on by itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests import town

from linli.cases import commands, queries, timers
from linli.cases.commands import Spot
from linli.cases.narrowing import first_keys
from linli.cases.queries import View
from linli.cases.rules import Given, State
from linli.cases.rules.clock import Clock
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Reason
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, Role, reporter
from linli.kernel.words import words

DAY = timedelta(days=1)
MONDAY = town.NOW


@pytest.fixture
def lamp(db: None) -> UUID:
    town.install()
    case_id = reported()
    act(case_id, "accept", town.LAMP_HANDLER)
    return case_id


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


def test_a_request_for_more_time_waits_for_whoever_may_grant_it(lamp: UUID) -> None:
    mine = queries.Filters(mine=True)
    assert not queries.listing(actor=town.DISPATCHER, filters=mine, now=MONDAY).rows
    act(lamp, "ask_extension", town.LAMP_HANDLER, amount=1, text="The post has to be ordered")
    for actor in (town.DISPATCHER, town.SUPERVISOR):
        [row] = queries.listing(actor=actor, filters=mine, now=MONDAY).rows
        assert (row.id, row.asked) == (lamp, 1)
    elsewhere = town.staff(70, Role.DISPATCHER, area_path=town.WEST)
    assert queries.count(actor=elsewhere, filters=mine, now=MONDAY) == 0
    assert queries.count(actor=town.CHECKER, filters=replace(mine, asked=True), now=MONDAY) == 0
    act(lamp, "refuse", town.DISPATCHER, text="It is in stock")
    assert queries.count(actor=town.DISPATCHER, filters=mine, now=MONDAY) == 0


def test_requests_are_found_in_one_walk_of_their_own_index(lamp: UUID) -> None:
    act(lamp, "ask_extension", town.LAMP_HANDLER, amount=1, text="The post has to be ordered")
    keys = first_keys(actor=town.SUPERVISOR, filters=queries.Filters(mine=True, asked=True), now=MONDAY, limit=50)
    assert keys is not None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {keys[0]}", keys[1])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_asked" in plan, plan


def test_a_pause_that_waits_for_the_reporter_ends_with_their_word_in_the_same_act(db: None) -> None:
    ask = Reason("ask", words("待补充", "To be asked"), words("请补充。", "Please tell us more."), waits_for="reporter")
    town.install()
    town.install_edition(replace(town.EDITION, reasons=dict(town.EDITION.reasons) | {"pause": (ask,)}), MONDAY)
    catalogue.forget()
    case_id = reported()
    act(case_id, "accept", town.LAMP_HANDLER)
    act(case_id, "pause", town.LAMP_HANDLER, reason="ask", until=MONDAY + 10 * DAY)
    brought = Given(text="The third lamp from the corner")
    command, now = uuid4(), MONDAY + DAY
    for repeated in (False, True):
        done = commands.act(
            case_id=case_id, move="add", actor=reporter(str(case_id)), given=brought, command_id=command, now=now
        )
        assert isinstance(done, Allowed), done
        assert (done.value.moves, done.value.repeated) == (("add", "resume"), repeated)
    facts = view(case_id).facts
    assert (facts.state, facts.due_at, facts.until) == (State.HANDLING, MONDAY + 3 * DAY, None)


def test_a_later_map_moves_no_deadline(db: None) -> None:
    town.grade_the_east()
    case_id = reported()
    assert (view(case_id).facts.grade, view(case_id).facts.due_at) == ("A", MONDAY + DAY)
    town.install_areas({}, MONDAY)
    facts = act(case_id, "recall", town.DISPATCHER, text="To the other unit").facts
    assert facts.due_at == MONDAY + DAY
    later = reported()
    assert (view(later).facts.grade, view(later).facts.due_at) == ("", MONDAY + 3 * DAY)


def reported() -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=MONDAY, class_key=town.LAMP,
        spot=Spot(*town.IN_EAST),
    )  # fmt: skip
    assert isinstance(opened, Allowed)
    return opened.value.case_id


def test_a_new_case_shows_the_clocks_of_its_posts(lamp: UUID) -> None:
    found = queries.clocks(case_id=lamp, now=MONDAY)
    assert [one.clock for one in found.running] == [Clock.HANDLE]
    assert [one.clock for one in found.past] == [Clock.FILE, Clock.DISPATCH]
    with pytest.raises(LookupError, match="no case"):
        queries.clocks(case_id=uuid4(), now=MONDAY)
