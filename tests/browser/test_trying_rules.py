"""Rules tried at the desk in a browser: from the account to the table, on a phone too, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk
from tests.faces.test_desk_trial import stricter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


@pytest.mark.parametrize(
    ("phone", "language", "link", "button", "table"),
    [
        (False, "en-GB", "Try rules on past cases", "Try", "Case by case"),
        (True, "zh-CN", "用已有案卷试算规则", "试算", "逐案列表"),
    ],
)
def test_a_supervisor_tries_an_edition_on_the_last_week(
    desk: Desk, visitor: Callable[..., Page], phone: bool, language: str, link: str, button: str, table: str
) -> None:
    desk.report()
    desk.report()
    stricter()
    page = sign_in(visitor(phone=phone, language=language, scripts=True), "supervisor")
    page.goto(f"/language/{'zh-hans' if language == 'zh-CN' else 'en'}/?next=/desk/account/")
    if phone:
        page.get_by_text("菜单", exact=True).click()
        assert sideways(page) <= 0
        assert not violations(page)
    else:
        page.locator(".dk-menu-more", has_text="Rules and texts").locator("summary").click()
    page.get_by_role("link", name=link).click()
    assert not violations(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("region", name=table)).to_be_visible()
    assert not violations(page)
    assert sideways(page) <= 0
    page.get_by_role("region", name=table).get_by_role("link").first.click()
    page.wait_for_url("**/desk/cases/*/")
