"""A provider as it describes itself: its addresses, its keys, the token that it gives for a code."""

import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
import orjson
from django.conf import settings

from linli.people.oidc import ProviderError
from linli.people.oidc.rules import ALGORITHMS

PATIENCE = 10.0  # seconds
FRESH = 60 * 60.0  # seconds for which a provider's description and keys are taken as they were
_LEAST = 30.0  # seconds between two readings of the keys, however many unknown ones turn up
_LONGEST = 1024 * 1024  # bytes of an answer


class _Stay(HTTPRedirectHandler):
    """No redirects: a secret goes to the address that was described, and to no other."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


_OPENER = build_opener(_Stay)


@dataclass
class Provider:
    """One provider of the settings. Its description and keys are read when first needed, and kept for an hour."""

    issuer: str
    client: str
    secret: str
    name: str
    _described: tuple[float, Mapping[str, Any]] | None = None
    _keys: tuple[float, list[Mapping[str, Any]]] | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def described(self) -> Mapping[str, Any]:
        """The description (OpenID Connect Discovery 1.0). Raises ProviderError."""
        with self._lock:
            if self._described is None or time.monotonic() - self._described[0] > FRESH:
                found = _read(Request(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))  # noqa: S310
                if found.get("issuer") != self.issuer:
                    raise ProviderError(f"{self.issuer} describes itself as {found.get('issuer')!r}")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    if not _alike(self.issuer, str(found.get(name, ""))):
                        raise ProviderError(f"{self.issuer} gives no usable {name}: {found.get(name)!r}")
                self._described = (time.monotonic(), found)
            return self._described[1]

    def token(self, *, code: str, verifier: str, back: str) -> str:
        """The ID token that the provider gives for a code. Raises ProviderError."""
        described = self.described()
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self.secret and "client_secret_basic" in ways:
            pair = f"{quote_plus(self.client)}:{quote_plus(self.secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            fields |= {"client_id": self.client} | ({"client_secret": self.secret} if self.secret else {})
        data = urlencode(fields).encode()
        answer = _read(Request(described["token_endpoint"], data=data, headers=headers))  # noqa: S310
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError(f"{self.issuer} gave no id_token for the code")
        return token

    def claims(self, token: str) -> Mapping[str, Any] | None:
        """What a token says, if this provider signed it; else None. Raises ProviderError where its keys aren't read.

        A token that no known key has signed may mean that the keys were changed: then they are read again, though not
        more often than every half minute.
        """
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            return None
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            return None
        for longest in (FRESH, _LEAST):
            for key in _fit(self._read_keys(longest), header.get("kid"), algorithm):
                try:
                    claims = orjson.loads(jwt.PyJWS().decode(token, key, algorithms=[algorithm]))
                except (jwt.PyJWTError, ValueError):
                    continue
                return claims if isinstance(claims, dict) else None
        return None

    def _read_keys(self, longest: float) -> list[Mapping[str, Any]]:
        address = self.described()["jwks_uri"]
        with self._lock:
            if self._keys is None or time.monotonic() - self._keys[0] > longest:
                keys = _read(Request(address)).get("keys")  # noqa: S310
                if not isinstance(keys, list):
                    raise ProviderError(f"{address} holds no keys")
                self._keys = (time.monotonic(), [one for one in keys if isinstance(one, dict)])
            return self._keys[1]


@cache
def providers() -> tuple[Provider, ...]:
    """The providers of the settings, in their order; one set of descriptions and keys for each process."""
    return tuple(Provider(*row) for row in settings.LINLI_OIDC)


def _fit(keys: Iterable[Mapping[str, Any]], kid: object, algorithm: str) -> Iterator[jwt.PyJWK]:
    """The keys that a token of this name and algorithm may be signed with."""
    for one in keys:
        named = kid is None or one.get("kid") == kid
        if named and one.get("use", "sig") == "sig" and one.get("alg", algorithm) == algorithm:
            with suppress(jwt.PyJWTError):  # of another kind than this algorithm's
                yield jwt.PyJWK(dict(one), algorithm)


def _alike(issuer: str, address: str) -> bool:
    """Whether an address is as well protected as the issuer itself: http is for an issuer on this machine alone."""
    given = urlsplit(address)
    return bool(given.hostname) and given.scheme in {"https", urlsplit(issuer).scheme}


def _read(request: Request) -> Mapping[str, Any]:
    """A JSON object. Raises ProviderError that names the address."""
    request.add_header("Accept", "application/json")
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            found = orjson.loads(answer.read(_LONGEST))
    except HTTPError as fault:
        raise ProviderError(f"{request.full_url} answered {fault.code}") from fault
    except (URLError, HTTPException, OSError) as fault:
        raise ProviderError(f"{request.full_url} can't be reached: {fault}") from fault
    except ValueError as fault:
        raise ProviderError(f"{request.full_url} answered no JSON") from fault
    if not isinstance(found, dict):
        raise ProviderError(f"{request.full_url} answered no JSON object")
    return found
