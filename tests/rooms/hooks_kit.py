"""What the tests of webhooks share: a subscription, and a receiver on this machine that checks what it gets."""

import hmac
import json
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests import town

from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM, Role
from linli.notices.hooks import commands
from linli.notices.hooks.commands import Added
from linli.notices.rules.hooks import Wanted
from linli.people import commands as people


@dataclass
class Receiver:
    """A program that takes events; `answer` says with which number, `secret` how it knows that they are ours."""

    answer: Callable[[dict[str, Any]], int] = lambda event: 204
    secret: str = ""
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    forged: int = 0

    def take(self, headers: Any, body: bytes) -> int:
        event = json.loads(body)
        self.asked.append(event)
        self.ids.append(headers["webhook-id"])
        if not self.knows(headers, body):
            self.forged += 1
            return 401
        status = self.answer(event)
        if 200 <= status < 300:
            self.got.append(event)
        return status

    def knows(self, headers: Any, body: bytes) -> bool:
        """Worked out from the text of Standard Webhooks, not with the code under test."""
        signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
        digest = hmac.new(b64decode(self.secret.split("_", 1)[1]), signed, "sha256").digest()
        return any(
            hmac.compare_digest(one, "v1," + b64encode(digest).decode())
            for one in headers["webhook-signature"].split(" ")
        )


@contextmanager
def listening(receiver: Receiver, *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = receiver.take(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    where = "http://127.0.0.1" if tls is None else "https://localhost"
    receiver.url = f"{where}:{server.server_address[1]}/in"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A file with a key and a certificate for `name` that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "receiver.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return file


def account(name: str = "program", role: Role = Role.AUDITOR, **where: str) -> int:
    enrolled = people.enrol(
        sign_in=name, display_name=name, password="correct horse battery", language="en", now=town.NOW
    )
    assert isinstance(enrolled, Allowed)
    people.assign(staff_id=enrolled.value, role=role, now=town.NOW, **where)
    return enrolled.value


def subscribe(url: str, staff_id: int, *, now: datetime = town.NOW, **wanted: Any) -> Added:
    added = commands.add(
        command_id=uuid4(), name="Works system", url=url, staff_id=staff_id, wanted=Wanted(**wanted), actor=SYSTEM,
        now=now,
    )  # fmt: skip
    assert isinstance(added, Allowed), added
    return added.value
