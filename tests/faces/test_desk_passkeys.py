"""Passkeys at the desk: made after the password, used once for each challenge, removed."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.faces.desk_kit import PASSWORD, Desk, words
from tests.faces.test_desk_account import set_up
from tests.passkey_kit import Authenticator

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}
ORIGIN = "https://linli.example.org"


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.LINLI_ORIGIN = ORIGIN
    found = Desk()
    found.open()
    return found


def make(client: Client, device: Authenticator, **given: str) -> Any:
    """Make a passkey as a browser does; the answer of the desk."""
    begun = client.post("/desk/account/passkeys/", {"password": PASSWORD, **given})
    found = re.search(r'data-options="([^"]*)"', begun.content.decode())
    if found is None:
        return begun
    return client.post(
        "/desk/account/passkeys/add/", {"name": "Phone", "answer": device.make(unescape(found.group(1)))}
    )


def enter(client: Client, device: Authenticator, **more: str) -> tuple[Any, str]:
    asked = client.post("/desk/sign-in/passkey/ask/").content.decode()
    answer = device.sign(asked)
    return client.post("/desk/sign-in/passkey/", {"answer": answer, **more}), answer


def test_a_passkey_is_made_with_the_password_and_signs_in(desk: Desk) -> None:
    device, client = Authenticator(ORIGIN), desk.client("operator")
    wrong = client.post("/desk/account/passkeys/", {"password": "wrong"})
    assert (wrong.status_code, "data-options" in wrong.content.decode()) == (422, False)
    assert make(client, device)["Location"] == "/desk/account/passkeys/"
    assert "Phone" in words(client.get("/desk/account/passkeys/"))
    fresh = Client(headers=EN)
    done, answer = enter(fresh, device, next="/desk/?list=all")
    assert done["Location"] == "/desk/?list=all"
    assert "You sign in as operator." in words(fresh.get("/desk/account/"))
    assert "1 passkey signs you in" in words(fresh.get("/desk/account/"))
    again = Client(headers=EN).post("/desk/sign-in/passkey/", {"answer": answer})
    assert again.status_code == 422
    assert "the page was used before" in words(again)


def test_a_passkey_stands_for_the_code_as_well_and_needs_one_to_be_made(desk: Desk) -> None:
    device, client = Authenticator(ORIGIN), desk.client("operator")
    _, codes = set_up(client)
    refused = make(client, device)
    assert "This code is not right." in words(refused)
    assert make(client, device, code=codes[0]).status_code == 302
    fresh = Client(headers=EN)
    assert enter(fresh, device)[0]["Location"] == "/desk/"
    assert fresh.get("/desk/").status_code == 200


def test_signing_out_everywhere_ends_sessions_of_passkeys_too(desk: Desk) -> None:
    device, client = Authenticator(ORIGIN), desk.client("operator")
    make(client, device)
    fresh = Client(headers=EN)
    enter(fresh, device)
    client.post("/desk/account/sessions/")
    assert fresh.get("/desk/").status_code == 302


def test_a_removed_passkey_does_not_sign_in(desk: Desk) -> None:
    device, client = Authenticator(ORIGIN), desk.client("operator")
    make(client, device)
    number = re.search(r'name="passkey" value="(\d+)"', client.get("/desk/account/passkeys/").content.decode())
    assert number is not None
    stranger = desk.client("dispatcher")
    stranger.post("/desk/account/passkeys/remove/", {"passkey": number.group(1)})
    client.post("/desk/account/passkeys/remove/", {"passkey": number.group(1)})
    answer, _ = enter(Client(headers=EN), device)
    assert "This passkey does not open an account here." in words(answer)


def test_an_answer_without_a_question_is_refused(desk: Desk) -> None:
    client = desk.client("operator")
    kept = client.post("/desk/account/passkeys/add/", {"name": "Phone", "answer": "{}"})
    assert kept.status_code == 422
    assert Client(headers=EN).post("/desk/sign-in/passkey/", {"answer": "{}"}).status_code == 422


def test_at_an_address_without_a_name_the_password_is_the_way(desk: Desk, settings: Any) -> None:
    settings.LINLI_ORIGIN = "http://192.0.2.7"
    page = Client(headers=EN).get("/desk/sign-in/").content.decode()
    assert "passkey" not in page
    assert 'name="password"' in page
    assert Client().post("/desk/sign-in/passkey/ask/").status_code == 404
    assert "Browsers offer passkeys at encrypted addresses" in words(
        desk.client("operator").get("/desk/account/passkeys/")
    )
