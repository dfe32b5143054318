"""Secrets that the program itself needs again, encrypted at rest (AES-GCM) with a key that isn't in the database."""

import hmac
import secrets
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

type Purpose = Literal["attempts", "passkey", "recovery", "secret", "webhook"]
"""What the installation's key is for: digests of names that were typed, handles of accounts in authenticators, digests
of recovery codes; secrets of second factors, of signatures of webhooks."""

_NONCE_BYTES = 12


class SealError(ValueError):
    """Something isn't what was sealed: the key is another, or the row was changed. The text says what to do."""


def key(purpose: Purpose) -> bytes:
    """The installation's key for one purpose: what one is good for tells nothing of another."""
    return hmac.digest(settings.LINLI_FACTOR_KEY, purpose.encode(), "sha256")


def digest(plain: str, *, purpose: Purpose) -> bytes:
    """By what `plain` is known again: whoever has it, but not the installation's key, can't try `plain` out."""
    return hmac.digest(key(purpose), plain.encode(), "sha256")


def seal(secret: str, *, purpose: Purpose, bound_to: str) -> bytes:
    """`secret` encrypted and bound to the row that it belongs to, so that a copy in another row opens nothing."""
    return encrypt(AESGCM(key(purpose)), secret.encode(), bound_to.encode())


def unseal(sealed: bytes, *, purpose: Purpose, bound_to: str) -> str:
    """What `seal` was given. Raises SealError where key, purpose or row is another."""
    try:
        return decrypt(AESGCM(key(purpose)), sealed, bound_to.encode()).decode()
    except SealError as fault:
        raise SealError(
            f"the {purpose} of number {bound_to} isn't what was sealed: put LINLI_FACTOR_KEY or LINLI_HOME/keys/factors"
            " back as it was; if it is lost for ever, set up anew what was sealed"
        ) from fault


def encrypt(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    """`plain` under a nonce that is drawn and stands in front, bound to `bound`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound)


def decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    """The inverse of `encrypt`. Raises SealError."""
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as fault:
        raise SealError("not what was encrypted, or another key") from fault
