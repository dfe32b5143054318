"""A reporter's way through what is kept about them: two openings with reasons, taken along, corrected, erased."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.test_vault_way import look_at
from tests.faces.desk_kit import Desk, number
from tests.faces.portal_kit import photo

from linli.cases import commands as cases
from linli.cases import queries
from linli.files import commands as files
from linli.kernel.results import Allowed
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as contacts

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]
TEXT = "The lamp flickers since Tuesday."


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def reported(desk: Desk) -> tuple[str, Any]:
    """A report with everything, whose contact two posts opened."""
    kept = files.keep(upload=photo(), subject=(command := town.command()), kind="report", now=desk.now, draft=True)
    assert isinstance(kept, Allowed)

    def keep_with(case_id: Any) -> None:
        people.keep_contact(case_id=case_id, name="Lin Yi", phone="13800005678", email="", language="en", now=desk.now)
        files.adopt(photos=[kept.value.id], draft=command, subject=case_id)

    done = cases.report(
        command_id=command, actor=town.PASSER_BY, source="web", now=desk.now, text=TEXT, class_key=town.LAMP,
        spot=cases.Spot(*town.IN_EAST), photos=(str(kept.value.id),), and_then=keep_with,
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    for role, purpose in ((Role.OPERATOR, "find_place"), (Role.SUPERVISOR, "ask_details")):
        opened = people.open_contact(
            case_id=done.value.case_id, area_path=town.EAST_COMMUNITY, purpose=purpose, now=desk.now,
            actor=town.staff(desk.staff[str(role)], role),
        )  # fmt: skip
        assert isinstance(opened, Allowed), opened
    return done.value.code, done.value.case_id


@pytest.mark.parametrize(("language", "phone"), [("en-GB", False), ("zh-CN", True)])
def test_a_reporter_sees_two_openings_takes_all_along_and_erases_it(
    desk: Desk, visitor: Visitor, tmp_path: Path, language: str, phone: bool
) -> None:
    faults: list[str] = []
    code, case_id = reported(desk)
    page = visitor(phone=phone, language=language)
    page.goto(f"/t/{code}/")
    page.locator(f"a[href='/t/{code}/mine/']").click()
    expect(page.locator(".pt-openings li")).to_have_count(2)
    expect(page.locator("blockquote")).to_have_text(TEXT)
    look_at(page, f"mine-{language}", faults)
    with page.expect_download() as loading:
        page.locator("a[download]").click()
    loading.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        data = json.loads(archive.read("data.json"))
        assert json.loads(archive.read("receipt.json"))["entries"]
    assert len(data["opened"]) == 2 and data["contact"]["name"] == "Lin Yi" and len(data["photos"]) == 1

    page.locator("#f-phone").fill("13911112222")
    page.locator("form[action$='/contact/'] button[type=submit]").click()
    expect(page.locator("#done")).to_be_visible()
    corrected = contacts.own_contact(case_id)
    assert corrected is not None and corrected.phone == "13911112222"

    page.locator("#erase button[type=submit]").click()
    expect(page.locator("#kinds-error")).to_be_visible()
    look_at(page, f"mine-nothing-chosen-{language}", faults)
    for box in page.locator("#erase input[type=checkbox]").all():
        box.check()
    page.locator("#erase button[type=submit]").click()
    expect(page.locator("input[name=sure]")).to_be_attached()
    look_at(page, f"mine-sure-{language}", faults)
    page.locator("form:has(input[name=sure]) button[type=submit]").click()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#erase")).to_have_count(0)
    expect(page.locator(".pt-openings li")).to_have_count(2)
    look_at(page, f"mine-erased-{language}", faults)
    assert not contacts.has_contact(case_id) and TEXT not in page.content()
    view = queries.case(case_id=case_id)
    assert view is not None and view.number == number(case_id) and faults == []
