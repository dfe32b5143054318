"""A dispatcher sets up a device, signs in with its code, names a deputy, and looks where she is signed in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.test_whistle_ways import sound
from tests.browser.walk_kit import sign_in, sign_in_by_form
from tests.faces.desk_kit import PASSWORD, Desk

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def test_a_second_factor_is_set_up_and_used_on_a_telephone(desk: Desk, visitor: Visitor) -> None:
    page = visitor(phone=True)
    sign_in_by_form(page, "dispatcher")
    page.goto("/desk/account/factor/")
    faults = sound(page, "factor-begin")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Set up a device").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    faults += sound(page, "factor-device")
    device = pyotp.TOTP(page.locator(".dk-secret").inner_text().replace(" ", ""))
    page.get_by_role("textbox", name="Code").fill(device.at(timezone.now()))
    page.get_by_role("button", name="It works").click()
    expect(page.locator(".dk-codes li")).to_have_count(10)
    faults += sound(page, "factor-codes")

    other = visitor()
    other.goto("/desk/sign-in/")
    other.get_by_label("Sign-in name").fill("dispatcher")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="The code on your device")).to_be_visible()
    faults += sound(other, "sign-in-code")
    other.get_by_role("textbox", name="Code").fill(device.at(timezone.now() + timedelta(seconds=30)))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("link", name="Waiting for me")).to_be_visible()

    page.goto("/desk/account/")
    expect(page.get_by_text("this device")).to_be_visible()
    faults += sound(page, "account")
    page.get_by_role("button", name="Sign out all other devices").click()
    expect(page.get_by_text("All other devices are signed out.")).to_be_visible()
    other.goto("/desk/")
    expect(other.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert faults == []


def test_a_deputy_is_named_without_scripts(desk: Desk, visitor: Visitor) -> None:
    page = visitor(scripts=False)
    sign_in(page, "lamps")
    page.goto("/desk/account/absence/")
    page.get_by_label("Deputy", exact=True).select_option(label="Operator")
    page.get_by_role("button", name="Name the deputy").click()
    expect(page.get_by_text("Operator for Lamps")).to_be_visible()
    phone = visitor(phone=True)
    sign_in(phone, "operator")
    phone.goto("/desk/account/absence/")
    expect(phone.get_by_text("Operator for Lamps")).to_be_visible()
    assert sound(phone, "absence") == []
