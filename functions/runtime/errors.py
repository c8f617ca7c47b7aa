"""Our exception hierarchy.

TieoutError
├── Invalid         the sender's message is wrong; every finding is named       400 / 413
├── Mismatch        one idempotency key, two payloads                           422
├── Duplicate       the same fact is already here                               409
├── Conflict        the document moved, or another document stands in the way   409
├── Denied          a control says no                                           403
├── Missing         there is no such document                                   404
├── NotYet          a prerequisite has not arrived                              409
├── Rejected        the other system said no, and said why                      422
├── Unavailable     transient: nothing took effect, try again                   503  retryable
├── UnknownOutcome  it may or may not have taken effect: ask before a retry     503  retryable
└── Unforeseen      our own mistake; asked again with the same key, it is safe  500  retryable

`owner` is the team whose queue an error belongs to; None leaves it to the operation's owner.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from schemas.finding import Finding

PROBLEMS = "https://tieout.dev/problems/"


class TieoutError(Exception):
    """The root: a title, an HTTP status, whether to retry, and what a person needs to know."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    retryable: ClassVar[bool] = False
    owner: ClassVar[str | None] = None

    def __init__(
        self, detail: str, *, findings: Sequence[Finding] = (), **extra: str | int
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.findings = tuple(findings)
        self.extra = extra

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 problem body; `retryable` and `findings` are extension members."""
        kind = type(self).__name__
        body: dict[str, Any] = {
            "type": PROBLEMS + kind.lower(),
            "title": self.title,
            "status": self.http_status,
            "detail": self.detail,
            "retryable": self.retryable,
            **self.extra,
        }
        if self.findings:
            body["findings"] = [finding.model_dump(mode="json") for finding in self.findings]
        return body

    @property
    def http_status(self) -> int:
        """The status of this error; `Invalid` may say 413 for what is too large."""
        return int(self.extra.get("status", self.status))


class Invalid(TieoutError):
    """The message breaks its contract; nothing of it was accepted."""

    status = 400
    title = "The message is not valid"


class Mismatch(TieoutError):
    """An idempotency key was used again with another payload."""

    status = 422
    title = "The idempotency key was used with another payload"


class Duplicate(TieoutError):
    """The same business fact is already held by another document."""

    status = 409
    title = "Already held"


class Conflict(TieoutError):
    """The document's state or version does not allow this."""

    status = 409
    title = "The document has moved"


class Denied(TieoutError):
    """A control forbids it: identity, entity, role, or segregation of duties."""

    status = 403
    title = "Denied by a control"
    owner = "security"


class Missing(TieoutError):
    """No such document for this caller."""

    status = 404
    title = "Not found"


class NotYet(TieoutError):
    """A prerequisite has not arrived; the work waits, it does not fail."""

    status = 409
    title = "A prerequisite is missing"


class Rejected(TieoutError):
    """The other system refused: a business answer, never retried."""

    status = 422
    title = "Refused by the other system"

    def __init__(self, detail: str, *, code: str = "", raw: str = "") -> None:
        super().__init__(detail, code=code)
        self.code = code
        self.raw = raw


class Unavailable(TieoutError):
    """Transient; surely nothing took effect. `wait_seconds` is the other side's own word, or 0."""

    status = 503
    title = "Temporarily unavailable"
    retryable = True
    owner = "platform"

    def __init__(self, detail: str, *, wait_seconds: int = 0) -> None:
        super().__init__(detail)
        self.wait_seconds = wait_seconds


class UnknownOutcome(TieoutError):
    """The request left and no whole answer came back: it may have taken effect."""

    status = 503
    title = "The outcome is not known"
    retryable = True
    owner = "platform"


class Unforeseen(TieoutError):
    """Our own mistake. Its text is kept from everybody: it may hold what it was about."""

    title = "This is our failure"
    retryable = True
    owner = "platform"
