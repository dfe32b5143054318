"""What an ID token must say before it is believed (OpenID Connect Core 1.0, section 3.1.3.7): no I/O, no clock."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from linli.kernel.results import Allowed, Refused, Result

# Signatures that only the provider can make. Neither `none` nor those by a secret that both sides know (HS256).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DRIFT = timedelta(minutes=1)  # by which the clocks of provider and server may differ
BEGUN_FOR = timedelta(minutes=10)  # how long somebody may take at the provider
LONGEST_SUBJECT = 255


def judge_claims(claims: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: datetime) -> Result[str]:
    """The subject of a token whose signature was checked.

    Refused: sso_untrue with `why`, the claim that is missing or isn't as it must be.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    subject, given_nonce, party = claims.get("sub"), claims.get("nonce"), claims.get("azp")
    expires, issued = _moment(claims.get("exp")), _moment(claims.get("iat"))
    stands = {
        "iss": claims.get("iss") == issuer,
        "aud": client in audiences,
        # Issued for several, or on behalf of somebody: then it must have been for us (section 3.1.3.7, points 4 and 5).
        "azp": party == client if party is not None else len(audiences) == 1,
        "exp": expires is not None and now.timestamp() < expires + DRIFT.total_seconds(),
        "iat": issued is not None and issued <= now.timestamp() + DRIFT.total_seconds(),
        "nonce": isinstance(given_nonce, str) and hmac.compare_digest(given_nonce.encode(), nonce.encode()),
        "sub": isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and "\0" not in subject,
    }
    wrong = next((claim for claim, holds in stands.items() if not holds), None)
    return Allowed(str(subject)) if wrong is None else Refused("sso_untrue", {"why": wrong})


def judge_return(
    given: Mapping[str, str], *, state: str, begun: float, issuer: str, names_issuer: bool, now: datetime
) -> Result[str]:
    """The code that a provider sent somebody back with.

    `begun` is when they were sent there, in seconds since 1970. `names_issuer` where the provider says who it is (RFC
    9207), so that nobody mixes up two. Refused: sso_late, sso_declined with `why` in the provider's word.
    """
    if not state or not hmac.compare_digest(given.get("state", "").encode(), state.encode()):
        return Refused("sso_late")
    if now.timestamp() - begun > BEGUN_FOR.total_seconds():
        return Refused("sso_late")
    if given.get("iss", "" if names_issuer else issuer) != issuer:
        return Refused("sso_untrue", {"why": "iss"})
    if "error" in given or not given.get("code"):
        return Refused("sso_declined", {"why": given.get("error", "code")[:60]})
    return Allowed(given["code"])


def judge_subject(subject: str) -> Result[str]:
    """A subject as a provider gives it: 1–255 characters, compared exactly (OpenID Connect Core 1.0, section 2)."""
    if 0 < len(subject) <= LONGEST_SUBJECT and "\0" not in subject:
        return Allowed(subject)
    return Refused("sso_subject_unfit", {"most": LONGEST_SUBJECT})


def _moment(given: object) -> float | None:
    """Seconds since 1970; None for what is no number."""
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
