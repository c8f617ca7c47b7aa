"""SAP S/4HANA Cloud as the counterpart of supplier bills (R-SYS-02): it is sent to and asked.

`remote.secret("sap")` holds base_url, token_url, client_id and client_secret.
"""

import json
import time
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import quote, urlencode

from functions.connectors.calls import Calls
from functions.connectors.erp import Bill
from functions.connectors.sap import listing
from functions.connectors.sap.agreement import agreement, page_of
from functions.connectors.sap.answers import posted
from functions.connectors.sap.odata import Entity, literal
from functions.connectors.sap.session import Session
from functions.connectors.sap.translate import posting
from functions.runtime.decision import Outcome, Receipt
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Remote
from schemas.entry import Entry, Listed

BILLS = "/A_SupplierInvoice"
PAGES_MAX = 10

_COMPARED = (
    "SupplierInvoice,FiscalYear,CompanyCode,DocumentDate,SupplierInvoiceIDByInvcgParty,"
    "InvoicingParty,DocumentCurrency,InvoiceGrossAmount,SupplierInvoiceIsCreditMemo,"
    "SupplierInvoiceStatus,ReverseDocument"
)


class Sap:
    """Posts bills by a deep create of A_SupplierInvoice, and finds them by our reference."""

    def __init__(
        self,
        remote: Remote,
        now: datetime,
        pause: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.remote = remote
        self.now = now
        self.pause = pause
        self.timer = timer

    def send(self, request: Bill) -> Receipt:
        """Post the bill, once. Raises Rejected, Unavailable (surely not there), UnknownOutcome."""
        body = json.dumps(posting(request)).encode()
        return posted(self._session().post(BILLS, body), self.now)

    def ask(self, request: Bill) -> Outcome | None:
        """Whether SAP holds the bill. Raises Unavailable if it could not be asked.

        Asked by our reference alone: SAP may have put another invoicing party in the place of
        ours (supplier master, partner functions), and then a narrower question finds nothing.
        `IsReversed` cannot be filtered, `ReverseDocument` is compared instead ($metadata).
        """
        reference = literal(request.reference)
        query = urlencode(
            {
                "$filter": f"SupplierInvoiceIDByInvcgParty eq {reference}",
                "$select": _COMPARED,
                "$format": "json",
            },
            safe="$,'",
            quote_via=quote,
        )
        session = self._session()
        found: list[Entity] = []
        for _ in range(PAGES_MAX):
            page = page_of(session.get(f"{BILLS}?{query}"))
            found += page.entries
            if not page.after:
                return agreement(request, found)
            query = page.after
        raise Unavailable("SAP's list under one reference has no end")

    def probe(self) -> None:
        """Whether SAP would take a bill: identity, service and CSRF token. Raises Unavailable."""
        self._session().fetch()

    def entry(self, request: Bill) -> Entry:
        """The bill as SAP must list it, under its posting date."""
        return listing.expected(request)

    def listed(self, company: str, day: date, after: str) -> Listed:
        """A page of what a company code holds of a posting date. Raises Unavailable."""
        query = after or listing.query(company, day)
        page = page_of(self._session().get(f"{BILLS}?{query}"))
        return Listed(tuple(map(listing.entry, page.entries)), page.after)

    def _session(self) -> Session:
        return Session(Calls("SAP", self.remote, self.now, self.pause, self.timer))


def connect(system: str, remote: Remote, now: datetime, pause: Callable[[float], None]) -> Sap:
    """The counterpart of an `Effect`. Raises ValueError for a system that is not SAP."""
    if system != "sap":
        raise ValueError(f"{system} is not served by this connector")
    return Sap(remote, now, pause)
