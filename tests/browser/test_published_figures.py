"""The page of published figures on a phone and on a desk, without scripts, in both languages; and against axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.test_portal import troubles
from tests.rooms.test_opendata import LATER, report

from linli.cases import ledgering
from linli.insight.figures import folding
from linli.insight.opendata import publishing

type Visitor = Callable[..., Page]


@pytest.mark.django_db(transaction=True)
def test_everybody_reads_the_figures_and_takes_the_data(
    live_server: Any, settings: Any, tmp_path: Path, visitor: Visitor
) -> None:
    settings.LINLI_OPENDATA = tmp_path
    town.install()
    for _ in range(5):
        report(town.LAMP)
        report(town.BURST, town.IN_WEST)
    report(town.NOISE, town.IN_WEST)
    ledgering.run(now=LATER)
    folding.fold(now=LATER)
    publishing.publish(folder=tmp_path, least=3, licence="CC-BY-4.0", now=LATER)
    for language, heading, row in (("en", "Published figures", "East Street"), ("zh-CN", "公开数据", "东街道")):
        page = visitor(language=language, phone=True)
        page.goto("/figures/")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.get_by_role("rowheader", name=row).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= 360")
        assert troubles(page) == []
        with page.expect_download() as download:
            page.get_by_role("link", name="cases.csv").click()
        assert download.value.path().read_bytes() == (tmp_path / "2026-03" / "cases.csv").read_bytes()
