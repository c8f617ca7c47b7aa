"""What NetSuite lists for a subsidiary and a day, by SuiteQL; pure.

"Executing SuiteQL Queries Through REST Web Services" (docs.oracle.com, section_157909186990): POST
with `Prefer: transient`, at most 1,000 rows a page and 100,000 a query. Pages are cut by internal
id, not by offset: ids only grow, so that nothing shifts while others post, a place in the list is
still one tomorrow, and no list is too long.

The day is `trandate`, a date without a time: it is under this that NetSuite files a transaction,
whatever the account's time zone. Amounts of payables carry the sign of their side of the ledger,
so only their size is compared; what is a credit is said by the type.
"""

import json
from datetime import date
from decimal import InvalidOperation

from functions.connectors.erp import Bill
from functions.connectors.netsuite.agreement import OPEN, STANDING
from functions.connectors.netsuite.translate import UNFIT, record_type
from functions.connectors.netsuite.wire import Entity
from functions.runtime.errors import Rejected, Unavailable
from schemas.entry import Entry, Standing, plain, stated

QUERY = "/services/rest/query/v1/suiteql"
PAGE = 1_000
CANCELLED = "C"

_TYPES = {"VendBill": ("invoice", "vendorBill"), "VendCred": ("credit_note", "vendorCredit")}
_SELECT = (
    "SELECT t.id AS id, t.type AS type, t.externalid AS externalid, t.memo AS memo, "
    "t.entity AS entity, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, c.symbol AS currency, "
    "ABS(t.foreigntotal) AS total, t.status AS status, t.paymenthold AS paymenthold "
    "FROM transaction t INNER JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'T' "
    "INNER JOIN currency c ON c.id = t.currency"
)


def query(company: str, day: date, after: str) -> bytes:
    """The body of the question. Raises Rejected for what is no internal id: it would be code."""
    if not all(part.isascii() and part.isdigit() for part in (company, after or "0")):
        raise Rejected("a subsidiary is named by its internal id", code=UNFIT)
    where = (
        f"WHERE t.type IN ('VendBill', 'VendCred') AND t.externalid IS NOT NULL "
        f"AND l.subsidiary = {company} "
        f"AND t.trandate = TO_DATE('{day.isoformat()}', 'YYYY-MM-DD') "
        f"AND t.id > {after or '0'} ORDER BY t.id"
    )
    return json.dumps({"q": f"{_SELECT} {where}"}).encode()


def expected(bill: Bill) -> Entry:
    """The entry that a bill must become. It is filed under the date of the document."""
    held = bill.blocked and record_type(bill) == "vendorBill"
    return Entry(
        reference=bill.reference,
        number="",
        document=bill.document,
        kind=bill.kind,
        party=bill.supplier,
        day=bill.document_date,
        currency=bill.currency,
        amount=plain(bill.gross),
        standing="blocked" if held else "payable",
    )


def entry(row: Entity) -> Entry:
    """One row. Raises Unavailable if it cannot be read: that is not "none"."""
    try:
        kind, record = _TYPES[str(row["type"])]
        return Entry(
            reference=str(row["externalid"]),
            number=f"{record}/{row['id']}",
            document=str(row.get("memo") or ""),
            kind=kind,
            party=str(row["entity"]),
            day=date.fromisoformat(str(row["trandate"])),
            currency=str(row["currency"]),
            amount=stated(str(row["total"])),
            standing=_standing(row, kind),
        )
    except (KeyError, ValueError, InvalidOperation):
        raise Unavailable("NetSuite lists a transaction that could not be read") from None


def _standing(row: Entity, kind: str) -> Standing:
    """A credit has no hold: it stays unapplied until a person applies it."""
    status = str(row["status"]).rpartition(":")[2]
    if status == CANCELLED and kind == "invoice":
        return "reversed"
    if status not in STANDING:
        return "not posted"
    if kind == "credit_note":
        return "payable"
    if status != OPEN:
        return "paid"
    return "blocked" if row.get("paymenthold") == "T" else "payable"
