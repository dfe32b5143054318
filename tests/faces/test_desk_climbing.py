"""How a case climbs, as those whom it climbs to, the reporter and somebody at a terminal see it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection
from tests import town
from tests.faces.desk_kit import Desk, enrol, number, page, words
from tests.faces.portal_kit import reported, visitor

from linli.cases import queries, timers
from linli.cases.queries import Filters
from linli.faces.cli import due
from linli.faces.cli import timers as timers_command
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    found.staff["west-lead"] = enrol("west-lead")
    people.assign(
        staff_id=found.staff["west-lead"],
        role=Role.AREA_LEAD,
        area_path=town.WEST,
        now=found.now - timedelta(days=50),
    )
    return found


def forgotten(desk: Desk) -> UUID:
    """A lamp that its unit has let lie for weeks, found by a worker only now."""
    case_id = desk.report(ago=timedelta(days=30))
    assert timers.wake(now=desk.now) == 1
    return case_id


def listed(desk: Desk, who: str, **filters: Any) -> list[int]:
    actor = staff.actor(desk.staff[who], now=desk.now)
    assert actor is not None
    found = queries.listing(actor=actor, filters=Filters(climbed=True, **filters), now=desk.now)
    assert queries.count(actor=actor, filters=Filters(climbed=True, **filters), now=desk.now) == len(found.rows)
    return [row.number for row in found.rows]


def test_a_case_that_climbed_is_in_the_list_of_those_it_climbed_to(desk: Desk) -> None:
    case = number(forgotten(desk))
    desk.report()
    assert listed(desk, "east-lead") == [case]
    assert listed(desk, "west-lead") == []
    # A supervisor leads intake, not the unit that let it lie; a handler leads nobody.
    assert listed(desk, "supervisor") == []
    assert listed(desk, "lamps") == []
    for narrowed in ({"klass": town.LAMP}, {"text": "dark"}, {"overdue": True}, {"area": town.EAST_COMMUNITY}):
        assert listed(desk, "east-lead", **narrowed) == [case]
    assert listed(desk, "east-lead", klass=town.RUBBISH) == []
    assert listed(desk, "east-lead", text="wet") == []
    assert listed(desk, "east-lead", stage="closed") == []


def test_the_queue_of_a_lead_has_a_list_of_what_climbed(desk: Desk) -> None:
    case = number(forgotten(desk))
    client = desk.client("east-lead")
    said = words(client.get("/desk/?list=climbed"))
    assert "Climbed to me 1" in said
    assert f"{case}" in said
    assert "climbed at 200%" in said
    assert "Nothing has climbed to you" in words(desk.client("west-lead").get("/desk/?list=climbed"))
    assert "Climbed to me" not in words(desk.client("lamps").get("/desk/"))
    assert "climbed at 200%" in words(desk.client("lamps").get("/desk/"))
    assert re.search(r"升级到我 +1", words(desk.client("east-lead", "zh-hans").get("/desk/?list=climbed")))


def test_an_unfiled_report_climbs_to_the_supervisor(desk: Desk) -> None:
    case_id = desk.report("", ago=timedelta(days=3))
    timers.wake(now=desk.now)
    assert listed(desk, "supervisor") == [number(case_id)]


def test_the_page_of_a_case_says_how_it_climbed_and_where_it_climbs_next(desk: Desk) -> None:
    fresh = words(page(desk.client("lamps"), desk.report()))
    assert re.search(r"Climbs next .* at 80%, to: Handler · Street Lighting", fresh)
    case_id = forgotten(desk)
    said = words(page(desk.client("east-lead"), case_id))
    assert "Climbed 200% · told: Handler · Street Lighting, Unit lead · Street Lighting" in said
    assert "Area lead · East Community" in said
    assert "80%, 100%, 150%, 200% of the time used up" in said
    assert "Climbs next" not in said


def test_the_reporter_is_told_that_it_takes_too_long(desk: Desk) -> None:
    client = visitor()
    code, case_id = reported(client)
    timers.wake(now=desk.now + timedelta(days=30))
    assert queries.timeline(case_id=case_id)[-1].move == "climb"
    said = words(client.get(f"/t/{code}/"))
    assert "It takes longer than it may. Those in charge were told." in said


def test_a_terminal_shows_the_rungs_of_a_case_and_the_state_of_the_timers(desk: Desk) -> None:
    fresh, old = desk.report(), desk.report(ago=timedelta(days=30))
    runner = CliRunner()
    before = runner.invoke(timers_command.command)
    assert before.exit_code == 0
    assert before.output.startswith("due now: 1, the oldest for ")
    timers.wake(now=desk.now)
    assert runner.invoke(timers_command.command).output.startswith("due now: 0\n")
    shown = runner.invoke(due.command, [str(number(old))]).output
    assert "climbed    200%  told: handler lighting, unit_lead lighting, area_lead" in shown
    assert re.search(
        r"climbs +\S+ \S+  80%  to: handler lighting", runner.invoke(due.command, [str(number(fresh))]).output
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET stuck_at = climb_at WHERE id = %s", [fresh])
    stuck = runner.invoke(timers_command.command, ["--set"])
    assert stuck.exit_code == 1
    assert f"put aside: case {number(fresh)}" in stuck.output
