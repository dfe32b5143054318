"""The stand-alone verifier agrees with whatever the ledger proves, and with nothing that was tampered with."""

import ast
import random
import sys
from base64 import b64encode
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import verify_receipt

from linli.ledger.rules import leaf, note, receipt, tiles, tree
from linli.ledger.rules.note import Head, Promise, Signer, Succession

PROOFS = 10_000
CASE = UUID(int=7)


def key(number: int, name: str = "example.org/ledger") -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def trees(*sizes: int) -> list[tuple[list[bytes], tree.Node]]:
    found = []
    for size in sizes:
        hashes = [tree.leaf_hash(f"{size} {number}".encode()) for number in range(size)]
        full, edge = tiles.grow(0, (), hashes)
        kept = {(one.level, one.number): one.hashes for one in full}
        found.append((hashes, tiles.nodes(kept, size, edge)))
    return found


def spoilt(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def test_it_is_short_and_imports_nothing_but_the_standard_library() -> None:
    source = Path(verify_receipt.__file__).read_text(encoding="utf-8")
    imports = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Import | ast.ImportFrom)]
    names = {
        name.partition(".")[0]
        for one in imports
        for name in ([one.module or ""] if isinstance(one, ast.ImportFrom) else [alias.name for alias in one.names])
    }
    assert names <= set(sys.stdlib_module_names)
    assert source.count("\n") < 200


def test_it_agrees_on_ten_thousand_proofs_and_rejects_as_many_tampered_ones() -> None:
    chance = random.Random(6962)
    grown = trees(1, 2, 3, 7, 8, 31, 64, 100, 257, 1000, 4097)
    roots = [{} for _ in grown]
    for _ in range(PROOFS):
        which = chance.randrange(len(grown))
        hashes, node = grown[which]
        size = chance.randint(1, len(hashes))
        root = roots[which].setdefault(size, tree.range_root(0, size, node))
        if chance.random() < 0.5:
            position = chance.randrange(size)
            proof = tree.inclusion(position, size, node)
            assert verify_receipt.included(position, size, hashes[position], proof, root)
            assert not _tampered_inclusion(chance, position, size, hashes[position], proof, root)
        else:
            old = chance.randint(1, size)
            older = roots[which].setdefault(old, tree.range_root(0, old, node))
            proof = tree.consistency(old, size, node)
            assert verify_receipt.continued(old, older, size, root, proof)
            assert not _tampered_consistency(chance, old, older, size, root, proof)


def _tampered_inclusion(
    chance: random.Random, position: int, size: int, hashed: bytes, proof: list[bytes], root: bytes
) -> bool:
    """The verifier's word on a proof in which one thing was changed."""
    match chance.randrange(6 if proof else 2):
        case 0:
            hashed = spoilt(chance, hashed)
        case 1:
            root = spoilt(chance, root)
        case 2:
            at = chance.randrange(len(proof))
            proof = [*proof[:at], spoilt(chance, proof[at]), *proof[at + 1 :]]
        case 3:
            proof = proof[:-1]
        case 4:
            proof = [*proof, root]
        case _:
            position = position + size if chance.random() < 0.5 else (position + 1) % size
    return verify_receipt.included(position, size, hashed, proof, root)


def _tampered_consistency(
    chance: random.Random, old: int, older: bytes, size: int, root: bytes, proof: list[bytes]
) -> bool:
    match chance.randrange(5 if proof else 3):
        case 0:
            older = spoilt(chance, older)
        case 1:
            root = spoilt(chance, root)
        case 2:
            proof = [*proof, root]
        case 3:
            at = chance.randrange(len(proof))
            proof = [*proof[:at], spoilt(chance, proof[at]), *proof[at + 1 :]]
        case _:
            proof = proof[1:]
    return verify_receipt.continued(old, older, size, root, proof)


# RFC 8032, section 7.1: seed, public key, message, signature.
ED25519 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), ED25519)
def test_it_verifies_the_signatures_of_rfc_8032(public: str, message: str, signature: str) -> None:
    raw, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify_receipt.signed(raw, text, signed)
    assert not verify_receipt.signed(raw, text + b".", signed)
    assert not verify_receipt.signed(raw, text, signed[:32] + bytes(32))
    # The same signature with the group's order added would be a second one for the same text.
    twin = (int.from_bytes(signed[32:], "little") + verify_receipt.ORDER).to_bytes(32, "little")
    assert not verify_receipt.signed(raw, text, signed[:32] + twin)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
def test_it_agrees_with_the_library_on_any_signature(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    raw, signature = private.public_key().public_bytes_raw(), bytearray(private.sign(message))
    assert verify_receipt.signed(raw, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify_receipt.signed(raw, message, bytes(signature))


def made_receipt(signers: list[Signer], *, until: int = 2_000, at: int = 1_000) -> dict[str, object]:
    """A receipt for the second of three leaves; of two signers the first has followed the second."""
    salts = leaf.salts(b"secret", CASE, 1)
    salt = bytes(16)
    words = leaf.commitment("words", salt, "灯不亮".encode())
    data = leaf.leaf(what=b'{"case":7}', given=b"{}", who=b"{}", salts=salts, words=words)
    hashes = [tree.leaf_hash(b"before"), tree.leaf_hash(data), tree.leaf_hash(b"after")]
    full, edge = tiles.grow(0, (), hashes)
    assert not full
    head = Head(signers[0].name, 3, tree.root_of(hashes), at)
    proof = tree.inclusion(1, 3, tiles.nodes({}, 3, edge))
    keys = [{"key": signers[-1].public.text, "succession": ""}]
    if len(signers) > 1:
        new, old = signers
        said = Succession(new.name, old.public.raw, new.public.raw, 900, until)
        keys.append({"key": new.public.text, "succession": note.sign(said.text, [old, new])})
    return {
        "format": receipt.FORMAT,
        "ledger": head.name,
        "address": "https://example.org/ledger/",
        "report": 7,
        "keys": keys,
        "head": note.sign(head.text, signers[:1]),
        "entries": [
            {
                "leaf": b64encode(data).decode(),
                "parts": {
                    "what": {"salt": b64encode(salts[0]).decode(), "text": '{"case":7}'},
                    "words": {"salt": b64encode(salt).decode(), "text": "灯不亮"},
                },
                "promise": note.sign(Promise(head.name, hashes[1], 1_060).text, signers[:1]),
                "position": 1,
                "proof": [b64encode(one).decode() for one in proof],
            }
        ],
    }


def verdicts(one: dict[str, object], **options: object) -> tuple[bool, bool]:
    """Whether Linli's own verifier and the stand-alone one find nothing wrong."""
    pinned = options.get("key")
    trusted = [note.read_key(str(pinned))] if pinned else []
    ours = receipt.holds(receipt.check(one, trusted=trusted, now=5_000))
    try:
        theirs = all(right is not False for _, right in verify_receipt.check(one, str(pinned) if pinned else None))
    except (ValueError, KeyError, IndexError):
        theirs = False
    return ours, theirs


def test_a_receipt_holds() -> None:
    made = made_receipt([key(1)])
    assert verdicts(made) == (True, True)
    found = {one.check: one.good for one in receipt.check(made, now=5_000)}
    assert found == {"keys": None, "head": True, "parts": True, "promise": True, "inclusion": True}
    assert verdicts(made, key=key(1).public.text) == (True, True)


def test_a_receipt_of_another_key_than_the_known_one_does_not_hold() -> None:
    assert verdicts(made_receipt([key(1)]), key=key(2).public.text) == (False, False)


def test_a_new_key_is_believed_that_the_old_one_has_named() -> None:
    assert verdicts(made_receipt([key(2), key(1)]), key=key(1).public.text) == (True, True)


def test_a_new_key_that_only_names_itself_is_not_believed() -> None:
    made = made_receipt([key(2), key(1)])
    said = Succession(key(1).name, key(1).public.raw, key(2).public.raw, 900, 2_000)
    made["keys"][1]["succession"] = note.sign(said.text, [key(2)])
    assert verdicts(made) == (False, False)


def test_an_old_key_signs_no_head_after_its_end() -> None:
    made = made_receipt([key(2), key(1)], until=950)
    head = note.read(str(made["head"])).text
    assert verdicts(made) == (True, True)
    made["head"] = note.sign(head, [key(1)])
    assert verdicts(made) == (False, False)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_change_of_what_counts_is_found_by_both(data: st.DataObject) -> None:
    made = made_receipt([key(1)])
    entry = made["entries"][0]
    match data.draw(st.sampled_from(("head", "leaf", "what", "words", "salt", "promise", "position", "proof"))):
        case "head":
            made["head"] = str(made["head"]).replace("\n3\n", "\n2\n")
        case "leaf":
            at = data.draw(st.integers(1, leaf.LEAF_BYTES - 1))
            raw = bytearray(note.decoded(entry["leaf"]))
            raw[at] ^= 1
            entry["leaf"] = b64encode(raw).decode()
        case "what" | "words" as name:
            entry["parts"][name]["text"] += data.draw(st.characters(codec="utf-8"))
        case "salt":
            entry["parts"]["what"]["salt"] = b64encode(bytes(16)).decode()
        case "promise":
            entry["promise"] = entry["promise"].replace("by 1060", "by 1061")
        case "position":
            entry["position"] = data.draw(st.sampled_from((0, 2, 3, 1 << 70)))
        case _:
            entry["proof"] = entry["proof"][: data.draw(st.integers(0, 1))]
    assert verdicts(made) == (False, False)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.dictionaries(st.text(), one)))
@settings(max_examples=50, deadline=None)
def test_what_is_no_receipt_is_said_to_be_none(value: object) -> None:
    found = receipt.check({"format": receipt.FORMAT, "keys": [], "entries": [value]}, now=0)
    assert [one.check for one in found] == ["form"] and not receipt.holds(found)
