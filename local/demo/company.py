"""The company of the demo: who may call, its entities, where it posts, its suppliers."""

from datetime import date
from typing import Any

START = "2026-01-01T00:00:00Z"
SOURCE = "partner.procurement"
"""What the inbound bus lets nobody but the procurement suite say."""
IBAN = "DE89370400440532013000"
FILE_IBAN = "DE02120300000000202051"
"""The account number in the dropped files; neither may be seen anywhere but there."""

ENTITIES: dict[str, Any] = {
    "entities": [
        {
            "code": "DE01",
            "name": "Acme Deutschland GmbH",
            "country": "DE",
            "identifiers": [
                {"scheme": "VAT", "value": "DE136695976"},
                {"scheme": "0088", "value": "4098765000002"},
            ],
        },
        {
            "code": "US01",
            "name": "Acme Inc.",
            "country": "US",
            "identifiers": [{"scheme": "0199", "value": "5493000IBP32UQZ0KL24"}],
        },
    ]
}
POSTING: dict[str, Any] = {
    "erp": "sap",
    "company": "1010",
    "expense_account": "65000000",
    "tax_codes": {"S:19": "V1", "S:7": "V2", "E:0": "V0", "-:19": "V1"},
    "supplier_numbers": {"S-1001": "10300001", "S-1002": "10300002", "S-1003": "10300003"},
}
BUYER_ABROAD: dict[str, Any] = {
    "name": "Acme Inc.",
    "identifiers": ENTITIES["entities"][1]["identifiers"],
}
ABROAD: dict[str, Any] = {
    "erp": "netsuite",
    "company": "2",
    "expense_account": "6100",
    "tax_codes": {"S:19": "5", "S:7": "6", "E:0": "7"},
    "supplier_numbers": {"S-1001": "501", "S-1002": "502", "S-1003": "503"},
}
"""US01 posts to NetSuite, by its internal ids."""
RESILIENCE: dict[str, Any] = {
    "failures_to_open": 3,
    "release_first": 2,
    "ask_after_seconds": 2,
    "retry_first_seconds": 2,
    "settle_seconds": {"sap": 15, "netsuite": 0},
}
"""Seconds where a company would say minutes; the fault tests prove the real ones."""

SUPPLIERS: dict[str, dict[str, Any]] = {
    "S-1001": {
        "name": "Nordlicht Werkzeuge GmbH",
        "country": "DE",
        "identifiers": [
            {"scheme": "VAT", "value": "DE811907980"},
            {"scheme": "0088", "value": "4012345000009"},
            {"scheme": "0060", "value": "315104727"},
        ],
        "terms": {"net_days": 30, "discounts": [{"days": 10, "percent": "2"}]},
    },
    "S-1002": {
        "name": "Fjord Handel AS",
        "country": "NO",
        "identifiers": [
            {"scheme": "VAT", "value": "NO987654325MVA"},
            {"scheme": "0088", "value": "7080000000017"},
            {"scheme": "0192", "value": "987654325"},
        ],
    },
    "S-1003": {
        "name": "Lumière Éclairage SARL",
        "country": "FR",
        "identifiers": [
            {"scheme": "VAT", "value": "FR40303265045"},
            {"scheme": "0088", "value": "3012345000003"},
            {"scheme": "0009", "value": "30326504500018"},
        ],
    },
}


def callers(procurement: str, master_data: str, ann: str, bob: str) -> dict[str, Any]:
    """Two machines and two people, by the ids their tokens carry."""
    return {
        "clients": [
            {
                "name": "procurement",
                "tenant": "acme",
                "principals": [procurement, SOURCE],
                "entities": ["DE01", "US01"],
            },
            {
                "name": "master-data",
                "tenant": "acme",
                "principals": [master_data],
                "entities": ["*"],
                "roles": ["supplier-master"],
            },
        ],
        "people": [
            {
                "person": "ann",
                "tenant": "acme",
                "subjects": [ann],
                "entities": ["*"],
                "roles": ["payables-clerk", "exception-clerk", "operator"],
            },
            {
                "person": "bob",
                "tenant": "acme",
                "subjects": [bob],
                "entities": ["*"],
                "roles": ["exception-approver"],
            },
        ],
    }


def invoice(
    number: str, supplier: str = "S-1001", today: date | None = None, **changes: Any
) -> dict[str, Any]:
    """An invoice over two lamps for DE01, as a procurement system sends it."""
    known = SUPPLIERS[supplier]
    whole: dict[str, Any] = {
        "entity": "DE01",
        "kind": "invoice",
        "number": number,
        "issue_date": str(today),
        "currency": "EUR",
        "supplier": {
            "name": known["name"],
            "tax_ids": known["identifiers"][:1],
            "identifiers": known["identifiers"][1:2],
        },
        "buyer": {
            "name": "Acme Deutschland GmbH",
            "tax_ids": [{"scheme": "VAT", "value": "DE136695976"}],
        },
        "lines": [
            {
                "id": "1",
                "quantity": "2",
                "unit": "C62",
                "unit_price": "100.00",
                "net": "200.00",
                "tax_category": "S",
                "tax_rate": "19",
                "article": {"name": "Desk lamp"},
            }
        ],
        "taxes": [{"category": "S", "rate": "19", "taxable": "200.00", "tax": "38.00"}],
        "totals": {
            "line_net": "200.00",
            "net": "200.00",
            "tax": "38.00",
            "gross": "238.00",
            "payable": "238.00",
        },
        "payment_means": [{"code": "58", "account": IBAN}],
    }
    return whole | changes
