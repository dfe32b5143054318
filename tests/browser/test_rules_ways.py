"""An administrator changes the city's rules in a browser: a class, a duty and a limit, tried, published, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces import rules_kit as kit

from linli.catalogue import queries as catalogue
from linli.packs.editing.edits import PutRow

pytestmark = pytest.mark.django_db(transaction=True)
BENCH = {"code": "bench", "group_zh": "设施", "group_en": "Facilities", "name_zh": "座椅损坏",
         "name_en": "Broken bench", "icon": "armchair"}  # fmt: skip


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path / "files"
    kit.open_town(tmp_path / "town")


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name='c-{name}']").fill(value)


def choose(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name='c-{name}']").select_option(value)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("[data-done]")).to_be_visible()


def through_the_menu(page: Page) -> None:
    """To the rules by the fold they lie in, which Escape closes and gives the focus back."""
    heading = page.locator(".dk-menu-more", has_text="Rules and texts").locator("summary")
    heading.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".dk-menu-more[open]")).to_have_count(0)
    expect(heading).to_be_focused()
    heading.click()
    page.locator(".dk-menu-more [data-door=rules]").click()


def test_a_class_a_duty_and_a_limit_are_added_tried_published_and_taken_back(
    town: None, visitor: Callable[..., Page]
) -> None:
    page = sign_in(visitor(), "admin")
    page.goto("/desk/account/")
    through_the_menu(page)
    page.get_by_label("What it is about").fill("Benches in parks")
    page.get_by_role("button", name="Open a draft").click()
    draft = page.url

    page.get_by_role("link", name="Classes").click()
    page.get_by_role("link", name="Add a row").click()
    fill(page, **BENCH)
    choose(page, kind="local", photo="optional", reporters="anyone")
    save(page)
    page.goto(draft)
    page.get_by_role("link", name="No unit is responsible for “local-bench” anywhere.").click()

    expect(page.locator("[name='c-class']")).to_have_value("local-bench")
    choose(page, area="*", lead="roads")
    page.get_by_label("Lamp crew").check()
    save(page)
    page.goto(f"{draft}limits/row/?class=local-bench")
    fill(page, condition="ordinary", condition_zh="一般", condition_en="As usual", value="400")
    choose(page, unit="d", clock="working")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("#c-value-error")).to_contain_text("is not a whole number in range")
    assert not violations(page)
    fill(page, value="3")
    save(page)

    page.goto(draft)
    page.get_by_role("link", name="Try on past cases").click()
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("No case with a class was reported in these days")).to_be_visible()
    page.goto(draft)
    page.get_by_role("link", name="Compare and publish").click()
    expect(page.get_by_role("heading", name="3 rows differ from edition 1")).to_be_visible()
    page.get_by_label("Reason").fill("People ask for it.")
    page.get_by_role("button", name="Publish as a new edition").click()
    expect(page.get_by_text("Edition 2 is in force.")).to_be_visible()
    assert catalogue.edition(2).duties_for("local-bench")[0].assist == ("lamps",)

    page.get_by_role("link", name="Edition 1").click()
    page.get_by_label("Reason").fill("Not before summer.")
    page.get_by_role("button", name="Put in force again").click()
    expect(page.get_by_text("Edition 1 is in force again.")).to_be_visible()
    catalogue.forget()
    assert "local-bench" not in catalogue.current().classes


def test_a_row_is_changed_on_a_phone_without_scripts_and_in_chinese(town: None, visitor: Callable[..., Page]) -> None:
    page = sign_in(visitor(phone=True, language="zh-CN", scripts=False), "admin")
    page.goto("/language/zh-hans/?next=/desk/rules/")
    page.get_by_label("草案内容").fill("路灯时限")
    page.get_by_role("button", name="起草").click()
    page.get_by_role("link", name="时限").click()
    page.get_by_role("link", name="路灯异常 · 不亮").click()
    fill(page, value="5")
    page.get_by_role("button", name="存入草案").click()
    page.get_by_role("link", name="路灯时限").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-done]")).to_have_text("已撤销最近一次修改。")


def test_every_page_of_rules_is_accessible_and_fits_a_phone(town: None, visitor: Callable[..., Page]) -> None:
    row = {"class": "local-flooding", "area": "*", "lead": "roads"}
    number = kit.draft(PutRow("duties", ("local-flooding", "*", "town"), row | {"assist": ""}))
    book = f"draft-{number}/"
    page = sign_in(visitor(phone=True), "admin")
    for address in ("", book, f"{book}duties/", f"{book}duties/row/", f"{book}publish/",
                    f"{book}calendars/office/?year=2026", f"{book}texts/message_received/", "areas/"):  # fmt: skip
        page.goto(f"/desk/rules/{address}")
        assert not violations(page), address
        assert sideways(page) <= 0, address
