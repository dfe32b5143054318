"""Passkeys (WebAuthn): a key of an authenticator that verifies its owner signs in by itself, without name or password.

Challenges are kept by the caller, for one use and a short time. A passkey proves possession and, because user
verification is required, knowledge or presence of its owner: it stands for password and code at once.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from django.db import IntegrityError, transaction
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from linli.kernel.results import Allowed, Refused, Result
from linli.people import attempts, rules, sealing
from linli.people.models import Passkey, Staff

LONGEST_ANSWER = 20_000
_NAME = "Linli"
_CHALLENGE_BYTES = 32
# What the library raises at an answer that isn't what it should be: its own faults, and those of base64 and of JSON.
_UNFIT = (WebAuthnException, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good: the origin of the pages, and its host as the relying party's id."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked: `options` as JSON for it, `challenge` for whoever judges the answer."""

    options: str
    challenge: bytes


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    number: int
    name: str
    made_at: datetime
    used_at: datetime | None


def site_of(origin: str) -> Site | None:
    """The site of an origin such as `https://linli.example.org`.

    None where browsers have no passkeys: without encryption, but for localhost, and at bare addresses.
    """
    split = urlsplit(origin)
    host = split.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        secure = split.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        return Site(f"{split.scheme}://{split.netloc}", host) if host and secure else None
    return None


def passkeys(staff_id: int) -> list[OwnPasskey]:
    """The account's passkeys, oldest first."""
    rows = Passkey.objects.filter(staff_id=staff_id).order_by("made_at", "pk")
    return [OwnPasskey(row.pk, row.name, row.made_at, row.used_at) for row in rows]


def begin_passkey(*, staff_id: int, site: Site) -> Result[Asked]:
    """What the browser is asked to make a new passkey. Refused: account_unknown, passkeys_many."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    held = [bytes(one) for one in Passkey.objects.filter(staff_id=staff_id).values_list("credential", flat=True)]
    if len(held) >= rules.MOST_PASSKEYS:
        return Refused("passkeys_many", {"most": rules.MOST_PASSKEYS})
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=_NAME,
        user_id=_handle(staff_id),
        user_name=staff.sign_in,
        user_display_name=staff.display_name,
        challenge=secrets.token_bytes(_CHALLENGE_BYTES),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
    )
    return Allowed(Asked(webauthn.options_to_json(options), options.challenge))


def add_passkey(*, staff_id: int, name: str, answer: str, challenge: bytes, site: Site, now: datetime) -> Result[int]:
    """Keep the passkey that the browser made; its number.

    Refused: passkey_needs_name, passkey_unfit (another challenge, origin or site, no user verification, or no
    answer at all), passkey_known, account_unknown, passkeys_many.
    """
    if isinstance(called := rules.judge_passkey_name(name), Refused):
        return called
    try:
        made = webauthn.verify_registration_response(
            credential=_short(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _UNFIT:
        return Refused("passkey_unfit")
    try:
        with transaction.atomic():
            if Staff.objects.select_for_update().filter(pk=staff_id, is_active=True).first() is None:
                return Refused("account_unknown", {"staff_id": staff_id})
            if Passkey.objects.filter(staff_id=staff_id).count() >= rules.MOST_PASSKEYS:
                return Refused("passkeys_many", {"most": rules.MOST_PASSKEYS})
            kept = Passkey.objects.create(
                staff_id=staff_id,
                name=called.value,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                signed=made.sign_count,
                made_at=now,
            )
    except IntegrityError:
        return Refused("passkey_known")
    return Allowed(kept.pk)


def ask_passkey(*, site: Site) -> Asked:
    """What the browser is asked to sign in by any passkey that it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=secrets.token_bytes(_CHALLENGE_BYTES),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(webauthn.options_to_json(options), options.challenge)


def sign_in_by_passkey(*, answer: str, challenge: bytes, site: Site, now: datetime) -> Result[Staff]:
    """Check what a passkey signed; the account, for `django.contrib.auth.login`.

    Refused: passkey_wrong (unknown or of a closed account, another challenge, origin or site, another account's
    handle, no user verification, a wrong signature: all alike), passkey_copied, passkey_shut with `wait` in seconds.
    """
    try:
        given = parse_authentication_credential_json(_short(answer))
    except _UNFIT:
        return Refused("passkey_wrong")
    row = Passkey.objects.filter(credential=given.raw_id, staff__is_active=True).select_related("staff").first()
    if row is None or not hmac.compare_digest(given.response.user_handle or b"", _handle(row.staff_id)):
        return Refused("passkey_wrong")
    counted = f"\0passkey {row.pk}"
    if wait := attempts.count(counted, now):
        return Refused("passkey_shut", {"wait": wait})
    try:
        shown = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=0,  # judged below, so that a copied key is told from a wrong signature
            require_user_verification=True,
        )
    except _UNFIT:
        return Refused("passkey_wrong")
    if isinstance(judged := rules.judge_signed(row.signed, shown.new_sign_count), Refused):
        return judged
    # Of two answers with the same count, one gets in.
    if not Passkey.objects.filter(pk=row.pk, signed=row.signed).update(signed=judged.value, used_at=now):
        return Refused("passkey_copied")
    attempts.forget(counted)
    Staff.objects.filter(pk=row.staff_id).update(last_login=now)
    return Allowed(row.staff)


def remove_passkey(*, staff_id: int, number: int) -> Result[int]:
    """Remove one of the account's own passkeys. Refused: passkey_unknown."""
    removed, _ = Passkey.objects.filter(pk=number, staff_id=staff_id).delete()
    return Allowed(number) if removed else Refused("passkey_unknown")


def drop_passkeys(*, staff_id: int) -> int:
    """Remove all passkeys of an account: for whoever runs the installation. How many there were."""
    return Passkey.objects.filter(staff_id=staff_id).delete()[0]


def _short(answer: str) -> str:
    """An answer that is too long is none: nothing is parsed of it."""
    if len(answer) > LONGEST_ANSWER or not isinstance(json.loads(answer), dict):
        raise ValueError("no answer of a browser")
    return answer


def _handle(staff_id: int) -> bytes:
    """What an authenticator keeps as the account: tells nothing of whose it is (WebAuthn, section 14.6.1)."""
    return sealing.digest(str(staff_id), purpose="passkey")
