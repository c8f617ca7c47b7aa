"""What SAP's answer to a posting means; pure. What is not understood is never taken for a success.

Error bodies: SAP Gateway, "Error Response Control for Backend Data Provider" (help.sap.com): the
code is the T100 message class and number, the details say which messages led to it, with severity.
"""

from datetime import datetime

from functions.connectors.calls import wait_seconds
from functions.connectors.sap.odata import RAW_MAX, Entity, as_object, member, number_of
from functions.connectors.sap.translate import POSTED
from functions.runtime.decision import Receipt
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import Reply

DUPLICATES = frozenset({"M8/108", "M8/462", "F5/117"})
"""Duplicate checks of invoice verification (class M8) and of accounting (F5 117).

They say that *something like it* is there, so the question decides, not the message; and they are
no guard of ours: credit memos are not checked, nor, by KBA 1859210, all that comes by an API.
"""
AT_THE_DOOR = frozenset({401, 403, 404, 405, 407, 413, 415})
"""Refused before the service was called: nothing was posted, and it is not the bill's fault."""


def posted(reply: Reply, now: datetime) -> Receipt:
    """The receipt of a posting. Raises Rejected, Unavailable or UnknownOutcome for all else.

    429 is surely not processed: the limiter turns the request away for its count before it is
    handled (RFC 6585, section 4). A 5xx may come from a gateway that gave up waiting
    while SAP posted (RFC 9110, section 15.6), so even a polite 503 is an unknown outcome.
    """
    if reply.status == 201:
        entity = member(reply, "d")
        number = number_of(entity)
        if number and entity.get("SupplierInvoiceStatus", POSTED) == POSTED:
            return Receipt(number=number, raw=_raw(reply))
        raise UnknownOutcome("SAP answered 201 but showed no posted supplier invoice")
    if reply.status == 429:
        raise Unavailable("SAP limits our rate", wait_seconds=wait_seconds(reply, now))
    if reply.status in AT_THE_DOOR:
        raise Unavailable(f"SAP turned us away with {reply.status} before its service was called")
    if reply.status == 400:
        raise _refusal(reply)
    raise UnknownOutcome(f"SAP answered {reply.status} after the bill was sent")


def _refusal(reply: Reply) -> TieoutError:
    error = member(reply, "error")
    code = error.get("code")
    if not isinstance(code, str) or not code:
        return UnknownOutcome("SAP answered 400 without an error body of its own")
    if DUPLICATES & {code, *_error_details(error)}:
        return UnknownOutcome("SAP's duplicate check says that it holds such an invoice")
    text = as_object(error.get("message")).get("value")
    return Rejected(f"{code}: {text}"[:255], code=code[:40], raw=_raw(reply))


def _error_details(error: Entity) -> set[str]:
    details = as_object(error.get("innererror")).get("errordetails")
    found = [as_object(detail) for detail in details] if isinstance(details, list) else []
    return {str(detail.get("code")) for detail in found if detail.get("severity") == "error"}


def _raw(reply: Reply) -> str:
    return reply.body.decode("utf-8", "replace")[:RAW_MAX]
