"""A passkey in software: makes a key pair and signs, as an authenticator does (WebAuthn level 2)."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """One credential for one site."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.credential_id = os.urandom(32)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._counter = 0
        self._handle = b""

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer to the options of a registration."""
        options = options["publicKey"]
        self._handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        data = AuthenticatorData.create(
            _rp_hash(options["rp"]["id"]),
            _PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT,
            self._counter,
            attested,
        )
        client = self._client("webauthn.create", options["challenge"])
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
            {"credProps": {"rk": True}},
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer to the options of a login."""
        options = options["publicKey"]
        self._counter += 1
        data = AuthenticatorData.create(_rp_hash(options["rpId"]), _PRESENT_AND_VERIFIED, self._counter)
        client = self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self._handle),
            },
            {},
        )

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _credential(self, response: dict[str, Any], extensions: dict[str, Any]) -> dict[str, Any]:
        encoded = websafe_encode(self.credential_id)
        return {
            "type": "public-key",
            "id": encoded,
            "rawId": encoded,
            "response": response,
            "clientExtensionResults": extensions,
            "authenticatorAttachment": "platform",
        }


def _rp_hash(identifier: str) -> bytes:
    return hashlib.sha256(identifier.encode()).digest()
