"""A table in a browser: uploaded, its columns named, checked, and its good rows written; every page accessible."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.books_kit import HEADING, book, component
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk, enrol

from linli.insight import jobs, uploads
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    people.assign(staff_id=enrol("administrator"), role=Role.ADMINISTRATOR, now=found.now - timedelta(days=50))
    return found


def sound(page: Page, *, scripts: bool) -> None:
    assert sideways(page) <= 0
    if scripts:
        assert violations(page) == []


def work() -> None:
    for upload_id in uploads.pending():
        jobs.bring_in(str(upload_id))


@pytest.mark.parametrize(("phone", "scripts", "language"), [(False, True, "en-GB"), (True, False, "zh-CN")])
def test_a_table_is_brought_in_with_scripts_and_on_a_phone_without(
    desk: Desk, visitor: Visitor, tmp_path: Path, phone: bool, scripts: bool, language: str
) -> None:
    rows = [[*component(serial), "13800138000"] for serial in range(40)]
    rows += [[*component(serial, lat="north" * 30), ""] for serial in range(100, 130)]
    path = book(
        tmp_path / "parts.xlsx", {"东": [["普查"], (*HEADING, "联系电话"), *rows], "西": [HEADING, component(50)]}
    )
    page = sign_in(visitor(phone=phone, scripts=scripts, language=language), "administrator")
    page.goto("/desk/import/")
    page.locator("input[value=components]").check()
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form[enctype] button").click()
    expect(page.locator(".dk-import-columns li")).to_have_count(6)
    expect(page.get_by_text("13800138000")).to_have_count(0)
    sound(page, scripts=scripts)
    page.locator("form[action$='/check/'] button").first.click()
    expect(page.locator("progress")).to_be_visible()
    work()
    if not scripts:
        page.locator("#progress a").click()
    expect(page.locator("#found")).to_be_visible()
    expect(page.locator(".dk-import-faults tbody tr")).to_have_count(25)
    expect(page.locator(".dk-import-discard")).to_be_visible()
    sound(page, scripts=scripts)
    page.locator("nav.dk-import-acts a").click()
    expect(page.locator(".dk-import-faults tbody tr")).to_have_count(5)
    page.locator("form[action$='/write/'] button").click()
    work()
    if not scripts:
        page.locator("#progress a").click()
    expect(page.locator(".dk-import-sums dd")).to_have_text(["71", "41", "0", "30"])
    page.goto("/desk/import/")
    expect(page.locator(".dk-import-table tbody tr")).to_have_count(1)
    sound(page, scripts=scripts)
