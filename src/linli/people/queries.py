"""What other rooms and the faces may know of accounts, posts and the vault."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from linli.kernel.paths import ancestors
from linli.kernel.rights import Actor, Grant, Role
from linli.people.absences import NamedDeputy, absences, may_be_sent_away_by
from linli.people.acts import Act, administered, administrators_on_record
from linli.people.models import Absence, Contact, ContactAccess, Post, RecoveryCode, SecondFactor, Staff
from linli.people.oidc.entering import LinkedSubject, issuers, linked_subjects, provider_names
from linli.people.passkeys import OwnPasskey, passkeys
from linli.people.sessions import OpenSession, open_sessions
from linli.people.vault.contacts import openable
from linli.people.vault.opening import (
    ContactDetails,
    MaskedContact,
    is_shared,
    masked_contact,
    own_contact,
    same_reporters,
)

__all__ = [
    "Account",
    "Act",
    "ContactDetails",
    "ContactOpening",
    "HeldPost",
    "LinkedSubject",
    "MaskedContact",
    "NamedDeputy",
    "OpenSession",
    "OwnPasskey",
    "Reach",
    "absences",
    "account",
    "account_named",
    "accounts",
    "accounts_of",
    "actor",
    "administered",
    "administrators_on_record",
    "factor_since",
    "has_contact",
    "holders",
    "is_shared",
    "issuers",
    "linked_subjects",
    "masked_contact",
    "may_be_sent_away_by",
    "names",
    "next_contacts",
    "open_sessions",
    "openings",
    "own_contact",
    "passkeys",
    "posts",
    "provider_names",
    "reach",
    "recovery_codes_left",
    "same_reporters",
]


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    sign_in: str
    display_name: str
    language: str
    is_active: bool
    password_given: bool


@dataclass(frozen=True, slots=True)
class HeldPost:
    id: int
    staff_id: int
    role: Role
    area_path: str
    unit_path: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """By what the reporter of a case can be reached; tells nothing of the address itself."""

    email: bool
    phone: bool


@dataclass(frozen=True, slots=True)
class ContactOpening:
    """One opening; `staff_id` is None and `staff_name` empty where the system opened the details to send a letter."""

    staff_id: int | None
    staff_name: str
    purpose: str
    at: datetime


def _current(now: datetime, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": now}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": now}))


def actor(staff_id: int, *, now: datetime) -> Actor | None:
    """The staff member with the posts held at `now`, in one query; None where there is no such active account.

    The own posts come first, then those of everybody whose deputy the member is at `now`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACTOR, {"person": staff_id, "now": now})
        rows = cursor.fetchall()
    if not rows:
        return None
    grants = tuple(
        Grant(Role(role), area, unit, None if owner == staff_id else owner)
        for _, role, area, unit, owner in rows
        if role is not None
    )
    return Actor("staff", id=staff_id, grants=grants, language=rows[0][0])


_ACTOR = """
SELECT staff.language, post.role, post.area_path, post.unit_path, post.staff_id
FROM people_staff staff LEFT JOIN people_post post
    ON post.staff_id IN (
        SELECT %(person)s::bigint
        UNION ALL
        SELECT staff_id FROM people_absence
        WHERE deputy_id = %(person)s AND since <= %(now)s AND until > %(now)s
    )
    AND post.since <= %(now)s AND (post.until IS NULL OR post.until > %(now)s)
WHERE staff.id = %(person)s AND staff.is_active
ORDER BY post.staff_id <> staff.id, post.id
"""


def account(staff_id: int) -> Account | None:
    return _accounts(Q(pk=staff_id)).get(staff_id)


def account_named(sign_in: str) -> Account | None:
    """The account with exactly this sign-in name, in its one spelling (see `rules.plain_sign_in`)."""
    return next(iter(_accounts(Q(sign_in=sign_in)).values()), None)


def accounts_of(staff_ids: Collection[int]) -> dict[int, Account]:
    """These accounts by number, in one query."""
    return _accounts(Q(pk__in=set(staff_ids))) if staff_ids else {}


def accounts() -> list[Account]:
    """All accounts in order of sign-in name."""
    return sorted(_accounts(Q()).values(), key=lambda account: account.sign_in)


def _accounts(condition: Q) -> dict[int, Account]:
    columns = ("id", "sign_in", "display_name", "language", "is_active", "password_given")
    return {row[0]: Account(*row) for row in Staff.objects.filter(condition).values_list(*columns)}


def names(staff_ids: Collection[int]) -> dict[int, str]:
    """The display names of these accounts, in one query; closed accounts keep theirs."""
    if not staff_ids:
        return {}
    return dict(Staff.objects.filter(pk__in=set(staff_ids)).values_list("id", "display_name"))


def posts(*, now: datetime, staff_id: int | None = None, with_deputies: bool = False) -> list[HeldPost]:
    """The posts held at `now`, of one account or of all, in the order in which they were given.

    `with_deputies` adds, at the end, each post of who is absent once more as the deputy's.
    """
    held = Post.objects.filter(_current(now)).order_by("staff_id", "id")
    if staff_id is not None:
        held = held.filter(staff_id=staff_id)
    rows = held.values_list("id", "staff_id", "role", "area_path", "unit_path", "since", "until")
    own = [HeldPost(row[0], row[1], Role(row[2]), *row[3:]) for row in rows]
    if not with_deputies:
        return own
    away = _away(now)
    return [*own, *(replace(post, staff_id=away[post.staff_id]) for post in own if post.staff_id in away)]


def _away(now: datetime) -> dict[int, int]:
    """The deputy of each account that is absent at `now`; an absence without an active deputy doesn't count."""
    running = Absence.objects.filter(since__lte=now, until__gt=now, deputy__is_active=True)
    return dict(running.values_list("staff_id", "deputy_id"))


def holders(*, roles: Collection[Role], area_path: str, now: datetime) -> list[Actor]:
    """Everybody active who holds one of the posts over the area at `now`, each with all of their posts, by id.

    Whoever is absent is left out, and the deputy counts instead, with the own posts first.
    """
    covering = ["", *ancestors(area_path)]
    away = _away(now)
    held = Post.objects.filter(_current(now), role__in=roles, area_path__in=covering, staff__is_active=True)
    persons = {away.get(person, person) for person in held.values_list("staff_id", flat=True)}
    stood_for = {person: deputy for person, deputy in away.items() if deputy in persons}
    grants: dict[int, list[Grant]] = {person: [] for person in sorted(persons)}
    rows = Post.objects.filter(_current(now), staff_id__in=persons | stood_for.keys()).order_by("id")
    stood: dict[int, list[Grant]] = {person: [] for person in grants}
    for person, role, area, unit in rows.values_list("staff_id", "role", "area_path", "unit_path"):
        if person in grants:
            grants[person].append(Grant(Role(role), area, unit))
        if person in stood_for:
            stood[stood_for[person]].append(Grant(Role(role), area, unit, person))
    return [Actor("staff", person, (*own, *stood[person])) for person, own in grants.items()]


def factor_since(staff_id: int) -> datetime | None:
    """Since when the account has had a second factor; None where a password lets it in."""
    return SecondFactor.objects.filter(pk=staff_id).values_list("since", flat=True).first()


def recovery_codes_left(staff_id: int) -> int:
    return RecoveryCode.objects.filter(staff_id=staff_id).count()


def has_contact(case_id: UUID) -> bool:
    """Whether the reporter of this case left a way to be reached, or private passages. Tells nothing of them."""
    return openable().filter(pk=case_id).exists()


def reach(case_ids: Collection[UUID]) -> dict[UUID, Reach]:
    """By what the reporters of these cases can be reached, in one query; who left nothing is left out."""
    rows = openable().filter(pk__in=set(case_ids)).values_list("case_id", "by_email", "by_phone")
    return {case_id: Reach(email, phone) for case_id, email, phone in rows}


def next_contacts(after: UUID, *, at_most: int) -> list[UUID]:
    """The next so many cases that have a contact, or have a row that nothing opens, behind the case `after`."""
    return list(Contact.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:at_most])


def openings(case_id: UUID) -> list[ContactOpening]:
    """Who opened the contact details of this case, newest first; not who tried to."""
    rows = ContactAccess.objects.filter(case_id=case_id, refused=False).order_by("-at", "-id")
    return [
        ContactOpening(staff_id, name or "", purpose, at)
        for staff_id, name, purpose, at in rows.values_list("staff_id", "staff__display_name", "purpose", "at")
    ]
