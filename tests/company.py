"""A small company in the house: people, clients, entities, policies, suppliers, invoices."""

from typing import Any

from tests.house import House

ANN = {
    "sub": "ann-1",
    "username": "ann",
    "client_id": "web",
    "cognito:groups": "[tieout-administrators]",
}
BOB = {
    "sub": "bob-1",
    "username": "bob",
    "client_id": "web",
    "cognito:groups": "[tieout-administrators]",
}
PORTAL = {"sub": "portal-1", "client_id": "portal-1"}
MASTER = {"sub": "master-1", "client_id": "master-1"}
START = "2026-01-01T00:00:00Z"
IBAN = "DE89370400440532013000"

CALLERS = {
    "clients": [
        {
            "name": "portal",
            "tenant": "acme",
            "principals": ["portal-1", "partner.portal"],
            "entities": ["DE01"],
            "roles": [],
        },
        {
            "name": "mdm",
            "tenant": "acme",
            "principals": ["master-1"],
            "entities": ["*"],
            "roles": ["supplier-master"],
        },
    ],
    "people": [
        {
            "person": "ann",
            "tenant": "acme",
            "subjects": ["ann-1"],
            "entities": ["*"],
            "roles": ["payables-clerk"],
        },
        {"person": "bob", "tenant": "acme", "subjects": ["bob-1"], "entities": ["*"]},
    ],
}
ENTITIES = {
    "entities": [
        {
            "code": "DE01",
            "name": "Acme Deutschland GmbH",
            "country": "DE",
            "identifiers": [{"scheme": "VAT", "value": "DE136695976"}],
        },
    ],
}
POSTING = {
    "erp": "sap",
    "company": "1010",
    "expense_account": "65000000",
    "tax_codes": {"S:19": "V1", "S:7": "V2", "E:0": "V0"},
    "supplier_numbers": {"S-1001": "10300001"},
}


def policy(house: House, name: str, content: dict[str, Any], entity: str = "*") -> str:
    """Have Ann propose it and Bob approve it; answers its version."""
    proposal = {"entity": entity, "content": content, "effective_from": START}
    status, body, _ = house.call(
        "POST",
        f"/v1/policies/{name}/proposals",
        proposal,
        claims=ANN,
        key=f"propose {name} {entity} {sorted(content.items())!s:.80}",
    )
    assert status in (200, 201), body
    version = str(body["version"])
    status, body, _ = house.call(
        "POST",
        f"/v1/policies/{name}/{version}/approval",
        {"entity": entity},
        claims=BOB,
        key=f"approve {name} {entity} {version}",
    )
    assert status == 200, body
    house.kernels.clear()
    return version


def supplier(house: House, code: str = "S-1001", vat: str = "DE811907980") -> str:
    """Register a supplier with three identifier schemes; answers its document."""
    body = {
        "name": f"Supplier {code}",
        "country": "DE",
        "identifiers": [
            {"scheme": "VAT", "value": vat},
            {"scheme": "0088", "value": f"40{code[2:]}00000{vat[-3:]}"},
            {"scheme": "0060", "value": vat[-9:]},
        ],
    }
    status, said, _ = house.call(
        "PUT", f"/v1/suppliers/{code}", body, claims=MASTER, key=code + vat
    )
    assert status in (200, 201), said
    return str(said["id"])


def company(*, with_supplier: bool = True) -> House:
    """A house with everything in place, at rest."""
    house = House()
    policy(house, "callers", CALLERS)
    policy(house, "entities", ENTITIES)
    policy(house, "posting", POSTING, entity="DE01")
    if with_supplier:
        supplier(house)
    house.settle()
    return house


def invoice(**changes: Any) -> dict[str, Any]:
    """An invoice body for the API that is right in everything."""
    whole: dict[str, Any] = {
        "entity": "DE01",
        "kind": "invoice",
        "number": "R-2026-0001",
        "issue_date": "2026-03-01",
        "currency": "EUR",
        "supplier": {"name": "Nordlicht", "tax_ids": [{"scheme": "VAT", "value": "DE811907980"}]},
        "buyer": {"name": "Acme", "tax_ids": [{"scheme": "VAT", "value": "DE136695976"}]},
        "lines": [
            {
                "id": "1",
                "quantity": "2",
                "unit_price": "100.00",
                "net": "200.00",
                "tax_category": "S",
                "tax_rate": "19",
                "article": {"name": "Lamp"},
            },
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
        "terms": {"net_days": 30, "discounts": [{"days": 10, "percent": "2"}]},
    }
    return whole | changes


def submit(
    house: House, key: str = "k1", **changes: Any
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Submit an invoice as the portal."""
    return house.call("POST", "/v1/invoices", invoice(**changes), claims=PORTAL, key=key)
