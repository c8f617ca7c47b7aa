"""Keys for sensitive fields: a data key from KMS, the key of blind indexes from Secrets Manager."""

import hashlib

from functions.runtime.aws.clients import Clients, asking
from functions.runtime.ports import DataKeys

CONTEXT = {"purpose": "tieout-fields"}


class AwsVault:
    """Opened data keys stay in memory, and only there, as long as the process."""

    def __init__(self, clients: Clients, key: str, blind: str) -> None:
        self._clients = clients
        self._key = key
        self._blind = blind
        self._opened: dict[bytes, bytes] = {}

    def keys(self) -> DataKeys:
        """As the port says."""
        with asking("kms"):
            made = self._clients.of("kms").generate_data_key(
                KeyId=self._key, KeySpec="AES_256", EncryptionContext=CONTEXT
            )
        with asking("secretsmanager"):
            secret = self._clients.of("secretsmanager").get_secret_value(SecretId=self._blind)
        self._opened[made["CiphertextBlob"]] = made["Plaintext"]
        blind = hashlib.sha256(secret["SecretString"].encode()).digest()
        return DataKeys(made["Plaintext"], made["CiphertextBlob"], blind)

    def unwrap(self, wrapped: bytes) -> bytes:
        """As the port says. Raises ValueError for what our key did not wrap."""
        if wrapped not in self._opened:
            with asking("kms"):
                opened = self._clients.of("kms").decrypt(
                    KeyId=self._key, CiphertextBlob=wrapped, EncryptionContext=CONTEXT
                )
            self._opened[wrapped] = opened["Plaintext"]
        return self._opened[wrapped]
