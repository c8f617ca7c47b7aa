"""Our side: the operation as it is deployed, with the real ports on AWS."""

import logging
from collections.abc import Callable
from typing import Any

from functions.payables.submit_invoice import operation
from functions.runtime.aws import ports_from
from functions.runtime.aws.expressions import written_item
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from tests import company
from tests.benchmarks.canned import Canned
from tests.benchmarks.first_events import first_events

ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "HOME_TENANT": "acme",
    "LEDGER_TABLE": "ledger",
    "KEYS_TABLE": "keys",
    "DOCUMENTS_BUCKET": "documents",
    "DATA_KEY": "arn:aws:kms:eu-west-1:000000000000:key/1",
    "BLIND_SECRET": "blind",
}
LOG = logging.getLogger("benchmarks")


def accepting(canned: Canned, body: str) -> Callable[[str], Any]:
    """A warm function that takes this body, by Idempotency-Key."""
    kernel = Kernel.over(ports_from(ENVIRON, send=canned.send))
    claims = {**company.PORTAL, "scope": "payables/invoices.submit"}

    def accept(key: str) -> Any:
        event = {
            "httpMethod": "POST",
            "path": "/v1/invoices",
            "headers": {"Idempotency-Key": key, "Content-Type": "application/json"},
            "requestContext": {"authorizer": {"claims": claims}},
            "body": body,
        }
        return dispatch(kernel, operation, event, LOG)

    accept("warms every key")
    return accept


def known() -> dict[str, list[dict[str, dict[str, str]]]]:
    """The policies that say who may call."""
    first = first_events()[operation.name]
    return {"ledger": [written_item(item) for item in first.items["ledger"]]}
