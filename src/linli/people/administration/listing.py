"""Accounts as administrators look for them: by sign-in name among staff, by post, page by page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, Role
from linli.people import rules as people
from linli.people.administration import rules
from linli.people.administration.holding import held
from linli.people.models import Post, Staff
from linli.people.queries import Account, HeldPost, accounts_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: `sign_in` is a part of the sign-in name; area and unit are those of a post held now, or below.

    `closed` looks among closed accounts instead of open ones.
    """

    sign_in: str = ""
    role: str = ""
    area_path: str = ""
    unit_path: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An account with the posts that it holds now."""

    account: Account
    posts: tuple[HeldPost, ...]


def accounts(wanted: Wanted, *, now: datetime, after: str = "", limit: int = PAGE) -> tuple[Listed, ...]:
    """The accounts in order of sign-in name, those after the name `after`."""
    rows = _narrowed(wanted, now).filter(sign_in__gt=after).order_by("sign_in")
    numbers = list(rows.values_list("pk", flat=True)[:limit])
    known = accounts_of(numbers)
    of: dict[int, list[HeldPost]] = {number: [] for number in numbers}
    for one in _posts_of(numbers, now):
        of[one.staff_id].append(one)
    return tuple(Listed(known[number], tuple(of[number])) for number in numbers)


def count(wanted: Wanted, *, now: datetime) -> int:
    return _narrowed(wanted, now).count()


def history(staff_id: int) -> tuple[HeldPost, ...]:
    """Every post that the account has held, the newest first."""
    return tuple(_post(row) for row in Post.objects.filter(staff_id=staff_id).order_by("-since", "-id"))


def may_administer(actor: Actor, staff_id: int, *, now: datetime) -> bool:
    """Whether the account is the actor's to change, by `rules.judge_account`."""
    return isinstance(rules.judge_account(actor, staff_id=staff_id, held=held(staff_id, now)), Allowed)


def endable(actor: Actor, post: HeldPost) -> bool:
    """Whether the post is the actor's to end, but for the last administrator's."""
    judged = (rules.judge_other(actor, staff_id=post.staff_id), rules.judge_place(actor, post.area_path))
    return all(isinstance(one, Allowed) for one in judged)


def _narrowed(wanted: Wanted, now: datetime) -> QuerySet[Staff]:
    rows = Staff.objects.filter(is_active=not wanted.closed)
    if wanted.sign_in:
        rows = rows.filter(sign_in__contains=people.plain_sign_in(wanted.sign_in))
    if wanted.role or wanted.area_path or wanted.unit_path:
        chosen = _running(now)
        if wanted.role:
            chosen = chosen.filter(role=wanted.role)
        for column, path in (("area_path", wanted.area_path), ("unit_path", wanted.unit_path)):
            if path:
                chosen = chosen.filter(Q(**{column: path}) | Q(**{f"{column}__startswith": f"{path}/"}))
        rows = rows.filter(pk__in=chosen.values("staff_id"))
    return rows


def _posts_of(numbers: list[int], now: datetime) -> list[HeldPost]:
    return [_post(row) for row in _running(now).filter(staff_id__in=numbers).order_by("id")]


def _running(now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


def _post(row: Post) -> HeldPost:
    return HeldPost(row.pk, row.staff_id, Role(row.role), row.area_path, row.unit_path, row.since, row.until)
