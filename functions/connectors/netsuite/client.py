"""Oracle NetSuite as the counterpart of supplier bills (R-SYS-04): it is sent to and asked.

`remote.secret("netsuite")` holds base_url, token_url, client_id, certificate_id and private_key.

A bill is created by POST with our reference as its `externalId`, not upserted by PUT to `eid:`.
The upsert updates a record that is there ("Using the Upsert Operation", docs.oracle.com,
section_156335203191): it would undo what a person changed since, and, because lines without a line
id are added to a sublist unless `replace` names it, it would double the lines of the very same
bill. POST never touches what is there, and NetSuite refuses a second record with an external id in
use ("This record already exists", in SOAP DUP_RCRD): so it enforces our key, and the settle time
of `Resilience` is zero. Only sending again is safe so soon: a posting whose answer was lost may
still be carried out, and hold the id before it can be seen. So what NetSuite refuses meanwhile
is not final (`late_seconds`).
"""

import time
from collections.abc import Callable
from datetime import date, datetime

from functions.connectors.calls import Calls
from functions.connectors.erp import Bill
from functions.connectors.netsuite import listing
from functions.connectors.netsuite.agreement import agreement
from functions.connectors.netsuite.answers import Held, held, refusal
from functions.connectors.netsuite.session import Session
from functions.connectors.netsuite.translate import (
    RecordType,
    check,
    period_name,
    posting,
    record_type,
)
from functions.connectors.netsuite.wire import as_object, entity_of, rendered
from functions.runtime.decision import Outcome, Receipt
from functions.runtime.errors import Rejected, Unavailable, UnknownOutcome
from functions.runtime.ports import Remote
from schemas.entry import Entry, Listed

CHECK_SECONDS = 3
"""What a posting leaves of the deadline, to look at what NetSuite made of it."""

_OTHER: dict[RecordType, RecordType] = {"vendorBill": "vendorCredit", "vendorCredit": "vendorBill"}


class NetSuite:
    """Creates vendor bills and vendor credits, and finds them by our reference."""

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
        """Post the bill, once. Raises Rejected, Unavailable (surely not there), UnknownOutcome.

        NetSuite answers neither a total nor why it refused in a word for machines: so what it then
        holds decides. A refusal counts if nothing is there, a success if the bill is there as it
        was sent; everything else is an unknown outcome, and `ask` will say what differs.
        """
        check(request)
        session = self._session()
        currency = session.id_of("currency", "symbol", request.currency)
        month = period_name(request)
        period = session.id_of("accountingPeriod", "periodName", month) if month else ""
        body = rendered(posting(request, currency, period)).encode()
        refused = refusal(session.post(f"/{record_type(request)}", body), self.now)
        try:
            found = self._find(session, request)
        except (Unavailable, Rejected):
            raise UnknownOutcome(
                "NetSuite answered the bill, and then not what became of it"
            ) from None
        if refused and not found:
            raise refused
        outcome = agreement(request, found, currency) if found and not refused else None
        if isinstance(outcome, Receipt):
            return outcome
        raise UnknownOutcome("what NetSuite holds is not plainly the bill that was sent")

    def ask(self, request: Bill) -> Outcome | None:
        """Whether NetSuite holds the bill. Raises Unavailable, or Rejected if it cannot be asked.

        Asked by our reference alone and for both kinds of record: a person's correction of
        supplier or kind must be found too.
        """
        session = self._session()
        found = self._find(session, request)
        if not found:
            return None
        return agreement(request, found, session.id_of("currency", "symbol", request.currency))

    def probe(self) -> None:
        """Whether NetSuite would look at a bill: identity and record service. Raises Unavailable.

        It lists a currency, as every posting must be able to: what a list answers is documented,
        and it is not large.
        """
        reply = self._session().get("/currency?limit=1")
        if reply.status != 200:
            raise Unavailable(f"NetSuite answered {reply.status} to the list of its currencies")

    def entry(self, request: Bill) -> Entry:
        """The bill as NetSuite must list it, under the date of its document."""
        return listing.expected(request)

    def listed(self, company: str, day: date, after: str) -> Listed:
        """A page of what a subsidiary holds of a day. Raises Unavailable or Rejected."""
        body = listing.query(company, day, after)
        reply = self._session().query(f"{listing.QUERY}?limit={listing.PAGE}", body)
        answer = entity_of(reply)
        items, more = answer.get("items"), answer.get("hasMore")
        if reply.status != 200 or not isinstance(items, list) or not isinstance(more, bool):
            raise Unavailable(f"NetSuite answered {reply.status} to the question for a day's list")
        rows = [as_object(row) for row in items]
        entries = tuple(map(listing.entry, rows))
        return Listed(entries, str(rows[-1]["id"]) if more and rows else "")

    def _find(self, session: Session, bill: Bill) -> Held | None:
        kind = record_type(bill)
        for each in (kind, _OTHER[kind]):
            path = f"/{each}/eid:{bill.reference}?expandSubResources=true"
            if found := held(session.get(path), each):
                return found
        return None

    def _session(self) -> Session:
        calls = Calls(
            "NetSuite",
            self.remote,
            self.now,
            self.pause,
            self.timer,
            check_seconds=CHECK_SECONDS,
        )
        return Session(calls)


def connect(system: str, remote: Remote, now: datetime, pause: Callable[[float], None]) -> NetSuite:
    """The counterpart of an `Effect`. Raises ValueError for a system that is not NetSuite."""
    if system != "netsuite":
        raise ValueError(f"{system} is not served by this connector")
    return NetSuite(remote, now, pause)
