"""Pages in Traditional Chinese: for whoever's browser asks for it, from the first page to the tracking page."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import report

pytestmark = pytest.mark.django_db


def test_a_browser_that_asks_for_it_is_answered_in_traditional_chinese(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = Client(headers={"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.5"})
    first = client.get("/").content.decode()
    assert '<html lang="zh-Hant">' in first
    assert "我要上報" in first
    assert "我要上报" not in first
    assert "简体" in first, "the way to the other languages is named in them"
    sent = report(client, text="燈不亮")
    tracked = client.get(sent["Location"]).content.decode()
    assert "路燈異常" in tracked, "the city's names too"
    assert "燈不亮" in tracked, "and nobody's own words are changed"


def test_the_language_can_be_chosen_by_a_link(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = Client(headers={"Accept-Language": "en"})
    assert client.get("/language/zh-hant/", {"next": "/around/"})["Location"] == "/around/"
    assert '<html lang="zh-Hant">' in client.get("/around/").content.decode()
