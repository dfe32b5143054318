"""The only door to change accounts and posts. The vault's own door is `linli.people.vault`."""

import hashlib
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Role
from linli.people import rules
from linli.people.models import Post, SignInAttempts, Staff
from linli.people.vault import erase_contact, keep_contact, open_contact

__all__ = [
    "assign",
    "change_password",
    "close_account",
    "end_post",
    "enrol",
    "erase_contact",
    "keep_contact",
    "open_contact",
    "prefer_language",
    "set_password",
    "sign_in",
]


def enrol(*, sign_in: str, display_name: str, password: str, language: str, now: datetime) -> Result[int]:
    """Open an account without posts; its number.

    Refused: sign_in_unfit, sign_in_taken, password_too_short, password_too_common, password_obvious.
    """
    match rules.judge_sign_in(sign_in):
        case Refused() as refused:
            return refused
        case Allowed(plain):
            pass
    if isinstance(judged := _judge_password(password, sign_in=plain), Refused):
        return judged
    staff = Staff(
        sign_in=plain,
        display_name=display_name.strip() or plain,
        password=make_password(password),
        language=language,
        enrolled_at=now,
    )
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError:
        return Refused("sign_in_taken", {"sign_in": plain})
    return Allowed(staff.pk)


def assign(*, staff_id: int, role: Role, now: datetime, area_path: str = "", unit_path: str = "") -> Result[int]:
    """Give an account a post; the post's number, the same one if it holds it already.

    An empty `area_path` is everywhere. Refused: account_unknown, post_unknown, post_needs_unit.
    """
    if isinstance(judged := rules.judge_post(role, unit_path=unit_path), Refused):
        return judged
    if not Staff.objects.filter(pk=staff_id, is_active=True).exists():
        return Refused("account_unknown", {"staff_id": staff_id})
    post, _ = Post.objects.get_or_create(
        staff_id=staff_id,
        role=str(role),
        area_path=area_path,
        unit_path=unit_path,
        until=None,
        defaults={"since": now},
    )
    return Allowed(post.pk)


def end_post(*, post_id: int, now: datetime) -> Result[int]:
    """End a post at `now`. It stays on record. Refused: post_unknown where there is no such post or it has ended."""
    ended = Post.objects.filter(pk=post_id, until=None, since__lte=now).update(until=now)
    return Allowed(post_id) if ended else Refused("post_unknown", {"post_id": post_id})


def close_account(*, staff_id: int, now: datetime) -> Result[int]:
    """Close an account and end its posts. Its name stays on what it did. Refused: account_unknown."""
    with transaction.atomic():
        if not Staff.objects.filter(pk=staff_id, is_active=True).update(is_active=False):
            return Refused("account_unknown", {"staff_id": staff_id})
        Post.objects.filter(Q(staff_id=staff_id), Q(until=None) | Q(until__gt=now)).update(until=now)
    return Allowed(staff_id)


def prefer_language(*, staff_id: int, language: str) -> None:
    Staff.objects.filter(pk=staff_id).update(language=language)


def set_password(*, staff_id: int, password: str) -> Result[int]:
    """Set a new password; every open session of the account ends, because sessions carry a digest of the old one.

    Refused: account_unknown, password_too_short, password_too_common,
    password_obvious.
    """
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    if isinstance(judged := _judge_password(password, sign_in=staff.sign_in), Refused):
        return judged
    Staff.objects.filter(pk=staff_id).update(password=make_password(password))
    _forget_attempts(staff.sign_in)
    return Allowed(staff_id)


def change_password(*, staff_id: int, old: str, new: str, now: datetime) -> Result[int]:
    """Let somebody change their own password. Wrong old ones count as wrong sign-ins."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    if isinstance(known := sign_in(name=staff.sign_in, password=old, now=now), Refused):
        return known
    return set_password(staff_id=staff_id, password=new)


def sign_in(*, name: str, password: str, now: datetime) -> Result[Staff]:
    """Check a password; the account, for `django.contrib.auth.login`.

    Refused: sign_in_wrong (the same whether name or password is wrong, and after the same work), sign_in_shut with
    `wait`, the seconds until the next attempt (the same whether or not the account exists).
    """
    plain = rules.plain_sign_in(name)
    shut_until = _count_attempt(plain, now)
    if shut_until is not None:
        return Refused("sign_in_shut", {"wait": max(1, round((shut_until - now).total_seconds()))})
    staff = Staff.objects.filter(sign_in=plain).first()
    if staff is None:
        make_password(password)
        return Refused("sign_in_wrong")
    seen = staff.password
    if not check_password(password, seen, setter=staff.set_password) or not staff.is_active:
        return Refused("sign_in_wrong")
    # `check_password` may have made a stronger hash of the same password. Where the password was replaced since it was
    # looked at, the old one opens nothing any more, and must not come back.
    if not Staff.objects.filter(pk=staff.pk, password=seen).update(last_login=now, password=staff.password):
        return Refused("sign_in_wrong")
    _forget_attempts(plain)
    return Allowed(staff)


def _judge_password(password: str, *, sign_in: str) -> Result[str]:
    try:
        validate_password(password)
    except ValidationError as fault:
        first = fault.error_list[0]
        return Refused(first.code or "password_unfit", first.params or {})
    return rules.judge_password(password, sign_in=sign_in)


def _digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()


def _count_attempt(plain: str, now: datetime) -> datetime | None:
    """Count an attempt before the password is looked at, so that attempts side by side can't outrun the count.

    The time until which the name is shut, else None.
    """
    digest = _digest(plain)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_signinattempts WHERE latest < %s", [now - rules.FORGOTTEN_AFTER])
        cursor.execute(
            "INSERT INTO people_signinattempts (name_digest, attempts, shut_until, latest) VALUES (%s, 0, %s, %s)"
            " ON CONFLICT (name_digest) DO NOTHING",
            [digest, now, now],
        )
        cursor.execute(
            "SELECT attempts, shut_until FROM people_signinattempts WHERE name_digest = %s FOR UPDATE", [digest]
        )
        attempts, shut_until = cursor.fetchone()
        if shut_until > now:
            return shut_until  # type: ignore[no-any-return]
        cursor.execute(
            "UPDATE people_signinattempts SET attempts = %s, shut_until = %s, latest = %s WHERE name_digest = %s",
            [attempts + 1, now + rules.wait_after(attempts + 1), now, digest],
        )
    return None


def _forget_attempts(plain: str) -> None:
    SignInAttempts.objects.filter(pk=_digest(plain)).delete()
