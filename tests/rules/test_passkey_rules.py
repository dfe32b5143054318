"""What a passkey may be called, what its counter says, and where passkeys are possible at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.kernel.results import Allowed, Refused
from linli.people import rules
from linli.people.passkeys import Site, site_of

COUNTS = some.integers(min_value=0, max_value=2**32 - 1)


@given(COUNTS, COUNTS)
def test_a_counter_only_goes_up_but_for_authenticators_that_never_count(kept: int, told: int) -> None:
    judged = rules.judge_signed(kept, told)
    assert isinstance(judged, Allowed) == (told > kept or (kept, told) == (0, 0))
    assert isinstance(judged, Allowed) or judged.code == "passkey_copied"


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 61])
def test_a_passkey_without_a_name_one_knows_again_is_refused(name: str) -> None:
    judged = rules.judge_passkey_name(name)
    assert isinstance(judged, Refused) and judged.code == "passkey_needs_name"


def test_a_name_is_kept_in_one_line() -> None:
    assert rules.judge_passkey_name("  my\n phone ") == Allowed("my phone")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://linli.example.org", "linli.example.org"),
        ("https://linli.example.org:8443", "linli.example.org"),
        ("http://localhost:8311", "localhost"),
    ],
)
def test_an_encrypted_address_with_a_name_is_a_site_of_passkeys(origin: str, host: str) -> None:
    assert site_of(origin) == Site(origin, host)


@pytest.mark.parametrize("origin", ["http://linli.example.org", "https://192.0.2.7", "https://[2001:db8::1]", "", "x"])
def test_without_encryption_or_a_name_there_are_none(origin: str) -> None:
    assert site_of(origin) is None
