"""Deadlines as people meet them: at the desk, on the tracking page, on the public list of what is suspended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sign_in, too_wide, violations
from tests.faces.desk_kit import Desk, number

from linli.cases import commands
from linli.cases.commands import Spot
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import LimitRow, Reason
from linli.kernel.periods import Limit
from linli.kernel.results import Allowed
from linli.kernel.words import words

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]

LIMITS = (
    LimitRow("*", "ordinary", words("一般", "Ordinary"), Limit(2, "d", "working"), "A"),
    LimitRow("*", "ordinary", words("一般", "Ordinary"), Limit(5, "d", "working")),
    LimitRow("*", "loose", words("松动", "Loose"), Limit(4, "d", "working")),
    LimitRow("*", "hazard", words("危险", "Dangerous"), Limit(6, "h", "continuous")),
)
ASK = Reason("ask", words("待补充", "Details needed"), words("请补充。", "Please tell us more."), waits_for="reporter")


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    reasons = dict(town.EDITION.reasons)
    rules = replace(town.EDITION, limits=LIMITS, reasons=reasons | {"pause": (*reasons["pause"], ASK)})
    town.install_edition(rules, found.now - timedelta(days=59))
    town.install_areas({town.EAST.rpartition("/")[2]: "A"}, found.now - timedelta(days=59))
    catalogue.forget()
    return found


def lamp(desk: Desk) -> tuple[str, UUID]:
    """A lamp in the graded street that the unit is working on: its tracking code and its case."""
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=desk.now - timedelta(hours=1),
        text="The lamp is dark.", class_key=town.LAMP, spot=Spot(*town.IN_EAST),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    desk.act(done.value.case_id, "lamps", "accept")
    return done.value.code, done.value.case_id


@pytest.mark.parametrize(*EACH_ONCE)
def test_every_page_of_a_clock_is_accessible_and_fits(desk: Desk, visitor: Visitor, phone: bool, language: str) -> None:
    code, running = lamp(desk)
    desk.act(running, "lamps", "ask_extension", amount=1, text="The post has to be ordered")
    paused_code, paused = lamp(desk)
    desk.act(paused, "lamps", "pause", reason="ask", until=desk.now + timedelta(days=5))
    _, banked = lamp(desk)
    desk.act(banked, "supervisor", "suspend", reason="funds", until=desk.now + timedelta(days=90), text="Not this year")
    unfiled = number(desk.report(klass="", spot=Spot(*town.IN_EAST)))
    faults = []
    page = visitor(phone=phone, language=language)

    def look_at(address: str) -> None:
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        faults.extend(f"{address} {fault}" for fault in violations(page) + too_wide(page))

    for address in (f"/t/{code}/", f"/t/{paused_code}/", "/suspended/"):
        look_at(address)
    pages = {
        "dispatcher": ["/desk/", "/desk/?asked=1&list=all", f"/desk/cases/{number(running)}/"],
        "lamps": [f"/desk/cases/{number(paused)}/", f"/desk/cases/{number(banked)}/"],
        "operator": [f"/desk/cases/{unfiled}/?act=file"],
    }
    for name, addresses in pages.items():
        sign_in(page, name)
        for address in addresses:
            look_at(address)
    assert faults == []


def test_the_conditions_that_are_marked_and_the_grade_decide_the_deadline(desk: Desk, visitor: Visitor) -> None:
    unfiled = number(desk.report(klass="", spot=Spot(*town.IN_EAST)))
    page = sign_in(visitor(), "operator")
    page.goto(f"/desk/cases/{unfiled}/?act=file")
    # The marks stand in what is swapped in: they are set once it has settled.
    page.evaluate("document.addEventListener('htmx:afterSettle', () => { document.body.dataset.settled = 'yes' })")
    page.locator("#f-class_key").evaluate(
        "(select, key) => { select.value = key; select.dispatchEvent(new Event('change', {bubbles: true})); }",
        town.LAMP,
    )
    expect(page.locator("body[data-settled]")).to_have_count(1)
    for label in ("Loose · 4 working days", "Dangerous · 6 hours"):
        page.get_by_label(label).check()
        expect(page.get_by_label(label)).to_be_checked()
    page.locator("#act-form button[type=submit]").click()
    expect(page.locator(".dk-clocks").first).to_be_visible()
    page.locator(".dk-clocks summary").first.click()
    panel = page.locator(".dk-clocks").first
    expect(panel).to_contain_text("Dangerous · 6 hours")
    expect(panel).to_contain_text("Stricter than")
    expect(panel).to_contain_text("Loose · 4 working days")


def test_a_request_for_more_time_stands_in_the_dispatchers_queue_until_it_is_decided(
    desk: Desk, visitor: Visitor
) -> None:
    code, case_id = lamp(desk)
    desk.act(case_id, "lamps", "ask_extension", amount=1, text="The post has to be ordered")
    page = sign_in(visitor(), "dispatcher")
    line = page.locator(".dk-line", has_text=str(number(case_id)))
    expect(line).to_contain_text("asks for more time")
    line.get_by_role("link").first.click()
    page.locator(".dk-clocks summary").first.click()
    expect(page.locator(".dk-clocks").first).to_contain_text("Grade of the area")
    expect(page.locator(".dk-clocks").first).to_contain_text("Ordinary, grade A · 2 working days")
    page.get_by_role("link", name="Grant more time").click()
    page.locator("#act-form button[type=submit]").click()
    page.goto("/desk/")
    expect(page.locator(".dk-line", has_text=str(number(case_id)))).to_have_count(0)
    page.goto(f"/t/{code}/")
    page.locator(".pt-working summary").click()
    expect(page.locator(".pt-working")).to_contain_text("More than one limit counts here; this is the strictest.")
    expect(page.locator(".pt-working")).to_contain_text("granted 1 working day more")


def test_the_reporters_word_sets_a_clock_going_that_waited_for_it(desk: Desk, visitor: Visitor) -> None:
    code, case_id = lamp(desk)
    desk.act(case_id, "lamps", "pause", reason="ask", until=desk.now + timedelta(days=5))
    page = visitor(phone=True, language="zh-CN")
    page.goto(f"/t/{code}/")
    expect(page.locator("main")).to_contain_text("请补充。")
    page.locator("summary", has_text="补充").first.click()
    page.locator("#f-add-text").fill("从路口数起第三盏灯")
    page.locator("form", has=page.locator("#f-add-text")).locator("button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("时限继续计算")
