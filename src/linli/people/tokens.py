"""Tokens of other programs: made once, shown once, kept as a digest; scoped, expiring, revocable; for an account or
for nobody's. And how often each, or an address without one, may do something."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from linli.kernel.results import Allowed, Refused, Result
from linli.people import rules
from linli.people.models import Staff, Token

# Enough to tell that a token is still in use, seldom enough that using it writes next to nothing.
_USE_NOTED_EVERY = timedelta(hours=1)
_BEGINNING = "linli_"


@dataclass(frozen=True, slots=True)
class Known:
    """A token in a list. Its secret isn't known to anybody but its holder. A moment that is None never comes.

    `staff_id` is the account that it stands for, if any, and `closed` whether that account is closed.
    """

    id: int
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    staff_id: int | None
    closed: bool

    def holds(self, now: datetime) -> bool:
        return not self.closed and self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; `secret` is told once and stored nowhere."""

    token: Known
    secret: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left in a purse: so many uses until it is full again in `reset` seconds.

    `wait` is 0, or in how many seconds it may be used again.
    """

    left: int
    reset: int
    wait: int


_COLUMNS = ("id", "name", "scopes", "made_at", "expires_at", "revoked_at", "used_at", "staff_id", "staff__is_active")


def make(
    *, name: str, scopes: Collection[str], now: datetime, days: int | None, staff_id: int | None = None
) -> Result[Made]:
    """Make a token for the program `name`, for `days` days, or without an end; with `staff_id` one that stands for that
    account.

    Refused: token_needs_name, scope_unknown with `scopes`, the known ones, token_needs_days, account_unknown.
    """
    judged = rules.judge_token(name=name, scopes=scopes, days=days)
    if isinstance(judged, Refused):
        return judged
    if staff_id is not None and not Staff.objects.filter(pk=staff_id, is_active=True).exists():
        return Refused("account_unknown", {"staff_id": staff_id})
    secret = _BEGINNING + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=judged.value,
        staff_id=staff_id,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        made_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    return Allowed(Made(_known(Q(pk=token.pk))[0], secret))


def revoke(*, token_id: int, now: datetime) -> Result[int]:
    """End a token at once. It stays on record. Refused: token_unknown where there is none or it was revoked before."""
    ended = Token.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)
    return Allowed(token_id) if ended else Refused("token_unknown", {"token_id": token_id})


def bearer(*, secret: str, scope: str, now: datetime) -> Result[Known]:
    """The token that `secret` is, if it holds now and covers `scope`; an empty scope is covered by any.

    Refused: token_unknown, token_ended (revoked, expired, or its account closed), token_elsewhere with its `scopes`.
    """
    found = _known(Q(digest=_digest(secret)))
    if not found:
        return Refused("token_unknown")
    token = found[0]
    if not token.holds(now):
        return Refused("token_ended")
    if scope and scope not in token.scopes:
        return Refused("token_elsewhere", {"scopes": token.scopes})
    if token.used_at is None or token.used_at < now - _USE_NOTED_EVERY:
        Token.objects.filter(pk=token.id).update(used_at=now)
    return Allowed(token)


def tokens() -> tuple[Known, ...]:
    """All tokens that were ever made, in the order in which they were."""
    return _known(Q())


def spend(*, purse: str, most: int, window: timedelta, now: datetime) -> int:
    """Count one use of `purse`, as `charge` does: 0, or in how many seconds it may be used again."""
    return charge(purse=purse, most=most, window=window, now=now).wait


def charge(*, purse: str, most: int, window: timedelta, now: datetime) -> Balance:
    """Count one use of `purse` (a token's or an address's name), and say what is left in it.

    At most `most` in a `window`, which begins with the first use. Counted in the database, for all processes together.
    Purses are kept as digests that can't be turned back without the installation's key.
    """
    digest = hashlib.blake2b(purse.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).digest()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_spent WHERE since < %s", [now - max(window, timedelta(hours=1))])
        cursor.execute(
            "INSERT INTO people_spent AS p (purse, since, used) VALUES (%(purse)s, %(now)s, 1)"
            " ON CONFLICT (purse) DO UPDATE SET"
            " since = CASE WHEN p.since <= %(before)s THEN %(now)s ELSE p.since END,"
            " used = CASE WHEN p.since <= %(before)s THEN 1 ELSE least(p.used, %(most)s) + 1 END"
            " RETURNING since, used",
            {"purse": digest, "now": now, "before": now - window, "most": most},
        )
        since, used = cursor.fetchone()
    reset = max(1, round((since + window - now).total_seconds()))
    return Balance(left=max(0, most - used), reset=reset, wait=0 if used <= most else reset)


def _digest(secret: str) -> bytes:
    """Plain SHA-256: a token is 256 random bits, so nobody can try them out."""
    return hashlib.sha256(secret.encode()).digest()


def _known(condition: Q) -> tuple[Known, ...]:
    rows = Token.objects.filter(condition).order_by("id").values_list(*_COLUMNS)
    return tuple(_read(*row) for row in rows)


def _read(
    number: int,
    name: str,
    scopes: list[str],
    made_at: datetime,
    expires_at: datetime | None,
    revoked_at: datetime | None,
    used_at: datetime | None,
    staff_id: int | None,
    account_open: bool | None,
) -> Known:
    closed = staff_id is not None and not account_open
    return Known(number, name, tuple(scopes), made_at, expires_at, revoked_at, used_at, staff_id, closed)
