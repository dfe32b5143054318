"""Signed notes: a text and the signatures under it, in the form that transparency logs use (C2SP signed-note).

A note is a text that ends with a line break, an empty line, and lines `— NAME BASE64` with the four bytes of the key's
identity and the signature. Heads are checkpoints (C2SP tlog-checkpoint), those of witnesses are cosigned
(cosignature/v1), so that tools of other makers can read and witness them.
"""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.ledger.rules.tree import HASH_BYTES

_DASH = "— "
_ED25519, _COSIGNATURE = b"\x01", b"\x04"
_PROMISE, _SUCCESSION = "linli-promise-v1", "linli-succession-v1"
_ID_BYTES, _TIME_BYTES = 4, 8


class NoteFault(ValueError):
    """A text that isn't what it has to be; the words say what is wrong with it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signs: a name without spaces or `+`, and 32 bytes of Ed25519. `kind` is of a ledger or of a witness."""

    name: str
    raw: bytes
    kind: bytes = _ED25519

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.kind + self.raw).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as it is written: `NAME+ID+BASE64`."""
        return f"{self.name}+{self.id.hex()}+{_written(self.kind + self.raw)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under its name."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.private.public_key().public_bytes_raw())

    @property
    def witness(self) -> PublicKey:
        """The same key as a witness of other ledgers."""
        return PublicKey(self.name, self.public.raw, _COSIGNATURE)

    def line(self, text: str) -> str:
        return f"{_DASH}{self.name} {_written(self.public.id + self.private.sign(text.encode()))}\n"

    def cosignature(self, text: str, at: int) -> str:
        """The line of a witness who saw the head `text` at `at` (seconds since 1970)."""
        signed = self.private.sign(_cosigned(text, at).encode())
        return f"{_DASH}{self.name} {_written(self.witness.id + at.to_bytes(_TIME_BYTES) + signed)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, each as name and bytes; not verified."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    def signed_by(self, key: PublicKey) -> bool:
        """Whether one of the signatures is the key's and right."""
        return any(
            name == key.name and data[:_ID_BYTES] == key.id and key.verifies(self.text, data[_ID_BYTES:])
            for name, data in self.signatures
        )

    def cosigned_by(self, key: PublicKey) -> int | None:
        """When the witness saw it, in seconds since 1970; None where none of the signatures is the key's and right."""
        for name, data in self.signatures:
            if name == key.name and data[:_ID_BYTES] == key.id:
                at = int.from_bytes(data[_ID_BYTES : _ID_BYTES + _TIME_BYTES])
                if key.verifies(_cosigned(self.text, at), data[_ID_BYTES + _TIME_BYTES :]):
                    return at
        return None


@dataclass(frozen=True, slots=True)
class Head:
    """What a tree is at a moment: how many leaves, and their root. `at` is in seconds since 1970."""

    name: str
    size: int
    root: bytes
    at: int

    @property
    def text(self) -> str:
        return f"{self.name}\n{self.size}\n{_written(self.root)}\ntime {self.at}\n"


@dataclass(frozen=True, slots=True)
class Promise:
    """The leaf with this hash will be in the tree by `by` (seconds since 1970)."""

    name: str
    leaf: bytes
    by: int

    @property
    def text(self) -> str:
        return f"{_PROMISE}\n{self.name}\n{_written(self.leaf)}\nby {self.by}\n"


@dataclass(frozen=True, slots=True)
class Succession:
    """The key `old` is followed by `new` from `since` on, and holds until `until` (seconds since 1970)."""

    name: str
    old: bytes
    new: bytes
    since: int
    until: int

    @property
    def text(self) -> str:
        keys = f"{_written(self.old)}\n{_written(self.new)}"
        return f"{_SUCCESSION}\n{self.name}\n{keys}\nsince {self.since}\nuntil {self.until}\n"


def sign(text: str, signers: Iterable[Signer]) -> str:
    """The note over `text` by all `signers`."""
    return f"{text}\n{''.join(one.line(text) for one in signers)}"


def read(note: str) -> Note:
    """A note's text and signatures. Raises NoteFault."""
    text, parted, lines = note.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise NoteFault("no signed note: it has no empty line before its signatures")
    found = []
    for line in lines.splitlines():
        name, _, data = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not name or len(raw := decoded(data)) <= _ID_BYTES:
            raise NoteFault(f"no line of a signature: {line[:60]!r}")
        found.append((name, raw))
    return Note(text + "\n", tuple(found))


def read_key(text: str) -> PublicKey:
    """The inverse of `PublicKey.text`. Raises NoteFault."""
    name, _, rest = text.strip().partition("+")
    identity, _, data = rest.partition("+")
    raw = decoded(data)
    key = PublicKey(name, raw[1:], raw[:1])
    if not name or len(key.raw) != 32 or key.kind not in (_ED25519, _COSIGNATURE) or key.id.hex() != identity:
        raise NoteFault(f"no key of the form NAME+ID+BASE64: {text[:80]!r}")
    return key


def read_head(text: str) -> Head:
    """The inverse of `Head.text`; lines that other makers add are passed over. Raises NoteFault."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not _number(lines[1]) or len(root := decoded(lines[2])) != HASH_BYTES:
        raise NoteFault("no head: give the name, the size and the root, a line each")
    times = [line.removeprefix("time ") for line in lines[3:] if line.startswith("time ")]
    return Head(lines[0], int(lines[1]), root, int(times[0]) if times and _number(times[0]) else 0)


def read_promise(text: str) -> Promise:
    """The inverse of `Promise.text`. Raises NoteFault."""
    lines = text.split("\n")
    by = lines[3].removeprefix("by ") if len(lines) == 5 else ""
    if lines[0] != _PROMISE or not _number(by) or len(leaf := decoded(lines[2])) != HASH_BYTES:
        raise NoteFault("no promise of inclusion")
    return Promise(lines[1], leaf, int(by))


def read_succession(text: str) -> Succession:
    """The inverse of `Succession.text`. Raises NoteFault."""
    lines = text.split("\n")
    times = [line.partition(" ")[2] for line in lines[4:6]]
    if len(lines) != 7 or lines[0] != _SUCCESSION or not all(map(_number, times)):
        raise NoteFault("no statement of succession")
    return Succession(lines[1], decoded(lines[2]), decoded(lines[3]), int(times[0]), int(times[1]))


def decoded(text: str) -> bytes:
    """Base 64 without line breaks; nothing where it is none."""
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return b""


def _written(data: bytes) -> str:
    return b64encode(data).decode()


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and (text == "0" or not text.startswith("0")) and len(text) < 20


def _cosigned(text: str, at: int) -> str:
    return f"cosignature/v1\ntime {at}\n{text}"
