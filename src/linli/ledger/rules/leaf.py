"""What a leaf is made of: four commitments, none of which tells anything without its salt.

A leaf is `0x01` and four SHA-256 digests, of the parts `what`, `given`, `who` and `words`, in this order; each is taken
over salt (16 bytes), the part's name, `:` and the part's text in UTF-8. An absent part is 32 zero bytes. Who holds a
part with its salt can show that it was recorded; who doesn't learns nothing from the leaf. docs/ledger.md has the
reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256, sha512
from uuid import UUID

from linli.ledger.rules.tree import HASH_BYTES, leaf_hash

PARTS = ("what", "given", "who", "words")
_VERSION = b"\x01"
_ABSENT = bytes(HASH_BYTES)
_TAGS = {name: name.encode() + b":" for name in PARTS}
LEAF_BYTES = len(_VERSION) + len(PARTS) * HASH_BYTES


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to record. `number` names it among all that is recorded; `subject` and `seq` say what it belongs to."""

    number: int
    subject: UUID
    seq: int
    leaf: bytes

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.leaf)


def salts(secret: bytes, subject: UUID, seq: int) -> tuple[bytes, bytes, bytes]:
    """The salts of the parts `what`, `given` and `who`. They are derived, so that recording costs nothing to keep.

    The salt of `words` isn't among them: it is drawn, lies beside the words, and goes with them.
    """
    drawn = blake2b(subject.bytes + seq.to_bytes(8), digest_size=48, key=_key(secret), person=b"linli leaf").digest()
    return drawn[:16], drawn[16:32], drawn[32:]


@cache
def _key(secret: bytes) -> bytes:
    return sha512(secret).digest()


def commitment(part: str, salt: bytes, text: bytes) -> bytes:
    return sha256(salt + _TAGS[part] + text).digest()


def leaf(*, what: bytes, given: bytes, who: bytes, salts: tuple[bytes, bytes, bytes], words: bytes | None) -> bytes:
    """The leaf over the texts of three parts with their salts; `words` is a commitment already, None without words."""
    return b"".join(
        (
            _VERSION,
            commitment("what", salts[0], what),
            commitment("given", salts[1], given),
            commitment("who", salts[2], who),
            words or _ABSENT,
        )
    )


def commitments(data: bytes) -> dict[str, bytes]:
    """The commitments of a leaf by part, without absent ones. Raises ValueError where it is no leaf."""
    if len(data) != LEAF_BYTES or data[:1] != _VERSION:
        raise ValueError(f"no leaf of a known kind: {len(data)} bytes, beginning with {data[:1].hex() or 'nothing'}")
    each = {name: data[1 + at * HASH_BYTES : 1 + (at + 1) * HASH_BYTES] for at, name in enumerate(PARTS)}
    return {name: value for name, value in each.items() if value != _ABSENT}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> tuple[str, ...]:
    """The parts in which two leaves differ."""
    return tuple(name for name in PARTS if one.get(name) != other.get(name))
