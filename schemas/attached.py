"""An object that a client left under its own prefix of the intake bucket, and refers to."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schemas.base import Model

_NOT_PLAIN = frozenset({"", ".", ".."})


def _plain(key: str) -> str:
    door, *parts = key.split("/")
    if door != "attached" or len(parts) < 2 or not _NOT_PLAIN.isdisjoint(parts):
        raise ValueError("an attached object is named attached/<client>/<name>, without . or ..")
    if not key.isprintable():
        raise ValueError("control characters are not allowed in a name")
    return key


class AttachedObject(Model):
    """Exactly these bytes: `sha256` in hex, of that version of the object."""

    key: Annotated[str, StringConstraints(max_length=1024), AfterValidator(_plain)]
    version_id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,1024}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    def left_by(self, client: str) -> bool:
        """Whether it lies under the prefix that only this client's role may write."""
        return self.key.split("/")[1] == client
