"""Keys for sensitive fields, fixed: the n-th data key of a world is always the same."""

import hashlib

from functions.runtime.memory.boundary import Boundary
from functions.runtime.ports import DataKeys, Signed

_WRAPPED = b"wrapped by nobody: "
_SIGNING = int.from_bytes(hashlib.sha256(b"signing key of tests").digest()) >> 1


class MemoryVault:
    """Every `keys` is a new data key, so that older ciphertext really needs `unwrap`."""

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self._made = 0
        self._opened: dict[bytes, bytes] = {}

    def keys(self) -> DataKeys:
        """As the port says."""
        with self.boundary.crossing("vault.keys"):
            self._made += 1
            wrapped = _WRAPPED + str(self._made).encode()
        blind = hashlib.sha256(b"blind index of tests").digest()
        return DataKeys(_clear(wrapped), wrapped, blind)

    def sign(self, message: bytes) -> Signed:
        """As the port says; each signature differs, as those of KMS do."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        with self.boundary.crossing("vault.sign"):
            key = ec.derive_private_key(_SIGNING, ec.SECP256R1())
            signature = key.sign(message, ec.ECDSA(SHA256()))
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return Signed(signature, public.decode())

    def unwrap(self, wrapped: bytes) -> bytes:
        """As the port says. Raises ValueError for what is not a key of this vault."""
        if wrapped not in self._opened:
            with self.boundary.crossing("vault.unwrap"):
                if not wrapped.startswith(_WRAPPED):
                    raise ValueError("not a data key of this vault")
                self._opened[wrapped] = _clear(wrapped)
        return self._opened[wrapped]


def _clear(wrapped: bytes) -> bytes:
    return hashlib.sha256(wrapped).digest()
