"""Where a page ended, as text that a caller may keep and must not read."""

import base64
import json
from collections.abc import Sequence

from functions.runtime.errors import Invalid


def written(place: Sequence[str]) -> str:
    """The cursor of a place. It never holds the partition: the reader names that itself."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def read(cursor: str, parts: int, prefix: str = "") -> list[str]:
    """The place of a cursor with so many parts, the first of them under the prefix.

    Raises Invalid for anything that was not written here for such a list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        parted = isinstance(place, list) and all(isinstance(part, str) for part in place)
        whole = parted and all(part.encode() for part in place)
    except (ValueError, RecursionError):
        whole = False
    if not whole or len(place) != parts or not place[0].startswith(prefix):
        raise Invalid("the cursor `after` is not of this list")
    return list(place)
