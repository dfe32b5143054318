"""The master keys that wrap the keys of cases: from the environment, from LINLI_HOME/keys, or through a KMS.

The first key is the current one; those behind it only open what isn't wrapped anew yet. A file is read again when it
has changed, so that running processes take a new key over without a restart.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from linli.people.vault import VaultError, kms

KEY_BYTES = 32
_PLAIN, _WRAPPED = "plain", "kms"


class MasterKeyError(VaultError):
    """A master key is missing or can't be read. The text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Master:
    """One master key; `mark` tells keys apart, and nothing else of them."""

    mark: bytes
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False)

    @property
    def name(self) -> str:
        return self.mark.hex()


@dataclass(frozen=True, slots=True)
class Ring:
    """The master keys at hand. `stamp` says which reading of the file they are."""

    keys: tuple[Master, ...]
    stamp: tuple[int, int] = (0, 0)

    @property
    def current(self) -> Master:
        return self.keys[0]

    def find(self, mark: bytes) -> Master:
        """The key that wrapped something. Raises MasterKeyError that names the key and says where it belongs."""
        for key in self.keys:
            if key.mark == mark:
                return key
        known = ", ".join(key.name for key in self.keys)
        raise MasterKeyError(
            f"contacts are sealed under the master key {mark.hex()}, and there is only {known}: add its line, from the"
            " file `vault` of the LINLI_HOME/keys that they were sealed with, at the end of"
            f" {settings.LINLI_VAULT_FILE}, or the key itself at the end of LINLI_VAULT_KEY"
        )


def ring() -> Ring:
    """The keys in use; made at first use where there are none. Raises MasterKeyError, KmsError."""
    if settings.LINLI_VAULT_KEY:
        return _of_environment(settings.LINLI_VAULT_KEY)
    path: Path = settings.LINLI_VAULT_FILE
    stamp = _stamp(path)
    if stamp is None:
        _begin(path)
        stamp = _stamp(path)
        assert stamp is not None
    return _of_file(path, stamp, settings.LINLI_VAULT_KMS)


def at_hand() -> Ring | None:
    """The keys in use, without making any. Raises as `ring`."""
    there = settings.LINLI_VAULT_KEY or _stamp(settings.LINLI_VAULT_FILE) is not None
    return ring() if there else None


def is_current(held: Ring) -> bool:
    """Whether these are still the keys in use."""
    return bool(settings.LINLI_VAULT_KEY) or _stamp(settings.LINLI_VAULT_FILE) == held.stamp


def add_new() -> Ring:
    """Put a new key in front of the others. Raises MasterKeyError where keys come from the environment."""
    _need_file()
    path: Path = settings.LINLI_VAULT_FILE
    held = ring()
    _write(path, [_line(secrets.token_bytes(KEY_BYTES)), *_lines(path)])
    assert not is_current(held)
    return ring()


def keep_only_current() -> int:
    """Forget every key but the current one; how many."""
    _need_file()
    path: Path = settings.LINLI_VAULT_FILE
    first, *others = _lines(path)
    if others:
        _write(path, [first])
    return len(others)


def _need_file() -> None:
    if settings.LINLI_VAULT_KEY:
        raise MasterKeyError(
            "the master key comes from LINLI_VAULT_KEY: put a new one (32 bytes in base64) in front of it, parted by a"
            " space, start Linli anew, and run this again; it then says when the old one can go"
        )


@lru_cache(maxsize=8)
def _of_environment(text: str) -> Ring:
    return Ring(tuple(_master(_decoded(one, "LINLI_VAULT_KEY")) for one in text.split()))


@lru_cache(maxsize=8)
def _of_file(path: Path, stamp: tuple[int, int], address: str) -> Ring:
    lines = _lines(path)
    if not lines:
        raise MasterKeyError(f"{path} is empty: put the copy of it back that was made with the last backup")
    return Ring(tuple(_read(line, path, address) for line in lines), stamp)


def _read(line: str, path: Path, address: str) -> Master:
    form, _, text = line.partition(" ")
    data = _decoded(text, str(path), exact=form == _PLAIN)
    if form == _PLAIN:
        return _master(data)
    service = kms.chosen(address, key=settings.LINLI_VAULT_KMS_KEY)
    if form != _WRAPPED or service is None:
        raise MasterKeyError(f"{path} holds a key that a key management service wrapped: set LINLI_VAULT_KMS to it")
    secret = service.unwrap(data)
    if len(secret) != KEY_BYTES:
        raise MasterKeyError(f"the key management service unwrapped {len(secret)} bytes: a master key has {KEY_BYTES}")
    return _master(secret)


def _master(secret: bytes) -> Master:
    return Master(hashlib.sha256(b"linli vault master" + secret).digest()[:8], secret, AESGCM(secret))


def _decoded(text: str, where: str, *, exact: bool = True) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as fault:
        raise MasterKeyError(f"{where} holds no key in base64: put the right one back") from fault
    if exact and len(data) != KEY_BYTES:
        raise MasterKeyError(f"{where} holds {len(data)} bytes where a master key has {KEY_BYTES}: put the right one"
                             " back, or make one with `openssl rand -base64 32`")  # fmt: skip
    return data


def _line(secret: bytes) -> str:
    service = kms.chosen(settings.LINLI_VAULT_KMS, key=settings.LINLI_VAULT_KMS_KEY)
    data = secret if service is None else service.wrap(secret)
    return f"{_PLAIN if service is None else _WRAPPED} {base64.urlsafe_b64encode(data).decode()}"


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="ascii").splitlines() if line.strip()]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _begin(path: Path) -> None:
    """Make the first key. Of two processes that start at once, whoever links its file first has made it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = _aside(path, [_line(secrets.token_bytes(KEY_BYTES))])
    with suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()


def _write(path: Path, lines: Sequence[str]) -> None:
    _aside(path, lines).replace(path)


def _aside(path: Path, lines: Sequence[str]) -> Path:
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return aside
