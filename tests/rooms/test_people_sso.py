"""Single sign-on against a provider on this machine: one way in, and every token refused that isn't quite right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from tests import provider_kit
from tests.provider_kit import CLIENT, SECRET, LocalProvider, ec_key, rsa_key

from linli.kernel.results import Allowed, Refused
from linli.people import commands, queries
from linli.people.oidc import provider as known

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BACK = "https://linli.example.org/desk/sign-in/back/"


def value[T](result: Allowed[T] | Refused) -> T:
    assert isinstance(result, Allowed), result
    return result.value


def refusal(result: object) -> tuple[str, object]:
    assert isinstance(result, Refused), result
    return result.code, result.facts.get("why")


@pytest.fixture
def provider(settings: Any) -> Iterator[LocalProvider]:
    with provider_kit.running(now=NOW.timestamp()) as found:
        settings.LINLI_OIDC = ((found.issuer, CLIENT, SECRET, "City Hall"),)
        known.providers.cache_clear()
        yield found
    known.providers.cache_clear()


@pytest.fixture
def staff(provider: LocalProvider) -> int:
    made = commands.enrol(sign_in="dispatcher.1", display_name="", password="correct horse 7", language="en", now=NOW)
    linked = commands.link_subject(staff_id=value(made), issuer=provider.issuer, subject=provider.subject, now=NOW)
    return value(linked)


def begin() -> tuple[str, commands.Begun]:
    return value(commands.begin_sso(number=0, back=BACK, now=NOW))


def enter(provider: LocalProvider, after: float = 0, **given: str) -> Any:
    address, begun = begin()
    back = provider.agree(address) | given
    return commands.sign_in_by_sso(begun=begun, given=back, back=BACK, now=NOW + timedelta(seconds=after))


@pytest.mark.parametrize(("algorithm", "key"), [("RS256", rsa_key), ("PS256", rsa_key), ("ES256", ec_key)])
def test_a_linked_subject_gets_in(provider: LocalProvider, staff: int, algorithm: str, key: Any) -> None:
    provider.algorithm, provider.key = algorithm, key()
    provider.show()
    assert value(enter(provider)).pk == staff


def test_the_address_asks_for_a_code_with_a_challenge_and_says_nothing_secret(provider: LocalProvider) -> None:
    address, begun = begin()
    asked = parse_qs(urlsplit(address).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["scope"] == ["openid"]
    assert begun.verifier not in address
    assert address != begin()[0]


def test_a_subject_that_nobody_linked_gets_nobody_in_and_makes_no_account(provider: LocalProvider, staff: int) -> None:
    provider.subject = "somebody.else"
    provider.says = {"email": "dispatcher.1@example.org", "preferred_username": "dispatcher.1"}
    refused = enter(provider)
    assert refusal(refused)[0] == "sso_unlinked"
    assert refused.facts["subject"] == "somebody.else"
    assert [one.sign_in for one in queries.accounts()] == ["dispatcher.1"]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("iss", "https://another.example"),
        ("iss", None),
        ("aud", "another client"),
        ("aud", None),
        ("azp", "another client"),
        ("nonce", "another"),
        ("nonce", None),
        ("exp", int(NOW.timestamp()) - 61),
        ("exp", None),
        ("exp", "soon"),
        ("iat", int(NOW.timestamp()) + 61),
        ("iat", None),
        ("sub", None),
        ("sub", ""),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    provider: LocalProvider, staff: int, claim: str, said: object
) -> None:
    provider.says = {claim: said}
    assert refusal(enter(provider)) == ("sso_untrue", claim)


def test_a_token_for_several_is_taken_only_where_it_was_issued_for_us(provider: LocalProvider, staff: int) -> None:
    provider.says = {"aud": [CLIENT, "another"]}
    assert refusal(enter(provider)) == ("sso_untrue", "azp")
    provider.says = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert value(enter(provider)).pk == staff


def test_an_unsigned_token_is_refused(provider: LocalProvider, staff: int) -> None:
    provider.algorithm = "none"
    assert refusal(enter(provider)) == ("sso_untrue", "signature")


def test_a_token_signed_with_a_secret_that_both_know_is_refused(provider: LocalProvider, staff: int) -> None:
    provider.algorithm, provider.key = "HS256", SECRET * 3
    assert refusal(enter(provider)) == ("sso_untrue", "signature")


def test_a_token_of_another_key_is_refused(provider: LocalProvider, staff: int) -> None:
    provider.key = rsa_key()
    assert refusal(enter(provider)) == ("sso_untrue", "signature")


def test_keys_are_kept_and_read_again_when_they_change(
    provider: LocalProvider, staff: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    value(enter(provider))
    value(enter(provider))
    assert provider.read_keys == 1
    provider.key, provider.kid = rsa_key(), "second"
    provider.show()
    assert refusal(enter(provider)) == ("sso_untrue", "signature")
    monkeypatch.setattr(known, "_LEAST", 0.0)
    assert value(enter(provider)).pk == staff
    assert provider.read_keys == 2


def test_another_state_or_one_that_took_too_long_is_refused(provider: LocalProvider, staff: int) -> None:
    assert refusal(enter(provider, state="another"))[0] == "sso_late"
    assert refusal(enter(provider, state=""))[0] == "sso_late"
    assert refusal(enter(provider, after=601))[0] == "sso_late"


def test_a_code_works_once_and_only_with_its_verifier(provider: LocalProvider, staff: int) -> None:
    address, begun = begin()
    given = provider.agree(address)
    value(commands.sign_in_by_sso(begun=begun, given=given, back=BACK, now=NOW))
    assert refusal(commands.sign_in_by_sso(begun=begun, given=given, back=BACK, now=NOW))[0] == "sso_down"
    stolen = provider.agree(begin()[0])["code"]
    assert refusal(enter(provider, code=stolen))[0] == "sso_down"


def test_who_declines_there_is_told_so(provider: LocalProvider) -> None:
    assert refusal(enter(provider, error="access_denied")) == ("sso_declined", "access_denied")


def test_where_a_provider_names_itself_another_one_is_refused(provider: LocalProvider, staff: int) -> None:
    provider.describes = {"authorization_response_iss_parameter_supported": True}
    assert refusal(enter(provider)) == ("sso_untrue", "iss")
    assert refusal(enter(provider, iss="https://another.example")) == ("sso_untrue", "iss")
    assert value(enter(provider, iss=provider.issuer)).pk == staff


@pytest.mark.parametrize(
    "describes",
    [{"issuer": "https://another.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": None}],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    provider: LocalProvider, describes: dict[str, Any]
) -> None:
    provider.describes = describes
    assert refusal(commands.begin_sso(number=0, back=BACK, now=NOW))[0] == "sso_down"


def test_a_provider_that_is_away_is_said_to_be(settings: Any) -> None:
    settings.LINLI_OIDC = (("http://127.0.0.1:9", CLIENT, SECRET, "City Hall"),)
    known.providers.cache_clear()
    assert refusal(commands.begin_sso(number=0, back=BACK, now=NOW))[0] == "sso_down"
    assert refusal(commands.begin_sso(number=1, back=BACK, now=NOW))[0] == "sso_unknown"
    known.providers.cache_clear()


def test_a_subject_is_one_account_until_it_is_unlinked(provider: LocalProvider, staff: int) -> None:
    again = commands.link_subject(staff_id=staff, issuer=provider.issuer, subject=provider.subject, now=NOW)
    assert refusal(again)[0] == "sso_linked"
    elsewhere = commands.link_subject(staff_id=staff, issuer="https://another.example", subject="x", now=NOW)
    assert refusal(elsewhere)[0] == "sso_unknown"
    assert [one.subject for one in queries.linked_subjects(staff)] == [provider.subject]
    assert commands.unlink_subjects(staff_id=staff) == 1
    assert refusal(enter(provider))[0] == "sso_unlinked"


def test_a_closed_account_does_not_get_in(provider: LocalProvider, staff: int) -> None:
    value(commands.close_account(staff_id=staff, now=NOW))
    assert refusal(enter(provider))[0] == "sso_unlinked"


def test_a_token_that_is_none_is_no_fault_of_ours(provider: LocalProvider) -> None:
    (one,) = known.providers()
    assert [one.claims(text) for text in ("", "a.b.c", "x", jwt.encode({}, None, "none"))] == [None] * 4
