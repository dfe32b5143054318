"""The door by which administrators, at the desk or on the command line, change accounts and posts.

`actor` None is the command line of whoever runs the installation. Each act and its line in the record of what
administrators did are written in one transaction.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.kernel.ids import ALPHABET
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Grant, Role
from linli.kernel.words import LANGUAGES
from linli.people import commands
from linli.people.acts import note_administered
from linli.people.administration import rules
from linli.people.administration.holding import administrators_but, held, lock
from linli.people.models import Post, Staff, Token

_GROUPS, _LETTERS = 4, 4  # of an initial password: 80 bits


@dataclass(frozen=True, slots=True)
class Initial:
    """An account and the password that it begins with: told once, kept nowhere in clear."""

    staff_id: int
    sign_in: str
    password: str


def enrol(
    *, actor: Actor | None, sign_in: str, display_name: str, language: str, now: datetime, password: str = ""
) -> Result[Initial]:
    """Open an account without posts, with the password given or else a new one, to be changed at the first sign-in.

    Refused: not_administrator, language_unknown, and as `people.commands.enrol`.
    """
    if actor is not None and not rules.administers(actor):
        return Refused("not_administrator")
    if language not in LANGUAGES:
        return Refused("language_unknown")
    password = password or _password()
    with transaction.atomic():
        called = display_name.strip()[: rules.LONGEST_CALLED]
        done = commands.enrol(
            sign_in=sign_in, display_name=called, password=password, language=language, now=now, given=True
        )
        if isinstance(done, Refused):
            return done
        name = Staff.objects.values_list("sign_in", flat=True).get(pk=done.value)
        note(actor, "enrol", now, account=done.value, sign_in=name, called=called, language=language)
    return Allowed(Initial(done.value, name, password))


def describe(*, actor: Actor | None, staff_id: int, display_name: str, language: str, now: datetime) -> Result[int]:
    """Change what colleagues read and the language of an account.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown, language_unknown, called_missing.
    """
    called = " ".join(display_name.split())[: rules.LONGEST_CALLED]
    if not called:
        return Refused("called_missing")
    if language not in LANGUAGES:
        return Refused("language_unknown")

    def work(staff: Staff) -> Result[int]:
        before = {"called": staff.display_name, "language": staff.language}
        if before == {"called": called, "language": language}:
            return Allowed(staff_id)
        Staff.objects.filter(pk=staff_id).update(display_name=called, language=language)
        note(actor, "describe_account", now, account=staff_id, before=before, called=called, language=language)
        return Allowed(staff_id)

    return with_account(actor, staff_id, now, work)


def assign(
    *, actor: Actor | None, staff_id: int, role: Role, now: datetime, area_path: str = "", unit_path: str = ""
) -> Result[int]:
    """Give an account a post from now on, in an area that the actor administers; the post's number, the same one if it
    holds it already. The account may hold others elsewhere.

    Refused: not_administrator, own_rights, outside_your_area, and as `people.commands.assign`.
    """
    for judged in (rules.judge_other(actor, staff_id=staff_id), rules.judge_place(actor, area_path)):
        if isinstance(judged, Refused):
            return judged
    with transaction.atomic():
        if lock(staff_id) is None:
            return Refused("account_unknown", {"staff_id": staff_id})
        before = set(Post.objects.filter(staff_id=staff_id, until=None).values_list("pk", flat=True))
        done = commands.assign(staff_id=staff_id, role=role, area_path=area_path, unit_path=unit_path, now=now)
        if isinstance(done, Allowed) and done.value not in before:
            where = {"role": str(role), "area": area_path, "unit": unit_path}
            note(actor, "give_post", now, account=staff_id, post=done.value, **where)
    return done


def end_post(*, actor: Actor | None, post_id: int, now: datetime) -> Result[int]:
    """End a post in an area that the actor administers.

    Refused: post_unknown, not_administrator, own_rights, outside_your_area, last_administrator.
    """
    with transaction.atomic():
        post = Post.objects.filter(pk=post_id).first()
        if post is None or lock(post.staff_id) is None:
            return Refused("post_unknown", {"post_id": post_id})
        grant = Grant(Role(post.role), post.area_path, post.unit_path)
        others = administrators_but(post.staff_id, now) + tuple(
            Grant(Role.ADMINISTRATOR, area)
            for area in Post.objects.filter(staff_id=post.staff_id, role=Role.ADMINISTRATOR, until=None)
            .exclude(pk=post_id)
            .values_list("area_path", flat=True)
        )
        for judged in (
            rules.judge_other(actor, staff_id=post.staff_id),
            rules.judge_place(actor, post.area_path),
            rules.judge_left([grant], others),
        ):
            if isinstance(judged, Refused):
                return judged
        done = commands.end_post(post_id=post_id, now=now)
        if isinstance(done, Allowed):
            where = {"role": post.role, "area": post.area_path, "unit": post.unit_path}
            note(actor, "end_post", now, account=post.staff_id, post=post_id, **where)
    return done


def close(*, actor: Actor | None, staff_id: int, now: datetime) -> Result[int]:
    """Close an account: its posts and sessions end, what it did keeps its name.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown, last_administrator.
    """

    def work(staff: Staff) -> Result[int]:
        own = [grant for grant in held(staff_id, now) if grant.stands_for is None]
        if isinstance(judged := rules.judge_left(own, administrators_but(staff_id, now)), Refused):
            return judged
        done = commands.close_account(staff_id=staff_id, now=now)
        if isinstance(done, Allowed):
            commands.end_all_sessions(staff_id=staff_id)
            note(actor, "close_account", now, account=staff_id)
        return done

    return with_account(actor, staff_id, now, work)


def reopen(*, actor: Actor | None, staff_id: int, now: datetime) -> Result[Initial]:
    """Open a closed account again, without posts and with a new password. Its tokens are revoked for good.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown, account_open.
    """

    def work(staff: Staff) -> Result[Initial]:
        if staff.is_active:
            return Refused("account_open")
        Staff.objects.filter(pk=staff_id).update(is_active=True)
        Token.objects.filter(staff_id=staff_id, revoked_at=None).update(revoked_at=now)
        note(actor, "reopen_account", now, account=staff_id)
        return _renewed(staff, "")

    return with_account(actor, staff_id, now, work)


def new_password(*, actor: Actor | None, staff_id: int, now: datetime, password: str = "") -> Result[Initial]:
    """Set the password given, or else a new one, to be changed at the next sign-in. All sessions of the account end.

    Refused: not_administrator, own_rights, outside_your_area, and as `people.commands.set_password`.
    """

    def work(staff: Staff) -> Result[Initial]:
        done = _renewed(staff, password)
        if isinstance(done, Allowed):
            note(actor, "new_password", now, account=staff_id)
        return done

    return with_account(actor, staff_id, now, work)


def drop_factor(*, actor: Actor | None, staff_id: int, why: str, now: datetime) -> Result[int]:
    """Take the second factor of an account away, for a lost device. Its sessions end.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown, why_missing, no_factor.
    """
    if isinstance(reason := rules.judge_why(why), Refused):
        return reason

    def work(staff: Staff) -> Result[int]:
        if isinstance(commands.drop_factor(staff_id=staff_id), Refused):
            return Refused("no_factor")
        commands.end_all_sessions(staff_id=staff_id)
        note(actor, "drop_factor", now, account=staff_id, why=reason.value)
        return Allowed(staff_id)

    return with_account(actor, staff_id, now, work)


def end_sessions(*, actor: Actor | None, staff_id: int, now: datetime) -> Result[int]:
    """Sign an account out everywhere. Refused: not_administrator, own_rights, outside_your_area, account_unknown."""

    def work(staff: Staff) -> Result[int]:
        note(actor, "end_sessions", now, account=staff_id)
        return commands.end_all_sessions(staff_id=staff_id)

    return with_account(actor, staff_id, now, work)


def with_account[T](actor: Actor | None, staff_id: int, now: datetime, work: Callable[[Staff], Result[T]]) -> Result[T]:
    """Do work on an account that the actor may administer, while nobody else changes it."""
    with transaction.atomic():
        staff = lock(staff_id)
        if staff is None:
            return Refused("account_unknown", {"staff_id": staff_id})
        judged = rules.judge_account(actor, staff_id=staff_id, held=held(staff_id, now))
        return judged if isinstance(judged, Refused) else work(staff)


def _renewed(staff: Staff, password: str) -> Result[Initial]:
    password = password or _password()
    done = commands.set_password(staff_id=staff.pk, password=password, given=True)
    return done if isinstance(done, Refused) else Allowed(Initial(staff.pk, staff.sign_in, password))


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET.lower()) for _ in range(_LETTERS)) for _ in range(_GROUPS))


def note(actor: Actor | None, what: str, now: datetime, **facts: Any) -> None:
    """Put an act on the record of administrators."""
    note_administered(staff_id=actor.id if actor else None, what=what, facts=facts, now=now)
