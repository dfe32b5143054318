"""How a record is sealed: AES-256-GCM under a key of its own case, and that key wrapped under a master key.

Everything is bound to the case and to its key's number (associated data), so that a row copied to another case, or an
old one put back, opens nothing. Nonces are drawn; a case's key seals one record in its life.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.people.sealing import SealError, decrypt, encrypt
from linli.people.vault import VaultError
from linli.people.vault.masters import KEY_BYTES, Ring
from linli.people.vault.rules import pad, unpad


class TamperedError(VaultError):
    """A sealed row isn't what Linli wrote. The text says of which case, and what to do."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The key of a case as it lies in its own table, apart from what it opens."""

    key_id: UUID
    master: bytes
    wrapped: bytes


def seal(record: Mapping[str, Any], *, case_id: UUID, ring: Ring) -> tuple[WrappedKey, bytes]:
    """A record under a new key, and that key wrapped."""
    key_id, secret = uuid4(), secrets.token_bytes(KEY_BYTES)
    sealed = encrypt(AESGCM(secret), pad(orjson.dumps(record)), _bound(b"record", case_id, key_id))
    return wrap(secret, case_id=case_id, key_id=key_id, ring=ring), sealed


def unseal(sealed: bytes, key: WrappedKey, *, case_id: UUID, ring: Ring) -> dict[str, Any]:
    """What was sealed. Raises TamperedError, MasterKeyError."""
    secret = unwrap(key, case_id=case_id, ring=ring)
    plain = _decrypt(AESGCM(secret), sealed, _bound(b"record", case_id, key.key_id), case_id)
    record: dict[str, Any] = orjson.loads(unpad(plain))
    return record


def wrap(secret: bytes, *, case_id: UUID, key_id: UUID, ring: Ring) -> WrappedKey:
    master = ring.current
    return WrappedKey(key_id, master.mark, encrypt(master.cipher, secret, _bound(b"key", case_id, key_id)))


def unwrap(key: WrappedKey, *, case_id: UUID, ring: Ring) -> bytes:
    cipher = ring.find(key.master).cipher
    return _decrypt(cipher, key.wrapped, _bound(b"key", case_id, key.key_id), case_id)


def _bound(what: bytes, case_id: UUID, key_id: UUID) -> bytes:
    return b"linli vault 1 " + what + case_id.bytes + key_id.bytes


def _decrypt(cipher: AESGCM, sealed: bytes, bound: bytes, case_id: UUID) -> bytes:
    try:
        return decrypt(cipher, sealed, bound)
    except SealError as fault:
        raise TamperedError(
            f"the contact of case {case_id} isn't what was sealed: its row, or that of its key, was changed or moved"
            " outside Linli. Restore both from the newest backup, or erase the contact"
        ) from fault
