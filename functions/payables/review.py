"""What a person's word makes of a scan in review."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pydantic import SecretStr

from functions.payables.captured import gaps, in_accounts, least, plain, tree
from functions.payables.free_text import without_accounts
from functions.runtime.decision import Commit
from schemas.capture import Capture, Captured, Reading, Settled
from schemas.commands.review_invoice import ReviewInvoice
from schemas.events.invoice import InvoiceRejected
from schemas.finding import Finding, at_most
from schemas.invoice import Invoice
from schemas.invoice_fields import is_account, meant
from schemas.party import Party
from schemas.sensitive import Sealed

ACCOUNT_LENGTH = range(4, 65)


class Review(NamedTuple):
    """A scan, what a person says of it, and how account numbers are sealed."""

    capture: Capture
    command: ReviewInvoice
    seal: Callable[[str], Sealed]

    def open(self) -> tuple[Finding, ...]:
        """Each field that is still to be settled, and each that cannot be as it was."""
        said, settled = self.command.corrections, self._settled_places()
        found = [
            Finding(code="TIE-REVIEW-OPEN", message="a person must settle this field", where=path)
            for path in self.capture.in_doubt
            if path not in settled
        ]
        found += gaps({*said, *(read.field for read in self.capture.fields)})
        for path, value in said.items():
            if value and is_account(path) and not _is_number(value):
                message = "an account number has 4 to 64 characters"
                found.append(Finding(code="TIE-ACCOUNT", message=message, where=path))
        return at_most(found)

    def _settled_places(self) -> set[str]:
        """Each path of which something is said, and all that these lie in."""
        steps = [path.split(".") for path in self.command.corrections]
        places = {".".join(way[:end]) for way in steps for end in range(1, len(way) + 1)}
        return places | ({"buyer"} if self.command.entity else set())

    def invoice(self, entity: str, reviewer: str) -> Invoice:
        """The invoice as settled. Raises ValidationError if it still is none."""
        content = {**tree(dict(self._values())), "entity": entity}
        kept = [read.original for read in self._untouched() if read.original]
        content |= {
            "doubts": self._doubts(),
            "sealed_texts": kept,
            "captured": self._kept(reviewer),
        }
        return without_accounts(Invoice.model_validate(content), self.seal)

    def buyer(self) -> Party:
        """The buyer as settled. Raises ValidationError if that is no party."""
        return Party.model_validate(tree(dict(self._values())).get("buyer", {}))

    def corrected(self) -> int:
        """How many fields say something else now than was read."""
        return sum(one.corrected for one in self._settled())

    def _untouched(self) -> tuple[Reading, ...]:
        """What was read surely, and the person left as it was."""
        said = self.command.corrections
        return tuple(read for read in self.capture.fields if read.field not in said)

    def _values(self) -> Iterator[tuple[str, Any]]:
        for read in self._untouched():
            yield read.field, read.account or meant(read.field, read.value or "")
        for path, value in self.command.corrections.items():
            if value is not None:
                yield path, self._meant(path, value)

    def _meant(self, path: str, value: SecretStr) -> Any:
        text = value.get_secret_value()
        return self.seal(plain(text)) if is_account(path) else meant(path, text)

    def _doubts(self) -> tuple[Finding, ...]:
        """What is wrong with account numbers, those of the person included."""
        said = self.command.corrections
        found = [finding for finding in self.capture.doubts if finding.where not in said]
        for path, value in said.items():
            found += in_accounts(path, value) if value else ()
        return at_most(found)

    def _kept(self, reviewer: str) -> Captured:
        return Captured(
            capture=self.capture.capture,
            scan=self.capture.scan,
            least_confidence=least(self._untouched()),
            reviewed_by=reviewer,
            settled=tuple(self._settled()),
        )

    def _settled(self) -> Iterator[Settled]:
        read = {one.field: one for one in self.capture.fields}
        for path, value in self.command.corrections.items():
            known = read.get(path)
            yield Settled(
                field=path,
                confidence=known.confidence if known else None,
                corrected=not self._same(known, value),
            )

    def _same(self, read: Reading | None, value: SecretStr | None) -> bool:
        if read is None or value is None:
            return read is None and value is None
        text = value.get_secret_value()
        hidden = read.account or read.original
        return self.seal(text).blind == hidden.blind if hidden else text == read.value


def _is_number(account: SecretStr) -> bool:
    return len(plain(account.get_secret_value())) in ACCOUNT_LENGTH


def reject(capture: Capture, reason: str) -> Commit[InvoiceRejected]:
    """The scan will not become an invoice; sent again, it is still this one."""
    event = InvoiceRejected(entity=capture.entity, reason=reason, resolves=capture.case)
    return Commit(event, capture.model_copy(update={"case": None}), "rejected")
