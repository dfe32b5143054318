"""What the tests in a browser share: staff who are signed in already, and what is wrong with a page."""

import re
from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page
from tests.faces.desk_kit import PASSWORD

from linli.config.home import NODE_MODULES

PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Passed rules aren't told one by one, and what only rules about films and turned screens ask for isn't loaded.
UNTOLD = "resultTypes: ['violations'], preload: false, elementRef: false"
_QUEUE = re.compile(r"/desk/(\?list=all)?$")

# What axe finds hangs on the width or on the language, hardly on both: each is looked at once.
EACH_ONCE = ("language", "phone"), [("en-GB", True), ("zh-CN", False)]


def sign_in(page: Page, name: str) -> Page:
    """Lets somebody in by a session of their own, as after the form of signing in, and shows what waits for them.

    Whoever was signed in before in this browser is not any more.
    """
    client = Client()
    client.force_login(get_user_model().objects.get(sign_in=name))
    cookie = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": cookie, "value": client.cookies[cookie].value, "domain": "localhost", "path": "/"}]
    )
    page.goto("/desk/")
    assert _QUEUE.search(page.url), page.url
    return page


def sign_in_by_form(page: Page, name: str) -> Page:
    page.goto("/desk/sign-in/")
    page.locator("#f-sign_in").fill(name)
    page.locator("#f-password").fill(PASSWORD)
    page.locator(".dk-sign-in button[type=submit]").click()
    page.wait_for_url(_QUEUE)
    return page


@cache
def axe() -> str:
    return (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, by WCAG 2.2 A and AA and its own best practices."""
    page.wait_for_load_state()  # a click leads to a page whose styles may still be on their way
    page.evaluate(axe())
    found = page.evaluate(
        f"axe.run({{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], {UNTOLD}}})"
    )
    return [f"{one['id']}: {[node['html'] for node in one['nodes']][:3]}" for one in found["violations"]]


def sideways(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def too_wide(page: Page) -> list[str]:
    """Where a page is wider than its window: in the one that it is in, and in that of a phone or a desk as well."""
    own = page.viewport_size
    assert own is not None
    found = []
    for size in (own, WIDE if own == PHONE else PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if sideways(page) > 0:
            found.append(f"{page.url} is {sideways(page)} pixels too wide for {size['width']}")
    page.set_viewport_size(own)
    return found
