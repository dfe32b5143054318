"""A supervisor looks at the statistics, clicks on a bar and reads the cases behind it, and takes the picture along."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk

from linli.cases.commands import Spot
from linli.insight.figures import folding

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    for _ in range(3):
        found.report()
    found.report(spot=Spot(*town.IN_WEST), klass=town.BURST)
    folding.rebuild(now=found.now)
    return found


def test_a_bar_leads_to_its_cases_and_the_picture_can_be_taken_along(desk: Desk, visitor: Visitor) -> None:
    page = visitor()
    sign_in(page, "supervisor")
    page.goto("/desk/figures/")
    expect(page.get_by_role("heading", name="Statistics")).to_be_visible()
    page.get_by_role("link", name="By class").click()
    chart = page.locator("linli-chart[data-drawn] svg")
    expect(chart).to_be_visible()
    assert not violations(page)
    for form, begin in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as taken:
            page.locator(f"button[data-form={form}]").click()
        assert taken.value.suggested_filename == f"linli-class-reported.{form}"
        assert Path(taken.value.path()).read_bytes().startswith(begin)
    bars = chart.locator("path[fill]").filter(has_not_text="x")
    longest = max(
        (box for box in (bars.nth(at).bounding_box() for at in range(bars.count())) if box and box["height"] > 6),
        key=lambda box: box["width"] if box["height"] < 60 else 0,
    )
    page.mouse.click(longest["x"] + longest["width"] / 2, longest["y"] + longest["height"] / 2)
    page.wait_for_url(re.compile("class=component-"))
    expect(page.locator(".dk-line")).to_have_count(3)
    page.go_back()
    for address in ("?by=area&look=map", "?by=unit&look=pie", "?by=time&look=line"):
        page.goto(f"/desk/figures/{address}")
        expect(page.locator("linli-chart svg").first).to_be_visible()
        assert not violations(page)


def test_on_a_phone_without_scripts_the_numbers_are_there(desk: Desk, visitor: Visitor) -> None:
    page = visitor(phone=True, scripts=False)
    page.goto("/desk/figures/?by=area&look=map")
    page.locator("[name=sign_in]").fill("supervisor")
    page.locator("[name=password]").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("svg.dk-figures-map")).to_be_visible()
    expect(page.locator(".dk-figures-table tbody tr")).to_have_count(2)
    assert page.locator(".dk-figures-map").bounding_box()["width"] <= 360  # type: ignore[index]


def test_on_a_phone_every_picture_fits(desk: Desk, visitor: Visitor) -> None:
    page = visitor(phone=True, language="zh-CN")
    sign_in(page, "supervisor")
    for address in ("?by=class", "?by=area&look=map", "?by=stage&look=pie"):
        page.goto(f"/desk/figures/{address}")
        expect(page.locator("linli-chart svg").first).to_be_visible()
        assert sideways(page) <= 0
        assert not violations(page)
