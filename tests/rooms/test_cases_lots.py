"""Checks by lot with real accounts: who takes part, what their queue shows, and what happens when nobody checks."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from tests import town

from linli.cases import commands, drawing, queries, timers
from linli.cases.commands import Spot
from linli.cases.queries import Filters
from linli.cases.rules import Given, State
from linli.catalogue import queries as catalogue
from linli.faces.cli.lots import command
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Role, reporter
from linli.people import commands as people
from linli.people import queries as staff

NOW = town.NOW
LONG_AGO = NOW - timedelta(days=30)


def enrol(name: str, *posts: tuple[Role, str, str]) -> Actor:
    enrolled = people.enrol(
        sign_in=name, display_name=name, password="correct horse battery", language="en", now=LONG_AGO
    )
    assert isinstance(enrolled, Allowed)
    for role, area, unit in posts:
        given = people.assign(staff_id=enrolled.value, role=role, area_path=area, unit_path=unit, now=LONG_AGO)
        assert isinstance(given, Allowed)
    found = staff.actor(enrolled.value, now=NOW)
    assert found is not None
    return found


@pytest.fixture
def crew(db: None) -> dict[str, Actor]:
    town.install()
    return {
        "city": enrol("city", (Role.CHECKER, "", "")),
        "east": enrol("east", (Role.COLLECTOR, town.EAST, "")),
        "west": enrol("west", (Role.CHECKER, town.WEST, "")),
        "both": enrol("both", (Role.CHECKER, "", ""), (Role.HANDLER, "", town.LIGHTING)),
        "lead": enrol("lead", (Role.AREA_LEAD, town.EAST, "")),
    }


def act(case_id: UUID, move: str, actor: Actor, now: datetime = NOW, **given: object) -> None:
    done = commands.act(
        case_id=case_id, move=move, actor=actor, given=replace(Given(), **given), command_id=uuid4(), now=now
    )
    assert isinstance(done, Allowed), done
    assert queries.rebuilt(case_id=case_id) == facts(case_id)


def facts(case_id: UUID) -> queries.Facts:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.facts


def handled(spot: tuple[float, float] = town.IN_EAST) -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=NOW, class_key=town.LAMP, spot=Spot(*spot)
    )
    assert isinstance(opened, Allowed)
    act(opened.value.case_id, "accept", town.LAMP_HANDLER)
    act(opened.value.case_id, "handle", town.LAMP_HANDLER, text="New lamp")
    return opened.value.case_id


def waiting(actor: Actor) -> set[UUID]:
    page = queries.listing(actor=actor, filters=Filters(mine=True), now=NOW)
    return {row.id for row in page.rows}


def test_only_those_entitled_take_part(crew: dict[str, Actor]) -> None:
    case_id = handled()
    [drawn] = drawing.draws(case_id=case_id)
    assert {person for person, _ in drawn.lots} == {crew["city"].id, crew["east"].id}
    assert facts(case_id).checker == drawn.person
    assert drawn.right


def test_whoever_was_drawn_has_it_in_their_queue_and_nobody_else(crew: dict[str, Actor]) -> None:
    case_id = handled()
    drawn = facts(case_id).checker
    for actor in crew.values():
        assert (case_id in waiting(actor)) == (actor.id == drawn)
    other = next(actor for name, actor in crew.items() if name in ("city", "east") and actor.id != drawn)
    refused = commands.act(case_id=case_id, move="pass", actor=other, command_id=uuid4(), now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "drawn_to_another"


def test_who_has_many_checks_open_has_fewer_lots(crew: dict[str, Actor]) -> None:
    lots = [dict(drawing.draws(case_id=handled())[0].lots) for _ in range(8)]
    assert sum(lots[-1].values()) < sum(lots[0].values())


def test_a_check_goes_on_to_the_other_when_its_time_is_up_and_then_to_anybody(crew: dict[str, Actor]) -> None:
    case_id = handled()
    first = facts(case_id).checker
    assert facts(case_id).climb_at == NOW + timedelta(minutes=24)  # the draw leaves the timer of the check as it is
    later = NOW + timedelta(hours=1)
    while timers.wake(now=later):
        pass
    second = facts(case_id).checker
    assert {first, second} == {crew["city"].id, crew["east"].id}
    while timers.wake(now=later + timedelta(hours=1)):
        pass
    assert facts(case_id).checker is None
    assert case_id in waiting(crew["city"]) & waiting(crew["east"])
    assert queries.rebuilt(case_id=case_id) == facts(case_id)


def test_a_supervisor_draws_another(crew: dict[str, Actor]) -> None:
    case_id = handled()
    first = facts(case_id).checker
    act(case_id, "redraw", town.SUPERVISOR, text="On leave")
    assert facts(case_id).checker not in (None, first)


def test_where_nobody_else_holds_the_post_the_check_waits_for_anybody(crew: dict[str, Actor]) -> None:
    case_id = handled(spot=town.IN_WEST)
    [drawn] = drawing.draws(case_id=case_id)
    assert {person for person, _ in drawn.lots} == {crew["city"].id, crew["west"].id}


def test_what_was_called_satisfactory_is_looked_at_again(crew: dict[str, Actor]) -> None:
    town.install_edition(replace(town.EDITION, settings=replace(town.EDITION.settings, sample=100)))
    catalogue.forget()
    case_id = handled()
    checker = next(actor for actor in crew.values() if actor.id == facts(case_id).checker)
    act(case_id, "pass", checker)
    act(case_id, "confirm", reporter(str(case_id)))
    assert facts(case_id).state == State.SAMPLED
    again = next(actor for actor in crew.values() if actor.id == facts(case_id).checker)
    assert case_id in waiting(again)
    closed = queries.listing(actor=crew["lead"], filters=Filters(stage="closed", sort="newest"), now=NOW)
    assert [row.id for row in closed.rows] == [case_id]
    act(case_id, "stand", again, text="Bright")
    assert facts(case_id).state == State.CLOSED
    assert drawing.draws(case_id=case_id)[-1].right


def test_the_command_line_shows_whether_a_draw_was_right(crew: dict[str, Actor], settings: object) -> None:
    case_id = handled()
    found = queries.case(case_id=case_id)
    assert found is not None
    said = CliRunner().invoke(command, [str(found.number)])
    assert said.exit_code == 0
    assert "as it had to be" in said.output
