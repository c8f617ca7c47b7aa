"""The report: what came in, where it is now, what was refused and why, and one full story."""

from pathlib import Path
from typing import Any

from local.demo.by_api import ByApi
from local.demo.report import Figures, say, table, title
from local.demo.secrecy import places_in_clear
from local.demo.stage import Stage

DUE = (
    *("FH-77", "FH-78", "NL-501", "NL-601", "NL-602", "NL-701", "NL-GS-9"),
    *("R-1001", "R-1005", "R-2001", "R-2002", "R-3001", "R-3002", "R-3003"),
    *("R-4001", "R-4002", "R-4003", "R-4004", "R-4005", "R-5001"),
    *("R-7001", "R-8001", "R-9001", "R-9002", "R 9002"),
)
"""The numbers of all that the demo sends and DE01 owes, by hand: each is due in SAP once."""
ABROAD = ("R-6001", "R-6002")
"""What US01 owes, in NetSuite."""
OWNERS = ("accounts-payable", "supplier-master-data", "tax")


def report(by_api: ByApi, came: dict[str, dict[str, str]], figures: Figures, folder: Path) -> None:
    """Print it all, by the door it came in by; each figure that must hold is checked."""
    stage = by_api.stage
    doors = {number: door for door, by_door in came.items() for number in by_door}
    documents = {number: id for by_door in came.values() for number, id in by_door.items()}
    seen = {number: _read(stage, id) for number, id in documents.items()}
    title("what came in, and where it is now")
    rows = [
        (
            number,
            doors[number],
            one["entity"],
            one["content"]["totals"]["gross"],
            one["state"],
            one["id"],
        )
        for number, one in sorted(seen.items())
    ]
    table(("number", "door", "entity", "gross", "state", "document"), rows)
    _cases(stage)
    _control_totals(stage, seen, figures)
    clear = places_in_clear(stage.deployment, folder)
    figures.check("account numbers in clear outside the dropped originals", clear, [])
    _story(stage, documents["R-3001"], figures)


def _read(stage: Stage, document: str) -> dict[str, Any]:
    return stage.procurement.get(f"/v1/invoices/{document}").body


def _cases(stage: Stage) -> None:
    title("what was stopped, why, and whose turn it is")
    rows = []
    for owner in OWNERS:
        found = stage.ann.get(f"/v1/cases?owner={owner}&state=open").body
        for case in found["items"]:
            content = case["content"]
            risk = f"{content.get('amount_at_risk', '')} {content.get('currency', '')}".strip()
            rows.append((owner, content["category"], risk, content["reason"][:70]))
    table(("owner", "category", "at risk", "reason"), rows)


def _control_totals(stage: Stage, seen: dict[str, dict[str, Any]], figures: Figures) -> None:
    title("SAP against what was due")
    held = stage.postings()
    told = sorted(one["DocumentHeaderText"] for one in held["postings"])
    figures.check("postings due / held by SAP", (len(DUE), held["count"]), (len(DUE), len(DUE)))
    figures.check("numbers held by SAP are those due, each once", told == sorted(DUE), True)
    posted = sorted(number for number, one in seen.items() if one["state"] == "posted")
    figures.check("what we call posted is what was due", posted == sorted([*DUE, *ABROAD]), True)
    figures.check("invoices still on their way", _on_their_way(seen), [])
    figures.check("held twice", held["twice"], [])
    run = stage.simulator("POST", "payment-run")
    say(f"SAP's own payment run: {run}")
    figures.check("paid by SAP's own payment run", stage.postings()["paid"], [])


def _on_their_way(seen: dict[str, dict[str, Any]]) -> list[str]:
    ended = ("posted", "on_exception", "rejected", "uncertain")
    return [number for number, one in seen.items() if one["state"] not in ended]


def _story(stage: Stage, document: str, figures: Figures) -> None:
    title("one full story: R-3001, whose answer from SAP was lost")
    told = stage.ann.get(f"/v1/documents/{document}/timeline").body
    for hop in told["hops"]:
        actor = hop["actor"]
        policies = ", ".join(f"{name} {version[:15]}" for name, version in hop["policies"].items())
        print(
            f"  {hop['at'][11:23]}  {hop['type']:<22} → {hop['state']:<10} "
            f"by {actor['kind']} {actor['id']} ({actor['door']})"
        )
        print(
            f"      event {hop['event_id']}  hash {hop['hash'][:16]}…  because of "
            f"{hop['causation'][:46]}"
        )
        if policies:
            print(f"      under {policies}")
    for attempt in told["attempts"]:
        print(
            f"  {attempt['at'][11:23]}  attempt {attempt['attempt']} at {attempt['system']} as "
            f"{attempt['reference']}: {attempt['outcome']} {attempt.get('number', '')} "
            f"{attempt.get('learnt', '')}"
        )
        print(f"      answered: {attempt.get('raw', '')[:96]}")
    figures.check("the chain of hashes is intact", told["intact"], True)
