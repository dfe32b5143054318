"""Judgements about accounts, posts and contact details: no Django, no I/O, no clock."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role

# `reporter` and `system` come with how an act arrives; nobody is appointed to them.
POSTS: tuple[Role, ...] = tuple(role for role in Role if role not in (Role.REPORTER, Role.SYSTEM))
CONTACT_POSTS = (Role.OPERATOR, Role.SUPERVISOR)

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

LONGEST_EMAIL = 120
LONGEST_PASSAGES = 20_000
LONGEST_TOKEN_DAYS = 3650

# What a token may be good for: reporting through Open311; reading and acting through the JSON API.
SCOPES = ("open311", "read", "act")

# What parts addresses from each other in a letter's head is none itself.
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
_PHONE = re.compile(r"\+?[0-9()\-/. ]{3,30}")
_SIGN_IN = re.compile(r"[^\W_][\w.@-]{1,39}")


class Purpose(StrEnum):
    """Why a reporter's contact details are opened. There is no other reason.

    `send_message` is the system's own: it opens an address to send one letter, and shows it to nobody.
    """

    FIND_PLACE = "find_place"
    ASK_DETAILS = "ask_details"
    ARRANGE_VISIT = "arrange_visit"
    TELL_RESULT = "tell_result"
    SEND_MESSAGE = "send_message"


PURPOSES_OF_STAFF = tuple(purpose for purpose in Purpose if purpose is not Purpose.SEND_MESSAGE)


def plain_sign_in(text: str) -> str:
    """The one spelling under which a sign-in name is kept and compared."""
    return unicodedata.normalize("NFKC", text).replace("\0", "").strip().casefold()


def judge_sign_in(text: str) -> Result[str]:
    """A sign-in name has 2–40 letters, digits, dots, hyphens, underscores or @, and starts with a letter or digit."""
    plain = plain_sign_in(text)
    return Allowed(plain) if _SIGN_IN.fullmatch(plain) else Refused("sign_in_unfit", {"sign_in": text})


def judge_password(password: str, *, sign_in: str) -> Result[str]:
    """What a list of known passwords doesn't see: a name that opens its own account, few characters, a mere number."""
    plain = plain_sign_in(password)
    if len(set(plain)) < 4 or plain == plain_sign_in(sign_in) or not re.search(r"[^\d\W_]", plain):
        return Refused("password_obvious")
    return Allowed(password)


def stems(password: str) -> tuple[str, ...]:
    """What a password is made of, to be looked up as well: its letters without what stands around them, each of a
    repetition once.

    `Password2026!` is as well known as `password`, and so is `passwordpassword`.
    """
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain_sign_in(password))
    found = [core]
    for text in (core, plain_sign_in(password)):
        length = (text + text).find(text, 1)
        if 2 < length < len(text):
            found.append(text[:length])
    return tuple(found)


def judge_post(role: Role, *, unit_path: str) -> Result[Role]:
    """Handlers and unit leads act for a unit, so their post names one."""
    if role not in POSTS:
        return Refused("post_unknown", {"role": role})
    if role in UNIT_ROLES and not unit_path:
        return Refused("post_needs_unit", {"role": role})
    return Allowed(role)


def wait_after(attempts: int) -> timedelta:
    """How long an account stays shut after `attempts` wrong passwords in a row.

    The first four cost nothing, so that a tired person isn't shut out; from the fifth on 30 s, doubled each time,
    15 min at most, so that nobody can shut out somebody else for a day.
    """
    if attempts < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(attempts - FREE_ATTEMPTS, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def may_open_contact(actor: Actor, *, area_path: str, unit_path: str = "", shared: bool = False) -> bool:
    """Whether the actor may see how to reach the reporter of a case in this area, which this unit has in hand.

    Those who handle or check may not: they deal with a place, not with the person who reported it. Members of the unit
    may where the reporter chose to share it with them.
    """
    return opening_post(actor, area_path=area_path, unit_path=unit_path, shared=shared) is not None


def opening_post(actor: Actor, *, area_path: str, unit_path: str, shared: bool) -> Grant | None:
    """The post by which the actor may open a contact: the own ones come before those of whoever is absent."""
    if actor.kind != "staff":
        return None
    found = [actor.holds(role, area_path=area_path) for role in CONTACT_POSTS]
    if shared and unit_path:
        found += [actor.holds(role, area_path=area_path, unit_path=unit_path) for role in UNIT_ROLES]
    held = [grant for grant in found if grant is not None]
    return next((grant for grant in held if grant.stands_for is None), held[0] if held else None)


def may_see_masked(actor: Actor, *, area_path: str, unit_path: str) -> bool:
    """Whether the actor is of the unit that has the case: it sees a masked contact, to know its caller again."""
    return actor.kind == "staff" and bool(unit_path) and actor.acts_for(unit_path, area_path=area_path)


def judge_opening(
    actor: Actor, *, area_path: str, purpose: str, unit_path: str = "", shared: bool = False
) -> Result[Grant]:
    """The post by which the actor may open the contact. Refused: contact_not_yours, contact_needs_purpose."""
    by = opening_post(actor, area_path=area_path, unit_path=unit_path, shared=shared)
    if by is None:
        return Refused("contact_not_yours", {"posts": CONTACT_POSTS})
    if purpose not in PURPOSES_OF_STAFF:
        return Refused("contact_needs_purpose", {"purposes": PURPOSES_OF_STAFF})
    return Allowed(by)


def is_email(text: str) -> bool:
    """Whether a text looks like an e-mail address. Whether it works shows when something is sent to it."""
    return len(text) <= LONGEST_EMAIL and bool(_EMAIL.fullmatch(text))


def is_phone(text: str) -> bool:
    """Whether a text looks like a telephone number, in any country's writing."""
    return bool(_PHONE.fullmatch(text))


def clean_contact(*, name: str, phone: str, email: str) -> Mapping[str, str]:
    """The contact details worth keeping: trimmed, cut to sane lengths, empty ones left out."""
    given = {"name": name.strip()[:80], "phone": phone.strip()[:40], "email": email.strip()[:LONGEST_EMAIL]}
    return {key: value for key, value in given.items() if value}


def clean_passages(passages: Sequence[str]) -> tuple[str, ...]:
    """The private passages worth keeping: trimmed, empty ones left out, 20,000 characters of them at most."""
    kept, left = [], LONGEST_PASSAGES
    for passage in passages:
        plain = passage.strip()[:left]
        if plain:
            kept.append(plain)
            left -= len(plain)
    return tuple(kept)


def judge_token(*, name: str, scopes: Collection[str], days: int | None) -> Result[str]:
    """A token has a name of 1–80 characters, known scopes, and an end of 1–3650 days from now, if any."""
    plain = name.strip()
    if not 1 <= len(plain) <= 80:
        return Refused("token_needs_name")
    if not scopes or not set(scopes) <= set(SCOPES):
        return Refused("scope_unknown", {"scopes": SCOPES})
    if days is not None and not 1 <= days <= LONGEST_TOKEN_DAYS:
        return Refused("token_needs_days", {"most": LONGEST_TOKEN_DAYS})
    return Allowed(plain)


CODE_STEP = 30  # seconds for which a code of a device is shown (RFC 6238, its default)
DRIFT = 1  # steps by which the device's clock may be off, either way (RFC 6238, section 5.2)
RECOVERY_CODES = 10
RECOVERY_LETTERS = 12  # 60 bits


def plain_code(text: str) -> str:
    """The one spelling of a code: without spaces and hyphens, letters as Crockford's base 32 reads them."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return plain.translate(str.maketrans("OIL", "011"))


def steps_around(now: datetime) -> tuple[int, ...]:
    """The time steps whose codes are taken at `now`, the likeliest first."""
    step = int(now.timestamp()) // CODE_STEP
    return (step, *(step + drift for far in range(1, DRIFT + 1) for drift in (-far, far)))


LONGEST_PASSKEY_NAME = 60
MOST_PASSKEYS = 20


def judge_passkey_name(name: str) -> Result[str]:
    """A passkey has a name of 1–60 characters, by which its owner knows it again."""
    plain = " ".join(name.replace("\0", "").split())
    if 1 <= len(plain) <= LONGEST_PASSKEY_NAME:
        return Allowed(plain)
    return Refused("passkey_needs_name", {"most": LONGEST_PASSKEY_NAME})


def judge_signed(kept: int, given: int) -> Result[int]:
    """How often an authenticator says that a key signed: more often than last time, or 0 both times.

    Refused: passkey_copied. Then two authenticators hold the same key (WebAuthn level 3, section 6.1.1).
    """
    return Allowed(given) if given > kept or kept == given == 0 else Refused("passkey_copied")


LONGEST_ABSENCE = timedelta(days=180)
_NAMED_BY_ADMINISTRATORS = frozenset({Role.SUPERVISOR, Role.AREA_LEAD, Role.AUDITOR, Role.ADMINISTRATOR})


def may_send_away(actor: Actor, *, staff_id: int, posts: Sequence[Grant]) -> bool:
    """Whether the actor may name a deputy for the holder of these posts.

    Everybody may for themselves. An administrator whose area covers all the posts may for others, and so may a shift
    supervisor, but for those above: otherwise a supervisor could make somebody an administrator.
    """
    if actor.kind != "staff" or not posts:
        return False
    if actor.id == staff_id:
        return True

    def covers(role: Role) -> bool:
        return all(actor.holds(role, area_path=post.area_path) for post in posts)

    if covers(Role.ADMINISTRATOR):
        return True
    return covers(Role.SUPERVISOR) and not any(post.role in _NAMED_BY_ADMINISTRATORS for post in posts)


def judge_absence(
    actor: Actor,
    *,
    staff_id: int,
    deputy_id: int,
    posts: Sequence[Grant],
    since: datetime,
    until: datetime,
    now: datetime,
) -> Result[None]:
    """Whether the actor may name this deputy for this time. Posts are the own ones of whoever is absent.

    Nobody is their own deputy, and nobody makes themselves the deputy of somebody else.
    """
    if not since < until or until <= now or until - since > LONGEST_ABSENCE:
        return Refused("absence_out_of_range", {"days": LONGEST_ABSENCE.days})
    if not may_send_away(actor, staff_id=staff_id, posts=posts):
        return Refused("absence_not_yours")
    if deputy_id == staff_id:
        return Refused("deputy_is_absent")
    if deputy_id == actor.id:
        return Refused("deputy_is_you")
    return Allowed(None)
