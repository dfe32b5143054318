"""An authenticator in software: makes passkeys and signs challenges as WebAuthn says, with every part open to tests."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """Holds one key. `counts` is what it adds to its counter with each signature; many real ones never count."""

    origin: str
    credential: bytes = b"credential-of-a-test"
    verifies: bool = True
    counts: int = 1
    signed: int = 0
    handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """The answer to what `begin_passkey` asks."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        said = self._said(asked["rp"]["id"], ATTESTED) + attested
        response = {
            "clientDataJSON": written(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": written(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})),
        }
        return self._answer(response)

    def sign(self, options: str, **other: Any) -> str:
        """The answer to what `ask_passkey` asks; `other` says otherwise what is in it."""
        asked = json.loads(options)
        self.signed += self.counts
        said = self._said(other.get("host", asked["rpId"]), 0)
        client = self._client(other.get("type", "webauthn.get"), asked["challenge"])
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": written(client),
            "authenticatorData": written(said),
            "signature": written(signature),
            "userHandle": other.get("handle", self.handle),
        }
        return self._answer(response)

    def _said(self, host: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.signed.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = written(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
