"""How a deadline comes about, as staff, residents and somebody at a terminal read it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests import town
from tests.faces.desk_kit import Desk, hidden, number, state, words
from tests.faces.portal_kit import act, reported, visitor

from linli.cases import queries
from linli.faces.cli import due
from linli.kernel.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def send(desk: Desk, who: str, case_id: UUID, move: str, **given: str) -> Any:
    client, address = desk.client(who), f"/desk/cases/{number(case_id)}/act/{move}/"
    opened = client.get(f"/desk/cases/{number(case_id)}/?act={move}")
    return client.post(address, hidden(opened, address) | given)


def day(ahead: int) -> str:
    return (timezone.localtime() + timedelta(days=ahead)).date().isoformat()


def at_work(desk: Desk) -> UUID:
    case_id = desk.report()
    desk.act(case_id, "lamps", "accept")
    return case_id


def test_a_handler_stops_the_clock_to_the_end_of_a_day(desk: Desk) -> None:
    case_id, last = at_work(desk), day(2)
    assert send(desk, "lamps", case_id, "pause", reason="weather", until=last).status_code == 302
    found = queries.case(case_id=case_id)
    assert found is not None
    assert found.facts.until is not None
    end = timezone.localtime(found.facts.until)
    assert ((end - timedelta(days=1)).date().isoformat(), end.hour, end.minute) == (last, 0, 0)
    said = words(desk.client("lamps").get(f"/desk/cases/{number(case_id)}/"))
    assert "How the deadline comes about" in said
    assert "Hours that count 0" in said
    assert "office" not in said
    assert "stands still" in said
    assert "Weather" in said


@pytest.mark.parametrize("until", ["", "tomorrow", "9999-12-31", "2020-01-01"])
def test_a_day_that_will_not_do_is_refused_with_what_was_typed(desk: Desk, until: str) -> None:
    response = send(desk, "lamps", at_work(desk), "pause", reason="weather", until=until, text="Rain")
    assert response.status_code == 422
    assert "Rain" in response.content.decode()


def test_more_time_is_asked_for_and_granted_by_somebody_else(desk: Desk) -> None:
    case_id = at_work(desk)
    asked = desk.client("lamps").get(f"/desk/cases/{number(case_id)}/?act=ask_extension")
    assert "The limit is 2 working days." in words(asked)
    too_much = send(desk, "lamps", case_id, "ask_extension", amount="5", text="Spare parts")
    assert "An extension is a whole number from 1 to 2." in words(too_much)
    assert send(desk, "lamps", case_id, "ask_extension", amount="1", text="Spare parts").status_code == 302
    assert send(desk, "dispatcher", case_id, "grant").status_code == 302
    said = words(desk.client("dispatcher").get(f"/desk/cases/{number(case_id)}/"))
    assert "Granted: 1 working day more." in said
    assert "Dispatcher" in said


def test_the_page_says_it_in_chinese_too(desk: Desk) -> None:
    case_id = at_work(desk)
    send(desk, "lamps", case_id, "pause", reason="weather", until=day(2))
    client = desk.client("lamps", "zh-hans")
    client.cookies["linli_language"] = "zh-hans"
    assert "期限的由来" in words(client.get(f"/desk/cases/{number(case_id)}/"))


def test_a_resident_reads_how_the_time_limit_comes_about(settings: Any, tmp_path: Any) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = visitor()
    code, case_id = reported(client)
    handler = town.staff(2, Role.HANDLER, unit_path=town.LIGHTING)
    act(case_id, "accept", handler)
    act(case_id, "pause", handler, reason="weather", until=timezone.now() + timedelta(days=2))
    said = words(client.get(f"/t/{code}/"))
    assert "How this time limit comes about" in said
    assert "has 2 working days." in said
    assert "the time doesn't count. Not in this weather." in said
    assert "The time limit stands still until" in said


def test_what_is_suspended_is_listed_in_public_with_reason_and_date(settings: Any, tmp_path: Any) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = visitor()
    assert "Nothing is suspended" in words(client.get("/suspended/"))
    _, case_id = reported(client)
    act(case_id, "accept", town.staff(2, Role.HANDLER, unit_path=town.LIGHTING))
    until = timezone.now() + timedelta(days=100)
    act(case_id, "suspend", town.staff(3, Role.SUPERVISOR), reason="funds", until=until, text="Not this year")
    said = words(client.get("/suspended/"))
    assert "Street lamp faulty" in said
    assert "Money has to be found." in said
    assert f"#{number(case_id)}" in said
    assert str(timezone.localtime(until).year) in said
    assert state(case_id) == "suspended"


def test_linli_due_prints_the_working(desk: Desk) -> None:
    case_id = at_work(desk)
    desk.act(case_id, "lamps", "pause", reason="weather", until=desk.now + timedelta(days=2))
    result = CliRunner().invoke(due.command, [str(number(case_id))])
    assert result.exit_code == 0, result.output
    lines = ("limit      2 d (working)", "held by    lighting", "pause      weather", "[pause #5 by handler", "due ")
    for part in lines:
        assert part in result.output
    everything = CliRunner().invoke(due.command, [str(number(case_id)), "--all"])
    assert "file  ended" in everything.output


def test_linli_due_of_no_case_says_so(desk: Desk) -> None:
    result = CliRunner().invoke(due.command, ["999999"])
    assert result.exit_code == 1
    assert "999999: no such case" in result.output


def test_what_stands_still_is_not_called_overdue_and_a_suspended_case_waits_for_nobody(desk: Desk) -> None:
    case_id = desk.report(ago=timedelta(days=30))
    desk.act(case_id, "lamps", "accept")
    queue = words(desk.client("supervisor").get("/desk/?list=all"))
    assert "overdue" in queue
    desk.act(
        case_id, "supervisor", "suspend", reason="funds", until=desk.now + timedelta(days=20, hours=1), text="No money"
    )
    queue = words(desk.client("supervisor").get("/desk/?list=all"))
    assert "stands still for 20 days" in queue
    assert "overdue" not in queue
    assert "Nothing waits for you" in words(desk.client("supervisor").get("/desk/"))
