"""Signing in and out of the desk, and who is let in where."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from tests.faces.desk_kit import PASSWORD, Desk, enrol, words

from linli.catalogue import queries as catalogue
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def sign_in(client: Client, name: str, password: str, **more: str) -> Any:
    return client.post("/desk/sign-in/", {"sign_in": name, "password": password, **more})


def test_staff_sign_in_and_find_their_queue(desk: Desk) -> None:
    client = Client(headers=EN)
    response = sign_in(client, " Operator ", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert "Waiting for me" in words(client.get("/desk/"))


@pytest.mark.parametrize("name", ["operator", "nobody.here"])
def test_a_wrong_sign_in_does_not_tell_whether_the_account_exists(desk: Desk, name: str) -> None:
    response = sign_in(Client(headers=EN), name, "wrong")
    assert response.status_code == 422
    page = words(response)
    assert "Name and password do not go together." in page
    assert "Too many" not in page


def test_the_page_never_repeats_a_password(desk: Desk) -> None:
    response = sign_in(Client(headers=EN), "operator", "my secret words")
    assert b"my secret words" not in response.content


def test_after_five_wrong_passwords_the_page_says_how_long_to_wait(desk: Desk) -> None:
    client = Client(headers=EN)
    for _ in range(5):
        sign_in(client, "operator", "wrong")
    page = words(sign_in(client, "operator", PASSWORD))
    assert "Too many attempts with this name." in page
    assert "then try again" in page


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/desk/?list=all", "/desk/?list=all"),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/somewhere/else/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_signing_in_leads_back_to_the_desk_and_nowhere_else(desk: Desk, target: str, lands: str) -> None:
    assert sign_in(Client(headers=EN), "operator", PASSWORD, next=target)["Location"] == lands


@pytest.mark.parametrize("page", ["/desk/", "/desk/?list=all&stage=filed", "/desk/cases/1/", "/desk/account/"])
def test_without_signing_in_every_page_leads_to_the_sign_in_and_back(desk: Desk, page: str) -> None:
    client = Client(headers=EN)
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/sign-in/?next=")
    form = client.get(response["Location"])
    assert sign_in(client, "operator", PASSWORD, next=form.context["next"])["Location"] == page


def test_a_list_that_htmx_asks_for_sends_the_whole_page_to_the_sign_in(desk: Desk) -> None:
    response = Client().get("/desk/", headers={"HX-Request": "true", "HX-Target": "queue-list"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/desk/sign-in/")


def test_signing_out_needs_a_form_and_ends_the_session(desk: Desk) -> None:
    client = desk.client("operator")
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/")["Location"] == "/desk/sign-in/"
    assert client.get("/desk/").status_code == 302


def test_signing_in_makes_a_new_session(desk: Desk) -> None:
    """An address with somebody else's session in it must not become theirs (session fixation)."""
    client = Client()
    client.get("/desk/sign-in/")
    session = client.session
    session["mark"] = "1"
    session.save()
    assert client.session.session_key == session.session_key
    sign_in(client, "operator", PASSWORD)
    assert client.session.session_key != session.session_key


def test_an_account_without_a_post_is_told_so(desk: Desk) -> None:
    enrol("newcomer")
    response = desk.client("newcomer").get("/desk/")
    assert response.status_code == 403
    assert "Your account holds no post at present" in words(response)


def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    client = desk.client("operator")
    assert client.get("/desk/").status_code == 200
    people.close_account(staff_id=desk.staff["operator"], now=desk.now)
    assert client.get("/desk/").status_code == 302


def test_no_page_of_the_desk_is_kept_by_a_cache(desk: Desk) -> None:
    assert desk.client("operator").get("/desk/")["Cache-Control"] == "private, no-store"
    assert "no-store" in Client().get("/desk/sign-in/")["Cache-Control"]


def test_the_language_is_the_readers_and_not_the_accounts(desk: Desk) -> None:
    assert "待我办理" in words(desk.client("operator", language="zh-hans").get("/desk/"))
    assert "Waiting for me" in words(desk.client("operator", language="en").get("/desk/"))


def test_the_first_sign_in_in_a_browser_brings_the_accounts_language(desk: Desk) -> None:
    response = sign_in(Client(headers={"Accept-Language": "zh-CN"}), "operator", PASSWORD)
    assert response.cookies["linli_language"].value == "en"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(desk: Desk) -> None:
    here, there = desk.client("operator"), desk.client("operator")
    response = here.post("/desk/account/", {"old": PASSWORD, "new": "another long password"})
    assert "The password is changed." in words(response)
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


def test_a_wrong_old_password_changes_nothing(desk: Desk) -> None:
    response = desk.client("operator").post("/desk/account/", {"old": "wrong", "new": "another long password"})
    assert response.status_code == 422
    assert sign_in(Client(), "operator", PASSWORD).status_code == 302


def test_the_account_page_names_the_posts(desk: Desk) -> None:
    page = words(desk.client("lamps").get("/desk/account/"))
    assert "Handler Everywhere · Street Lighting" in page


def test_a_desk_without_a_city_says_so(db: None) -> None:
    catalogue.forget()
    people.assign(staff_id=enrol("first"), role=Role.OPERATOR, now=timezone.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(get_user_model().objects.get(sign_in="first"))
    response = client.get("/desk/")
    assert response.status_code == 503
    assert "No city has been loaded yet" in words(response)
