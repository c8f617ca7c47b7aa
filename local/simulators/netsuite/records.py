"""The REST record service as the simulated NetSuite serves it, to callers already admitted."""

import json
import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from functions.runtime.ports import Reply, Request
from local.simulators.netsuite.answers import Entity, Refusal, answer, error
from local.simulators.netsuite.books import Books
from local.simulators.netsuite.faults import Door
from local.simulators.netsuite.suiteql import QUERY

RECORDS = "/services/rest/record/v1/"
GRANT = "/services/rest/auth/oauth2/v1/token"
TYPES = ("vendorBill", "vendorCredit")

_FILTER = re.compile(r'(\w+) IS "([^"]*)"')


class Records:
    """vendorBill and vendorCredit: POST, and GET by `eid:`; currency and period by `q`."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def do(self, request: Request, base_url: str) -> Reply:
        """What NetSuite does when nothing fails."""
        kind, _, rest = urlsplit(request.url).path.removeprefix(RECORDS).partition("/")
        try:
            if kind in ("currency", "accountingPeriod") and request.method == "GET" and not rest:
                return self._search(kind, request)
            if kind not in TYPES:
                return error(404, "NONEXISTENT_ID", f"Record type '{kind}' does not exist.")
            if request.method == "POST" and not rest:
                made = self.books.create(kind, record_of(request))
                return answer(204, location=f"{base_url}{RECORDS}{kind}/{made['id']}")
            if request.method == "GET" and rest.startswith("eid:"):
                return self._shown(kind, rest.removeprefix("eid:"), request, base_url)
        except Refusal as refusal:
            return error(400, refusal.code, str(refusal), refusal.path)
        return error(405, "METHOD_NOT_ALLOWED", "The simulator does not serve this method here.")

    def _shown(self, kind: str, external_id: str, request: Request, base_url: str) -> Reply:
        found = self.books.find(kind, external_id)
        if not found:
            detail = "The record instance does not exist. Provide a valid record instance ID."
            return error(404, "NONEXISTENT_ID", detail)
        address = f"{base_url}{RECORDS}{kind}/{found['id']}"
        shown = {name: value for name, value in found.items() if name != "recordType"}
        if "expandSubResources=true" not in urlsplit(request.url).query:
            shown["expense"] = {"links": [{"rel": "self", "href": f"{address}/expense"}]}
        return answer(200, {"links": [{"rel": "self", "href": address}], **shown})

    def _search(self, kind: str, request: Request) -> Reply:
        """All, or those with one text in one field (docs.oracle.com, section_1545222128)."""
        asked = {name: texts[0] for name, texts in parse_qs(urlsplit(request.url).query).items()}
        known, name = {
            "currency": (self.books.setup.currencies, "symbol"),
            "accountingPeriod": (self.books.setup.periods, "periodName"),
        }[kind]
        condition = _FILTER.fullmatch(asked.get("q", ""))
        if "q" in asked and (not condition or condition[1] != name):
            raise Refusal("Invalid search query.", code="INVALID_PARAMETER")
        found = [key for text, key in known.items() if not condition or condition[2] == text]
        items = [{"id": key, "links": []} for key in found[: int(asked.get("limit", "1000"))]]
        more = {"hasMore": len(items) < len(found), "offset": 0, "totalResults": len(found)}
        return answer(200, {"count": len(items), "items": items, **more})


def door_of(request: Request) -> Door:
    """Which door a request is at."""
    path = urlsplit(request.url).path
    if path == GRANT:
        return "token"
    if path == QUERY:
        return "list"
    if not path.removeprefix(RECORDS).startswith(TYPES):
        return "lookup"
    return "post" if request.method == "POST" else "ask"


def record_of(request: Request) -> Entity:
    """The record in a request, its numbers exact. Raises Refusal."""
    try:
        record = json.loads(request.body, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise Refusal("Invalid content in the request body", code="INVALID_CONTENT")
    return record


def subject_of(request: Request) -> str:
    """What a fault's `match` looks into: external id and number of a record, or the address."""
    try:
        record = record_of(request)
    except Refusal:
        return request.url
    return f"{record.get('externalId')} {record.get('tranId')}"
