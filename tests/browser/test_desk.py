"""The desk in a browser: keyboard, filters in the address bar, phones, no scripts, accessibility of every page."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sign_in, too_wide, violations
from tests.faces.desk_kit import PASSWORD, Desk, number
from tests.rooms.hooks_kit import subscribe

from linli.cases import queries
from linli.faces.desk.queue import choices
from linli.notices import commands as notices
from linli.people import commands as people
from linli.ui.shapes import Choice

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def drafts(page: Page) -> list[str]:
    """What the tab keeps of words that were typed and not sent."""
    page.wait_for_load_state()  # what was sent is thrown away by the page that says so
    keys: list[str] = page.evaluate("Object.keys(sessionStorage)")
    return [key for key in keys if key.startswith("draft ")]


@pytest.mark.parametrize(*EACH_ONCE)
def test_every_page_is_accessible_and_fits(desk: Desk, visitor: Visitor, phone: bool, language: str) -> None:
    noise = number(desk.report(klass=town.NOISE, text="Drums " * 60))
    unplaced = desk.report(klass="", spot=None)
    people.keep_contact(case_id=unplaced, name="A.", phone="0900 000 000", email="", language="en", now=desk.now)
    late = number(desk.report(ago=timedelta(days=30)))
    handled = number(desk.handled())
    notices.tell(now=desk.now)
    faults = []
    page = visitor(phone=phone, language=language)

    def look_at(address: str) -> None:
        page.goto(address)
        faults.extend(f"{address} {fault}" for fault in violations(page) + too_wide(page))

    look_at("/desk/sign-in/")
    list(desk.client("dispatcher").post("/desk/export/", {"form": "csv"}))
    hook = subscribe("https://example.org/in", desk.staff["auditor"], now=desk.now)
    pages = {
        "auditor": [f"/desk/export/?list=all&area={town.EAST}", "/desk/exports/"],
        "dispatcher": ["/desk/", f"/desk/cases/{noise}/", f"/desk/cases/{noise}/?act=dispatch", "/desk/account/"],
        "operator": ["/desk/?list=all", "/desk/?text=nothing", f"/desk/cases/{number(unplaced)}/?act=file"],
        "lamps": [f"/desk/cases/{late}/?act=return", "/desk/cases/999999/"],
        "supervisor": ["/desk/messages/?name=is_it_fixed&case=1x", f"/desk/cases/{handled}/"],
        "city-admin": [f"/desk/webhooks/?of={hook.hook_id}"],
        "checker": [f"/desk/cases/{handled}/?act=fail", "/desk/?list=all&stage=checking"],
    }
    for name, addresses in pages.items():
        sign_in(page, name)
        for address in addresses:
            look_at(address)
    assert faults == []


def test_the_keyboard_goes_through_a_list_opens_a_case_and_comes_back(desk: Desk, visitor: Visitor) -> None:
    made = [number(desk.report(ago=timedelta(hours=5 - index))) for index in range(3)]
    page = sign_in(visitor(), "lamps")
    page.clock.set_fixed_time(desk.now)  # however slowly the keys come, "q" follows "g" at once
    press = page.keyboard.press
    press("j")
    press("j")
    press("k")
    press("j")
    expect(page.locator(".dk-open").nth(1)).to_be_focused()
    press("o")
    page.wait_for_url(f"**/desk/cases/{made[1]}/**")
    press("n")
    page.wait_for_url(f"**/desk/cases/{made[2]}/**")
    press("g")
    press("q")
    page.wait_for_url("**/desk/")
    expect(page.locator(".dk-open").nth(2)).to_be_focused()
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    press("j")
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.type("lamp")
    expect(page).to_have_url(re.compile(r"text=lamp$"))
    press("Escape")
    expect(page.get_by_label("Search", exact=True)).to_have_value("lamp")
    press("j")
    expect(page.locator(".dk-open").first).to_be_focused()


def test_a_list_that_is_replaced_late_leaves_the_reader_at_the_same_case(desk: Desk, visitor: Visitor) -> None:
    urgent, _ = number(desk.report(ago=timedelta(hours=5))), desk.report()
    page = sign_in(visitor(), "lamps")
    held: list[Route] = []
    page.route("**/desk/?sort=newest", lambda route: held.append(route))
    with page.expect_request("**/desk/?sort=newest"):
        page.get_by_label("Order").select_option("newest")
    page.keyboard.press("j")
    expect(page.locator(f".dk-open[href*='/{urgent}/']")).to_be_focused()
    page.evaluate("document.addEventListener('htmx:afterSettle', () => document.body.classList.add('replaced'))")
    held.pop().continue_()
    expect(page.locator(f"body.replaced .dk-open[href*='/{urgent}/']")).to_be_focused()


def test_single_keys_are_letters_while_somebody_types(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    page = sign_in(visitor(), "lamps")
    page.goto(f"/desk/cases/{number(case_id)}/?act=return")
    words = page.get_by_label("Why it is not for your unit")
    words.press_sequentially("a joking?/gqno")
    expect(words).to_have_value("a joking?/gqno")
    page.keyboard.press("Escape")
    expect(words).not_to_be_focused()
    page.keyboard.press("a")
    page.wait_for_function("document.querySelector('.ll-notice-good') !== null")
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)][-1] == "accept"


def test_the_first_act_opens_with_one_key_and_its_first_field_is_ready(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report(klass=town.NOISE)
    page = sign_in(visitor(), "dispatcher")
    page.goto(f"/desk/cases/{number(case_id)}/")
    page.keyboard.press("a")
    expect(page.locator("#act-form input[name=unit_path]").first).to_be_focused()
    page.locator("#act-form").get_by_role("link", name="Cancel").press("Enter")
    expect(page.get_by_role("link", name="Dispatch", exact=True)).to_be_focused()


def test_a_button_that_gets_no_answer_says_so(desk: Desk, visitor: Visitor) -> None:
    """A handler out of reach of the network must not think that nothing was pressed, or that all is lost."""
    case_id = desk.report()
    page = sign_in(visitor(phone=True), "lamps")
    page.goto(f"/desk/cases/{number(case_id)}/?act=return")
    page.get_by_label("Why it is not for your unit").fill("Not our pole")
    page.context.set_offline(True)
    page.locator("#acts").get_by_role("link", name="Note").click()
    expect(page.get_by_role("alert")).to_contain_text("No answer from the desk")
    expect(page.get_by_label("Why it is not for your unit")).to_have_value("Not our pole")
    page.context.set_offline(False)
    page.locator("#acts").get_by_role("link", name="Note").click()
    expect(page.get_by_label("In your own words")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_after_an_act_on_a_phone_what_was_done_is_in_view(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    desk.act(case_id, "lamps", "accept")
    page = sign_in(visitor(phone=True), "lamps")
    page.goto(f"/desk/cases/{number(case_id)}/?act=handle#acts")
    page.get_by_label("What was done").fill("Bulb replaced.")
    page.locator("#act-form").get_by_role("button", name="Report as handled").click()
    expect(page.locator("[data-done]")).to_be_in_viewport()


def test_filters_swap_the_list_and_stay_in_the_address(desk: Desk, visitor: Visitor) -> None:
    desk.report(klass=town.NOISE, text="Drums under the bridge")
    desk.report(klass=town.NOISE, text="Karaoke in the park")
    page = sign_in(visitor(), "dispatcher")
    rows = page.locator(".dk-line")
    expect(rows).to_have_count(2)
    page.get_by_label("Search", exact=True).press_sequentially("drums")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/desk/\?text=drums$"))
    page.get_by_label("Stage").select_option("filed.disputed")
    expect(page.get_by_text("No case fits these filters")).to_be_visible()
    shared = page.url
    other = sign_in(visitor(), "dispatcher")
    other.goto(shared)
    expect(other.get_by_label("Stage")).to_have_value("filed.disputed")
    expect(other.get_by_text("No case fits these filters")).to_be_visible()
    page.go_back()
    expect(page.locator(".dk-line")).to_have_count(1)


def test_a_long_select_is_searched_by_typing(desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [choices.Group("Many", [Choice(f"matter-9{index:04}", f"Class {index}") for index in range(30)])]
    monkeypatch.setattr(choices, "classes", lambda edition, language: many)
    case_id = desk.report(klass="", spot=None)
    page = sign_in(visitor(), "operator")
    page.goto(f"/desk/cases/{number(case_id)}/?act=file")
    page.get_by_label("Type to find a class").fill("class 17")
    expect(page.locator("#f-class_key option[value^=matter]")).to_have_count(1)
    expect(page.locator("#f-class_key")).to_have_value("matter-90017")
    page.get_by_label("Type to find a class").fill("")
    expect(page.locator("#f-class_key option[value^=matter]")).to_have_count(30)


def test_without_scripts_everything_still_works(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report(klass=town.NOISE, text="Drums")
    page = sign_in(visitor(scripts=False), "dispatcher")
    page.locator("#f-text").fill("drums")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Noise").click()
    page.get_by_role("link", name="Dispatch", exact=True).click()
    page.get_by_role("radio", name="Sanitation").check()
    page.locator("#act-form").get_by_role("button", name="Dispatch").click()
    expect(page.get_by_text("Dispatched. The case is now: To be accepted.")).to_be_visible()
    found = queries.case(case_id=case_id)
    assert found is not None
    assert found.facts.unit_path == town.SANITATION


def test_two_clicks_on_one_button_act_once(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    page = sign_in(visitor(), "lamps")
    page.goto(f"/desk/cases/{number(case_id)}/")
    page.get_by_role("button", name="Accept").dblclick()
    expect(page.get_by_text("The case is now: Being handled.").first).to_be_visible()
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)].count("accept") == 1


def test_words_outlive_a_session_that_ended_and_are_gone_once_they_are_sent(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    page = sign_in(visitor(), "lamps")
    address = f"/desk/cases/{number(case_id)}/?act=return"
    page.goto(address)
    page.get_by_label("Reason").select_option("not_ours")
    page.get_by_label("Why it is not for your unit").fill("A long and careful explanation.")
    page.context.clear_cookies(name="linli_session")
    page.locator("#act-form").get_by_role("button", name="Return").click()
    page.locator("#f-sign_in").fill("lamps")
    page.locator("#f-password").fill(PASSWORD)
    page.locator(".dk-sign-in button[type=submit]").click()
    page.wait_for_url(f"**{address}")
    expect(page.get_by_label("Why it is not for your unit")).to_have_value("A long and careful explanation.")
    page.get_by_label("Reason").select_option("not_ours")
    page.locator("#act-form").get_by_role("button", name="Return").click()
    expect(page.get_by_text("Returned by the unit. The case is now:")).to_be_visible()
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)][-1] == "return"
    assert drafts(page) == []


def test_signing_out_leaves_nothing_of_what_was_typed(desk: Desk, visitor: Visitor) -> None:
    case_id = desk.report()
    page = sign_in(visitor(), "lamps")
    page.goto(f"/desk/cases/{number(case_id)}/?act=note")
    page.get_by_label("In your own words").fill("Half a thought")
    assert drafts(page) == [f"draft /desk/cases/{number(case_id)}/act/note/"]
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/desk/sign-in/")
    assert drafts(page) == []
    assert page.evaluate("sessionStorage.getItem('left at')") is None


def test_the_operator_goes_over_to_what_is_possibly_the_same(desk: Desk, visitor: Visitor) -> None:
    early, late = desk.report(ago=timedelta(days=2), text="Dark since Monday"), desk.report()
    page = sign_in(visitor(), "operator")
    page.goto(f"/desk/cases/{number(late)}/")
    expect(page.get_by_role("heading", name="Possibly the same as")).to_be_visible()
    assert not violations(page)
    page.get_by_role("link", name=f"#{number(early)} Street").click()
    expect(page.get_by_text("Dark since Monday").first).to_be_visible()
