"""The desk's menu: it leads everybody to each page that is theirs, and to no closed door."""

import re
from typing import Any

import pytest
from django.urls import reverse
from tests.faces.desk_kit import POSTS, Desk, enrol

from linli.faces.desk.doors import DOORS
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def test_every_door_of_the_menu_opens_for_whom_it_is_shown_and_for_nobody_else(desk: Desk) -> None:
    shown = set()
    people.assign(staff_id=enrol("administrator"), role=Role.ADMINISTRATOR, now=desk.now)
    for name in (*POSTS, "administrator"):
        client = desk.client(name)
        menu = set(re.findall(r'data-door="([\w-]+)"', client.get("/desk/", {"list": "all"}).content.decode()))
        for door in DOORS:
            status = client.get(reverse(f"desk:{door.name}"), {"list": "all"}).status_code
            assert (status == 200) == (door.name in menu), (name, door.name, status)
        shown |= menu
    assert shown == {door.name for door in DOORS}


def test_a_closed_door_speaks_of_itself_and_not_of_a_case(desk: Desk) -> None:
    client = desk.client("lamps")
    for address, said in (("/desk/staff/", "no such page"), ("/desk/cases/999999/", "no such case")):
        closed = client.get(address)
        assert (closed.status_code, said in closed.content.decode()) == (404, True), address


def test_the_menu_says_where_one_is(desk: Desk) -> None:
    shown = desk.client("supervisor").get("/desk/call/back/").content.decode()
    assert re.findall(r'data-door="([\w-]+)" aria-current="(\w+)"', shown) == [("hotline", "true")] * 2
    queue = desk.client("supervisor").get("/desk/").content.decode()
    assert re.findall(r'data-door="([\w-]+)" aria-current="(\w+)"', queue) == [("queue", "page")] * 2


def test_what_is_not_needed_every_day_lies_in_a_fold_unless_it_is_alone(desk: Desk) -> None:
    shown = desk.client("supervisor").get("/desk/messages/").content.decode()
    row = shown.split('<div class="dk-menu-row">')[1].split("</nav>")[0]
    every_day, *folds = row.split('<details class="dk-menu-more"')
    doors = [re.findall(r'data-door="([\w-]+)"', part) for part in (every_day, *folds)]
    assert {"queue", "hotline", "calls", "orders", "figures"} <= set(doors[0])
    assert "messages" in doors[1], "the rules' fold comes first"
    assert "data-current" in folds[0]
    assert all(len(fold) > 1 for fold in doors[1:])
