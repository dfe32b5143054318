"""Single sign-on at the desk: there and back, the code after it, what is said when it fails; the links by command."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from tests import provider_kit
from tests.faces.desk_kit import Desk, words
from tests.faces.test_desk_account import set_up, shown
from tests.provider_kit import CLIENT, SECRET, LocalProvider

from linli.config import options
from linli.config.options import SetUpFault
from linli.faces.cli import staff
from linli.people.oidc import provider as known

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}


@pytest.fixture
def provider(settings: Any) -> Iterator[LocalProvider]:
    with provider_kit.running(now=timezone.now().timestamp()) as found:
        settings.LINLI_OIDC = ((found.issuer, CLIENT, SECRET, "City Hall"),)
        known.providers.cache_clear()
        yield found
    known.providers.cache_clear()


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


def run(*arguments: str) -> str:
    return CliRunner().invoke(staff.command, list(arguments)).output


def enter(client: Client, provider: LocalProvider) -> Any:
    sent = client.get("/desk/sign-in/with/0/?next=/desk/account/")
    return client.get(provider.back(sent["Location"]))


def test_who_is_not_linked_is_told_what_to_have_linked_and_then_gets_in(desk: Desk, provider: LocalProvider) -> None:
    client = Client(headers=EN)
    assert "Sign in with City Hall" in words(client.get("/desk/sign-in/"))
    refused = enter(client, provider)
    assert refused.status_code == 422
    assert "“City Hall” knows you as “0000-1234”" in words(refused)
    assert "operator is 0000-1234" in run("link-oidc", "operator", provider.subject)
    assert enter(client, provider)["Location"] == "/desk/account/"
    assert "You sign in as operator." in words(client.get("/desk/account/"))
    assert "City Hall knows you as 0000-1234" in words(client.get("/desk/account/"))
    assert "this device" in words(client.get("/desk/account/"))
    assert "operator: 1 unlinked" in run("unlink-oidc", "operator")
    assert client.get("/desk/account/").status_code == 302


def test_an_account_with_a_second_factor_is_still_asked_for_its_code(desk: Desk, provider: LocalProvider) -> None:
    run("link-oidc", "operator", provider.subject)
    secret, _ = set_up(desk.client("operator"))
    client = Client(headers=EN)
    half = enter(client, provider)
    assert half["Location"].startswith("/desk/sign-in/code/")
    assert client.get("/desk/").status_code == 302
    assert client.post(half["Location"], {"code": shown(secret, 30)}).status_code == 302
    assert client.get("/desk/").status_code == 200


def test_coming_back_twice_or_in_another_browser_gets_nobody_in(desk: Desk, provider: LocalProvider) -> None:
    run("link-oidc", "operator", provider.subject)
    client = Client(headers=EN)
    back = provider.back(client.get("/desk/sign-in/with/0/")["Location"])
    stranger = Client(headers=EN).get(back)
    assert stranger.status_code == 422
    assert "did not begin in this browser" in words(stranger)
    assert client.get(back).status_code == 302
    client.post("/desk/sign-out/")
    assert client.get(back).status_code == 422


def test_a_way_that_is_not_set_up_is_refused(desk: Desk) -> None:
    client = Client(headers=EN)
    assert client.get("/desk/sign-in/with/0/").status_code == 422
    assert "Single sign-on" not in client.get("/desk/sign-in/").content.decode()
    assert "no such issuer" in run("link-oidc", "operator", "x")
    assert "the account has no passkeys" in run("drop-passkeys", "operator")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"CLIENTS": "a", "SECRETS": "-"}, "LINLI_OIDC_NAMES has 0 entries"),
        ({"CLIENTS": "a b", "SECRETS": "-", "NAMES": "A"}, "LINLI_OIDC_CLIENTS has 2 entries"),
        ({"ISSUERS": "http://id.example.org", "CLIENTS": "a", "SECRETS": "-", "NAMES": "A"}, "give https://host"),
    ],
)
def test_a_set_up_that_does_not_fit_together_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in ({"ISSUERS": "https://id.example.org"} | given).items():
        monkeypatch.setenv(f"LINLI_OIDC_{name}", value)
    with pytest.raises(SetUpFault, match=said):
        options.sign_on_providers()


def test_several_providers_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "ISSUERS": "https://id.example.org https://login.example.net",
        "CLIENTS": "a b",
        "SECRETS": "- s",
        "NAMES": "City Hall; Province",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"LINLI_OIDC_{name}", value)
    assert options.sign_on_providers() == (
        ("https://id.example.org", "a", "", "City Hall"),
        ("https://login.example.net", "b", "s", "Province"),
    )
