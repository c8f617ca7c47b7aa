"""What became of a transaction: written, refused, or nobody knows.

DynamoDB may have committed what it answers with a 5xx, or does not answer at all. The wire tries
once more under the same ClientRequestToken, which DynamoDB honours for ten minutes; if that fails
too, an earlier try may still have been the one that was written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from functions.runtime.aws.answers import NOT_VALID, Failed
from functions.runtime.aws.expressions import read_item
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import ConditionFailed, Contended

CONFLICT = "TransactionConflict"


@contextmanager
def deciding() -> Iterator[None]:
    """A transaction, and its end as the port has it."""
    try:
        yield
    except Failed as failed:
        raise _meaning(failed) from None


def _meaning(failed: Failed) -> Exception:
    """A condition that failed says more than a conflict, and both say that nothing was written."""
    codes = [reason.get("Code") for reason in failed.cancelled]
    if "ConditionalCheckFailed" in codes:
        return ConditionFailed(
            {
                index: read_item(reason["Item"]) if reason.get("Item") else None
                for index, reason in enumerate(failed.cancelled)
                if reason.get("Code") == "ConditionalCheckFailed"
            }
        )
    if "ValidationError" in codes:
        return ValueError("dynamodb says ValidationError")
    if CONFLICT in codes or failed.code == f"{CONFLICT}Exception":
        return Contended()
    if failed.code in NOT_VALID:
        return ValueError(f"dynamodb {failed.reason}")
    if failed.lost:
        return UnknownOutcome(f"dynamodb {failed.reason}")
    return Unavailable(f"dynamodb {failed.reason}")
