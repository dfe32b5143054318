"""Every address that there is, as found in the table of addresses: who is let in, with what, and with which cookies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.faces.desk_kit import PASSWORD, Desk, number

pytestmark = pytest.mark.django_db

OPEN_AT_THE_DESK = (
    "desk/sign-in/",
    "desk/sign-in/back/",
    "desk/sign-in/passkey/",
    "desk/sign-in/passkey/ask/",
    "desk/sign-in/with/<int:number>/",
    "desk/sign-out/",
)


def addresses(found: Any = None, before: str = "") -> Iterator[str]:
    """The routes of all addresses: `desk/cases/<int:number>/` and the like."""
    for one in found if found is not None else get_resolver().url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def filled(route: str, **given: object) -> str:
    """A route with a value for each of its parts."""
    values = {
        "<int:number>": given.get("number", 1),
        "<int:child>": 2,
        "<str:move>": "note",
        "<str:code>": "0000-0000-0000",
        "<str:language>": "en",
        "<str:size>": "full",
        "<slug:name>": "privacy",
        "<slug:where>": "now",
        "<slug:table>": "classes",
        "<slug:act>": "close",
        "<int:staff_id>": 1,
        "<uuid:photo_id>": uuid4(),
        "<uuid:upload_id>": uuid4(),
        "<str:month>": "2026-01",
        "<str:name>": "cases.csv",
        "<str:form>": "csv",
        "<uuid:command_id>": uuid4(),
    }
    for part, value in values.items():
        route = route.replace(part, str(value))
    assert "<" not in route, f"no value for a part of {route}"
    return "/" + route


# Other programs come with tokens; what a form and a session are worth there is asked below.
PROGRAMS = ("open311/", "api/", "ledger/add-checkpoint")
ALL = sorted(route for route in addresses() if not route.startswith(PROGRAMS))
DESK = [route for route in ALL if route.startswith("desk/") and route not in OPEN_AT_THE_DESK]
OF_A_CASE = [route for route in DESK if "<int:number>" in route]


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def test_the_table_is_read() -> None:
    assert len(ALL) > 25
    assert len(OF_A_CASE) >= 5


@pytest.mark.parametrize("route", ALL)
def test_no_form_is_taken_without_its_key(desk: Desk, route: str) -> None:
    """Either the address takes no forms at all, or it asks for the key that only our own pages have."""
    answer = desk.client("operator", enforce_csrf_checks=True).post(filled(route), {"text": "x"})
    assert answer.status_code == 403, answer.status_code


@pytest.mark.parametrize("path", ["requests.json", "requests.xml", "servicerequestupdates.json", "services.json"])
def test_the_doors_of_programs_take_no_session_for_a_key(desk: Desk, path: str) -> None:
    """They ask for no key of a form, because no cookie opens anything there."""
    given = {"service_code": "component-01037", "lat": "31.005", "long": "121.015", "description": "x"}
    answer = desk.client("operator", enforce_csrf_checks=True).post(f"/open311/v2/{path}", given)
    assert answer.status_code == (400 if path == "services.json" else 403)
    assert desk.client("operator").get("/open311/v2/requests.json").json() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", DESK)
def test_strangers_are_sent_to_sign_in(desk: Desk, route: str, method: str) -> None:
    case_id = desk.report()
    answer = getattr(Client(), method)(filled(route, number=number(case_id)))
    assert answer.status_code in (302, 405), answer.status_code
    if answer.status_code == 302:
        assert answer["Location"].startswith("/desk/sign-in/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["west-checker", "cleaner"])
@pytest.mark.parametrize("route", OF_A_CASE)
def test_a_guessed_number_tells_nothing_about_a_case_of_others(desk: Desk, route: str, name: str, method: str) -> None:
    case_id = desk.report(text="what only its own staff may read")
    client = desk.client(name)
    there = getattr(client, method)(filled(route, number=number(case_id)))
    nowhere = getattr(client, method)(filled(route, number=999_999))
    assert there.status_code == nowhere.status_code
    assert there.status_code in (404, 405)
    assert b"what only its own staff may read" not in there.content


def test_the_cookies_of_a_session_are_for_the_server_alone(desk: Desk) -> None:
    client = Client()
    client.get("/desk/sign-in/")
    signed_in = client.post("/desk/sign-in/", {"sign_in": "operator", "password": PASSWORD})
    assert signed_in.status_code == 302
    for name in ("linli_session", "linli_form"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] in ("Lax", "Strict"), name


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/desk/", "//elsewhere.example/desk/", "/\\elsewhere.example", "javascript:alert(1)",
     "/desk/\n//elsewhere.example", "http:///elsewhere.example/desk/", "/", "/t/", ""],
)  # fmt: skip
def test_after_signing_in_nobody_is_led_out_of_the_desk(desk: Desk, target: str) -> None:
    client = Client()
    answer = client.post("/desk/sign-in/", {"sign_in": "operator", "password": PASSWORD, "next": target})
    assert answer["Location"].partition("?")[0].startswith("/desk/")
    assert "\n" not in answer["Location"]
    chosen = client.get("/language/en/", {"next": target})["Location"]
    assert chosen.startswith("/")
    assert not chosen.startswith(("//", "/\\"))
