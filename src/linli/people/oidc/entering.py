"""From the button to the account: authorization code with PKCE, state and nonce (RFC 6749, RFC 7636, RFC 9700)."""

import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from django.db import IntegrityError, transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.people.models import ProviderLink, Staff
from linli.people.oidc import ProviderError
from linli.people.oidc.provider import Provider, providers
from linli.people.oidc.rules import judge_claims, judge_return, judge_subject

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody was sent to a provider. Kept in their session, for one return."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    at: float


@dataclass(frozen=True, slots=True)
class LinkedSubject:
    """`name` is the provider's in the settings; its issuer where it isn't there any more."""

    name: str
    issuer: str
    subject: str
    linked_at: datetime


def provider_names() -> tuple[str, ...]:
    """What the buttons say, in the order of the settings."""
    return tuple(one.name for one in providers())


def begin_sso(*, number: int, back: str, now: datetime) -> Result[tuple[str, Begun]]:
    """The provider's address to send somebody to, and what has to be kept until they come back to `back`.

    Refused: sso_unknown, sso_down.
    """
    if not 0 <= number < len(providers()):
        return Refused("sso_unknown")
    provider = providers()[number]
    try:
        endpoint = provider.described()["authorization_endpoint"]
    except ProviderError as fault:
        return _down(provider, fault)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client,
        "redirect_uri": back,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = endpoint + ("&" if "?" in endpoint else "?") + urlencode(asked)
    return Allowed((address, Begun(provider.issuer, state, nonce, verifier, now.timestamp())))


def sign_in_by_sso(*, begun: Begun, given: Mapping[str, str], back: str, now: datetime) -> Result[Staff]:
    """The account of whom a provider sent back with `given`.

    Refused: sso_late (another state, or too long ago), sso_declined (by the provider or the person), sso_down,
    sso_untrue (the token isn't the provider's, not for us, not for this time; `why` names the claim), sso_unlinked
    with `subject`, which somebody who runs the installation can link.
    """
    provider = next((one for one in providers() if one.issuer == begun.issuer), None)
    if provider is None:
        return Refused("sso_unknown")
    try:
        names_issuer = provider.described().get("authorization_response_iss_parameter_supported") is True
        code = judge_return(
            given, state=begun.state, begun=begun.at, issuer=provider.issuer, names_issuer=names_issuer, now=now
        )
        if isinstance(code, Refused):
            return code
        claims = provider.claims(provider.token(code=code.value, verifier=begun.verifier, back=back))
    except ProviderError as fault:
        return _down(provider, fault)
    if claims is None:
        return Refused("sso_untrue", {"why": "signature"})
    known = judge_claims(claims, issuer=provider.issuer, client=provider.client, nonce=begun.nonce, now=now)
    if isinstance(known, Refused):
        return known
    link = ProviderLink.objects.filter(issuer=provider.issuer, subject=known.value).select_related("staff").first()
    if link is None or not link.staff.is_active:
        return Refused("sso_unlinked", {"subject": known.value, "provider": provider.name})
    Staff.objects.filter(pk=link.staff_id).update(last_login=now)
    return Allowed(link.staff)


def link_subject(*, staff_id: int, issuer: str, subject: str, now: datetime) -> Result[int]:
    """From now on this subject of the provider is the account.

    Refused: account_unknown, sso_unknown, sso_subject_unfit, sso_linked where the subject is an account already.
    """
    if issuer not in {one.issuer for one in providers()}:
        return Refused("sso_unknown")
    if isinstance(judged := judge_subject(subject), Refused):
        return judged
    if not Staff.objects.filter(pk=staff_id, is_active=True).exists():
        return Refused("account_unknown", {"staff_id": staff_id})
    try:
        with transaction.atomic():
            ProviderLink.objects.create(staff_id=staff_id, issuer=issuer, subject=subject, linked_at=now)
    except IntegrityError:
        return Refused("sso_linked")
    return Allowed(staff_id)


def unlink_subjects(*, staff_id: int) -> int:
    """No provider signs this account in any more. How many subjects there were."""
    return ProviderLink.objects.filter(staff_id=staff_id).delete()[0]


def linked_subjects(staff_id: int) -> list[LinkedSubject]:
    """As whom providers know the account."""
    rows = ProviderLink.objects.filter(staff_id=staff_id).order_by("issuer", "subject")
    names = {one.issuer: one.name for one in providers()}
    return [LinkedSubject(names.get(row.issuer, row.issuer), row.issuer, row.subject, row.linked_at) for row in rows]


def issuers() -> tuple[str, ...]:
    """The issuers of the settings, in their order."""
    return tuple(one.issuer for one in providers())


def _down(provider: Provider, fault: ProviderError) -> Refused:
    log.warning("single sign-on: %s", fault)
    return Refused("sso_down", {"provider": provider.name})
