"""The only door to change accounts, posts and what the vault (`linli.people.vault`) keeps."""

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Role
from linli.people import attempts, rules
from linli.people.absences import end_absence, name_deputy
from linli.people.acts import note_administered
from linli.people.factors import begin_factor, check_code, confirm_factor, drop_factor, end_factor, renew_codes
from linli.people.models import Post, SecondFactor, Staff
from linli.people.oidc.entering import Begun, begin_sso, link_subject, sign_in_by_sso, unlink_subjects
from linli.people.passkeys import (
    Site,
    add_passkey,
    ask_passkey,
    begin_passkey,
    drop_passkeys,
    remove_passkey,
    sign_in_by_passkey,
    site_of,
)
from linli.people.sessions import carry_session, end_all_sessions, end_session, note_session
from linli.people.vault.contacts import (
    correct_contact,
    destroy_keys,
    erase_contacts,
    erase_opened_by_nothing,
    keep_contact,
    share_contact,
)
from linli.people.vault.opening import open_contact, open_to_send

__all__ = [
    "Begun",
    "Site",
    "add_passkey",
    "ask_passkey",
    "assign",
    "begin_factor",
    "begin_passkey",
    "begin_sso",
    "carry_session",
    "change_password",
    "choose_password",
    "close_account",
    "confirm_factor",
    "confirm_sign_in",
    "correct_contact",
    "destroy_keys",
    "drop_factor",
    "drop_passkeys",
    "end_absence",
    "end_all_sessions",
    "end_factor",
    "end_post",
    "end_session",
    "enrol",
    "erase_contacts",
    "erase_opened_by_nothing",
    "keep_contact",
    "link_subject",
    "name_deputy",
    "needs_code",
    "note_administered",
    "note_session",
    "open_contact",
    "open_to_send",
    "remove_passkey",
    "renew_codes",
    "set_password",
    "share_contact",
    "sign_in",
    "sign_in_by_passkey",
    "sign_in_by_sso",
    "site_of",
    "unlink_subjects",
]


def enrol(
    *, sign_in: str, display_name: str, password: str, language: str, now: datetime, given: bool = False
) -> Result[int]:
    """Open an account without posts; its number. A password that is `given` is only good for choosing an own one.

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
        password_given=given,
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


def set_password(*, staff_id: int, password: str, here: str = "", given: bool = False) -> Result[int]:
    """Set a new password; every open session of the account ends, but for the one of the key `here`, if it is renewed.

    One that is `given` is only good for choosing an own one. Refused: account_unknown, password_too_short,
    password_too_common, password_obvious.
    """
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    if isinstance(judged := _judge_password(password, sign_in=staff.sign_in), Refused):
        return judged
    Staff.objects.filter(pk=staff_id).update(password=make_password(password), password_given=given)
    end_all_sessions(staff_id=staff_id, but=here)
    attempts.forget(staff.sign_in)
    return Allowed(staff_id)


def change_password(*, staff_id: int, old: str, new: str, now: datetime, here: str = "") -> Result[int]:
    """Let somebody change their own password. Wrong old ones count as wrong sign-ins."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    if isinstance(known := sign_in(name=staff.sign_in, password=old, now=now), Refused):
        return known
    return set_password(staff_id=staff_id, password=new, here=here)


def choose_password(*, staff_id: int, new: str, here: str = "") -> Result[int]:
    """Let somebody who came in by a given password, or beside it, choose their own.

    Refused: password_chosen where nobody gave it, password_unchanged, and as `set_password`.
    """
    staff = Staff.objects.filter(pk=staff_id, password_given=True).first()
    if staff is None:
        return Refused("password_chosen")
    if check_password(new, staff.password):
        return Refused("password_unchanged")
    return set_password(staff_id=staff_id, password=new, here=here)


def sign_in(*, name: str, password: str, now: datetime) -> Result[Staff]:
    """Check a password; the account, for `django.contrib.auth.login`.

    Refused: sign_in_wrong (the same whether name or password is wrong, and after the same work), sign_in_shut with
    `wait`, the seconds until the next attempt (the same whether or not the account exists).
    """
    plain = rules.plain_sign_in(name)
    if wait := attempts.count(plain, now):
        return Refused("sign_in_shut", {"wait": wait})
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
    attempts.forget(plain)
    return Allowed(staff)


def needs_code(staff: Staff) -> bool:
    """Whether a password alone doesn't let this account in."""
    return SecondFactor.objects.filter(pk=staff.pk).exclude(since=None).exists()


def confirm_sign_in(*, staff_id: int, code: str, now: datetime) -> Result[Staff]:
    """The second step of a sign-in: a code of the device, or a recovery code; the account.

    Refused: code_wrong, code_used, code_shut with `wait`, account_unknown.
    """
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    judged = check_code(staff_id=staff_id, code=code, now=now)
    return judged if isinstance(judged, Refused) else Allowed(staff)


@cache
def _common_passwords() -> CommonPasswordValidator:
    """The list of frequent passwords, unpacked once."""
    return CommonPasswordValidator()


def _judge_password(password: str, *, sign_in: str) -> Result[str]:
    try:
        validate_password(password)
        for stem in rules.stems(password):
            _common_passwords().validate(stem)
    except ValidationError as fault:
        first = fault.error_list[0]
        return Refused(first.code or "password_unfit", first.params or {})
    return rules.judge_password(password, sign_in=sign_in)
