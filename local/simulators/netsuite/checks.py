"""What the simulated NetSuite checks before it makes a record, and how it computes the total."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from local.simulators.netsuite.answers import Entity, Refusal

_BOTH = (
    "externalId subsidiary entity tranDate tranId currency memo postingPeriod expense account "
    "exchangeRate department location class"
)
_BILL = "dueDate discountDate discountAmount terms approvalStatus paymentHold"
_LINE = "account amount taxCode tax1Amt grossAmt memo department location class category"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"

FIELDS: Mapping[str, frozenset[str]] = {
    "vendorBill": frozenset(f"{_BOTH} {_BILL}".split()),
    "vendorCredit": frozenset(f"{_BOTH} autoApply".split()),
}
LINE = frozenset(_LINE.split())
MANDATORY = ("subsidiary", "entity", "tranDate", "currency", "expense")
LENGTHS = {"tranId": 45, "memo": 999, "externalId": 255}


def _months() -> dict[str, str]:
    numbered = [f"{name} {year}" for year in range(2025, 2029) for name in _MONTHS.split()]
    return {name: str(place) for place, name in enumerate(numbered, start=101)}


@dataclass
class Setup:
    """What an account has been set up with, by internal id."""

    subsidiaries: set[str] = field(default_factory=lambda: {"1", "2"})
    vendors: set[str] = field(default_factory=lambda: {"501", "502", "503"})
    accounts: set[str] = field(default_factory=lambda: {"6100", "6200"})
    tax_codes: dict[str, str] = field(default_factory=lambda: {"5": "0.19", "6": "0.07", "7": "0"})
    """Their rates: used where a line does not state its tax."""
    currencies: dict[str, str] = field(
        default_factory=lambda: {"USD": "1", "GBP": "2", "CAD": "3", "EUR": "4"}
    )
    periods: dict[str, str] = field(default_factory=_months)


def check_shape(kind: str, record: Entity) -> None:
    """Known fields only (strict validation was asked for), mandatory ones, lengths, dates."""
    if unknown := sorted(set(record) - FIELDS[kind]):
        raise Refusal(f"Unknown field name {unknown[0]}", unknown[0], "INVALID_CONTENT")
    if missing := [name for name in MANDATORY if not record.get(name)]:
        raise Refusal(f"Please enter value(s) for: {', '.join(missing)}")
    for name, limit in LENGTHS.items():
        if len(str(record.get(name, ""))) > limit:
            raise Refusal(f"The field {name} contained more than the maximum number", name)
    for name in ("tranDate", "dueDate", "discountDate"):
        if name in record:
            _check_day(record[name], name)


def check_references(setup: Setup, record: Entity) -> None:
    """Every reference is a record of this account."""
    for name, known in (
        ("subsidiary", setup.subsidiaries),
        ("entity", setup.vendors),
        ("currency", set(setup.currencies.values())),
        ("postingPeriod", set(setup.periods.values())),
    ):
        if name in record:
            _check_reference(record[name], known, name)
    for place, line in enumerate(lines(record)):
        where = f"expense.items[{place}]"
        if unknown := sorted(set(line) - LINE):
            raise Refusal(f"Unknown field name {unknown[0]}", where, "INVALID_CONTENT")
        _check_reference(line.get("account"), setup.accounts, f"{where}.account")
        _check_reference(line.get("taxCode"), set(setup.tax_codes), f"{where}.taxCode")


def totals(setup: Setup, record: Entity) -> tuple[Decimal, Decimal]:
    """Total and its tax, from the lines; a total may not be negative."""
    net = tax = Decimal(0)
    for line in lines(record):
        amount = _number(line.get("amount"), "amount")
        rate = Decimal(setup.tax_codes[line["taxCode"]["id"]])
        stated = line.get("tax1Amt")
        tax += round(amount * rate, 2) if stated is None else _number(stated, "tax1Amt")
        net += amount
    if net + tax < 0:
        raise Refusal("Transaction amounts must not be negative")
    return net + tax, tax


def lines(record: Entity) -> list[Entity]:
    """The lines of the expense sublist. Raises Refusal."""
    expense = record.get("expense")
    found = expense.get("items") if isinstance(expense, dict) else None
    if not isinstance(found, list) or not all(isinstance(line, dict) for line in found):
        raise Refusal("Invalid content in the request body", "expense", "INVALID_CONTENT")
    return found


def _check_reference(value: object, known: set[str], path: str) -> None:
    given = value.get("id") if isinstance(value, dict) else None
    if given not in known:
        name = path.split(".")[-1]
        message = f"You have entered an Invalid Field Value {given} for the following field: {name}"
        raise Refusal(message, path, "INVALID_CONTENT")


def _check_day(value: object, path: str) -> None:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Refusal("Invalid date value (must be YYYY-MM-DD)", path, "INVALID_CONTENT") from None


def _number(value: object, name: str) -> Decimal:
    """A JSON number of at most two decimals."""
    if not isinstance(value, Decimal) or value != round(value, 2):
        raise Refusal(f"Invalid number for the field {name}", name, "INVALID_CONTENT")
    return value
