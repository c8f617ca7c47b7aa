"""The canonical invoice: what it takes, what it refuses, and what makes two of them equal."""

import json

import pytest
from pydantic import ValidationError

from schemas.base import canonical_json
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding, at_most
from schemas.invoice import Invoice
from schemas.party import Party, PartyIdentifier
from schemas.supplier import Supplier
from tests.unit.invoices import IBAN, content, seal, submitted


def _paid_to(account: str) -> dict[str, object]:
    return {"payment_means": [{"code": "58", "account": account, "bank": "COBADEFFXXX"}]}


def test_account_numbers_are_sealed_and_never_shown() -> None:
    command = submitted(**_paid_to(IBAN))
    doubt = Finding(code="TIE-IBAN", message="…")
    invoice = command.sealed("DE01", seal, doubts=(doubt,))
    assert invoice.payment_means[0].account == seal(IBAN)
    assert invoice.payment_means[0].bank == "COBADEFFXXX"
    assert invoice.doubts == (doubt,)
    assert (
        IBAN not in f"{command!r}{command.model_dump_json()}{invoice!r}{invoice.model_dump_json()}"
    )


def test_the_command_carries_everything_but_the_accounts_over() -> None:
    command = submitted(**_paid_to(IBAN))
    invoice = command.sealed("DE01", seal)
    shared = set(SubmitInvoice.model_fields) - {"payment_means", "entity"}
    assert all(getattr(command, name) == getattr(invoice, name) for name in shared)
    assert Invoice.model_validate_json(invoice.model_dump_json()) == invoice


@pytest.mark.parametrize(
    "wrong",
    [
        {"issue_date": 20261102},
        {"issue_date": "2026-11-02T00:00:00"},
        {"issue_date": "20261102"},
        {"issue_date": "0026-11-02"},
        {"issue_date": "2026-02-30"},
        {"currency": "eur"},
        {"kind": "debit_note"},
        {"lines": []},
        {"number": ""},
        {"number": "R\x00-1"},
        {"number": "R" * 256},
        {"totals": {"gross": 279.6, "payable": "200.05"}},
        {"totals": {"gross": "279.60"}},
        {"surprise": 1},
        {"supplier": {"identifiers": [{"scheme": "a#b", "value": "1"}]}},
        {"payment_means": [{"account": "123"}]},
        {"terms": {"net_days": "30"}},
    ],
    ids=lambda wrong: json.dumps(wrong)[:40],
)
def test_what_is_not_an_invoice_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SubmitInvoice.model_validate(content(**wrong))


def _essence(**changes: object) -> str:
    return canonical_json(submitted(**changes).sealed("DE01", seal).essence())


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": ["another text"]},
        {"beside": [{"name": "UUID", "value": "6f1c"}]},
        {"other_accounts": [{"name": "FinancialAccount/ID", "account": IBAN}]},
        {"lines": list(reversed(content()["lines"]))},
        {"taxes": list(reversed(content()["taxes"]))},
        {
            "supplier": {
                "name": "NORDLICHT",
                "tax_ids": [{"scheme": "vat", "value": "DE 811907980"}],
            }
        },
        {"totals": content()["totals"] | {"gross": "279.6", "rounding": "0.0500"}},
    ],
)
def test_texts_order_and_trailing_zeros_do_not_make_another_invoice(
    changes: dict[str, object],
) -> None:
    assert _essence(**changes) == _essence()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "credit_note"},
        {"number": "R-2"},
        {"issue_date": "2026-11-03"},
        {"due_date": "2026-12-03"},
        {"currency": "USD"},
        {"totals": content()["totals"] | {"payable": "200.06"}},
        {"lines": [*content()["lines"], content()["lines"][0]]},
        {"taxes": content()["taxes"][:1]},
        {"supplier": {"tax_ids": [{"scheme": "VAT", "value": "DE811907981"}]}},
        {"payee": {"identifiers": [{"scheme": "0088", "value": "1"}]}},
        _paid_to(IBAN),
    ],
)
def test_dates_amounts_parties_and_accounts_do(changes: dict[str, object]) -> None:
    assert _essence(**changes) != _essence()


def test_an_account_is_the_same_however_it_is_spaced() -> None:
    spaced = "de89 3704 0044 0532 0130 00"
    assert _essence(**_paid_to(spaced)) == _essence(**_paid_to(IBAN))


def test_the_sender_is_named_by_the_best_known_scheme_in_any_order() -> None:
    known = [
        PartyIdentifier(scheme="-", value="77"),
        PartyIdentifier(scheme="EM", value="a@b.example"),
        PartyIdentifier(scheme="GLN", value="4012345000009"),
    ]
    vat = (PartyIdentifier(scheme="VAT", value="DE 811 907.980"),)
    for order in (known, list(reversed(known))):
        assert Party(identifiers=tuple(order)).keys()[0] == ("0088", "4012345000009")
        assert Party(identifiers=tuple(order), tax_ids=vat).keys()[0] == ("VAT", "DE811907980")
    assert Party(identifiers=tuple(known)).keys()[-1] == ("-", "77")
    assert submitted(supplier={"name": "nobody"}).sender() is None


def test_a_supplier_leads_from_its_identifiers_to_what_validation_needs() -> None:
    supplier = Supplier(code="S-1001", name="Nordlicht", entities=("DE01",))
    target = supplier.target("sup_1")
    assert (target.supplier, target.code) == ("sup_1", "S-1001")
    assert target.may_bill("DE01")
    assert not target.may_bill("US01")
    assert Supplier(code="S-2", name="All").target("sup_2").may_bill("US01")
    assert supplier.entity == "*"


def test_findings_are_named_once_and_never_without_end() -> None:
    same = [Finding(code="A", message="a")] * 3
    assert at_most(same) == (same[0],)
    many = [Finding(code="A", message=str(n)) for n in range(5)]
    assert [finding.code for finding in at_most(many, limit=2)] == ["A", "A", "TIE-MORE"]
