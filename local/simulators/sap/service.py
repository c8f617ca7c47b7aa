"""API_SUPPLIERINVOICE_PROCESS_SRV as the simulated SAP serves it, to callers already admitted."""

import json
from urllib.parse import parse_qs, urlsplit

from functions.runtime.ports import Reply, Request
from local.simulators.sap.books import Books
from local.simulators.sap.doorkeeper import Doorkeeper
from local.simulators.sap.faults import Door
from local.simulators.sap.odata import Entity, Refusal, answer, error, filters

SERVICE = "/sap/opu/odata/sap/API_SUPPLIERINVOICE_PROCESS_SRV"
BILLS = SERVICE + "/A_SupplierInvoice"
GRANT = "/sap/bc/sec/oauth2/token"


class Service:
    """The token endpoint, the service root, and A_SupplierInvoice: deep create and search."""

    def __init__(self, books: Books, doorkeeper: Doorkeeper, page_size: int) -> None:
        self.books = books
        self.doorkeeper = doorkeeper
        self.page_size = page_size

    def do(self, door: Door, request: Request, base_url: str) -> Reply:
        """What SAP does when nothing fails."""
        try:
            if door == "token":
                return self.doorkeeper.grant(request)
            if door == "post":
                made = self.books.post(bill_of(request))
                return answer(201, {"d": _entity(made, base_url)})
            asks = door in ("ask", "list")
            return self._found(request, base_url) if asks else self._root(request)
        except Refusal as refusal:
            return error(400, refusal.code, str(refusal))

    def _root(self, request: Request) -> Reply:
        path = urlsplit(request.url).path.rstrip("/")
        if path != SERVICE or request.method != "GET":
            return error(404, "/IWFND/MED/170", "No service found")
        fetch = request.headers.get("x-csrf-token", "").lower() == "fetch"
        opened = self.doorkeeper.session() if fetch else {}
        return answer(200, {"d": {"EntitySets": ["A_SupplierInvoice"]}}, **opened)

    def _found(self, request: Request, base_url: str) -> Reply:
        asked = {name: texts[0] for name, texts in parse_qs(urlsplit(request.url).query).items()}
        found = self.books.find(filters(asked.get("$filter", "")))
        start = int(asked.get("$skiptoken", "0"))
        end = start + self.page_size
        wanted = asked.get("$select", "").split(",")
        page = [_cut(_entity(each, base_url), wanted) for each in found[start:end]]
        body: Entity = {"results": page}
        if end < len(found):
            query = urlsplit(request.url).query.split("&$skiptoken=")[0]
            body["__next"] = f"{base_url}{BILLS}?{query}&$skiptoken={end}"
        return answer(200, {"d": body})


def _entity(invoice: Entity, base_url: str) -> Entity:
    key = f"SupplierInvoice='{invoice['SupplierInvoice']}',FiscalYear='{invoice['FiscalYear']}'"
    uri = f"{base_url}{BILLS}({key})"
    kind = "API_SUPPLIERINVOICE_PROCESS_SRV.A_SupplierInvoiceType"
    items = {"__deferred": {"uri": f"{uri}/to_SupplierInvoiceItemGLAcct"}}
    metadata = {"id": uri, "uri": uri, "type": kind}
    return {"__metadata": metadata, **invoice, "to_SupplierInvoiceItemGLAcct": items}


def _cut(entity: Entity, wanted: list[str]) -> Entity:
    """What $select leaves of an entity; without one, all of it."""
    if wanted == [""]:
        return entity
    return {name: entity[name] for name in ("__metadata", *wanted) if name in entity}


def door_of(request: Request) -> Door:
    """Which door a request is at."""
    path = urlsplit(request.url).path
    if path == GRANT:
        return "token"
    if path == BILLS:
        lists = "PostingDate%20eq" in request.url
        return "post" if request.method == "POST" else "list" if lists else "ask"
    return "service"


def bill_of(request: Request) -> Entity:
    """The bill in a deep create, bare or under `d`. Raises Refusal."""
    try:
        bill = json.loads(request.body)
    except ValueError:
        bill = None
    bill = bill.get("d", bill) if isinstance(bill, dict) else None
    if not isinstance(bill, dict):
        raise Refusal("/IWBEP/CM_MGW_RT/021", "The request body cannot be read")
    return bill


def subject_of(request: Request) -> str:
    """What a fault's `match` looks into: reference and header text of a bill, or the address."""
    try:
        bill = bill_of(request)
    except Refusal:
        return request.url
    return f"{bill.get('SupplierInvoiceIDByInvcgParty')} {bill.get('DocumentHeaderText')}"
