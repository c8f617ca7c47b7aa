"""The signed statement by which NetSuite knows us (RFC 7523, section 2.2).

"The Request Token Structure" (docs.oracle.com, section_162790605110): header typ, alg and kid (the
certificate id), claims iss (the client id), scope, aud (the token endpoint), iat and exp, less than
60 minutes apart; PS256 to PS512 or ES256 to ES512, and PKCS #1 v1.5 is not among them.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from functions.runtime.errors import Unavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

SCOPE = "rest_webservices"
VALID_SECONDS = 300


def client_assertion(settings: Mapping[str, str], now: datetime) -> str:
    """A JWT of our client for the token endpoint. Raises Unavailable if the key is of no use."""
    key = _private_key(settings["private_key"])
    header = {"typ": "JWT", "alg": _algorithm(key), "kid": settings["certificate_id"]}
    issued = int(now.timestamp())
    claims = {
        "iss": settings["client_id"],
        "scope": SCOPE,
        "aud": settings["token_url"],
        "iat": issued,
        "exp": issued + VALID_SECONDS,
    }
    signed = f"{_part(header)}.{_part(claims)}"
    return f"{signed}.{_base64url(_signature(key, signed.encode()))}"


def _private_key(pem: str) -> "PrivateKeyTypes":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Unavailable("the private key for NetSuite cannot be read") from None


def _algorithm(key: "PrivateKeyTypes") -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return "PS256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return "ES256"
    raise Unavailable("the private key for NetSuite is neither RSA nor on the curve P-256")


def _signature(key: "PrivateKeyTypes", signed: bytes) -> bytes:
    """RSASSA-PSS, or ECDSA as two numbers of 32 bytes each (RFC 7518, sections 3.5 and 3.4)."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

    digest = hashes.SHA256()
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(digest), salt_length=digest.digest_size)
        return key.sign(signed, pss, digest)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - `_algorithm` let no other by
    r, s = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(digest)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _part(content: Mapping[str, object]) -> str:
    return _base64url(json.dumps(content, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
