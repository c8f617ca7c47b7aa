"""What every noun shares: frozen, closed to unknown fields, text with limits."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

if TYPE_CHECKING:
    from schemas.governance import Classification

_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_COUNT = re.compile("[1-9][0-9]{0,8}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """The text itself. Raises ValueError for control characters and halves of characters."""
    if not text.isprintable() and _CONTROL.search(text):
        raise ValueError("control characters are not allowed in text")
    return text


def _an_instant(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _INSTANT.match(value)):
        return value
    raise ValueError("an instant is written YYYY-MM-DDThh:mm:ss with its offset or Z")


def _a_count(value: object) -> object:
    if type(value) is int or (isinstance(value, str) and _COUNT.fullmatch(value)):
        return value
    raise ValueError("a count is written in digits")


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$")]
"""A code of ours or of a standard: ASCII letters, digits and `._:/-`, at most 64."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(printable)]
LONG_MAX = 4000
LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONG_MAX), AfterValidator(printable)
]
KEPT_MAX = 20_000
KeptText = Annotated[
    str, StringConstraints(min_length=1, max_length=KEPT_MAX), AfterValidator(printable)
]
"""A text that is only kept, never acted on: signatures and the like are long."""
Utc = Annotated[
    AwareDatetime,
    BeforeValidator(_an_instant),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
]
"""An instant; always kept in UTC."""


class Model(BaseModel):
    """A frozen value object; a field that it does not know is an error, never ignored."""

    # Built at first use: a function starts with every model it imports, and uses a few of them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="strings", defer_build=True
    )

    def __eq__(self, other: object) -> bool:
        """Equal kind, equal values; every line of an invoice is compared with its defaults."""
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Asked(Model):
    """What is asked of one document: its id, or whatever `document` makes of the fields."""

    def document(self) -> str:
        """The id of the document that is meant."""
        return str(getattr(self, "id"))  # noqa: B009 - subclasses without `id` override this


class AskedPage(Model):
    """A page of a list: at most `limit` of them, from where `after` of the last page says."""

    limit: Annotated[int, Field(ge=1, le=50), BeforeValidator(_a_count)] = 25
    after: Annotated[str, StringConstraints(max_length=512)] = ""

    def shelf(self) -> str:
        """The list that is meant (`Document.shelf`)."""
        raise NotImplementedError

    def wants(self, body: Any, received_at: str) -> bool:
        """Whether this document of the list is asked for; by default all of it is."""
        return True

    def ranked(self) -> bool:
        """Whether the list is put in order by `rank`, and not by age."""
        return False

    def rank(self, body: Any) -> Decimal:
        """What a document counts; the largest comes first."""
        raise NotImplementedError


class Document(Model):
    """A canonical document: one head, one chain of events. `KIND` opens its ids.

    `SYSTEM_OF_RECORD` is who is authoritative when two systems disagree (R-GOV-02), and
    `RETAINED_YEARS` how long it must be kept after the year it was made in. `SHELVED_BY` is the
    field whose value a list of them is of.
    """

    KIND: ClassVar[str]
    SHELVED_BY: ClassVar[str] = "entity"
    SYSTEM_OF_RECORD: ClassVar[str] = "Tieout"
    CLASSIFICATION: ClassVar["Classification"] = "confidential"
    RETAINED_YEARS: ClassVar[int] = 10

    def essence(self) -> Any:
        """What must be equal for two of them to be the same fact; by default all of it."""
        return self.model_dump(mode="json", exclude_none=True)

    def at_risk(self) -> tuple[str, str] | None:
        """The money, amount and currency, that is at risk while the document is stuck."""
        return None

    def shelf(self, state: str) -> str:
        """The list that it is found in: by default that of its legal entity, kind and state."""
        return self.shelf_of(getattr(self, self.SHELVED_BY, "*"), state)

    @classmethod
    def shelf_of(cls, holder: str, state: str) -> str:
        """The list of documents of this kind of one holder, in this state."""
        return f"{holder}#{cls.KIND}#{state}"


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8; what every hash is taken of."""
    return _CANONICAL.encode(value)


def digest(*parts: str) -> str:
    """SHA-256 in hex over length-prefixed parts, so that no two lists of parts collide."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def document_id(kind: str, *parts: str) -> str:
    """A document's id: its kind and 26 base32 characters of a SHA-256 over what makes it one."""
    raw = hashlib.sha256("".join(f"{len(p)}:{p}" for p in parts).encode()).digest()
    return f"{kind}_{base64.b32encode(raw).decode()[:26].lower()}"


def iso(moment: datetime) -> str:
    """An instant as text that sorts like time: UTC, microseconds, `Z`."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
