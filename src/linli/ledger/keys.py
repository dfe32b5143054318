"""The ledger's own keys: from the environment, else from the file that is made at first start. Private to this room.

Several secrets may stand there, parted by white space, the newest first: while two overlap, both sign.
"""

import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from linli.ledger.rules.note import Signer

_SECRET_BYTES = 48


class KeyFault(RuntimeError):
    """The keys aren't as the ledger needs them; the text says what to do."""


def held() -> tuple[str, ...]:
    """The secrets, the newest first. Read each time, so that every process knows of a rotation at once."""
    path = Path(settings.LINLI_LEDGER_KEY_FILE)
    try:
        found = tuple((settings.LINLI_LEDGER_KEY or path.read_text(encoding="ascii")).split())
    except OSError as fault:
        raise KeyFault(f"{path} can't be read ({fault.strerror}): put the ledger's key back from your copy") from fault
    if not found:
        raise KeyFault(f"{path} is empty: put the ledger's key back from your copy")
    return found


@lru_cache(maxsize=16)
def private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(b"linli ledger\n" + secret.encode()).digest())


def signer(name: str, secret: str) -> Signer:
    return Signer(name, private(secret))


def default_name(secret: str) -> str:
    """What the ledger is called: as the settings say, else after its first key."""
    if settings.LINLI_LEDGER_NAME:
        return str(settings.LINLI_LEDGER_NAME)
    raw = private(secret).public_key().public_bytes_raw()
    return f"linli-{sha256(raw).hexdigest()[:12]}"


def fresh() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def keep(found: tuple[str, ...]) -> None:
    """Write the secrets to the file, all or nothing. Raises KeyFault where they come from the environment."""
    if settings.LINLI_LEDGER_KEY:
        raise KeyFault(
            "the ledger's key comes from LINLI_LEDGER_KEY, which only you can change: put a new secret of 64 random"
            " characters in front of the old one, parted by a space, and rotate again"
        )
    path = Path(settings.LINLI_LEDGER_KEY_FILE)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write("\n".join(found) + "\n")
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
