"""A provider of single sign-on on this machine: describes itself, shows its keys, gives tokens for codes."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "linli desk", "a secret: of both"
BASIC = "Basic bGlubGkrZGVzazphK3NlY3JldCUzQStvZitib3Ro"


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class LocalProvider:
    """`says` is put into every token and the description over what is right; None leaves something out."""

    issuer: str = ""
    subject: str = "0000-1234"
    algorithm: str = "RS256"
    kid: str = "first"
    key: Any = field(default_factory=rsa_key)
    shown: list[tuple[str, str, Any]] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)
    describes: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    read_keys: int = 0
    now: float = 0.0

    def show(self) -> None:
        """Publish the key that is used now, and only that."""
        self.shown = [(self.kid, self.algorithm, self.key)]

    def agree(self, address: str) -> dict[str, str]:
        """The person agrees: with what the browser is sent back for the address that it was sent to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code {len(self.asked)}"
        self.asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def back(self, address: str) -> str:
        """The same, as the address that the browser is sent to."""
        given = self.agree(address)
        return f"{self.asked[given['code']]['redirect_uri']}?{urlencode(given)}"

    def description(self) -> dict[str, Any]:
        names = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return names | self.describes

    def keys(self) -> dict[str, Any]:
        self.read_keys += 1
        found = []
        for kid, algorithm, key in self.shown:
            kind = jwt.get_algorithm_by_name(algorithm)
            found.append(json.loads(kind.to_jwk(key.public_key())) | {"kid": kid, "use": "sig"})
        return {"keys": found}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """A token for a code, once, and for whoever has the verifier and the client's secret."""
        asked = self.asked.pop(form.get("code", ""), None)
        digest = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != digest or asked["redirect_uri"] != form["redirect_uri"]:
            return {"error": "invalid_grant"}
        if authorization != BASIC:
            return {"error": "invalid_client"}
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": asked["client_id"],
            "nonce": asked["nonce"],
            "iat": int(self.now),
            "exp": int(self.now) + 300,
        }
        claims = {name: value for name, value in (claims | self.says).items() if value is not None}
        key = None if self.algorithm == "none" else self.key
        return {"id_token": jwt.encode(claims, key, self.algorithm, headers={"kid": self.kid})}


@contextmanager
def running(*, now: float) -> Iterator[LocalProvider]:
    """The provider, reachable while the block lasts."""
    found = LocalProvider(now=now)
    found.show()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            described = self.path == "/.well-known/openid-configuration"
            self._say(found.description() if described else found.keys())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self._say(found.token(form, self.headers.get("Authorization", "")))

        def _say(self, answer: dict[str, Any]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(400 if "error" in answer else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
