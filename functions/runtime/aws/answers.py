"""What a service of AWS answers: a JSON object, or why not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from functions.runtime.errors import Unavailable

IN_PROGRESS = "TransactionInProgressException"
"""An earlier try of the same transaction has not ended."""
PASSING = frozenset(
    {
        IN_PROGRESS,
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Codes with a status of 4xx after which the same request may succeed."""
NOT_VALID = frozenset(
    {
        "IncorrectKeyException",
        "InvalidCiphertextException",
        "InvalidMessageContents",
        "InvalidParameterValue",
        "InvalidParameterValueException",
        "ValidationException",
    }
)


class Answer(NamedTuple):
    """An answer over HTTP, whole unless it is larger than was wanted."""

    status: int
    body: bytes
    too_large: bool = False


class Failed(Exception):
    """A call did not succeed. `lost`: a try of it was sent and not clearly answered."""

    def __init__(
        self, reason: str, *, code: str = "", lost: bool = False, passing: bool = True
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.lost = lost
        self.passing = passing
        self.cancelled: list[dict[str, Any]] = []
        """Of a transaction that was cancelled, one reason for each write."""


def understood(answer: Answer) -> dict[str, Any]:
    """The object. Raises Failed for an error, which a service may send after it did its work."""
    if answer.too_large:
        raise Failed("answers too much", lost=True, passing=False)
    try:
        told = json.loads(answer.body) if answer.body else {}
    except ValueError:
        told = None
    fine = answer.status == 200
    if not isinstance(told, dict):
        broken = fine or answer.status >= 500
        raise Failed(f"says {answer.status}", lost=broken, passing=broken)
    if fine:
        return told
    code = code_of(told)
    grave = answer.status >= 500
    failed = Failed(
        f"says {code or answer.status}",
        code=code,
        lost=grave or code == IN_PROGRESS,
        passing=grave or code in PASSING,
    )
    failed.cancelled = told.get("CancellationReasons", [])
    raise failed


def code_of(told: dict[str, Any]) -> str:
    """The error's short name, without the namespace and the prefix that services give it."""
    named = str(told.get("__type") or told.get("code") or "")
    return named.rpartition("#")[2].partition(":")[0].rpartition(".")[2]


@contextmanager
def asking(service: str) -> Iterator[None]:
    """A call to AWS: a request that is wrong raises ValueError, all else is Unavailable.

    A missing permission or table is Unavailable too: the work waits until someone repairs the
    deployment. Messages of AWS may quote what was sent, so only their codes are kept.
    """
    try:
        yield
    except Failed as failed:
        if failed.code in NOT_VALID:
            raise ValueError(f"{service} {failed.reason}") from None
        raise Unavailable(f"{service} {failed.reason}") from None
