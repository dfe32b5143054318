"""The second factor, open sessions, and what lies in the database of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore

from linli.kernel.results import Allowed, Refused
from linli.people import commands, queries
from linli.people.models import RecoveryCode, SecondFactor
from linli.people.sealing import SealError

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse 7"


def value[T](result: Allowed[T] | Refused) -> T:
    assert isinstance(result, Allowed), result
    return result.value


def code_of(result: object) -> str:
    assert isinstance(result, Refused), result
    return result.code


@pytest.fixture
def staff() -> int:
    return value(commands.enrol(sign_in="dispatcher.1", display_name="", password=PASSWORD, language="en", now=NOW))


class Phone:
    """An authenticator app that was shown the account's secret, and the recovery codes written down beside it."""

    codes: tuple[str, ...]

    def __init__(self, staff: int) -> None:
        self.staff = staff
        self.secret = value(commands.begin_factor(staff_id=staff)).secret

    def shows(self, after: float = 0) -> str:
        return pyotp.TOTP(self.secret).at(NOW + timedelta(seconds=after))

    def confirm(self) -> tuple[str, ...]:
        return value(commands.confirm_factor(staff_id=self.staff, code=self.shows(), now=NOW))

    def enter(self, code: str, after: float = 0) -> Any:
        return commands.confirm_sign_in(staff_id=self.staff, code=code, now=NOW + timedelta(seconds=after))


@pytest.fixture
def phone(staff: int) -> Phone:
    found = Phone(staff)
    found.codes = found.confirm()
    return found


def test_a_factor_counts_only_after_a_first_code(staff: int) -> None:
    account = value(commands.sign_in(name="dispatcher.1", password=PASSWORD, now=NOW))
    begun = Phone(staff)
    assert not commands.needs_code(account)
    assert code_of(commands.confirm_factor(staff_id=staff, code="000000", now=NOW)) == "code_wrong"
    assert queries.factor_since(staff) is None
    assert len(set(begun.confirm())) == queries.recovery_codes_left(staff) == 10
    assert commands.needs_code(account)
    assert queries.factor_since(staff) == NOW


def test_setting_up_again_shows_the_same_secret_until_it_counts(staff: int) -> None:
    assert Phone(staff).secret == Phone(staff).secret
    Phone(staff).confirm()
    assert code_of(commands.begin_factor(staff_id=staff)) == "factor_on"
    assert code_of(commands.confirm_factor(staff_id=staff, code="000000", now=NOW)) == "factor_on"


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_the_devices_clock_may_be_off_by_one_step(phone: Phone, seconds: int, taken: bool) -> None:
    shown = phone.shows(300 + seconds)
    assert isinstance(phone.enter(shown, after=300), Allowed) == taken


def test_a_code_works_once_and_none_before_it_works_after_it(phone: Phone) -> None:
    assert isinstance(phone.enter(phone.shows(60), after=60), Allowed)
    assert code_of(phone.enter(phone.shows(60), after=61)) == "code_used"
    assert code_of(phone.enter(phone.shows(30), after=62)) == "code_used"
    assert isinstance(phone.enter(phone.shows(90), after=91), Allowed)


def test_the_code_that_set_it_up_signs_nobody_in(phone: Phone) -> None:
    assert code_of(phone.enter(phone.shows())) == "code_used"


def test_codes_may_be_typed_as_people_read_them_out(phone: Phone) -> None:
    shown = phone.shows(60)
    assert isinstance(phone.enter(f" {shown[:3]} {shown[3:]} ", after=60), Allowed)
    recovery = phone.codes[0]
    assert isinstance(phone.enter(recovery.lower().replace("-", " ").replace("0", "o"), after=60), Allowed)


def test_a_recovery_code_works_once_and_for_its_own_account(phone: Phone) -> None:
    first, second, *_ = phone.codes
    other = value(commands.enrol(sign_in="other", display_name="", password=PASSWORD, language="en", now=NOW))
    Phone(other).confirm()
    assert code_of(commands.confirm_sign_in(staff_id=other, code=first, now=NOW)) == "code_wrong"
    assert isinstance(phone.enter(first, after=60), Allowed)
    assert code_of(phone.enter(first, after=60)) == "code_wrong"
    assert queries.recovery_codes_left(phone.staff) == 9
    assert isinstance(phone.enter(second, after=60), Allowed)


def test_wrong_codes_are_counted_like_wrong_passwords_and_apart_from_them(phone: Phone) -> None:
    for after in range(5):
        assert code_of(phone.enter("000000", after=60 + after)) == "code_wrong"
    refused = phone.enter(phone.shows(66), after=66)
    assert code_of(refused) == "code_shut"
    assert refused.facts["wait"] == 28
    assert isinstance(commands.sign_in(name="dispatcher.1", password=PASSWORD, now=NOW), Allowed)
    assert isinstance(phone.enter(phone.shows(120), after=120), Allowed)


@pytest.mark.parametrize("typed", ["", "验证码", "12345é", "ſſſſſſ", "\ud800"])
def test_what_no_device_shows_is_a_wrong_code_like_any_other(phone: Phone, typed: str) -> None:
    assert code_of(phone.enter(typed)) == "code_wrong"


def test_new_recovery_codes_need_a_code_and_end_the_old_ones(phone: Phone) -> None:
    old = phone.codes[0]
    at = NOW + timedelta(seconds=60)
    assert code_of(commands.renew_codes(staff_id=phone.staff, code="000000", now=at)) == "code_wrong"
    fresh = value(commands.renew_codes(staff_id=phone.staff, code=phone.shows(60), now=at))
    assert code_of(phone.enter(old, after=90)) == "code_wrong"
    assert isinstance(phone.enter(fresh[0], after=90), Allowed)


def test_doing_without_needs_a_code_but_not_for_whoever_runs_the_installation(phone: Phone) -> None:
    at = NOW + timedelta(seconds=60)
    assert code_of(commands.end_factor(staff_id=phone.staff, code="1", now=at)) == "code_wrong"
    assert isinstance(commands.end_factor(staff_id=phone.staff, code=phone.shows(60), now=at), Allowed)
    assert (queries.factor_since(phone.staff), queries.recovery_codes_left(phone.staff)) == (None, 0)
    Phone(phone.staff).confirm()
    assert isinstance(commands.drop_factor(staff_id=phone.staff), Allowed)
    assert code_of(commands.drop_factor(staff_id=phone.staff)) == "factor_off"


def test_the_database_holds_neither_secret_nor_codes(phone: Phone) -> None:
    sealed = bytes(SecondFactor.objects.get().sealed)
    assert phone.secret.encode() not in sealed
    kept = [bytes(one.digest) for one in RecoveryCode.objects.all()]
    assert all(code.replace("-", "").encode() not in kept for code in phone.codes)


def test_a_secret_that_is_copied_to_another_account_opens_nothing(phone: Phone) -> None:
    other = value(commands.enrol(sign_in="other", display_name="", password=PASSWORD, language="en", now=NOW))
    SecondFactor.objects.create(staff_id=other, sealed=SecondFactor.objects.get().sealed, since=NOW)
    with pytest.raises(SealError, match="LINLI_FACTOR_KEY"):
        commands.confirm_sign_in(staff_id=other, code=phone.shows(60), now=NOW + timedelta(seconds=60))


def session(staff: int, device: str, now: datetime = NOW) -> str:
    store = SessionStore()
    store.create()
    assert store.session_key
    commands.note_session(staff_id=staff, key=store.session_key, device=device, now=now)
    return store.session_key


def test_open_sessions_are_listed_newest_first_and_ended_one_by_one(staff: int) -> None:
    old, new = session(staff, "Firefox"), session(staff, "Chrome", NOW + timedelta(hours=1))
    listed = queries.open_sessions(staff_id=staff, here=old, now=NOW)
    assert [(one.device, one.here) for one in listed] == [("Chrome", False), ("Firefox", True)]
    assert isinstance(commands.end_session(staff_id=staff, number=listed[0].number), Allowed)
    assert not SessionStore().exists(new)
    assert SessionStore().exists(old)
    assert [one.device for one in queries.open_sessions(staff_id=staff, here=old, now=NOW)] == ["Firefox"]


def test_nobody_ends_the_session_of_somebody_else(staff: int) -> None:
    other = value(commands.enrol(sign_in="other", display_name="", password=PASSWORD, language="en", now=NOW))
    session(staff, "Firefox")
    (mine,) = queries.open_sessions(staff_id=staff, here="", now=NOW)
    assert code_of(commands.end_session(staff_id=other, number=mine.number)) == "session_unknown"


def test_signing_out_everywhere_changes_what_every_session_has_to_carry(staff: int) -> None:
    before = value(commands.sign_in(name="dispatcher.1", password=PASSWORD, now=NOW)).get_session_auth_hash()
    here, there = session(staff, "Firefox"), session(staff, "Chrome")
    commands.end_all_sessions(staff_id=staff, but=here)
    assert SessionStore().exists(here)
    assert not SessionStore().exists(there)
    after = value(commands.sign_in(name="dispatcher.1", password=PASSWORD, now=NOW)).get_session_auth_hash()
    assert before != after
