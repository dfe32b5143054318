"""A person's way through the portal in a real browser, with scripts and without; and every page against axe."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import UNTOLD, too_wide
from tests.faces.portal_kit import act, handled, operator

from linli.cases import commands, ledgering, queries
from linli.config.home import NODE_MODULES
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
type Visitor = Callable[..., Page]


@pytest.fixture
def city(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()


def reported(klass: str = town.LAMP, text: str = "It is dark here") -> tuple[str, Any, int]:
    """A report: its tracking code, its case, its number."""
    done = commands.report(
        command_id=uuid4(),
        actor=Actor("reporter", language="en"),
        source="web",
        now=datetime.now(UTC),
        text=text,
        class_key=klass,
        spot=commands.Spot(*town.IN_EAST),
    )
    assert isinstance(done, Allowed)
    return done.value.code, done.value.case_id, done.value.number


def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (300, 200), (90, 120, 60)).save(path)
    return path


def troubles(page: Page) -> list[str]:
    """What axe finds wrong with a page (WCAG 2.2 A and AA, and best practice), with the elements."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"() => axe.run(document, {{{UNTOLD}}})")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


def test_somebody_reports_with_a_script_on_a_phone_and_confirms_later(
    city: None, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor(phone=True)
    page.goto("/")
    page.get_by_role("link", name="Report a problem").click()
    map_ = page.locator("linli-map[data-drawn]")
    expect(map_).to_be_visible()
    expect(page.get_by_role("button", name="This is the place")).to_be_hidden()
    map_.locator("canvas").press("ArrowRight")
    expect(page.locator("#here")).to_contain_text("Community")
    onward = page.get_by_role("button", name="This is the place")
    expect(onward).to_be_visible()
    # However high the map: what goes on from it is in sight without scrolling.
    hidden_by_tabs = "one => one.getBoundingClientRect().bottom - document.querySelector('.ll-tabs').offsetTop"
    assert onward.evaluate(hidden_by_tabs) <= 0
    onward.click()
    page.get_by_label("Say it in a word").fill("rubb")
    page.get_by_role("link", name="Exposed rubbish").click()
    page.get_by_label("Anything to add?").fill("Bags beside the bin")
    page.get_by_label("Photos").set_input_files(snapshot(tmp_path))
    expect(page.locator(".ll-cover canvas")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("It has arrived")).to_be_visible()
    code = page.locator("[data-code]").inner_text()
    found = queries.tracked(code=code)
    assert found is not None
    handled_by_sanitation(found.view.id)
    page.goto(f"/t/{code}/")
    page.get_by_label("No, it is not fixed").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what is still missing")
    page.get_by_label("What is still missing?").fill("Half of it is there")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("You said that it is not fixed")).to_be_visible()


def handled_by_sanitation(case_id: Any) -> None:
    from linli.kernel.rights import Role

    handler = town.staff(2, Role.HANDLER, unit_path=town.SANITATION)
    act(case_id, "accept", handler)
    act(case_id, "release", town.DISPATCHER, units=(town.EAST_OFFICE,), text="Not needed")
    act(case_id, "handle", handler, text="Cleared", photos=("after",))
    act(case_id, "pass", town.staff(3, Role.CHECKER))


def test_somebody_reports_and_answers_without_a_script(city: None, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor(phone=True, scripts=False)
    page.goto("/report/?lat=31.005&lon=121.015")
    page.get_by_role("button", name="This is the place").click()
    page.get_by_label("Say it in a word").fill("rubbish")
    page.get_by_role("button", name="Search").click()
    page.locator("#hits").get_by_role("link", name="Exposed rubbish").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("A photo is needed")
    page.get_by_label("Photos").set_input_files(snapshot(tmp_path))
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("It has arrived")).to_be_visible()
    code = page.locator("[data-code]").inner_text()
    found = queries.tracked(code=code)
    assert found is not None
    handled_by_sanitation(found.view.id)
    page.goto("/t/")
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Look it up").click()
    page.get_by_label("Yes, it is fixed").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("You said that it is fixed")).to_be_visible()


def test_the_map_draws_areas_and_reports_and_opens_them(city: None, visitor: Visitor) -> None:
    _, _, number = reported()
    page = visitor()
    page.goto("/around/")
    expect(page.locator("linli-map[data-drawn]")).to_be_visible()
    # The reports come after the areas, and another thread makes their tiles: it is asked until both are drawn.
    page.wait_for_function(
        "() => new Set(document.querySelector('linli-map').map"
        ".queryRenderedFeatures({layers: ['case', 'area-line']}).map(one => one.layer.id)).size === 2"
    )
    spot = page.evaluate(
        "() => { const map = document.querySelector('linli-map').map; return map.project([121.015, 31.005]); }"
    )
    page.locator("linli-map canvas").click(position={"x": spot["x"], "y": spot["y"]})
    expect(page.locator(".ll-map-popup")).to_contain_text("Street lamp faulty")
    page.locator(".ll-map-popup").get_by_role("link", name="Open").click()
    expect(page).to_have_url(f"{page.url.partition('/cases')[0]}/cases/{number}/")


def test_a_map_that_cannot_be_drawn_leaves_the_page_usable(city: None, visitor: Visitor) -> None:
    page = visitor()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/report/")
    expect(page.get_by_text("The map can't be drawn in this browser")).to_be_visible()
    page.get_by_label("Search for an address or a place").fill("East")
    page.get_by_role("link", name="East Community").click()
    expect(page.get_by_text("East Street · East Community")).to_be_visible()
    page.get_by_role("button", name="This is the place").click()
    expect(page.get_by_role("heading", name="What is it?")).to_be_visible()


def test_every_page_passes_axe_in_both_languages_on_phone_and_desk_light_and_dark(city: None, visitor: Visitor) -> None:
    code, _, number = reported()
    confirming, waits, _ = reported()
    handled(waits)
    rejected, turned_down, _ = reported(klass="", text="Something")
    act(turned_down, "reject", operator(), reason="outside", text="Beyond the river")
    answered, question, _ = reported(klass=town.QUESTION)
    act(question, "answer", operator(), text="On Mondays")
    ledgering.run(now=datetime.now(UTC))
    addresses = [
        "/",
        "/report/?q=East",
        "/report/?lat=31.5&lon=121.5",
        "/report/what/?lat=31.005&lon=121.015&q=lamp",
        f"/report/tell/?lat=31.005&lon=121.015&class={town.RUBBISH}",
        "/t/?code=0000-0000-0001",
        *(f"/t/{one}/" for one in (code, confirming, rejected, answered)),
        "/around/",
        "/around/?stage=checking",
        f"/cases/{number}/",
        "/about/privacy/",
        "/ledger/",
        "/ledger/check/",
        "/about/data/",
        "/about/decisions/",
        "/no/such/page/",
    ]
    wrong: list[str] = []
    for language, phone, scheme in (("en-GB", True, "light"), ("zh-CN", False, "dark")):
        page = visitor(phone=phone, language=language)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for address in addresses:
            page.goto(address)
            if page.locator("linli-map").count():  # it is drawn when nothing more is asked for
                page.wait_for_load_state("networkidle")
            page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
            wrong += [f"{address} {language} {scheme}: {one}" for one in troubles(page) + too_wide(page)]
    assert not wrong, "\n".join(wrong)


def test_a_wrong_form_passes_axe_and_takes_the_reader_to_the_mistake(city: None, visitor: Visitor) -> None:
    page = visitor(phone=True)
    page.goto("/report/tell/?lat=31.005&lon=121.015")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Please leave the page open")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#errors")).to_be_focused()
    assert troubles(page) == []
    page.get_by_role("link", name="Say in a few words what is wrong.").click()
    expect(page.get_by_label("What is wrong?")).to_be_focused()


def test_touch_targets_are_large_enough_for_a_thumb(city: None, visitor: Visitor) -> None:
    code, _, number = reported()
    page = visitor(phone=True)
    for address in ("/", "/report/", "/report/what/", "/report/tell/", "/t/", f"/t/{code}/", f"/cases/{number}/"):
        page.goto(address)
        small = page.evaluate(
            "() => [...document.querySelectorAll('button, summary, .ll-button, .ll-nav a, .ll-language, .ll-foot a,"
            " input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea, .pt-pick')]"
            ".filter(one => one.checkVisibility())"
            ".map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])"
            ".filter(([, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"
        )
        assert small == [], address


def test_nothing_is_smaller_than_16_px_and_everything_fits_at_twice_the_text_size(city: None, visitor: Visitor) -> None:
    """WCAG 2.2, 1.4.4: text can be resized to 200 per cent without loss of content or function."""
    code, _, number = reported()
    asked, waits, _ = reported()
    handled(waits)
    page = visitor(phone=True, language="zh-CN")
    steps = ("/", "/report/", "/report/what/", f"/report/tell/?lat=31.005&lon=121.015&class={town.LAMP}")
    for address in (
        *steps,
        "/t/?code=0000",
        f"/t/{code}/",
        f"/t/{asked}/",
        f"/cases/{number}/",
        "/around/",
        "/figures/",
    ):
        page.goto(address)
        tiny = page.evaluate(
            "() => [...document.querySelectorAll('body *:not(script, style, svg *)')]"
            ".filter(one => one.checkVisibility())"
            ".filter(one => [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim()))"
            ".filter(one => Number.parseFloat(getComputedStyle(one).fontSize) < 16)"
            ".map(one => one.outerHTML.slice(0, 80))"
        )
        assert tiny == [], address
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, address
    # English words are longer than Chinese ones; and the last of the footer ends above the tabs.
    page = visitor(phone=True)
    for address in ("/", "/report/what/", "/around/"):
        page.goto(address)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, address
        below_the_footer = page.evaluate(
            "() => document.documentElement.scrollHeight - scrollY"
            " - document.querySelector('.ll-foot').getBoundingClientRect().bottom"
        )
        assert below_the_footer >= page.locator(".ll-tabs").evaluate("one => one.offsetHeight") - 1, address


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_somebody_follows_what_is_known_instead_of_reporting_it_again(
    city: None, visitor: Visitor, scripts: bool
) -> None:
    _, case_id, number = reported()
    page = visitor(phone=True, scripts=scripts)
    lat, lon = town.IN_EAST
    page.goto(f"/report/tell/?class={town.LAMP}&lat={lat + 0.0001}&lon={lon}")
    expect(page.get_by_role("heading", name="Perhaps reported already")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not scripts or not troubles(page)
    page.get_by_role("button", name=f"Follow this instead #{number}").click()
    page.wait_for_url("**/t/**")
    code = page.url.rstrip("/").rpartition("/")[2]
    found = queries.tracked(code=code)
    assert found is not None
    assert (found.view.id, found.holder) == (case_id, "follower")
