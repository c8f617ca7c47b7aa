"""What became of a transaction: written, refused, or nobody knows.

DynamoDB may have committed what it answers with a 5xx, or does not answer at all. botocore tries
once more under the same ClientRequestToken, which DynamoDB honours for ten minutes; if that fails
too, an earlier try may still have been the one that was written.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import HTTPClientError, SSLError

from functions.runtime.aws.clients import asking
from functions.runtime.aws.expressions import read_item
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import ConditionFailed, Contended

TRIED = "needs-retry.dynamodb.TransactWriteItems"
IN_PROGRESS = "TransactionInProgressException"


class _Doubt(threading.local):
    """Whether a try of the transaction in hand was sent and not clearly answered."""

    lost = False


_doubt = _Doubt()


def _tried(
    response: tuple[Any, Mapping[str, Any]] | None = None,
    caught_exception: Exception | None = None,
    **_: Any,
) -> None:
    """botocore tells of every try, whether it tries again or not."""
    if response is not None:
        answer = response[1]
        failed = answer["ResponseMetadata"]["HTTPStatusCode"] >= 500
        in_progress = answer.get("Error", {}).get("Code") == IN_PROGRESS
        _doubt.lost = _doubt.lost or failed or in_progress
    elif isinstance(caught_exception, HTTPClientError | SSLError):
        _doubt.lost = True


def watch(client: Any) -> None:
    """Have the client tell of every try of a transaction; once in its life."""
    client.meta.events.register(TRIED, _tried)


@contextmanager
def deciding(client: Any) -> Iterator[None]:
    """A transaction, and its end as the port has it."""
    _doubt.lost = False
    try:
        with asking("dynamodb"):
            try:
                yield
            except client.exceptions.TransactionCanceledException as cancelled:
                _refused(cancelled.response.get("CancellationReasons", []))
            except client.exceptions.TransactionConflictException:
                raise Contended from None
    except Unavailable as silent:
        if _doubt.lost:
            raise UnknownOutcome(silent.detail) from None
        raise


def _refused(reasons: list[dict[str, Any]]) -> None:
    """Raise why nothing was written; a condition that failed says more than a conflict."""
    codes = [reason.get("Code") for reason in reasons]
    if "ConditionalCheckFailed" in codes:
        raise ConditionFailed(
            {
                index: read_item(reason["Item"]) if reason.get("Item") else None
                for index, reason in enumerate(reasons)
                if reason.get("Code") == "ConditionalCheckFailed"
            }
        ) from None
    if "ValidationError" in codes:
        raise ValueError("dynamodb says ValidationError") from None
    if "TransactionConflict" in codes:
        raise Contended from None
    raise Unavailable("dynamodb cancelled the transaction") from None
