"""Invoices for tests: one that is right in everything, and ways to make it wrong in one thing."""

from typing import Any

from schemas.commands.submit_invoice import SubmitInvoice
from schemas.sensitive import Sealed

IBAN = "DE89370400440532013000"


def content(**changes: Any) -> dict[str, Any]:
    """An invoice that breaks no rule: two lines, two rates, an allowance and a charge."""
    whole: dict[str, Any] = {
        "kind": "invoice",
        "number": "R-1",
        "issue_date": "2026-11-02",
        "currency": "EUR",
        "supplier": {"name": "Nordlicht", "tax_ids": [{"scheme": "VAT", "value": "DE811907980"}]},
        "buyer": {"name": "Tieout Handel"},
        "lines": [line("1", "200.00", "19"), line("2", "50.00", "7")],
        "allowances_charges": [
            {"kind": "allowance", "amount": "20.00", "tax_category": "S", "tax_rate": "19"},
            {"kind": "charge", "amount": "10.00", "tax_category": "S", "tax_rate": "19"},
        ],
        "taxes": [tax("190.00", "36.10", "19"), tax("50.00", "3.50", "7")],
        "totals": {
            "line_net": "250.00",
            "allowances": "20.00",
            "charges": "10.00",
            "net": "240.00",
            "tax": "39.60",
            "gross": "279.60",
            "prepaid": "79.60",
            "rounding": "0.05",
            "payable": "200.05",
        },
    }
    return whole | changes


def line(number: str, net: str, rate: str | None, category: str | None = "S") -> dict[str, Any]:
    """A line of one unit at its net."""
    return {
        "id": number,
        "quantity": "1",
        "unit_price": net,
        "net": net,
        "tax_category": category,
        "tax_rate": rate,
    }


def tax(taxable: str, amount: str, rate: str | None, category: str = "S") -> dict[str, Any]:
    """One subtotal of the breakdown."""
    return {"category": category, "rate": rate, "taxable": taxable, "tax": amount}


def exempt(category: str, rate: str | None, **changes: Any) -> dict[str, Any]:
    """An invoice of one line in a category that bears no tax."""
    subtotal = tax("80.00", "0.00", rate, category) | {"exemption_reason": "by law"}
    return content(
        lines=[line("1", "80.00", rate, category)],
        allowances_charges=[],
        taxes=[subtotal | changes],
        totals={"net": "80.00", "tax": "0.00", "gross": "80.00", "payable": "80.00"},
    )


def submitted(**changes: Any) -> SubmitInvoice:
    """The command of `content`."""
    return SubmitInvoice.model_validate(content(**changes))


def seal(clear: str) -> Sealed:
    """A stand-in for sealing: equal values, equal index."""
    return Sealed(sealed=f"sealed-{len(clear)}", blind=f"blind-{hash(clear)}", last4=clear[-4:])
