"""Webhooks judged: which addresses are public, how a message is signed, and what an event says."""

import re
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town

from linli.cases.rules import FLOWS
from linli.kernel.rights import SYSTEM, Actor, Grant, Role
from linli.notices.rules import hooks


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
     "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1"],
)  # fmt: skip
def test_no_address_within_a_network_is_public_however_it_is_wrapped(address: str) -> None:
    assert not hooks.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert hooks.is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing_of_whether_it_is_public(address: object) -> None:
    assert hooks.is_public(ip_address(f"::ffff:{address}")) == hooks.is_public(ip_address(str(address)))


def test_a_signature_is_the_one_that_standard_webhooks_publishes_as_its_example() -> None:
    signed = hooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1614265330,
        body=b'{"test": 2432232314}',
    )  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_kind_of_event_has_a_name_that_a_cloud_event_may_have() -> None:
    assert all(re.fullmatch(r"[a-z_]{3,40}", kind) for kind in hooks.KINDS)
    assert {"reported", "dispatched", "handled", "climbed"} <= set(hooks.KINDS)
    moves = {move.event for flow in FLOWS.values() for move in flow.moves.values()}
    assert moves - set(hooks.KINDS) == {"timer_set"}
    assert hooks.unknown_kinds(["dispatched", "watched"]) == ["watched"]


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (SYSTEM, True),
        (Actor("staff", 1, (Grant(Role.ADMINISTRATOR),)), True),
        (Actor("staff", 1, (Grant(Role.ADMINISTRATOR, town.DISTRICT),)), True),
        (Actor("staff", 1, (Grant(Role.ADMINISTRATOR, town.EAST),)), False),
        (Actor("staff", 1, (Grant(Role.SUPERVISOR),)), False),
    ],
)
def test_only_administrators_of_the_whole_city_subscribe_programs(actor: Actor, may: bool) -> None:
    """A post for each topmost area is one for the city, as for all else that binds everywhere."""
    assert hooks.may_manage(actor, [town.DISTRICT]) is may
