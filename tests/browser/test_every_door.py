"""Every page of the desk's menu against axe on a phone: none can be forgotten, they are read from the menu itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from tests import town
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk, enrol

from linli.faces.desk.doors import DOORS
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    found.staff["administrator"] = enrol("administrator", "zh-hans")
    people.assign(staff_id=found.staff["administrator"], role=Role.ADMINISTRATOR, now=found.now)
    return found


def test_every_door_of_the_menu_is_accessible_and_fits_a_phone(desk: Desk, visitor: Callable[..., Page]) -> None:
    desk.report(klass=town.NOISE, text="Drums " * 60)
    desk.handled()
    left = {door.name: reverse(f"desk:{door.name}") for door in DOORS}
    faults = []
    page = visitor(phone=True, language="zh-CN")
    for name in ("administrator", "supervisor", "auditor"):
        sign_in(page, name)
        page.goto("/desk/?list=all")
        for door in {str(link.get_attribute("data-door")) for link in page.locator("[data-door]").all()} & left.keys():
            page.goto(left.pop(door))
            faults += [f"{door}: {fault}" for fault in violations(page)]
            faults += [f"{door} is {sideways(page)} pixels too wide"] if sideways(page) > 0 else []
    assert faults == []
    assert left == {}, "nobody who was asked finds these in the menu"
