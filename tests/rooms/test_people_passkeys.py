"""Passkeys against the database: kept, used, and every answer refused that isn't quite right."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.passkey_kit import Authenticator

from linli.kernel.results import Allowed, Refused
from linli.people import commands, queries
from linli.people.commands import Site

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ORIGIN = "https://linli.example.org"
SITE = Site(ORIGIN, "linli.example.org")


def value[T](result: Allowed[T] | Refused) -> T:
    assert isinstance(result, Allowed), result
    return result.value


def code_of(result: object) -> str:
    assert isinstance(result, Refused), result
    return result.code


def enrol(name: str) -> int:
    return value(commands.enrol(sign_in=name, display_name="", password="correct horse 7", language="en", now=NOW))


@pytest.fixture
def staff() -> int:
    return enrol("dispatcher.1")


def add(staff: int, device: Authenticator, *, name: str = "Phone", site: Site = SITE) -> Any:
    asked = value(commands.begin_passkey(staff_id=staff, site=site))
    answer = device.make(asked.options)
    return commands.add_passkey(staff_id=staff, name=name, answer=answer, challenge=asked.challenge, site=SITE, now=NOW)


@pytest.fixture
def device(staff: int) -> Authenticator:
    made = Authenticator(ORIGIN)
    value(add(staff, made))
    return made


def enter(device: Authenticator, after: float = 0, **other: Any) -> Any:
    asked = commands.ask_passkey(site=SITE)
    return commands.sign_in_by_passkey(
        answer=device.sign(asked.options, **other),
        challenge=asked.challenge,
        site=SITE,
        now=NOW + timedelta(seconds=after),
    )


def test_a_passkey_signs_its_account_in_without_a_name(staff: int, device: Authenticator) -> None:
    assert value(enter(device, 60)).pk == staff
    (kept,) = queries.passkeys(staff)
    assert (kept.name, kept.made_at, kept.used_at) == ("Phone", NOW, NOW + timedelta(minutes=1))


def test_what_the_authenticator_keeps_of_an_account_names_nobody(staff: int, device: Authenticator) -> None:
    assert "dispatcher" not in device.handle
    assert len(device.handle) == 43


def test_an_authenticator_that_never_counts_signs_in_again_and_again(staff: int) -> None:
    device = Authenticator(ORIGIN, counts=0)
    value(add(staff, device))
    assert [value(enter(device)).pk, value(enter(device)).pk] == [staff, staff]


def test_an_answer_is_good_for_its_own_challenge_only(device: Authenticator) -> None:
    first, second = commands.ask_passkey(site=SITE), commands.ask_passkey(site=SITE)
    answer = device.sign(first.options)
    late = commands.sign_in_by_passkey(answer=answer, challenge=second.challenge, site=SITE, now=NOW)
    assert code_of(late) == "passkey_wrong"


def test_the_same_answer_twice_is_a_copy(staff: int, device: Authenticator) -> None:
    asked = commands.ask_passkey(site=SITE)
    answer = device.sign(asked.options)
    once = commands.sign_in_by_passkey(answer=answer, challenge=asked.challenge, site=SITE, now=NOW)
    again = commands.sign_in_by_passkey(answer=answer, challenge=asked.challenge, site=SITE, now=NOW)
    assert value(once).pk == staff
    assert code_of(again) == "passkey_copied"


def test_a_counter_that_goes_back_is_refused(device: Authenticator) -> None:
    device.signed = 9
    value(enter(device))
    device.signed = 4
    assert code_of(enter(device)) == "passkey_copied"


@pytest.mark.parametrize(
    "other", [{"host": "evil.example.org"}, {"type": "webauthn.create"}, {"handle": None}, {"handle": "AAAA"}]
)
def test_another_site_another_kind_or_another_handle_is_refused(device: Authenticator, other: dict[str, Any]) -> None:
    assert code_of(enter(device, **other)) == "passkey_wrong"


def test_a_page_of_another_origin_gets_nobody_in(device: Authenticator) -> None:
    device.origin = "https://linli.example.org.evil.example"
    assert code_of(enter(device)) == "passkey_wrong"


def test_the_passkey_of_one_account_does_not_open_another(device: Authenticator) -> None:
    other = Authenticator(ORIGIN, credential=b"another")
    value(add(enrol("operator.1"), other))
    assert code_of(enter(device, handle=other.handle)) == "passkey_wrong"


def test_another_key_under_the_same_name_is_refused(device: Authenticator) -> None:
    forged = Authenticator(ORIGIN, handle=device.handle, signed=50)
    assert code_of(enter(forged)) == "passkey_wrong"


def test_without_verification_of_its_owner_a_passkey_neither_signs_in_nor_is_kept(
    staff: int, device: Authenticator
) -> None:
    device.verifies = False
    assert code_of(enter(device)) == "passkey_wrong"
    careless = Authenticator(ORIGIN, credential=b"careless", verifies=False)
    assert code_of(add(staff, careless)) == "passkey_unfit"


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"id": 1}', "x" * 30_000, '{"id": "a", "rawId": "a"}'])
def test_what_is_no_answer_is_refused_quietly(staff: int, answer: str) -> None:
    asked = commands.ask_passkey(site=SITE)
    got = commands.sign_in_by_passkey(answer=answer, challenge=asked.challenge, site=SITE, now=NOW)
    assert code_of(got) == "passkey_wrong"
    kept = commands.add_passkey(
        staff_id=staff, name="Phone", answer=answer, challenge=asked.challenge, site=SITE, now=NOW
    )
    assert code_of(kept) == "passkey_unfit"


def test_a_new_passkey_of_another_origin_or_challenge_is_not_kept(staff: int) -> None:
    assert code_of(add(staff, Authenticator("https://evil.example"))) == "passkey_unfit"
    asked = value(commands.begin_passkey(staff_id=staff, site=SITE))
    answer = Authenticator(ORIGIN).make(asked.options)
    kept = commands.add_passkey(staff_id=staff, name="Phone", answer=answer, challenge=b"0" * 32, site=SITE, now=NOW)
    assert code_of(kept) == "passkey_unfit"
    assert queries.passkeys(staff) == []


def test_a_passkey_is_kept_once(staff: int, device: Authenticator) -> None:
    assert code_of(add(enrol("operator.1"), device)) == "passkey_known"


def test_wrong_signatures_shut_the_passkey_for_a_while_and_not_the_account(staff: int, device: Authenticator) -> None:
    forged = Authenticator(ORIGIN, handle=device.handle, signed=50)
    for _ in range(5):
        enter(forged)
    assert code_of(enter(device)) == "passkey_shut"
    known = commands.sign_in(name="dispatcher.1", password="correct horse 7", now=NOW)
    assert value(known).pk == staff
    device.signed = 60
    assert value(enter(device, 31)).pk == staff


def test_a_closed_account_has_no_way_in(staff: int, device: Authenticator) -> None:
    value(commands.close_account(staff_id=staff, now=NOW))
    assert code_of(enter(device)) == "passkey_wrong"


def test_only_its_owner_removes_a_passkey_and_then_it_opens_nothing(staff: int, device: Authenticator) -> None:
    (kept,) = queries.passkeys(staff)
    assert code_of(commands.remove_passkey(staff_id=enrol("operator.1"), number=kept.number)) == "passkey_unknown"
    value(commands.remove_passkey(staff_id=staff, number=kept.number))
    assert code_of(enter(device)) == "passkey_wrong"
    assert commands.drop_passkeys(staff_id=staff) == 0
