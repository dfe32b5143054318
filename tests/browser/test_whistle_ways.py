"""A street blows the whistle in an emergency and nobody answers; another call is answered, come to, and ended."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sideways, sign_in, too_wide, violations
from tests.faces.desk_kit import Desk, number

from linli.cases import commands, queries
from linli.cases.rules import Given
from linli.kernel.results import Allowed
from linli.people import queries as staff

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def sound(page: Page, name: str) -> list[str]:
    """What is wrong with a page: accessibility, and whether it is wider than its window."""
    if folder := os.environ.get("LINLI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    wide = [f"{sideways(page)} pixels too wide"] if sideways(page) > 0 else []
    return [f"{name}: {fault}" for fault in (*violations(page), *wide)]


def whistle(desk: Desk, case_id: UUID, ago: timedelta, degree: str = "emergency") -> None:
    """A call that was made a while ago."""
    actor = staff.actor(desk.staff["east-lead"], now=desk.now)
    assert actor is not None
    given = Given(
        degree=degree, units=(town.SANITATION, town.WEST_OFFICE), text="The post leans over the school's gate"
    )
    done = commands.act(
        case_id=case_id, move="whistle", actor=actor, given=given, command_id=uuid4(), now=desk.now - ago
    )
    assert isinstance(done, Allowed), done


def test_an_emergency_whistle_that_nobody_answers(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    whistle(desk, case_id, ago=35 * MINUTE)
    # However often a worker comes by, both units' silence is on record, once each.
    assert town.catch_up(now=desk.now) == 2
    assert town.catch_up(now=desk.now) == 0
    east = sign_in(visitor(), "east-lead")
    east.goto(f"/desk/cases/{number(case_id)}/")
    panel = east.locator("#calls")
    expect(panel.get_by_text("no answer, 5 min late")).to_have_count(2)
    silence = east.locator(".dk-timeline").get_by_text("Unit did not respond in time")
    expect(silence).to_have_count(2)
    # Whose silence it was is named, and the called unit sees it at the head of its queue.
    expect(east.locator(".dk-timeline")).to_contain_text("Called unit: West Street Office")
    cleaner = sign_in(visitor(phone=True), "cleaner")
    expect(cleaner.locator(".dk-strip-urgent")).to_contain_text("no answer, 5 min late")
    # Only the caller ends it.
    panel.get_by_role("link", name="End the call").click()
    form = east.locator("#act-form")
    form.get_by_role("group", name="Sanitation").get_by_label("Did not come").check()
    form.get_by_role("group", name="West Street Office").get_by_label("Did not come").check()
    form.get_by_label("What came of it").fill("We fenced it off ourselves.")
    form.get_by_role("button", name="End the call").click()
    expect(panel.get_by_text("Did not come")).to_have_count(2)
    east.goto("/desk/calls/")
    row = east.locator(".dk-tally tr", has_text="Sanitation")
    expect(row).to_contain_text("0 of 1")
    cleaner.reload()
    expect(cleaner.locator(".dk-strip")).to_have_count(0)


def test_a_call_goes_from_the_street_to_the_unit_and_back(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    east = sign_in(visitor(), "east-lead")
    east.goto(f"/desk/cases/{number(case_id)}/")
    east.locator("[data-act=whistle]").click()
    form = east.locator("#act-form")
    form.get_by_label("Emergency").check()
    form.get_by_label("Sanitation").check()
    form.get_by_label("What is wrong").fill("The post leans over the school's gate.")
    form.get_by_role("button", name="Blow the whistle").click()
    expect(east.locator("#calls")).to_contain_text("to be there within")
    cleaner = sign_in(visitor(phone=True), "cleaner")
    cleaner.locator(".dk-strip a").click()
    cleaner.locator("#calls").get_by_role("link", name="Answer the call").click()
    cleaner.get_by_label("When you come").fill("Two men with a crane, in ten minutes.")
    cleaner.locator("#act-form button[type=submit]").click()
    cleaner.locator("#calls").get_by_role("link", name="We are on the spot").click()
    cleaner.locator("#act-form button[type=submit]").click()
    expect(cleaner.locator("#calls")).to_contain_text("on the spot")
    east.reload()
    expect(east.locator("#calls")).to_contain_text("on the spot")
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)][-2:] == ["answer_call", "arrive"]


@pytest.mark.parametrize(*EACH_ONCE)
def test_pages_of_calls_are_accessible_and_fit(desk: Desk, visitor: Visitor, phone: bool, language: str) -> None:
    case_id, other = desk.report(), desk.report(text="The lamp flickers.")
    whistle(desk, case_id, ago=10 * MINUTE)
    whistle(desk, other, ago=45 * MINUTE, degree="routine")
    address = f"/desk/cases/{number(case_id)}/"
    pages = {
        "east-lead": (address, f"{address}?act=whistle", f"{address}?act=end_call", "/desk/calls/"),
        "cleaner": ("/desk/", f"{address}?act=answer_call", "/desk/calls/"),
    }
    faults = []
    page = visitor(phone=phone, language=language)
    for name, addresses in pages.items():
        sign_in(page, name)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(language[:2]))
        for place, one in enumerate(addresses):
            page.goto(one)
            faults += sound(page, f"{name}-{place}-{'phone' if phone else 'wide'}-{language}") + too_wide(page)
    assert faults == []
