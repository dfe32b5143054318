"""Who calls: a token, and by it an account with its posts, or nobody's program; and how often it may."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja.security.http import HttpAuthBase

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.api.problems import Problem
from linli.kernel.results import Refused
from linli.kernel.rights import Actor
from linli.kernel.words import LANGUAGES, Words, say
from linli.people import queries as people
from linli.people import tokens
from linli.people.tokens import Known

_WINDOW = timedelta(minutes=1)
_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """One call of a program. `token` is None without one; `staff` is None where the token stands for no account.

    `purse` is the name under which its calls are counted, and its commands told from those of other programs.
    """

    purse: str
    token: Known | None
    staff: Actor | None
    edition: Edition
    now: datetime
    language: str

    @property
    def actor(self) -> Actor:
        """Whoever acts: the account, else somebody who reports."""
        return self.staff or Actor("reporter", language=self.language)

    def say(self, words: Words) -> str:
        """A name of the city's in the reader's language."""
        return say(words, self.language)


class Token(HttpAuthBase):
    """Lets in who shows a token: of a `scope` (any, if empty), for an account where `staff` says so.

    `open_to_all` lets in who shows none as well. A token that is shown must hold, whatever it is shown for.
    """

    openapi_scheme = _SCHEME
    openapi_description = "A token of `./linli token make`. No cookie and no session opens anything here."

    def __init__(self, scope: str = "", *, staff: bool = False, open_to_all: bool = False) -> None:
        super().__init__()
        self.scope, self.staff, self.open_to_all = scope, staff, open_to_all

    def __call__(self, request: HttpRequest) -> Caller:
        now = timezone.now()
        header = request.headers.get("Authorization", "")
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() == _SCHEME and secret.strip():
            return self._of_token(request, secret.strip(), now)
        _charge(request, _address(request), now)
        if header or not self.open_to_all:
            raise _unknown("token_missing")
        return _caller(_address(request), None, None, now)

    def _of_token(self, request: HttpRequest, secret: str, now: datetime) -> Caller:
        found = tokens.bearer(secret=secret, scope="", now=now)
        if isinstance(found, Refused):
            _charge(request, _address(request), now)
            raise _unknown("token_invalid", error="invalid_token")
        token = found.value
        purse = f"api token {token.id}"
        _charge(request, purse, now)
        if self.scope and self.scope not in token.scopes:
            facts = {"needed": self.scope, "scopes": list(token.scopes)}
            raise Problem("scope_missing", headers=_challenge("insufficient_scope", self.scope), facts=facts)
        staff = people.actor(token.staff_id, now=now) if token.staff_id is not None else None
        if self.staff and staff is None:
            raise Problem("account_needed")
        if self.staff and staff is not None and not staff.grants:
            raise Problem("no_post")
        return _caller(purse, token, staff, now)


ANYBODY = Token(open_to_all=True)
PROGRAM = Token("act")
HOLDER = Token()
READER = Token("read", staff=True)
STAFF = Token("act", staff=True)


def caller_of(request: HttpRequest) -> Caller:
    """Who was let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _caller(purse: str, token: Known | None, staff: Actor | None, now: datetime) -> Caller:
    return Caller(purse, token, staff, catalogue.current(), now, get_language() or LANGUAGES[0])


def _address(request: HttpRequest) -> str:
    return f"api address {request.META.get('REMOTE_ADDR', '')}"


def _charge(request: HttpRequest, purse: str, now: datetime) -> None:
    """Count the call. What is left stands in the headers of whatever is answered."""
    most = settings.LINLI_API_RATE
    balance = tokens.charge(purse=purse, most=most, window=_WINDOW, now=now)
    seconds = round(_WINDOW.total_seconds())
    request.rate_limit = {  # type: ignore[attr-defined]
        "RateLimit-Policy": f'"minute";q={most};w={seconds}',
        "RateLimit": f'"minute";r={balance.left};t={balance.reset}',
    }
    if balance.wait:
        facts = {"most": most, "wait": balance.wait}
        raise Problem("too_many_calls", headers={"Retry-After": str(balance.wait)}, facts=facts)


def _unknown(code: str, error: str = "") -> Problem:
    return Problem(code, headers=_challenge(error))


def _challenge(error: str, scope: str = "") -> dict[str, str]:
    """How to ask again (RFC 6750 §3)."""
    parts = ['realm="linli"', *([f'error="{error}"'] if error else []), *([f'scope="{scope}"'] if scope else [])]
    return {"WWW-Authenticate": f"Bearer {', '.join(parts)}"}
