"""Leaves and notes: what an event's leaf depends on, and notes as other makers write them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.rules import leaves
from linli.cases.rules.leaves import Recorded
from linli.ledger.rules import leaf, note
from linli.ledger.rules.note import Head, NoteFault, Promise, PublicKey, Signer, Succession

AT = datetime(2026, 3, 2, 2, 0, 0, 123, tzinfo=UTC)
EVENT = Recorded(
    id=1,
    case_id=UUID(int=7),
    number=12,
    seq=1,
    command_id=UUID(int=8),
    step=0,
    move="report",
    at=AT,
    recorded_at=AT,
    before="new",
    after="reported",
    actor_kind="staff",
    actor_id=4,
    role="operator",
    actor_unit="",
    edition=1,
    origin="live",
    given='{"place": {"lat": 31.005, "lon": 121.0150}, "class_key": "component-01037"}',
)

# The example of the Go module golang.org/x/mod/sumdb/note, which the form comes from.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = Signer("example.org/ledger", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def made(event: Recorded) -> bytes:
    salts = leaf.salts(b"secret", event.case_id, event.seq)
    return leaf.leaf(what=leaves.what(event), given=leaves.given(event), who=leaves.who(event), salts=salts, words=None)


def test_the_texts_of_an_event_are_written_in_one_way() -> None:
    assert leaves.given(EVENT) == b'{"class_key":"component-01037","place":{"lat":31.005,"lon":121.015}}'
    assert json.loads(leaves.what(EVENT))["at"] == "2026-03-02T02:00:00.000123Z"
    elsewhere = EVENT._replace(at=AT.astimezone(timezone(timedelta(hours=8))), given=EVENT.given.replace("0150", "015"))
    assert made(elsewhere) == made(EVENT)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("what", {"number": 13}),
        ("what", {"number": None}),
        ("what", {"seq": 2}),
        ("what", {"at": AT + timedelta(microseconds=1)}),
        ("what", {"recorded_at": AT + timedelta(seconds=1)}),
        ("what", {"move": "file"}),
        ("what", {"before": "filed"}),
        ("what", {"after": "filed"}),
        ("what", {"role": "reporter"}),
        ("what", {"actor_kind": "reporter"}),
        ("what", {"edition": 2}),
        ("what", {"origin": "import"}),
        ("given", {"given": "{}"}),
        ("who", {"actor_id": 5}),
        ("who", {"actor_unit": "lighting"}),
        ("who", {"command_id": UUID(int=9)}),
        ("who", {"step": 1}),
    ],
)
def test_no_column_of_an_event_can_change_without_its_leaf(part: str, changes: dict[str, object]) -> None:
    found = leaf.differing(leaf.commitments(made(EVENT)), leaf.commitments(made(EVENT._replace(**changes))))
    assert part in found and (found == (part,) or "seq" in changes)


def test_the_same_in_two_cases_looks_different_to_whoever_lacks_the_secret() -> None:
    one, other = (leaf.salts(b"secret", UUID(int=number), 1) for number in (1, 2))
    assert not {*one} & {*other} and len({*one}) == 3
    assert leaf.salts(b"another secret", UUID(int=1), 1) != one
    assert leaf.commitment("what", one[0], b"x") != leaf.commitment("given", one[0], b"x")


def test_a_note_of_another_maker_is_read_and_verified() -> None:
    key = note.read_key(GO_KEY)
    assert key.text == GO_KEY
    assert note.read(GO_NOTE).signed_by(key)
    assert not note.read(GO_NOTE.replace("don't", "do")).signed_by(key)
    assert not note.read(GO_NOTE).signed_by(PublicKey("SomebodyElse", key.raw))


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32), st.integers(0, 10**12))
def test_what_is_written_is_read_as_it_was_meant(size: int, hashed: bytes, at: int) -> None:
    head = Head(SIGNER.name, size, hashed, at)
    promise = Promise(SIGNER.name, hashed, at)
    said = Succession(SIGNER.name, hashed, hashed[::-1], at, at + 1)
    assert note.read_head(note.read(note.sign(head.text, [SIGNER])).text) == head
    assert note.read_promise(note.read(note.sign(promise.text, [SIGNER])).text) == promise
    assert note.read_succession(note.read(note.sign(said.text, [SIGNER])).text) == said


def test_one_kind_of_note_is_never_taken_for_another() -> None:
    hashed = bytes(32)
    texts = {
        note.read_head: Head(SIGNER.name, 1, hashed, 2).text,
        note.read_promise: Promise(SIGNER.name, hashed, 2).text,
        note.read_succession: Succession(SIGNER.name, hashed, hashed, 2, 3).text,
    }
    for read, own in texts.items():
        for text in texts.values():
            if text != own:
                with pytest.raises(NoteFault):
                    read(text)


def test_a_witness_signs_when_it_saw_a_head_and_only_that_head() -> None:
    text = Head("other.example.org/ledger", 7, bytes(32), 5).text
    seen = note.read(f"{text}\n{SIGNER.cosignature(text, 1234)}")
    assert seen.cosigned_by(SIGNER.witness) == 1234
    assert not seen.signed_by(SIGNER.public)
    other = note.read(f"{text.replace('7', '8')}\n{SIGNER.cosignature(text, 1234)}")
    assert other.cosigned_by(SIGNER.witness) is None


@pytest.mark.parametrize("text", ["", "x", "a\n\n", "a\n\nno signature\n", "a\n\n— name !!!\n", "a\n\n— name AAAA\n"])
def test_what_is_no_note_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoteFault):
        note.read(text)


@pytest.mark.parametrize("text", ["", "name", "name+00+AA", GO_KEY.replace("c74f", "c74e"), GO_KEY[:-4]])
def test_what_is_no_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoteFault):
        note.read_key(text)
