"""Two units send a case back, and a lead decides one level up, for this case and for those that come after."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk, number

from linli.cases import queries
from linli.catalogue import queries as catalogue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def act(page: Page, button: str, *, choose: str = "", pick: str = "", **fill: str) -> None:
    page.locator("#acts").get_by_role("link", name=button, exact=True).click()
    form = page.locator("#act-form")
    if choose:
        form.get_by_role("radio", name=choose).check()
    if pick:
        form.get_by_label("Reason").select_option(label=pick)
    for label, text in fill.items():
        form.get_by_label(label.replace("_", " ")).fill(text)
    form.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="The case is now")).to_be_visible()


def unit(case_id: UUID) -> str:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.facts.unit_path


def test_arbitration_after_two_returns(desk: Desk, visitor: Callable[..., Page]) -> None:
    case_id = desk.report(klass=town.NOISE)
    address = f"/desk/cases/{number(case_id)}/"
    why = "Why it is not for your unit, and for whom it is"
    dispatcher, office, cleaner, lead = (
        sign_in(visitor(phone=name == "east-lead"), name)
        for name in ("dispatcher", "east-office", "cleaner", "east-lead")
    )

    dispatcher.goto(address)
    act(dispatcher, "Dispatch", choose="East Street Office")
    office.goto(address)
    act(office, "Return", pick="Not ours", **{why.replace(" ", "_"): "It comes from the rubbish lorry."})

    dispatcher.goto(f"{address}?act=dispatch")
    expect(dispatcher.get_by_role("radio", name="Sanitation")).to_be_checked()
    expect(dispatcher.get_by_text("returned it in this round")).to_be_visible()
    dispatcher.locator("#act-form").get_by_role("button", name="Dispatch", exact=True).click()
    cleaner.goto(address)
    act(cleaner, "Return a second time", pick="Not ours", **{why.replace(" ", "_"): "It is the market's music."})

    dispatcher.goto(address)
    expect(dispatcher.get_by_role("link", name="Rule who handles it")).to_have_count(0)
    lead.goto("/desk/")
    lead.get_by_role("link", name="Noise").first.click()
    expect(lead.get_by_text("It is the market's music.").first).to_be_visible()
    lead.locator("#acts").get_by_role("link", name="Rule who handles it").click()
    form = lead.locator("#act-form")
    form.get_by_role("radio", name="East Street Office").check()
    form.get_by_role("radio", name="From now on, for this class in East Street").check()
    form.get_by_label("The grounds for the ruling").fill("The market is licensed by the street.")
    assert violations(lead) == []
    assert sideways(lead) <= 0
    form.get_by_role("button", name="Rule who handles it").click()
    expect(lead.get_by_role("status").filter(has_text="To be accepted")).to_be_visible()

    office.goto(address)
    expect(office.get_by_role("link", name="Return a second time")).to_have_count(0)
    expect(office.get_by_text("From now on in")).to_be_visible()
    assert unit(case_id) == town.EAST_OFFICE
    catalogue.forget()
    assert unit(desk.report(klass=town.NOISE)) == town.EAST_OFFICE
