"""An administrator enrols somebody and gives a post; they see their queue; the post ends, and they see none."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.test_whistle_ways import sound
from tests.browser.walk_kit import sign_in
from tests.faces.desk_kit import Desk, enrol

from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people.administration import accounts

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    found.staff["chief"] = enrol("chief")
    people.assign(staff_id=found.staff["chief"], role=Role.ADMINISTRATOR, now=found.now)
    return found


def test_somebody_is_enrolled_given_a_post_and_loses_it_without_scripts(desk: Desk, visitor: Visitor) -> None:
    desk.report()
    page = sign_in(visitor(scripts=False), "chief")
    page.goto("/desk/staff/")
    page.get_by_role("link", name="Open an account").click()
    page.get_by_label("Sign-in name").fill("lamps.two")
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Open the account").click()
    password = page.locator("[data-password]").inner_text()
    page.get_by_role("link", name="On to the posts").click()
    page.get_by_label("Post", exact=True).select_option(label="Handler")
    page.get_by_label("Unit", exact=True).select_option(town.LIGHTING)
    page.get_by_role("button", name="Give the post").click()
    expect(page.get_by_text("Done, and on record.")).to_be_visible()

    theirs = visitor()
    theirs.goto("/desk/sign-in/")
    theirs.locator("#f-sign_in").fill("lamps.two")
    theirs.locator("#f-password").fill(password)
    theirs.locator(".dk-sign-in button[type=submit]").click()
    expect(theirs.get_by_role("heading", name="Choose your password")).to_be_visible()
    assert sound(theirs, "first-password") == []
    theirs.locator("#f-new").fill("seven lanterns on the quay")
    theirs.get_by_role("button", name="Keep this password").click()
    expect(theirs.get_by_role("link", name="Street lamp faulty")).to_be_visible()

    page.get_by_role("button", name="End the post").click()
    expect(page.get_by_text("No post: the account can do nothing.")).to_be_visible()
    theirs.goto("/desk/")
    expect(theirs.get_by_role("link", name="Street lamp faulty")).to_have_count(0)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_pages_for_administrators_are_sound_on_a_telephone(desk: Desk, visitor: Visitor, language: str) -> None:
    chosen = {"en-GB": "en", "zh-CN": "zh-hans"}[language]
    accounts.describe(actor=None, staff_id=desk.staff["chief"], display_name="chief", language=chosen, now=desk.now)
    page = sign_in(visitor(phone=True, language=language), "chief")
    account = desk.staff["lamps"]
    faults = []
    for name in ("staff", "staff/new", f"staff/{account}", "tokens", "administered", "system"):
        page.goto(f"/desk/{name}/")
        faults += sound(page, f"{name.replace('/', '-')}-{language}")
    assert faults == []
