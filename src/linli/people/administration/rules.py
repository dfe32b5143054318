"""Judgements about administrators: whose account, which post and which token are theirs to change."""

from collections.abc import Collection

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Grant, Role

LONGEST_CALLED = 80
LONGEST_WHY = 300


def administers(actor: Actor) -> bool:
    """Whether the actor administers anywhere."""
    return actor.kind == "staff" and actor.has(Role.ADMINISTRATOR)


def may_read_acts(actor: Actor) -> bool:
    """Whether the actor reads what administrators did: administrators and auditors do."""
    return actor.kind == "staff" and (actor.has(Role.ADMINISTRATOR) or actor.has(Role.AUDITOR))


def judge_place(actor: Actor | None, area_path: str) -> Result[None]:
    """Whether a post in this area (empty: everywhere) is the actor's to give or end. No actor: the command line.

    Refused: not_administrator, outside_your_area.
    """
    if actor is None:
        return Allowed(None)
    if not administers(actor):
        return Refused("not_administrator")
    return Allowed(None) if actor.holds(Role.ADMINISTRATOR, area_path=area_path) else Refused("outside_your_area")


def judge_account(actor: Actor | None, *, staff_id: int, held: Collection[Grant]) -> Result[None]:
    """Whether the account is the actor's to administer: `held` are the posts by which it may anything, those too that
    it holds as a deputy or will hold.

    An account without posts is every administrator's. Nobody changes their own rights, nor those that they hold as a
    deputy. Refused: not_administrator, own_rights, outside_your_area.
    """
    if isinstance(refused := judge_other(actor, staff_id=staff_id), Refused):
        return refused
    for post in held:
        if isinstance(refused := judge_place(actor, post.area_path), Refused):
            return refused
    return Allowed(None)


def judge_other(actor: Actor | None, *, staff_id: int) -> Result[None]:
    """Whether the account is another's than the actor's. Refused: not_administrator, own_rights."""
    if actor is None:
        return Allowed(None)
    if not administers(actor):
        return Refused("not_administrator")
    return Refused("own_rights") if staff_id == actor.id or staff_id in actor.stands_for else Allowed(None)


def judge_left(ends: Collection[Grant], others: Collection[Grant]) -> Result[None]:
    """Whether somebody is left to administer each area of the administrators' posts that end, by `others`, the posts
    that open accounts of others hold without an end. Refused: last_administrator."""
    left = Actor("staff", grants=tuple(others))
    for post in ends:
        if post.role == Role.ADMINISTRATOR and not left.holds(Role.ADMINISTRATOR, area_path=post.area_path):
            return Refused("last_administrator")
    return Allowed(None)


def judge_whole(actor: Actor | None, areas: Collection[str]) -> Result[None]:
    """Whether the actor administers the whole city, whose top areas these are; without any, everywhere.

    Refused: not_administrator, whole_city_only.
    """
    if actor is None:
        return Allowed(None)
    if not administers(actor):
        return Refused("not_administrator")
    whole = actor.holds_throughout(Role.ADMINISTRATOR, areas)
    return Allowed(None) if whole else Refused("whole_city_only")


def judge_why(text: str) -> Result[str]:
    """A reason in words, at most 300 characters of it. Refused: why_missing."""
    plain = " ".join(text.split())[:LONGEST_WHY]
    return Allowed(plain) if plain else Refused("why_missing")
