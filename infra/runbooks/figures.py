"""The figures that finance watches, each with its level, its alarm and what to do about it."""

from typing import NamedTuple

SILENT = "Silent"


class Figure(NamedTuple):
    """`level` is the field of the policy `service_levels` that bounds it."""

    level: str
    title: str
    owner: str
    means: str
    see: tuple[str, ...]
    press: tuple[str, ...]


_CASES = "`GET /v1/cases?owner=<team>`: the cases, the oldest first, with what may be done"
_BLOCKER = "`GET /v1/documents/{id}/blocker`: the one thing that a document waits for"
_RETRY = "Mend what the cases name, then `POST /v1/cases/{id}/retry` for each."
_UNPOSTED = "`GET /v1/invoices?entity=<code>&state=validated` (and received, posting)"

FIGURES = (
    Figure(
        "cases_open",
        "open exception cases",
        "finance-operations",
        "More cases are open than people get through; each is a document that stands still.",
        (_CASES,),
        ("Look for one cause behind many: a missing mapping, one supplier, one system.", _RETRY),
    ),
    Figure(
        "case_oldest_seconds",
        "age of the oldest open case",
        "finance-operations",
        "Somebody's turn has been forgotten: discounts lapse, and the supplier is not paid.",
        (_CASES,),
        ("`POST /v1/cases/{id}/assignment` to a person, then retry, waive, resolve or reject.",),
    ),
    Figure(
        "amount_at_risk",
        "amount at risk in one currency",
        "finance-controls",
        "The invoices that stand still come to more than the company wants to have unposted.",
        (_CASES, "dashboard: amount at risk by currency"),
        ("Take the largest amounts first.", _RETRY),
    ),
    Figure(
        "waiting",
        "invoices that wait for master data",
        "supplier-master-data",
        "Suppliers are not known yet: their invoices go on by themselves once they are.",
        ("`GET /v1/invoices?entity=<code>&state=waiting`", _BLOCKER),
        ("Register the suppliers: `PUT /v1/suppliers/{code}`; the feed of master data may hang.",),
    ),
    Figure(
        "in_review",
        "scans that wait for a reviewer",
        "accounts-payable",
        "Fields of scans are in doubt, and nobody has settled them.",
        ("`GET /v1/invoices?entity=<code>&state=in_review`",),
        (
            "`POST /v1/invoices/{id}/review` or `…/rejection`.",
            "If the reader got worse: look at its thresholds, policy `capture`.",
        ),
    ),
    Figure(
        "unposted",
        "invoices on their way to the ERP",
        "accounts-payable",
        "More invoices than usual are accepted but not posted: the ERP's figures lack them.",
        (_UNPOSTED, _BLOCKER),
        ("Is a system down? Its runbook. Else queues and DLQs of validate_invoice, post_invoice.",),
    ),
    Figure(
        "unposted_oldest_seconds",
        "age of the oldest invoice on its way",
        "accounts-payable",
        "An invoice takes longer to the ERP than agreed; near a close it may miss its period.",
        (_UNPOSTED, _BLOCKER),
        ("Ask its blocker, and press what that names.",),
    ),
    Figure(
        "circuits_open",
        "partner systems that do not answer",
        "platform",
        "An ERP is down. Postings wait, nothing is lost, and all go on gradually when it answers.",
        ("dashboard: circuits open", "log of operations.probe_systems"),
        (
            "Call whoever runs the system; look at its secret if credentials have changed.",
            "Nothing in Tieout: it is asked each minute and lets what waits go by itself.",
        ),
    ),
)
