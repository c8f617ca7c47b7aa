"""Sensitive fields are encrypted at the door: AES-256-GCM under a KMS data key.

A sealed value is `base64(len(wrapped) ‖ wrapped ‖ nonce ‖ ciphertext)`: it names the data key that
opens it. The tenant and the blind index are authenticated with it, so a ciphertext moved to
another tenant or beside another index does not open.
"""

import base64
import hashlib
import hmac
import secrets

from functions.runtime.ports import DataKeys, Vault
from schemas.sensitive import Sealed

NONCE_BYTES = 12


class Sealer:
    """Seals and opens; the keys are loaded with the first value and kept for the process."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: DataKeys | None = None

    def blind(self, tenant: str, clear: str) -> str:
        """The blind index of a value: an HMAC, so that equality shows and nothing else does."""
        text = f"{len(tenant)}:{tenant}{_normal(clear)}".encode()
        return hmac.new(self._loaded().blind, text, hashlib.sha256).hexdigest()[:32]

    def seal(self, tenant: str, clear: str) -> Sealed:
        """The value as it may be stored, announced and shown."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        keys, blind = self._loaded(), self.blind(tenant, clear)
        nonce = secrets.token_bytes(NONCE_BYTES)
        secret = AESGCM(keys.clear).encrypt(nonce, clear.encode(), _bound(tenant, blind))
        whole = len(keys.wrapped).to_bytes(2, "big") + keys.wrapped + nonce + secret
        return Sealed(
            sealed=base64.b64encode(whole).decode(), blind=blind, last4=_normal(clear)[-4:]
        )

    def open(self, tenant: str, sealed: Sealed) -> str:
        """The clear value. Raises cryptography's InvalidTag if anything was tampered with."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        whole = base64.b64decode(sealed.sealed)
        end = 2 + int.from_bytes(whole[:2], "big")
        wrapped, nonce, secret = whole[2:end], whole[end : end + NONCE_BYTES], whole[end + 12 :]
        clear = AESGCM(self._vault.unwrap(wrapped))
        return clear.decrypt(nonce, secret, _bound(tenant, sealed.blind)).decode()

    def _loaded(self) -> DataKeys:
        if self._keys is None:
            self._keys = self._vault.keys()
        return self._keys


def _normal(clear: str) -> str:
    return "".join(clear.split()).upper()


def _bound(tenant: str, blind: str) -> bytes:
    return f"{len(tenant)}:{tenant}{blind}".encode()
