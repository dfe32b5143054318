"""Text messages and webhooks: a POST of JSON, with the message's id as Idempotency-Key."""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import orjson

from linli.notices.adapters import PATIENCE, Down, Failed, Message, Outcome, Sent, without

FOR_NOW = frozenset({408, 409, 425, 429})  # besides 5xx, what is worth another try
_SAID_AT_MOST = 200


class Sms:
    """A gateway for text messages: `{"id", "to", "text"}`."""

    def __init__(self, url: str, *, key: str = "", patience: float = PATIENCE) -> None:
        self.url, self.key, self.patience = url, key, patience

    def send(self, message: Message) -> Outcome:
        content = orjson.dumps({"id": message.id, "to": message.to, "text": message.short})
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return _post(self.url, content, message, headers, self.patience)

    def close(self) -> None:
        """Nothing is open."""


class Webhook:
    """A unit's own system: what the message tells of, and its text. `seconds` is the clock of the signature."""

    def __init__(
        self, url: str, *, key: str, patience: float = PATIENCE, seconds: Callable[[], float] = time.time
    ) -> None:
        self.url, self.key, self.patience, self.seconds = url, key, patience, seconds

    def send(self, message: Message) -> Outcome:
        content = orjson.dumps(
            {
                "id": message.id,
                "made_at": message.made_at,
                "unit": message.to,
                "tells": message.templates,
                "cases": message.cases,
                "language": message.language,
                "subject": message.subject,
                "text": message.body,
            }
        )
        headers = {"Linli-Signature": signature(self.key, content, at=int(self.seconds()))}
        return _post(self.url, content, message, headers, self.patience)

    def close(self) -> None:
        """Nothing is open."""


def signature(key: str, content: bytes, *, at: int) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 of `SECONDS.CONTENT`. Signed with its time, so that what was overheard can't be
    sent again much later."""
    digest = hmac.new(key.encode(), f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class _Stay(HTTPRedirectHandler):
    """A message goes where the settings say, not where somebody there points to."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def opener() -> OpenerDirector:
    """Opens addresses without going where they point to."""
    return build_opener(_Stay)


def _post(url: str, content: bytes, message: Message, headers: Mapping[str, str], patience: float) -> Outcome:
    request = Request(  # noqa: S310 - an address out of the settings
        url,
        content,
        {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message.id), **headers},
        method="POST",
    )
    try:
        with opener().open(request, timeout=patience) as answer:
            answer.read(_SAID_AT_MOST)
            return Sent()
    except HTTPError as refusal:
        with refusal:
            return _judged(refusal, message)
    except URLError as fault:
        return Down(without(message.to, str(fault.reason)))
    except (OSError, HTTPException) as fault:
        # It may have arrived: the answer was lost.
        return Failed(without(message.to, str(fault) or type(fault).__name__), retry=True)


def _judged(refusal: HTTPError, message: Message) -> Outcome:
    said: Any = b""
    try:
        said = refusal.read(_SAID_AT_MOST)
    except (OSError, HTTPException):
        said = b""
    why = without(message.to, f"{refusal.code} {said.decode('utf-8', 'replace')}")
    return Failed(why, retry=refusal.code >= 500 or refusal.code in FOR_NOW)
