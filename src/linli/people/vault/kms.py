"""Who may wrap the master key: a key management service, reached over HTTP or as a program.

The service sees the master key once in the life of a process, never a case's key and never a contact: reports don't
wait for it. docs/vault.md describes both ways, so that a city can put its own service behind either.
"""

import base64
import binascii
import shlex
import subprocess
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson

from linli.people.vault import VaultError

PATIENCE = 20.0  # seconds


class KmsError(VaultError):
    """The service gave no usable answer. The text says what it was asked, what came back, and what to do."""


class Kms(Protocol):
    """Wraps and unwraps 32 bytes. Raises KmsError."""

    def wrap(self, plain: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes) -> bytes: ...


class HttpKms:
    """POST of `{"act": "wrap" | "unwrap", "data": BASE64}`, `Authorization: Bearer KEY`; answered with
    `{"data": BASE64}`."""

    def __init__(self, url: str, *, key: str = "", patience: float = PATIENCE) -> None:
        self.url, self.key, self.patience = url, key, patience

    def wrap(self, plain: bytes) -> bytes:
        return self._ask("wrap", plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self._ask("unwrap", wrapped)

    def _ask(self, act: str, data: bytes) -> bytes:
        content = orjson.dumps({"act": act, "data": base64.b64encode(data).decode()})
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        request = Request(self.url, data=content, headers=headers, method="POST")  # noqa: S310 - http(s) by settings
        try:
            with urlopen(request, timeout=self.patience) as answer:  # noqa: S310
                return base64.b64decode(orjson.loads(answer.read())["data"], validate=True)
        except HTTPError as fault:
            raise _failed(act, f"it answered {fault.code}") from fault
        except (URLError, HTTPException, OSError) as fault:
            raise _failed(act, f"it can't be reached ({fault})") from fault
        except (ValueError, KeyError, TypeError) as fault:
            raise _failed(act, "its answer is no {data: BASE64}") from fault


class CommandKms:
    """A program that is called with `wrap` or `unwrap`, reads base64 and writes base64."""

    def __init__(self, command: str, *, patience: float = PATIENCE) -> None:
        self.command, self.patience = shlex.split(command), patience

    def wrap(self, plain: bytes) -> bytes:
        return self._ask("wrap", plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self._ask("unwrap", wrapped)

    def _ask(self, act: str, data: bytes) -> bytes:
        try:
            done = subprocess.run(
                [*self.command, act],
                input=base64.b64encode(data),
                capture_output=True,
                timeout=self.patience,
                check=True,
            )
            return base64.b64decode(done.stdout.strip(), validate=True)
        except subprocess.CalledProcessError as fault:
            said = fault.stderr.decode(errors="replace").strip()[-200:]
            raise _failed(act, f"it ended with {fault.returncode}: {said}") from fault
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise _failed(act, f"it can't be run to its end ({fault})") from fault
        except binascii.Error as fault:
            raise _failed(act, "it wrote no base64") from fault


def chosen(address: str, *, key: str = "") -> Kms | None:
    """The service at `address`: `https://…`, `http://…` or `exec:PROGRAM ARGUMENTS`; none where it is empty."""
    if not address:
        return None
    if address.startswith("exec:"):
        return CommandKms(address.removeprefix("exec:"))
    return HttpKms(address, key=key)


def _failed(act: str, why: str) -> KmsError:
    return KmsError(f"the key management service of LINLI_VAULT_KMS can't {act} the vault's master key: {why}."
                    " Contacts stay shut until it does; reports without a contact go on")  # fmt: skip
