"""Discretion in a real browser: personal words are shown while they are written, photos covered before they leave."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.test_portal import troubles

from linli.cases import queries
from linli.cases.models import Case
from linli.files import queries as files

type Visitor = Callable[..., Page]


@pytest.fixture
def city(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path / "kept"
    town.install()


def taken(tmp_path: Path) -> Path:
    """A plain photo that says where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (31.0, 14.0, 0.0)}
    path = tmp_path / "taken.jpg"
    Image.new("RGB", (640, 480), (90, 160, 90)).save(path, "JPEG", exif=exif)
    return path


def test_words_are_looked_at_while_written_and_a_photo_is_covered_by_keys_before_it_is_sent(
    city: None, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor(phone=True)
    page.goto(f"/report/tell/?class={town.LAMP}&lat={town.IN_EAST[0]}&lon={town.IN_EAST[1]}")
    page.get_by_label("Anything to add?").fill("It is dark, call 07700 900123. The pole says 4471.")
    found = page.get_by_role("group", name="This looks personal")
    expect(found).to_contain_text("07700 900123")
    expect(found).not_to_contain_text("4471")

    page.locator("input[type=file]").set_input_files(taken(tmp_path))
    page.get_by_role("button", name="Cover something").click()
    canvas = page.get_by_role("application")
    expect(canvas).to_be_focused()
    page.keyboard.press("+")
    page.keyboard.press(" ")
    expect(page.get_by_role("status").filter(has_text="Covered.")).to_have_count(1)
    sent = page.evaluate(
        "async () => [...new Uint8Array(await document.querySelector('input[type=file]').files[0].arrayBuffer())]"
    )
    leaving = Image.open(BytesIO(bytes(sent)))
    assert not leaving.getexif(), "place and device stay on the device"
    assert max(leaving.convert("L").getpixel((320, 240)), 0) < 60
    assert troubles(page) == []

    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url("**/t/**")
    case = Case.objects.get()
    assert "[phone]" in queries.timeline(case_id=case.id)[0].text
    (photo,) = files.photos(case.id)
    data = files.content(photo.id, subject=case.id)
    assert data is not None
    kept = Image.open(BytesIO(data)).convert("L")
    assert kept.getpixel((320, 240)) < 60 and kept.getpixel((20, 20)) > 100
