"""Who may call the simulated NetSuite: signed assertions in, tokens out."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from functions.runtime.ports import Reply, Request
from local.simulators.netsuite.answers import answer, error

TOKEN_SECONDS = 3600
CLIENT = "tieout-client"
CERTIFICATE = "tieout-certificate"
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Doorkeeper:
    """Issues tokens for assertions that its certificate signed, and knows them again."""

    def __init__(self, key: PrivateKey | None, clock: Callable[[], datetime]) -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.clock = clock
        self.tokens: dict[str, datetime] = {}
        self.issued = 0

    def private_key(self) -> str:
        """The private key as the caller keeps it; the simulator's own, worth nothing."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return pem.decode()

    def grant(self, request: Request, token_url: str) -> Reply:
        """The token endpoint (docs.oracle.com, section_162755359851)."""
        form = dict(parse_qsl(request.body.decode("ascii", "replace")))
        asked = (form.get("grant_type"), form.get("client_assertion_type"))
        if request.method != "POST" or asked != ("client_credentials", BEARER):
            return answer(400, {"error": "invalid_request"})
        if not self._vouches(form.get("client_assertion", ""), token_url):
            return answer(400, {"error": "invalid_grant"})
        self.issued += 1
        token = f"simulated-token-{self.issued}"
        self.tokens[token] = self.clock() + timedelta(seconds=TOKEN_SECONDS)
        body = {"access_token": token, "expires_in": str(TOKEN_SECONDS), "token_type": "bearer"}
        return answer(200, body, cache_control="no-store")

    def unknown(self, request: Request) -> Reply | None:
        """A 401 for whoever has no living token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.clock()) > self.clock():
            return None
        return error(401, "INVALID_LOGIN", "Invalid login attempt.", www_authenticate="Bearer")

    def _vouches(self, assertion: str, token_url: str) -> bool:
        signed, _, signature = assertion.rpartition(".")
        try:
            header, claims = (_decoded(part) for part in signed.split("."))
            self._verify(signature, signed, header["alg"])
            lives = claims["exp"] - claims["iat"]
            now = self.clock().timestamp()
            return bool(
                (header["typ"], header["kid"]) == ("JWT", CERTIFICATE)
                and (claims["iss"], claims["aud"]) == (CLIENT, token_url)
                and "rest_webservices" in claims["scope"]
                and lives < 3600
                and int(claims["iat"]) <= now < int(claims["exp"])
            )
        except (ValueError, KeyError, TypeError, InvalidSignature):
            return False

    def _verify(self, signature: str, signed: str, algorithm: str) -> None:
        digest, raw = hashes.SHA256(), _bytes(signature)
        if isinstance(self.key, rsa.RSAPrivateKey) and algorithm == "PS256":
            pss = padding.PSS(mgf=padding.MGF1(digest), salt_length=digest.digest_size)
            self.key.public_key().verify(raw, signed.encode(), pss, digest)
        elif isinstance(self.key, ec.EllipticCurvePrivateKey) and algorithm == "ES256":
            numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            der = utils.encode_dss_signature(*numbers)
            self.key.public_key().verify(der, signed.encode(), ec.ECDSA(digest))
        else:
            raise ValueError("the algorithm is not that of the certificate")


def _decoded(part: str) -> dict[str, Any]:
    content = json.loads(_bytes(part))
    if not isinstance(content, dict):
        raise ValueError("no JSON object")
    return content


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
