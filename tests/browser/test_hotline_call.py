"""A call in a browser: without a mouse, on a phone, without scripts, accessible."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sign_in, too_wide, violations
from tests.faces.desk_kit import Desk
from tests.faces.test_desk_hotline_beside import COURT, confirming

from linli.cases import queries
from linli.cases.commands import Spot
from linli.catalogue import queries as catalogue
from linli.kernel.words import words
from linli.places import commands as place_commands
from linli.places import queries as places
from linli.places.rules import AddressRecord

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]

LAT, LON = town.IN_EAST


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    town.install_edition(replace(town.EDITION, reasons={**town.EDITION.reasons, "exclude": (COURT,)}), found.now)
    catalogue.forget()
    own = places.atlas()
    willow = AddressRecord(words("柳荫路12号", "12 Willow Road"), LAT, LON)
    place_commands.install(
        areas=list(own.current), cells=list(own.cells), components=[], addresses=[willow], edition=1, now=found.now
    )
    return found


class Hands:
    """Counts the keys that somebody presses besides the text that they type."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_a_call_is_taken_without_a_mouse_in_few_keys(desk: Desk, visitor: Visitor) -> None:
    desk.report(spot=Spot(LAT + 0.0002, LON))
    page = sign_in(visitor(), "operator")
    hands = Hands(page)
    hands.press("c")
    expect(page.get_by_label("What is said")).to_be_focused()
    hands.write("The lamp in front of the school is dark.")
    hands.press("Tab")
    hands.write("ld")
    hands.press("Enter")
    expect(page.get_by_label("Place", exact=True).first).to_be_focused()
    hands.write("willow 12")
    hands.press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("Open close by")).to_be_visible()
    hands.write("A. B.")
    hands.press("Enter")
    hands.write("0900 123 456")
    hands.press("Control+Enter")
    expect(page.get_by_role("heading", name="To read to the caller")).to_be_visible()
    shown = page.locator(".dk-hot-code span").all_inner_texts()
    tracked = queries.tracked(code="-".join(shown))
    assert tracked is not None
    assert tracked.view.facts.class_key == town.LAMP
    assert tracked.view.facts.place is not None
    assert tracked.view.facts.place.address == "12 Willow Road"
    hands.press("n")
    expect(page.get_by_label("What is said")).to_be_focused()
    assert hands.keys < 25


def test_the_arrow_goes_into_the_list_and_enter_goes_on(desk: Desk, visitor: Visitor) -> None:
    page = sign_in(visitor(), "operator")
    page.goto("/desk/call/")
    page.get_by_label("Class", exact=True).first.focus()
    page.keyboard.type("s")
    expect(page.locator("#class-hits input").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("#class-hits input").nth(1)
    expect(second).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#f-asked_place")).to_be_focused()


def test_a_caller_follows_what_is_open_without_scripts(desk: Desk, visitor: Visitor) -> None:
    desk.report()
    page = sign_in(visitor(scripts=False), "operator")
    page.goto("/desk/call/")
    page.locator("#f-asked_class").fill("lamp")
    page.locator("#f-asked_place").fill("willow 12")
    page.locator("#f-asked_place").press("Enter")
    page.get_by_role("radio", name=re.compile("Street lamp")).check()
    page.get_by_role("radio", name=re.compile("12 Willow Road")).check()
    page.locator("#f-asked_place").press("Enter")
    page.get_by_role("button", name=re.compile("let the caller follow")).click()
    expect(page.get_by_text("This is known already")).to_be_visible()


@pytest.mark.parametrize(*EACH_ONCE)
def test_every_page_of_the_hotline_is_accessible_and_fits(
    desk: Desk, visitor: Visitor, phone: bool, language: str
) -> None:
    desk.report(spot=Spot(LAT + 0.0002, LON))
    page = sign_in(visitor(phone=phone, language=language), "operator")
    expect(page.locator("html")).to_have_attribute("lang", re.compile(language[:2]))
    faults: list[str] = []

    def look(name: str) -> None:
        faults.extend(f"{name} {fault}" for fault in violations(page) + too_wide(page))

    page.goto("/desk/call/")
    page.locator("#f-asked_class").fill("ld")
    page.locator("#class-hits input").first.check()
    page.locator("#f-asked_place").fill("willow")
    page.locator("#place-hits input").first.check()
    expect(page.locator(".dk-hot-nearby li")).to_have_count(1)
    look("form")
    page.locator("#f-phone").fill("none")
    page.locator("#send").click()
    expect(page.locator("#errors")).to_be_visible()
    look("refused form")
    page.locator("#f-phone").fill("")
    page.locator("#send").click()
    expect(page.locator(".dk-hot-code")).to_be_visible()
    look("told")
    page.goto("/desk/call/form/")
    look("paper form")
    page.goto("/desk/call/figures/")
    look("figures")
    page.goto("/desk/call/back/")
    look("nobody to call back")
    desk_case = confirming(desk)
    page.reload()
    expect(page.get_by_text(f"#{desk_case}").first).to_be_visible()
    look("to call back")
    page.locator(".dk-hot-nearby .ll-button").first.click()
    expect(page.locator("#act-form")).to_be_visible()
    page.goto("/desk/call/")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    look("exclusions")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A court decides this.").or_(page.get_by_text("由法院决定。"))).to_be_visible()
    look("excluded")
    assert faults == []
