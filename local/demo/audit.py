"""History is sealed, copied, and checked without the deployment; then somebody changes the copy."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.demo.by_api import ByApi
from local.demo.report import say, title
from local.engine.emulator import ROOT
from local.export import Copies, export

SEAL = "operations.seal_ledger"
Change = Callable[[list[str]], list[str]]
"""What somebody does to the lines of an exported document."""


def audit(by_api: ByApi, folder: Path) -> None:
    """Seal, export, verify; then the same on copies that were edited, cut and reordered."""
    title("the auditor, who does not trust us")
    deployment, figures = by_api.stage.deployment, by_api.figures
    s3, bucket = deployment.client("s3"), deployment.outputs["AuditBucket"]

    def seals() -> int:
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="seals/")
        return len(listed.get("Contents", []))

    before = seals()
    deployment.client("sqs").send_message(QueueUrl=deployment.queue(SEAL), MessageBody="{}")
    by_api.stage.wait("a seal", lambda: seals() > before)
    figures.check("a seal cannot be deleted", _deletion(s3, bucket), "AccessDenied")
    copies = export("local", folder / "audit", deployment.client)
    code, told = verify(copies)
    figures.check("history is as it was sealed", code, 0)
    say(told.splitlines()[-1])
    lines = (copies.ledger / "items.jsonl").read_text().splitlines()
    changes = {
        name: _written(copies, folder / "audit" / name, change(lines))
        for name, change in CHANGES.items()
    }
    changes["forged"] = _forged(copies, folder / "audit" / "forged")
    for name, changed in changes.items():
        code, told = verify(changed)
        figures.check(f"{name}: found and named", (code, told.startswith(name)), (1, True))
        say(told.splitlines()[0])


def verify(copies: Copies) -> tuple[int, str]:
    """The command as an auditor runs it: its exit code, and what it prints."""
    run = subprocess.run(
        [sys.executable, "-m", "functions.audit", "verify", *copies.arguments()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


def _written(copies: Copies, folder: Path, lines: list[str]) -> Copies:
    folder.mkdir()
    (folder / "items.jsonl").write_text("\n".join(lines))
    return copies._replace(ledger=folder)


def _forged(copies: Copies, folder: Path) -> Copies:
    """The newest seal says that it was made at another time."""
    shutil.copytree(copies.seals, folder)
    newest = max((folder / "seals").iterdir())
    seal = json.loads(newest.read_text())
    seal["statement"]["until"] = copies.at
    newest.write_text(json.dumps(seal))
    return copies._replace(seals=folder)


def _deletion(s3: Any, bucket: str) -> str:
    """What S3 says to whoever deletes the newest version of a seal."""
    one = s3.list_object_versions(Bucket=bucket, Prefix="seals/")["Versions"][0]
    try:
        s3.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return "deleted"


def _events(lines: list[str]) -> list[int]:
    """The places of one posted invoice's events, in their order."""
    found: dict[str, list[tuple[str, int]]] = {}
    for place, line in enumerate(lines):
        item = json.loads(line)["Item"]
        if item["sk"]["S"].startswith("event#"):
            found.setdefault(item["pk"]["S"], []).append((item["sk"]["S"], place))
    first = min(name for name, events in found.items() if "#inv_" in name and len(events) >= 3)
    return [place for _, place in sorted(found[first])]


def _edited(lines: list[str]) -> list[str]:
    place = _events(lines)[1]
    item = json.loads(lines[place])
    item["Item"]["envelope"]["S"] = item["Item"]["envelope"]["S"].replace("Z", "z", 1)
    return [*lines[:place], json.dumps(item), *lines[place + 1 :]]


def _truncated(lines: list[str]) -> list[str]:
    gone = _events(lines)[-1]
    return [line for place, line in enumerate(lines) if place != gone]


def _reordered(lines: list[str]) -> list[str]:
    first, second = _events(lines)[1:3]
    one, other = (json.loads(lines[place]) for place in (first, second))
    one["Item"]["sk"], other["Item"]["sk"] = other["Item"]["sk"], one["Item"]["sk"]
    changed = {first: json.dumps(one), second: json.dumps(other)}
    return [changed.get(place, line) for place, line in enumerate(lines)]


def _inserted(lines: list[str]) -> list[str]:
    return [*lines, lines[_events(lines)[0]]]


CHANGES: dict[str, Change] = {
    "edited": _edited,
    "inserted": _inserted,
    "reordered": _reordered,
    "truncated": _truncated,
}
