"""What was read off a scan: the invoice that it makes, and what of it needs a person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import SecretStr, ValidationError

from functions.payables.accounts import account_doubts
from functions.payables.free_text import is_key, masked, seal_text
from schemas.capture import Reading
from schemas.commands.capture_invoice import CaptureInvoice, ReadField
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding
from schemas.invoice_fields import is_account, meant
from schemas.policies.capture import CapturePolicy
from schemas.sensitive import Sealed

UNSURE, UNREADABLE, MISSING, HIDDEN = (
    f"TIE-CAPTURE-{what}" for what in ("UNSURE", "UNREADABLE", "MISSING", "ACCOUNT")
)


def read_invoice(
    command: CaptureInvoice, policy: CapturePolicy
) -> tuple[SubmitInvoice | None, dict[str, Finding]]:
    """The invoice as it was read, if it is one at all; and by path what a person must settle."""
    doubts = {finding.where: finding for finding in _doubts(command, policy)}
    values = texts(command.fields)
    shown = {path: _shown(path, value) for path, value in values.items()}
    if shown != values:
        doubts = {**_parsed(shown)[1], **doubts}
    invoice, unread = _parsed(values)
    return invoice, {**unread, **doubts}


def texts(fields: Iterable[ReadField]) -> dict[str, Any]:
    """What was read, by path."""
    return {read.field: meant(read.field, read.value.get_secret_value()) for read in fields}


def least(fields: Iterable[ReadField | Reading]) -> str | None:
    """The confidence of what was read least surely; None where nothing was."""
    return min((read.confidence for read in fields), key=Decimal, default=None)


def tree(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as one object; the elements of a list come in the order of their places."""
    root: dict[str, Any] = {"totals": {}}
    for path, value in values.items():
        *way, last = path.split(".")
        at = root
        for step in way:
            at = at.setdefault(step, {})
        at[last] = value
    return {name: _listed(part) for name, part in root.items()}


def _listed(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if part and all(step.isdigit() for step in part):
        return [_listed(part[step]) for step in sorted(part, key=int)]
    return {name: _listed(below) for name, below in part.items()}


def gaps(paths: Iterable[str]) -> tuple[Finding, ...]:
    """Lists in which a place is left out: what stands there would be moved, or invented."""
    places: dict[str, set[int]] = defaultdict(set)
    for path in paths:
        steps = path.split(".")
        for depth, step in enumerate(steps):
            if step.isdigit():
                places[".".join(steps[:depth])].add(int(step))
    message = "places in a list count from 0 and leave none out"
    return tuple(
        Finding(code="TIE-CAPTURE-PLACE", message=message, where=where)
        for where, found in places.items()
        if max(found) >= len(found)
    )


def reading(read: ReadField, seal: Callable[[str], Sealed]) -> Reading:
    """The value as it is kept: account numbers sealed, wherever they stand."""
    text = read.value.get_secret_value()
    if is_account(read.field):
        account = seal(plain(text))
        return Reading(field=read.field, confidence=read.confidence, account=account)
    shown = masked(text)
    original = seal_text(text, seal) if shown != text else None
    return Reading(field=read.field, value=shown, confidence=read.confidence, original=original)


def plain(account: str) -> str:
    """An account number in the form that is sealed."""
    return "".join(account.split()).upper()


def in_accounts(path: str, text: SecretStr) -> tuple[Finding, ...]:
    """What is wrong with the account to be paid, if it is one: only asked while it is in clear."""
    return tuple(account_doubts(text, path)) if path.endswith(".account") else ()


def _doubts(command: CaptureInvoice, policy: CapturePolicy) -> Iterator[Finding]:
    for read in command.fields:
        if policy.doubts(read.field, read.confidence):
            message = f"read with confidence {read.confidence}, which policy does not accept"
            yield Finding(code=UNSURE, message=message, where=read.field)
        elif is_key(read.field) and _hidden(read):
            message = "an account number stands where an identifier belongs"
            yield Finding(code=HIDDEN, message=message, where=read.field)


def _hidden(read: ReadField) -> bool:
    text = read.value.get_secret_value()
    return not is_account(read.field) and masked(text) != text


def _shown(path: str, value: Any) -> Any:
    return masked(value) if isinstance(value, str) and not is_account(path) else value


def _parsed(values: Mapping[str, Any]) -> tuple[SubmitInvoice | None, dict[str, Finding]]:
    try:
        return SubmitInvoice.model_validate(tree(values)), {}
    except ValidationError as wrong:
        return None, _unread(wrong, values)


def _unread(wrong: ValidationError, known: Mapping[str, Any]) -> dict[str, Finding]:
    """What does not parse, by path. Raises ValidationError if it is no field that is wrong."""
    found = {}
    for error in wrong.errors(include_url=False, include_input=False, include_context=False):
        path = ".".join(map(str, error["loc"]))
        if not path:
            raise wrong
        code = UNREADABLE if path in known else MISSING
        found[path] = Finding(code=code, message=error["msg"], where=path)
    return found
