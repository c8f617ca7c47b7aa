"""The ERPs at the end of the posting path: their doors, their books, and what they need of us."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from functions.connectors.netsuite import session as netsuite_session
from functions.connectors.sap import session as sap_session
from functions.runtime.ports import Remote, Request
from local.simulators.netsuite import records
from local.simulators.netsuite.faults import Fault as NetSuiteFault
from local.simulators.sap import service
from local.simulators.sap.faults import Fault as SapFault
from tests import company
from tests.house import House


class Standing(NamedTuple):
    """What an ERP holds: our reference, its number for it, and whether it will not pay it."""

    reference: str
    number: str
    withheld: bool


@dataclass(frozen=True)
class Erp:
    """One ERP. `order` has it fail; `kept` is what a process keeps of it; `posting` the policy."""

    name: str
    url: str
    door_of: Callable[[Request], str]
    order: Callable[..., None]
    standing: Callable[[House], list[Standing]]
    late: Callable[[House], bool]
    found_to_pay: Callable[[House], int]
    kept: MutableMapping[Remote, Any]
    posting: Mapping[str, Any]


def _sap_holds(house: House) -> list[Standing]:
    return [
        Standing(
            bill["SupplierInvoiceIDByInvcgParty"],
            f"{bill['SupplierInvoice']}/{bill['FiscalYear']}",
            bool(bill["PaymentBlockingReason"]),
        )
        for bill in house.sap.books.invoices
    ]


def _netsuite_holds(house: House) -> list[Standing]:
    return [
        Standing(
            record["externalId"],
            f"{record['recordType']}/{record['id']}",
            record["recordType"] == "vendorCredit" or record["paymentHold"],
        )
        for record in house.netsuite.books.records
    ]


SAP = Erp(
    name="sap",
    url="http://sap.test",
    door_of=service.door_of,
    order=lambda house, **fault: house.sap.order(SapFault(**fault)),
    standing=_sap_holds,
    late=lambda house: bool(house.sap.books.late),
    found_to_pay=lambda house: house.sap.books.pay().found,
    kept=sap_session._KEPT,
    posting=company.POSTING,
)
NETSUITE = Erp(
    name="netsuite",
    url="http://netsuite.test",
    door_of=records.door_of,
    order=lambda house, **fault: house.netsuite.order(NetSuiteFault(**fault)),
    standing=_netsuite_holds,
    late=lambda house: bool(house.netsuite.books.late),
    found_to_pay=lambda house: house.netsuite.books.pay().found,
    kept=netsuite_session._KEPT,
    posting={
        "erp": "netsuite",
        "company": "2",
        "expense_account": "6100",
        "tax_codes": {"S:19": "5", "S:7": "6", "E:0": "7"},
        "supplier_numbers": {"S-1001": "501"},
    },
)
ERPS = (SAP, NETSUITE)


def called(request: Request) -> Erp:
    """The ERP that a request goes to."""
    return next(erp for erp in ERPS if request.url.startswith(erp.url))
