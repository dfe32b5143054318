"""Secrets that the program itself needs again, encrypted at rest (AES-GCM) with a key that isn't in the database."""

import hmac
import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


def key(purpose: str) -> bytes:
    """The installation's key for one purpose: what one is good for tells nothing of another."""
    return hmac.digest(settings.LINLI_FACTOR_KEY, purpose.encode(), sha256)


def seal(secret: str, *, purpose: str, bound_to: str) -> bytes:
    """`secret` encrypted and bound to the row that it belongs to, so that a copy in another row opens nothing."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key(purpose)).encrypt(nonce, secret.encode(), bound_to.encode())


def unseal(sealed: bytes, *, purpose: str, bound_to: str) -> str:
    """What `seal` was given. Raises cryptography's InvalidTag where key, purpose or row is another."""
    opened = AESGCM(key(purpose)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    return opened.decode()
