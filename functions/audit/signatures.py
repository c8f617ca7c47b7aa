"""Whether a signature is that of a key; nothing here needs AWS."""

from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


def fingerprint(pem: str) -> str:
    """The SHA-256 of a public key. Raises ValueError for what is no key on a curve."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = _key(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()


def signed(text: str, signature: str, pem: str) -> bool:
    """Whether the text was signed with the key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        _key(pem).verify(b64decode(signature, validate=True), text.encode(), ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(pem: str) -> "EllipticCurvePublicKey":
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(pem.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("not a key on an elliptic curve")
    return key
