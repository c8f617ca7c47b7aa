"""`python -m functions.audit`: check a sealed history, or take a bundle out of it, without AWS.

    verify --seals DIR --export DIR [--bodies DIR] [--public-key PEM] [--at INSTANT]
           [--next-sequence N]
    verify --seals DIR --bundle FILE [--public-key PEM]
    bundle --seals DIR --export DIR --document TENANT#ID
    bundle --seals DIR --export DIR --control NAME --since INSTANT --until INSTANT --sample N

`--seals` is a copy of the audit bucket, evidence and all; `--export` one of the ledger as DynamoDB
exports it; `--bodies` one of the documents bucket, where bodies are kept that are too large for the
ledger: without it their names alone are checked. The public key should come from KMS
(`aws kms get-public-key`); without it, those beside the seals are believed. `--at` is when the
copies were made and `--next-sequence` what the deployment says: both are for seals that were taken
away from the end. It ends with 1 if anything was found, with 2 if what was handed over cannot be
read or is not there.
"""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from functions.audit import drawing
from functions.audit.bundle import Bundle
from functions.audit.exported import Texts, evidence_in, items_in, seals_in
from functions.audit.found import Found, Verdict
from functions.audit.handed import checked, unsealed
from functions.audit.sequence import Sealed
from functions.audit.verify import PATIENCE, History, verify


def main(arguments: list[str]) -> int:
    """0 if all is as it was sealed, 1 if something was found, 2 if it could not be read."""
    asked = _parser().parse_args(arguments)
    try:
        sealed = seals_in(
            asked.seals,
            pinned=asked.public_key,
            next_expected=asked.next_sequence,
            at=asked.at,
        )
        return _bundle(asked, sealed) if asked.command == "bundle" else _verify(asked, sealed)
    except (OSError, ValueError, KeyError) as wrong:
        why = wrong if type(wrong) is ValueError else ""
        sys.stderr.write(f"cannot be read: {type(wrong).__name__} {why}\n")
        return 2


def _verify(asked: argparse.Namespace, sealed: Sealed) -> int:
    if asked.public_key is None:
        sys.stderr.write("the keys beside the seals are believed: pin one with --public-key\n")
    if asked.at is None and asked.next_sequence is None and not asked.bundle:
        sys.stderr.write("seals taken from the end are not missed: say --at or --next-sequence\n")
    if asked.bundle:
        bundle = Bundle.model_validate_json(asked.bundle.read_bytes())
        found = list(checked(bundle, sealed.keys))
        late = sum(len(unsealed(one)) for one in bundle.documents)
        return _told(found, f"{len(bundle.documents)} documents, {late} events for the next seal")
    patience = timedelta(minutes=asked.patience_minutes)
    verdict = verify(sealed, _read(asked), patience=patience)
    return _told([*verdict.found, *evidence_in(asked.seals)], _summary(verdict))


def _read(asked: argparse.Namespace) -> History:
    bodies = Texts(asked.bodies) if asked.bodies else None
    return History(bodies).read(items_in(asked.export))


def _summary(verdict: Verdict) -> str:
    return (
        f"{verdict.seals} seals, {verdict.documents} documents, {verdict.events} events, "
        f"{verdict.unsealed} of them for the next seal"
    )


def _told(found: list[Found] | tuple[Found, ...], summary: str) -> int:
    for one in found:
        sys.stdout.write(f"{one.what}: {one.where}: {one.why}\n")
    verdict = f"{len(found)} findings" if found else "as it was sealed"
    sys.stdout.write(f"{summary}: {verdict}\n")
    return 1 if found else 0


def _bundle(asked: argparse.Namespace, sealed: Sealed) -> int:
    def export() -> drawing.Items:
        return items_in(asked.export)

    if asked.control:
        made = drawing.of_control(
            sealed, export, asked.control, asked.since, asked.until, asked.sample
        )
    else:
        made = drawing.of_document(sealed, export, asked.document)
        if not made.documents:
            raise ValueError("the export has no such document")
    said = made.model_dump(mode="json")
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return 0


def _instant(text: str) -> datetime:
    """An instant; UTC if it names no zone, wherever the auditor sits."""
    said = datetime.fromisoformat(text)
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.audit")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("verify", "bundle"):
        command = commands.add_parser(name)
        command.add_argument("--seals", type=Path, required=True)
        command.add_argument("--public-key", type=Path)
        command.add_argument("--at", type=_instant)
        command.add_argument("--next-sequence", type=int)
    command.add_argument("--export", type=Path, required=True)
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--document")
    which.add_argument("--control")
    command.add_argument("--since", default="")
    command.add_argument("--until", default="9999")
    command.add_argument("--sample", type=int, default=25)
    checks = commands.choices["verify"]
    what = checks.add_mutually_exclusive_group(required=True)
    what.add_argument("--export", type=Path)
    what.add_argument("--bundle", type=Path)
    checks.add_argument("--bodies", type=Path)
    minutes = int(PATIENCE.total_seconds()) // 60
    checks.add_argument("--patience-minutes", type=int, default=minutes)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
