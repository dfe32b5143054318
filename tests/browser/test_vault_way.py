"""A contact's way through the pages in a browser: left on a phone, opened for a purpose, seen by its reporter, shared,
and read about by an auditor."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk

from linli.cases import queries

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def look_at(page: Page, name: str, faults: list[str]) -> None:
    """Hold a page against axe and its window; keep a picture of it where LINLI_PICTURES names a folder."""
    if folder := os.environ.get("LINLI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    faults += [f"{name}: {fault}" for fault in violations(page)]
    if sideways(page) > 0:
        faults.append(f"{name} is {sideways(page)} pixels too wide")


@pytest.mark.parametrize(("language", "phone"), [("en-GB", False), ("zh-CN", True)])
def test_a_contact_s_way_from_the_report_to_the_auditor(
    desk: Desk, visitor: Visitor, language: str, phone: bool
) -> None:
    faults: list[str] = []
    lat, lon = town.IN_EAST
    reporter = visitor(phone=phone, language=language)
    reporter.goto(f"/report/tell/?class={town.LAMP}&lat={lat}&lon={lon}")
    reporter.locator(".pt-contact summary").click()
    reporter.locator("#f-phone").fill("13800005678")
    look_at(reporter, f"tell-{language}", faults)
    reporter.locator("button.ll-button-primary[type=submit]").click()
    reporter.wait_for_url("**/t/**")
    found = queries.tracked(code=reporter.locator("#code").inner_text())
    assert found is not None
    case = f"/desk/cases/{found.view.number}/"

    unit = sign_in(visitor(phone=phone, language=language), "lamps")
    unit.goto(case)
    expect(unit.locator("#contact")).to_contain_text("138****5678")
    look_at(unit, f"masked-{language}", faults)
    unit.locator("[data-act=write]").click()
    unit.locator("#acts textarea").first.fill("Which of the two lamps is it?")
    unit.locator("#acts form button[type=submit]").last.click()
    expect(unit.locator(".dk-timeline li").first).to_contain_text("Which of the two lamps is it?")

    operator = sign_in(visitor(phone=phone, language=language), "operator")
    operator.goto(case)
    operator.locator("#f-purpose").select_option("ask_details")
    operator.locator("#contact button").click()
    expect(operator.locator("#contact a[href^='tel:']")).to_have_text("13800005678")

    reporter.reload()
    expect(reporter.locator(".pt-openings li")).to_have_count(1)
    expect(reporter.get_by_text("Which of the two lamps is it?")).to_be_visible()
    look_at(reporter, f"track-{language}", faults)
    reporter.locator("#contact button").click()
    unit.goto(case)
    unit.locator("#f-purpose").select_option("arrange_visit")
    look_at(unit, f"shared-{language}", faults)
    unit.locator("#contact button").click()
    expect(unit.locator("#contact a[href^='tel:']")).to_have_text("13800005678")
    reporter.reload()
    expect(reporter.locator(".pt-openings li")).to_have_count(2)

    auditor = sign_in(visitor(phone=phone, language=language), "auditor")
    auditor.goto("/desk/accesses/")
    expect(auditor.locator(".dk-accesses tbody tr")).to_have_count(2)
    look_at(auditor, f"log-{language}", faults)
    assert "13800005678" not in auditor.content() and faults == []
