"""Guards in the operations and at their doors, beside those of the kernel (`guards.py`)."""

from functions.governance import approve_policy
from functions.payables import (
    expire_review,
    post_invoice,
    reject_invoice,
    review_invoice,
    validate_invoice,
)
from functions.runtime import accept, deciding, http, transition
from tests.faults.guards import Guard

OF_OPERATIONS = (
    Guard(
        "validation of what is still to be validated",
        (
            (
                validate_invoice.validate_invoice,
                'if invoice.state not in ("received", "waiting") and not',
                "if False and not",
            ),
        ),
        "one",
        "I",
        "a clerk rejects it before",
        "payables.validate_invoice",
    ),
    Guard(
        "one invoice under one number of a supplier",
        ((validate_invoice._validated, "if given.taken:", "if False:"),),
        "same number",
        "I",
    ),
    Guard(
        "waiting once for a supplier",
        ((validate_invoice._wait, 'if invoice.state == "waiting":', "if False:"),),
        "unknown",
        "I",
    ),
    Guard(
        "unknown supplier",
        ((validate_invoice.validate_invoice, "if not found:", "if False:"),),
        "waiting",
        "I",
    ),
    Guard(
        "broken rules",
        ((validate_invoice.validate_invoice, "if broken:", "if False:"),),
        "corrected",
        "I",
    ),
    Guard(
        "mapping before posting",
        ((post_invoice.post_invoice, "if missing or posting.erp not in SYSTEMS:", "if False:"),),
        "unmapped",
        "I",
    ),
    Guard(
        "block against a second payer",
        ((post_invoice.post_invoice, 'blocked = payer.payer != "erp"', "blocked = False"),),
        "one",
        "I15",
    ),
    Guard(
        "rejection before posting only",
        ((reject_invoice.reject_invoice, "if invoice.state not in FROM:", "if False:"),),
        "one",
        "I",
        "a clerk rejects it",
    ),
    Guard(
        "number that a rejection frees",
        ((accept.admit, 'held["state"] != REJECTED', 'held["state"] != "nobody"'),),
        "corrected",
        "I1",
    ),
    Guard(
        "review of what is in review",
        (
            (
                review_invoice.review_invoice,
                'if held.state != "in_review" or not isinstance(capture, Capture):',
                "if False:",
            ),
        ),
        "reviewed",
        "I",
        "a person refuses it",
    ),
    Guard(
        "expiry of what is in review",
        (
            (
                expire_review.expire_review,
                'if held.state != "in_review" or not isinstance(held.body, Capture):',
                "if False:",
            ),
        ),
        "unreviewed",
        "I10",
        "a person refuses it",
    ),
    Guard(
        "approval of the version that it names",
        (
            (
                approve_policy.approve_policy,
                "if pending is None or pending.version != command.version:",
                "if pending is None:",
            ),
        ),
        "approve",
        "I9",
        "other proposal before",
        "governance.approve_policy",
    ),
    Guard(
        "scope of the token",
        ((http._scope, "not in str(call.claims.get(", "in str(None and call.claims.get("),),
        "strangers",
        "I8",
    ),
    Guard(
        "role of the caller",
        ((http._role, "if operation.roles and", "if False and"),),
        "strangers",
        "I8",
    ),
    Guard(
        "people only",
        ((http._role, "if operation.people_only and", "if False and"),),
        "strangers",
        "I8",
    ),
    Guard(
        "legal entities of who moves a document",
        (
            (
                transition._head,
                'if not caller.may_touch(str(item["entity"])) and',
                "if False and",
            ),
        ),
        "strangers",
        "I8",
    ),
    Guard(
        "legal entities of who submits",
        ((deciding.decide_new, "if not caller.may_touch(owner):", "if False:"),),
        "strangers",
        "I8",
    ),
    Guard(
        "record of a denial",
        (
            (
                http._controlled,
                "kernel.record_denial(tenant, who, operation, call.about[:ABOUT_LIMIT], denied)",
                "pass",
            ),
        ),
        "strangers",
        "I",
    ),
)
