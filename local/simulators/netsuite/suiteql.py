"""The one SuiteQL query that is served: payables of a subsidiary and a day, by internal id."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from functions.runtime.ports import Reply, Request
from local.simulators.netsuite.answers import Entity, answer, error
from local.simulators.netsuite.books import Books

QUERY = "/services/rest/query/v1/suiteql"
PAGE = 1_000

_ASKED = re.compile(
    r"SELECT .* FROM transaction t .* WHERE t\.type IN \('VendBill', 'VendCred'\) "
    r"AND t\.externalid IS NOT NULL AND l\.subsidiary = (\d+) "
    r"AND t\.trandate = TO_DATE\('(\d{4}-\d{2}-\d{2})', 'YYYY-MM-DD'\) "
    r"AND t\.id > (\d+) ORDER BY t\.id"
)
_TYPES = {"vendorBill": "VendBill", "vendorCredit": "VendCred"}


def answered(books: Books, request: Request, page_size: int) -> Reply:
    """A page of rows: every value a text, names in lower case, nothing that is empty."""
    if request.headers.get("prefer") != "transient" or request.method != "POST":
        return error(400, "INVALID_HEADER", "Provide the header Prefer: transient.")
    try:
        asked = _ASKED.fullmatch(str(json.loads(request.body)["q"]))
    except (ValueError, KeyError, TypeError):
        asked = None
    if not asked:
        return error(400, "INVALID_PARAMETER", "Invalid search query.")
    said = parse_qs(urlsplit(request.url).query)
    limit = min(int(said.get("limit", ["1000"])[0]), page_size)
    rows = [
        _row(books, record)
        for record in sorted(books.records, key=lambda one: int(one["id"]))
        if record.get("externalId")
        and (record["subsidiary"]["id"], record["tranDate"]) == (asked[1], asked[2])
        and int(record["id"]) > int(asked[3])
    ]
    body = {"links": [], "count": min(limit, len(rows)), "hasMore": len(rows) > limit}
    return answer(200, {**body, "items": rows[:limit], "offset": 0, "totalResults": len(rows)})


def _row(books: Books, record: Entity) -> Entity:
    symbols = {key: symbol for symbol, key in books.setup.currencies.items()}
    row = {
        "links": [],
        "id": record["id"],
        "type": _TYPES[record["recordType"]],
        "externalid": record["externalId"],
        "memo": record.get("memo"),
        "entity": record["entity"]["id"],
        "trandate": record["tranDate"],
        "currency": symbols[record["currency"]["id"]],
        "total": str(float(record["total"])),
        "status": record["status"]["id"],
        "paymenthold": "T" if record.get("paymentHold") else "F",
    }
    return {name: value for name, value in row.items() if value is not None}
