"""Several units at one case, in a browser: parts, sub-cases and time in hand, for everybody's eyes and thumbs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sign_in, too_wide, violations
from tests.faces.desk_kit import Desk, number

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


@pytest.mark.parametrize(*EACH_ONCE)
def test_every_page_is_accessible_and_fits(desk: Desk, visitor: Visitor, phone: bool, language: str) -> None:
    case_id = desk.report(ago=timedelta(days=20))
    desk.act(case_id, "lamps", "accept")
    desk.act(case_id, "dispatcher", "call_in", units=(town.SANITATION, town.EAST_WORKSTATION), text="Help them")
    desk.act(case_id, "cleaner", "assist_accept")
    here = f"/desk/cases/{number(case_id)}/"
    page = sign_in(visitor(phone=phone, language=language), "dispatcher")
    split(page, here)
    lately = f"/desk/hands/?unit={town.LIGHTING}&from={desk.now - timedelta(days=40):%Y-%m-%d}"
    forms = (f"{here}?act=call_in", f"{here}?act=release", f"{here}split/", f"{here}attach/")
    for address in (here, *forms, "/desk/hands/", lately):
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert not violations(page) + too_wide(page), address


def test_two_units_and_a_sub_case_bring_a_case_to_its_check(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    desk.act(case_id, "lamps", "accept")
    here = f"/desk/cases/{number(case_id)}/"

    dispatcher = sign_in(visitor(), "dispatcher")
    dispatcher.goto(here)
    dispatcher.locator("[data-act=call_in]").click()
    dispatcher.locator(f"#act-form input[value={town.SANITATION}]").check()
    dispatcher.locator("#act-form [name=text]").fill("Cut the branches first.")
    dispatcher.locator("#act-form button[type=submit]").click()
    expect(dispatcher.locator(".dk-parts")).to_contain_text("Sanitation")

    lamps = sign_in(visitor(), "lamps")
    lamps.goto(here)
    expect(lamps.locator("[data-act=handle]")).to_have_count(0)

    cleaner = sign_in(visitor(phone=True), "cleaner")
    cleaner.get_by_role("link", name="Street lamp faulty").click()
    cleaner.locator("[data-act=assist_accept]").click()
    cleaner.locator("[data-act=assist_done]").click()
    cleaner.locator("#act-form [name=text]").fill("Cut.")
    cleaner.locator("#act-form button[type=submit]").click()
    expect(cleaner.locator(".dk-parts")).to_contain_text("Done")

    lamps.reload()
    lamps.locator("[data-act=handle]").click()
    lamps.locator("#act-form [name=text]").fill("Lamp replaced.")
    lamps.locator("#act-form button[type=submit]").click()
    expect(lamps.locator(".dk-case-now")).to_contain_text("To be checked")
    lamps.locator(".dk-hands summary").click()
    expect(lamps.locator(".dk-hands tbody th")).to_have_text([re.compile("Street Lighting"), re.compile("Check")])


def split(page: Page, here: str) -> None:
    page.goto(f"{here}split/")
    page.locator("#f-class-1").select_option(town.BURST)
    page.locator("#f-text-1").fill("The pipe below the lamp")
    page.locator(".dk-form-end button").first.click()
    expect(page.locator(".dk-family table")).to_contain_text("#")
