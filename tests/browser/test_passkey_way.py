"""A dispatcher makes a passkey, signs out, signs in with it and without a name, and removes it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_whistle_ways import sound
from tests.browser.walk_kit import sign_in_by_form
from tests.faces.desk_kit import PASSWORD, Desk

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def give_authenticator(page: Page) -> None:
    """A device that is part of the browser, holds passkeys and has verified its owner."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_from_making_it_to_removing_it_on_a_telephone(desk: Desk, visitor: Visitor) -> None:
    page = visitor(phone=True)
    give_authenticator(page)
    sign_in_by_form(page, "dispatcher")
    page.goto("/desk/account/passkeys/")
    faults = sound(page, "passkeys-none")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the passkey").fill("Work telephone")
    faults += sound(page, "passkeys-new")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("The passkey is kept.")).to_be_visible()
    faults += sound(page, "passkeys-kept")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    faults += sound(page, "sign-in-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(r"/desk/(\?list=all)?$"))
    page.goto("/desk/account/passkeys/")
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("button", name="Remove Work telephone").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey does not open an account here.")).to_be_visible()
    assert faults == []


def test_without_scripts_the_password_is_the_way_and_the_page_says_so(desk: Desk, visitor: Visitor) -> None:
    page = visitor(scripts=False, language="zh-CN")
    page.goto("/desk/sign-in/")
    expect(page.locator(".dk-other-way")).to_be_hidden()
    sign_in_by_form(page, "dispatcher")
    page.goto("/desk/account/passkeys/")
    page.locator("#f-password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("noscript p")).to_be_visible()
