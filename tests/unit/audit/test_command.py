"""The auditor's command, on folders as AWS exports them: no deployment, no network."""

import gzip
import json
import socket
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from functions.audit.__main__ import main
from functions.audit.exported import Texts
from functions.runtime.items import chain_hash
from functions.runtime.ports import Item
from schemas.events.envelope import Envelope
from tests.unit.audit.histories import objects, sealed_company

HOUSE = sealed_company()
POSTED = ["--control", "posting", "--since", "2026", "--sample", "1"]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the command is offline")

    monkeypatch.setattr(socket, "socket", refuse)


def _typed(item: Item) -> dict[str, dict[str, str]]:
    return {k: {"S": v} if isinstance(v, str) else {"N": str(v)} for k, v in item.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All items of the table, in two files as DynamoDB exports them, and the audit bucket."""
    items = list(HOUSE.world.store.tables["ledger"].items.values())
    data = tmp_path / "export" / "AWSDynamoDB" / "01" / "data"
    data.mkdir(parents=True)
    (data.parent / "manifest-files.json").write_text("not items")
    for part in (0, 1):
        lines = "\n".join(json.dumps({"Item": _typed(item)}) for item in items[part::2])
        (data / f"{part}.json.gz").write_bytes(gzip.compress(lines.encode()))
    for name, body in objects(HOUSE, ""):
        file = tmp_path / "audit" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return tmp_path


def run(folder: Path, command: str, *more: str) -> int:
    return main([command, "--seals", str(folder / "audit"), *more])


def whole(folder: Path, *more: str) -> int:
    return run(folder, "verify", "--export", str(folder / "export"), *more)


def test_it_says_that_all_is_as_it_was_sealed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--at", "2026-03-02T09:10:00Z", "--next-sequence", "3", "--patience-minutes", "0"]
    assert whole(folder, *at) == 0
    told = capsys.readouterr()
    assert "2 seals" in told.out
    assert told.out.endswith("as it was sealed\n")
    assert "pin one" in told.err


def test_a_pinned_key_is_the_only_one_that_is_believed(folder: Path, tmp_path: Path) -> None:
    (key,) = (folder / "audit" / "keys").iterdir()
    assert whole(folder, "--public-key", str(key)) == 0
    other = tmp_path / "other.pem"
    other.write_text(_another_key())
    assert whole(folder, "--public-key", str(other)) == 1


def _another_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_an_instant_without_a_zone_is_utc(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    time.tzset()
    try:
        assert whole(folder, "--at", "2026-03-02T10:30:00") == 0
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("more", [["--next-sequence", "4"], ["--at", "2026-03-03T00:00:00Z"]])
def test_seals_that_are_gone_from_the_end_are_named(
    folder: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert whole(folder, *more) == 1
    assert "truncated: seals/0000000003.json" in capsys.readouterr().out


def test_what_cannot_be_read_is_no_verdict(folder: Path) -> None:
    next((folder / "audit" / "seals").iterdir()).write_text("{}")
    assert whole(folder) == 2


@pytest.mark.parametrize(
    "line", ["[]", '{"Item": 3}', '{"Item": {"pk": {}}}', '{"Item": {"pk": {"N": []}}}', "[" * 9**6]
)
def test_an_export_that_is_none_is_no_verdict(folder: Path, line: str) -> None:
    (folder / "export" / "more.json").write_text(line)
    assert whole(folder) == 2


def test_a_file_that_was_cut_is_no_verdict(folder: Path) -> None:
    file = next((folder / "export").rglob("*.gz"))
    file.write_bytes(file.read_bytes()[:-20])
    assert whole(folder) == 2


def test_a_folder_that_is_not_there_is_no_verdict(folder: Path) -> None:
    assert run(folder, "verify", "--export", str(folder / "elsewhere")) == 2
    assert main(["verify", "--seals", str(folder / "x"), "--export", str(folder / "export")]) == 2


def test_a_document_that_is_not_there_has_no_bundle(folder: Path) -> None:
    export = ["--export", str(folder / "export")]
    assert run(folder, "bundle", *export, "--document", "acme#inv_none") == 2


def test_evidence_is_held_against_its_hash(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = b"signed delivery note"
    file = folder / "audit" / "evidence" / "acme" / sha256(content).hexdigest()
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert whole(folder) == 0
    file.write_bytes(content + b".")
    assert whole(folder) == 1
    assert f"edited: evidence/acme/{file.name}" in capsys.readouterr().out


def test_bodies_outside_their_folder_are_not_read(folder: Path) -> None:
    bodies = Texts(folder / "audit")
    (folder / "secret").write_text("x")
    assert "../secret" not in bodies
    assert str(folder / "secret") not in bodies


def bundle(
    folder: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[Path, dict[str, Any]]:
    capsys.readouterr()
    assert run(folder, "bundle", "--export", str(folder / "export"), *more) == 0
    text = capsys.readouterr().out
    file = folder / "bundle.json"
    file.write_text(text)
    said: dict[str, Any] = json.loads(text)
    return file, said


def test_a_control_and_a_period_make_a_bundle(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, said = bundle(folder, capsys, *POSTED)
    assert len(said["population"]) == 2
    assert len(said["sample"]) == len(said["documents"]) == 1
    (told,) = said["documents"]
    assert told["attempts"]
    assert {one["policy"] for one in told["policies"]} >= {"posting"}
    assert run(folder, "verify", "--bundle", str(file)) == 0
    assert bundle(folder, capsys, *POSTED)[1] == said
    assert bundle(folder, capsys, *POSTED[:2], "--until", "2026")[1]["documents"] == []


def test_a_documents_bundle_is_checked_without_the_export(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = next(iter(HOUSE.states()))
    file, said = bundle(folder, capsys, "--document", f"acme#{document}")
    assert run(folder, "verify", "--bundle", str(file)) == 0
    said["documents"][0]["events"][0]["body"] = "{}"
    file.write_text(json.dumps(said))
    assert run(folder, "verify", "--bundle", str(file)) == 1


def test_a_sample_that_somebody_chose_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, said = bundle(folder, capsys, *POSTED)
    other = next(one for one in said["population"] if one not in said["sample"])
    said["sample"] = [other]
    file.write_text(json.dumps(said))
    assert run(folder, "verify", "--bundle", str(file)) == 1


def test_a_bundle_has_no_ciphertext_and_no_account(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said = bundle(folder, capsys, *POSTED)
    text = json.dumps(said)
    assert '"sealed\\":' not in text
    assert "DE89370400440532013000" not in text


def _another_policy(told: dict[str, Any]) -> None:
    policy = next(one for one in told["policies"] if "65000000" in one.get("content", ""))
    policy["content"] = policy["content"].replace("65000000", "66000000")


def _no_policy(told: dict[str, Any]) -> None:
    told["policies"].pop()


def _another_decider(told: dict[str, Any]) -> None:
    told["decided_by"][0]["id"] = "somebody else"


def _one_more_event(told: dict[str, Any]) -> None:
    """Well formed, and said to have happened when all else did."""
    last = Envelope.model_validate_json(told["events"][-1]["envelope"])
    version = last.version + 1
    more = {"id": f"{last.document}@{version}", "version": version, "previous_hash": last.hash}
    early = {"occurred_at": "2026-01-01T00:00:00.000000Z"}
    made = last.model_copy(update={**more, **early})
    made = made.model_copy(update={"hash": chain_hash(made)})
    kept = {**told["events"][-1], "sk": f"event#{version:010}", "envelope": made.model_dump_json()}
    told["events"].append(kept)
    told["decided_by"].append({"event": made.id, **made.actor.model_dump()})


@pytest.mark.parametrize("forge", [_another_policy, _no_policy, _another_decider, _one_more_event])
def test_what_a_bundle_adds_to_its_events_is_held_against_them(
    folder: Path, capsys: pytest.CaptureFixture[str], forge: Callable[[dict[str, Any]], None]
) -> None:
    file, said = bundle(folder, capsys, *POSTED)
    forge(said["documents"][0])
    file.write_text(json.dumps(said))
    assert run(folder, "verify", "--bundle", str(file)) == 1


@pytest.mark.parametrize("left_out", ["documents", "population"])
def test_nothing_that_was_drawn_can_be_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str], left_out: str
) -> None:
    file, said = bundle(folder, capsys, *POSTED[:-1], "2")
    said[left_out].pop()
    said["sample"] = [one for one in said["sample"] if one in said["population"]]
    file.write_text(json.dumps(said))
    assert run(folder, "verify", "--bundle", str(file)) == 1
