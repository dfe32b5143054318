"""A receipt is saved and checked: on the site, from a file without any network, by QR code."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests import town
from tests.ledger_kit import record, report

from linli.cases.receipts import promise_of

type Visitor = Callable[..., Page]


@pytest.fixture
def city(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()


def check(page: Page, receipt: Path, earlier: Path | None = None) -> Any:
    if earlier:
        page.get_by_text("Compare with something from before").click()
        page.get_by_label("An earlier head or receipt").set_input_files(earlier)
    page.get_by_label("Your receipt").set_input_files(receipt)
    return page.locator("#found")


def save(page: Page, link: str, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    download.value.save_as(path)
    return path


def test_a_receipt_is_saved_and_checked_with_and_without_a_network(
    city: None, visitor: Visitor, browser: Browser, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    done = report("The lamp <b>is</b> dark", now=now)
    page = visitor(phone=True)
    page.goto(f"/t/{done.code}/")
    promise = save(page, "Save the receipt", tmp_path / "promise.json")
    page.goto("/ledger/check/")
    found = check(page, promise)
    expect(found.get_by_role("heading")).to_have_text("So far nothing is wrong, but not everything could be checked")
    expect(found).to_contain_text("The city has signed that it will be in the ledger by")
    record(now=now)
    page.goto(f"/t/{done.code}/")
    first = save(page, "Save the receipt", tmp_path / "first.json")
    report(now=now)
    record(now=now)
    page.goto(f"/t/{done.code}/")
    whole = save(page, "Save the receipt", tmp_path / "whole.json")
    page.goto("/ledger/check/")
    found = check(page, whole, earlier=first)
    expect(found.get_by_role("heading")).to_have_text("Nothing is wrong with it")
    expect(found).to_contain_text("It is in the ledger: entry 1 of 6.")
    expect(found).to_contain_text("Nothing of the first 3 entries was changed since.")
    expect(found).to_contain_text("The lamp <b>is</b> dark")
    forged = json.loads(whole.read_text())
    forged["entries"][0]["parts"]["words"]["text"] = "The lamp is bright"
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    expect(check(page, tmp_path / "forged.json").get_by_role("heading")).to_have_text("It does not hold")
    offline = save(page, "This page as one file", tmp_path / "check.html")
    context = browser.new_context(locale="en-GB", offline=True)
    alone = context.new_page()
    alone.goto(f"file://{offline}")
    found = check(alone, whole)
    expect(found.get_by_role("heading")).to_have_text("Nothing is wrong with it")
    context.close()


def test_a_camera_reads_the_promise_and_the_page_checks_it(city: None, visitor: Visitor) -> None:
    now = datetime.now(UTC)
    done = report(now=now)
    compact = promise_of(case_id=done.case_id, now=now).compact
    page = visitor()
    page.goto(f"/ledger/check/#{compact}")
    expect(page.locator("#found")).to_contain_text("The city has signed that it will be in the ledger by")
    expect(page.locator("#found")).to_contain_text("It isn't shown to be in the ledger yet.")
    record(now=now)
    page.reload()
    expect(page.locator("#found")).to_contain_text("It is in the ledger: entry 1 of 3.")
    page.goto("/ledger/")
    page.goto(f"/ledger/check/#{compact[:40]}{'B' if compact[40] == 'A' else 'A'}{compact[41:]}")
    expect(page.locator("#found h2")).to_have_text("It does not hold")
