"""`python -m functions.formats FILE…`: what each file holds, one line of JSON a file.

`documents` are the invoices in it, `findings` everything that is wrong with one of them (also by
the rules of EN 16931), `refused` why nothing of the file was taken. It ends non-zero only when it
could not do its job: a file that it cannot open.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.formats import facturx
from functions.formats.sniff import HEAD_BYTES, read, sniff
from functions.payables.rules import findings
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding


def told(name: str, content: bytes) -> dict[str, Any]:
    """What one file holds."""
    line: dict[str, Any] = {
        "file": name,
        "format": sniff(content[:HEAD_BYTES]),
        "documents": [],
        "findings": [],
        "refused": None,
    }
    try:
        for ordinal, document in enumerate(read(content), start=1):
            found = _findings(document)
            line["findings"] += [_said(finding, ordinal) for finding in found]
            if isinstance(document, SubmitInvoice):
                line["documents"].append(_document(document))
                if line["format"] == facturx.FACTUR_X:
                    line["format"] = facturx.format_of(document.specification)
    except Invalid as refused:
        found = refused.findings or (Finding(code="TIE-FILE", message=refused.detail),)
        line["documents"], line["findings"] = [], []
        line["refused"] = found[0].model_dump()
    return line


def _findings(document: SubmitInvoice | Unreadable) -> tuple[Finding, ...]:
    if isinstance(document, Unreadable):
        return document.findings
    return findings(document, today=datetime.now(UTC).date())


def _said(finding: Finding, ordinal: int) -> dict[str, str]:
    return {**finding.model_dump(), "where": f"document {ordinal}: {finding.where}".rstrip(": ")}


def _document(invoice: SubmitInvoice) -> dict[str, Any]:
    totals = invoice.totals
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "issue_date": invoice.issue_date.isoformat(),
        "currency": invoice.currency,
        "supplier": invoice.supplier.name,
        "buyer": invoice.buyer.name,
        "net": totals.net,
        "tax": totals.tax,
        "gross": totals.gross,
        "payable": totals.payable,
        "lines": len(invoice.lines),
    }


def main(names: list[str]) -> int:
    """A line for each file; 2 if one could not be opened."""
    code = 0
    for name in names:
        try:
            content = Path(name).read_bytes()
        except OSError as wrong:
            sys.stderr.write(f"{name}: {wrong.strerror}\n")
            code = 2
            continue
        sys.stdout.write(json.dumps(told(name, content)) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
