"""Attempts by each role to list, search or join people through pages, API, Open311 and exports fail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests import town
from tests.faces import api_kit
from tests.faces.desk_kit import Desk, enrol, number

from linli.kernel.rights import UNIT_ROLES, Role
from linli.people import commands as people
from linli.people.rules import POSTS

pytestmark = pytest.mark.django_db

PLANTED = {"name": "Ondine Plantagenet", "phone": "13912340007", "email": "ondine@planted.example"}
# Under these names lists are searched somewhere, or were somewhere else.
ASKED = (
    "q", "text", "query", "search", "filter", "name", "phone", "email", "contact", "reporter", "caller", "account_id",
    "first_name", "last_name", "device_id", "who", "person", "order", "sort", "group", "by",
)  # fmt: skip
NOBODY = "nobody is called so 00000000000"
_NUMBER = re.compile(r"(?:cases/|#|\"number\":\s?|service_request_id\D{1,4})(\d+)")
_CODES = ("code", "token")  # what only its bearer has


@dataclass(frozen=True)
class City:
    """Two reports of one person, who left everything with both."""

    desk: Desk
    cases: tuple[UUID, UUID]


@pytest.fixture
def city() -> City:
    desk = Desk()
    desk.open()

    def keep(case_id: UUID) -> None:
        people.keep_contact(case_id=case_id, **PLANTED, language="en", now=desk.now, private=["box code 7731"])

    return City(desk, (desk.report(and_then=keep), desk.report(town.BURST, and_then=keep)))


def addresses(case: int, patterns: Any = None, base: str = "/") -> Iterator[str]:
    """Every address that a browser or program may ask for, with a case's number where one is wanted."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = base + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(entry, URLResolver):
            yield from addresses(case, entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and not any(f":{code}>" in route for code in _CODES):
            route = re.sub(r"<int:\w+>|<(?:number|service_request_id)>", str(case), route)
            route = re.sub(r"<uuid:\w+>", str(uuid4()), route)
            yield re.sub(r"<[^>]*>", "0", route)


def post_of(desk: Desk, role: Role) -> str:
    """An account that holds the post for the whole city, in the unit that has the case."""
    name = f"seeker-{role}".replace("_", "-")
    account = enrol(name)
    unit = town.LIGHTING if role in UNIT_ROLES else ""
    people.assign(staff_id=account, role=role, now=desk.now, unit_path=unit)
    desk.staff[name] = account
    return name


def content(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(data.decode("utf-8", "replace"))


def found(answer: Any) -> set[str]:
    """The cases that an answer names."""
    return set(_NUMBER.findall(content(answer)))


def leaks(text: str, *, asked: str = "") -> list[str]:
    """What of the person is in an answer; what was asked for may stand in the field that it was typed into."""
    return [value for value in PLANTED.values() if value in text and value != asked]


def test_the_admin_is_not_installed_and_the_walk_goes_everywhere(city: City) -> None:
    assert not any("admin" in app for app in django_settings.INSTALLED_APPS)
    walked = set(addresses(number(city.cases[0])))
    for known in ("/desk/", "/desk/export/", "/desk/figures/", "/api/v1/cases", "/around/", "/desk/accesses/"):
        assert known in walked, sorted(walked)
    assert len(walked) > 90 and not any(one.strip("/").endswith("admin") for one in walked)


@pytest.mark.parametrize("role", [None, *POSTS])
def test_no_address_shows_a_person_or_finds_a_case_by_one(city: City, role: Role | None) -> None:
    case = number(city.cases[0])
    if role is None:
        clients = [(one, "/") for one in (Client(), api_kit.Program().client, api_kit.program(city.desk).client)]
    else:  # elsewhere they are nobody to Linli
        name = post_of(city.desk, role)
        clients = [(city.desk.client(name), "/desk/"), (api_kit.program(city.desk, name).client, "/api/")]
    wrong = []
    for client, part in clients:
        client.raise_request_exception = False
        for address in (one for one in addresses(case) if one.startswith(part)):
            plain = client.get(address)
            if plain.status_code >= 500 or plain.status_code in (401, 405):
                continue
            if leaks(content(plain)):
                wrong.append((address, "shows", leaks(content(plain))))
            if plain.status_code != 200 or not re.search("html|json", plain["Content-Type"]):
                continue
            nothing = found(client.get(address, dict.fromkeys(ASKED, NOBODY)))
            for value in PLANTED.values():
                answer = client.get(address, dict.fromkeys(ASKED, value))
                if leaks(content(answer), asked=value):
                    wrong.append((address, "shows", value))
                if found(answer) - nothing:
                    wrong.append((address, "finds by", value))
    assert wrong == []


@pytest.mark.parametrize("role", POSTS)
def test_no_export_holds_or_is_narrowed_by_a_person(city: City, role: Role) -> None:
    client = city.desk.client(post_of(city.desk, role))
    for form in ("csv", "xlsx", "parquet", "geojson", "json"):
        sent = client.post("/desk/export/", {"list": "all", "form": form})
        if sent.status_code == 200:
            assert leaks(content(sent)) == []
    for value in PLANTED.values():
        sent = client.post("/desk/export/", {"list": "all", "form": "csv", "text": value})
        if sent.status_code == 200 and "csv" in sent["Content-Type"]:
            assert len(content(sent).strip().splitlines()) == 1


@pytest.mark.parametrize("role", POSTS)
def test_only_intake_reads_a_contact_one_case_at_a_time_and_for_a_purpose(city: City, role: Role) -> None:
    client = city.desk.client(post_of(city.desk, role))
    one, other = (f"/desk/cases/{number(case)}/contact/" for case in city.cases)
    assert leaks(content(client.post(one, {}))) == []
    page = f"/desk/cases/{number(city.cases[0])}/"
    before = client.get(page)
    answer = client.post(one, {"purpose": "find_place"})
    assert bool(leaks(content(answer))) == (role in (Role.OPERATOR, Role.SUPERVISOR))
    assert found(answer) <= found(before) | {str(number(city.cases[0]))}, "it leads to the person's other report"
    for address in (page, other):
        assert leaks(content(client.get(address))) == []
