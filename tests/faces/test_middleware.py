"""What lies around every page: language everywhere, sessions only where people sign in."""

import pytest
from django.test import Client
from tests import town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "spoken"), [("en-GB,en;q=0.8", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans")])
def test_a_page_says_its_language_and_that_it_was_asked_for(client: Client, asked: str, spoken: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert answer.headers["Content-Language"] == spoken
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_chosen_language_comes_before_that_of_the_browser(client: Client) -> None:
    client.get("/language/en/")
    assert client.get("/", headers={"accept-language": "zh-CN"}).headers["Content-Language"] == "en"


def test_outside_the_desk_nobody_has_a_session(client: Client) -> None:
    town.install()
    client.cookies["linli_session"] = "somebody"
    for address in ("/", "/report/tell/", "/open311/v2/discovery.json", "/nothing-here/"):
        answer = client.get(address)
        assert not hasattr(answer.wsgi_request, "session"), address
        assert "linli_session" not in answer.cookies, address


def test_the_desk_knows_who_is_signed_in(client: Client) -> None:
    answer = client.get("/desk/sign-in/")
    assert answer.status_code == 200 and answer.wsgi_request.user.is_anonymous
