"""Keys for sensitive fields: a data key from KMS, the key of blind indexes from Secrets Manager."""

import hashlib
from base64 import b64decode, b64encode
from typing import Any

from functions.runtime.aws.answers import asking
from functions.runtime.aws.wire import Wire
from functions.runtime.ports import DataKeys, Signed

CONTEXT = {"purpose": "tieout-fields"}


class AwsVault:
    """Opened data keys stay in memory, and only there, as long as the process."""

    def __init__(self, wire: Wire, key: str, blind: str, signing_key: str = "") -> None:
        self._wire = wire
        self._key = key
        self._blind = blind
        self._signing_key = signing_key
        self._public_key = ""
        self._opened: dict[bytes, bytes] = {}

    def keys(self) -> DataKeys:
        """As the port says."""
        made = self._kms("GenerateDataKey", {"KeySpec": "AES_256"})
        with asking("secretsmanager"):
            asked = {"SecretId": self._blind}
            secret = self._wire.call("secretsmanager", "GetSecretValue", asked)
        clear, wrapped = b64decode(made["Plaintext"]), b64decode(made["CiphertextBlob"])
        self._opened[wrapped] = clear
        return DataKeys(clear, wrapped, hashlib.sha256(secret["SecretString"].encode()).digest())

    def unwrap(self, wrapped: bytes) -> bytes:
        """As the port says. Raises ValueError for what our key did not wrap."""
        if wrapped not in self._opened:
            opened = self._kms("Decrypt", {"CiphertextBlob": b64encode(wrapped).decode()})
            self._opened[wrapped] = b64decode(opened["Plaintext"])
        return self._opened[wrapped]

    def sign(self, message: bytes) -> Signed:
        """As the port says."""
        ours = {"KeyId": self._signing_key}
        with asking("kms"):
            if not self._public_key:
                told = self._wire.call("kms", "GetPublicKey", ours)
                self._public_key = _pem(told["PublicKey"])
            asked = {
                **ours,
                "Message": b64encode(message).decode(),
                "MessageType": "RAW",
                "SigningAlgorithm": "ECDSA_SHA_256",
            }
            made = self._wire.call("kms", "Sign", asked)
        return Signed(b64decode(made["Signature"]), self._public_key)

    def _kms(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        with asking("kms"):
            ours = {"KeyId": self._key, "EncryptionContext": CONTEXT}
            return self._wire.call("kms", operation, ours | asked)


def _pem(der: str) -> str:
    """A key as KMS has it, DER in base64, in the form that files have (RFC 7468)."""
    lines = [der[at : at + 64] for at in range(0, len(der), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])
