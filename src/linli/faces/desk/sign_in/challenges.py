"""Challenges of passkeys: kept in the session, for one use, and not for long."""

from base64 import b64decode, b64encode
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from linli.people.commands import Site, site_of

_SECONDS = 5 * 60


def origin(request: HttpRequest) -> str:
    """Where the reader is: `LINLI_ORIGIN`, or the address asked for where that isn't set."""
    return settings.LINLI_ORIGIN or f"{request.scheme}://{request.get_host()}"


def site(request: HttpRequest) -> Site | None:
    """The reader's site of passkeys; None where there can't be any."""
    return site_of(origin(request))


def keep(request: HttpRequest, purpose: str, challenge: bytes, now: datetime) -> None:
    """Keep the newest challenge of this purpose; an older one is good for nothing any more."""
    request.session[purpose] = [b64encode(challenge).decode(), now.timestamp()]


def take(request: HttpRequest, purpose: str, now: datetime) -> bytes | None:
    """The challenge, this once; None where there is none, or it is too old."""
    kept, at = request.session.pop(purpose, ("", 0.0))
    return b64decode(kept) if kept and now.timestamp() - at <= _SECONDS else None
