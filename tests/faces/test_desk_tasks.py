"""Parts of a case at the desk: asked for, taken on, done, sent back, let go, by whoever's they are."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from tests import town
from tests.faces.desk_kit import Desk, number, page, photo, send, state, words
from tests.faces.portal_kit import act, reported, visitor

from linli.cases import queries
from linli.faces.cli import due
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db
PARTS = "Who does what"


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def called_in(desk: Desk, *units: str) -> UUID:
    case_id = desk.report()
    desk.act(case_id, "lamps", "accept")
    response = send(
        desk.client("dispatcher"), case_id, "call_in", units=units or (town.SANITATION,), text="Cut the branches."
    )
    assert response.status_code == 302, words(response)
    return case_id


def test_the_unit_that_is_asked_finds_the_case_in_its_queue_and_does_its_part(desk: Desk) -> None:
    case_id = called_in(desk)
    cleaner = desk.client("cleaner")
    queue = words(cleaner.get("/desk/"))
    assert f"{number(case_id)}" in queue
    assert "your unit assists" in queue
    shown = words(page(cleaner, case_id))
    assert PARTS in shown
    assert "Take our part on" in shown
    assert "Report as handled" not in shown
    assert send(cleaner, case_id, "assist_accept").status_code == 302
    assert send(cleaner, case_id, "assist_done", text="Branches cut.", upload=photo()).status_code == 302
    assert "Nothing waits for you" in words(cleaner.get("/desk/"))
    # Whoever did a part may see what became of it.
    shown = words(page(cleaner, case_id))
    assert "Branches cut." in shown
    assert "Assisting Done" in shown


def test_the_lead_is_told_why_the_case_can_not_be_handed_in_yet(desk: Desk) -> None:
    case_id = called_in(desk)
    lamps = desk.client("lamps")
    assert "Report as handled" not in words(page(lamps, case_id))
    refused = lamps.post(f"/desk/cases/{number(case_id)}/act/handle/", {"text": "Done"})
    assert "Parts of other units are still open: Sanitation." in words(refused)
    assert send(lamps, case_id, "release", units=[town.SANITATION], text="We managed.").status_code == 302
    assert send(lamps, case_id, "handle", text="Bulb replaced.").status_code == 302
    assert state(case_id) == "handled"


def test_the_form_offers_only_units_without_a_part_and_marks_the_one_that_is_meant(desk: Desk) -> None:
    case_id = called_in(desk)
    form = page(desk.client("dispatcher"), case_id, "?act=call_in").content.decode()
    assert f'value="{town.SANITATION}"' not in form
    assert f'value="{town.LIGHTING}"' not in form
    assert f'value="{town.WEST_OFFICE}"' in form
    form = page(desk.client("lamps"), case_id, f"?act=release&unit={town.SANITATION}").content.decode()
    assert f'name="units" value="{town.SANITATION}" checked' in form


def test_a_part_is_sent_back_with_a_reason_of_the_citys_list(desk: Desk) -> None:
    case_id = called_in(desk)
    cleaner = desk.client("cleaner")
    assert "Not ours" in words(page(cleaner, case_id, "?act=assist_return"))
    assert send(cleaner, case_id, "assist_return", reason="not_ours", text="The park's.").status_code == 302
    shown = words(page(desk.client("dispatcher"), case_id))
    assert "Sent back" in shown
    assert "Reason: Not ours" in shown


def test_who_acts_for_two_units_chooses_one(desk: Desk) -> None:
    case_id = called_in(desk, town.SANITATION, town.EAST_OFFICE)
    people.assign(
        staff_id=desk.staff["cleaner"], role=Role.HANDLER, unit_path=town.EAST_OFFICE, now=desk.now - timedelta(days=1)
    )
    cleaner = desk.client("cleaner")
    assert "Your unit" in words(page(cleaner, case_id, "?act=assist_accept"))
    assert "which unit's part is meant" in words(send(cleaner, case_id, "assist_accept"))
    assert send(cleaner, case_id, "assist_accept", units=[town.EAST_OFFICE]).status_code == 302


def test_each_part_has_its_clock_at_the_desk_and_at_the_terminal(desk: Desk) -> None:
    case_id = called_in(desk)
    shown = words(page(desk.client("dispatcher"), case_id))
    assert "Assisting · Sanitation" in shown
    assert "is asked to assist: its clock starts." in shown
    printed = CliRunner().invoke(due.command, [str(number(case_id))])
    assert "assist  runs" in printed.output
    assert "held by    sanitation" in printed.output


def test_the_page_says_it_in_chinese(desk: Desk) -> None:
    client = desk.client("dispatcher", "zh-hans")
    client.cookies["linli_language"] = "zh-hans"
    shown = words(page(client, called_in(desk)))
    assert "承办分工" in shown
    assert "待接收" in shown


def test_a_resident_reads_who_helps(settings: Any, tmp_path: Any) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = visitor()
    code, case_id = reported(client)
    act(case_id, "accept", town.LAMP_HANDLER)
    act(case_id, "call_in", town.DISPATCHER, units=(town.SANITATION,), text="Internal words")
    act(case_id, "assist_accept", town.CLEANER)
    act(case_id, "assist_done", town.CLEANER, text="Branches cut.")
    said = words(client.get(f"/t/{code}/"))
    assert "Sanitation was asked to help." in said
    assert "Sanitation says that its part is done." in said
    assert "Branches cut." in said
    assert "Internal words" not in said


def test_units_of_a_form_that_are_no_units_are_refused_in_words(desk: Desk) -> None:
    case_id = called_in(desk)
    refused = send(desk.client("dispatcher"), case_id, "call_in", units=["nobody"], text="x")
    assert refused.status_code == 422
    assert "nobody" in words(refused)
    found = queries.case(case_id=case_id)
    assert found is not None
    assert found.facts.assisting == (town.SANITATION,)
