"""A supervision order in a browser: issued on a list, answered on a phone, accepted; every page accessible."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import EACH_ONCE, sign_in, too_wide, violations
from tests.faces.desk_kit import Desk, enrol, number

from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    people.assign(
        staff_id=enrol("lamp-lead"), role=Role.UNIT_LEAD, now=found.now - timedelta(days=50), unit_path=town.LIGHTING
    )
    return found


@pytest.mark.parametrize(*EACH_ONCE)
def test_every_page_of_orders_is_accessible_and_fits(desk: Desk, visitor: Visitor, phone: bool, language: str) -> None:
    case = number(desk.report(text="Dark. " * 40))
    page = sign_in(visitor(phone=phone, language=language), "supervisor")
    page.goto(f"/desk/orders/new/?case={case}")
    assert violations(page) + too_wide(page) == []
    page.locator("#f-text").fill("Why? " * 60)
    page.locator("input[name=post]").first.check()
    page.locator("#order-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/desk/orders/\d+/$"))
    others = (f"/desk/cases/{case}/", "/desk/orders/", "/desk/orders/?list=issued", "/desk/?list=all")
    for address in (page.url, *others):
        page.goto(address)
        assert violations(page) + too_wide(page) == [], address


def test_an_order_on_a_list_goes_from_the_queue_to_its_accepted_answer(desk: Desk, visitor: Visitor) -> None:
    late = [desk.report(ago=timedelta(days=30)) for _ in range(2)]
    desk.report()
    supervisor = sign_in(visitor(), "supervisor")
    supervisor.goto("/desk/?list=all")
    supervisor.get_by_label("Overdue only").check()
    expect(supervisor.locator(".dk-line")).to_have_count(len(late))
    supervisor.get_by_role("link", name="Issue an order on this list").click()
    supervisor.get_by_label("What is to be answered").fill("Two lamps have been dark for weeks.")
    supervisor.get_by_role("radio", name="Lamp-Lead").check()
    supervisor.get_by_role("button", name="Issue the order").click()
    expect(supervisor.locator(".dk-order-cases .dk-line")).to_have_count(len(late))

    lead = sign_in(visitor(phone=True, scripts=False), "lamp-lead")
    lead.goto(f"/desk/cases/{number(late[0])}/")
    lead.get_by_role("link", name="Supervision order D-").click()
    lead.get_by_label("Your answer").fill("The cable is ordered; both lamps will be lit on Friday.")
    lead.get_by_role("button", name="Answer").click()
    expect(lead.get_by_text("The order is now: Answer to be judged.")).to_be_visible()

    supervisor.goto("/desk/orders/")
    supervisor.get_by_role("link", name="Two lamps have been dark for weeks.").click()
    expect(supervisor.get_by_text("The cable is ordered")).to_be_visible()
    supervisor.get_by_role("button", name="Accept the answer").click()
    expect(supervisor.get_by_text("The order is now: Answer accepted.")).to_be_visible()
    expect(supervisor.get_by_text("This order has ended.")).to_be_visible()
