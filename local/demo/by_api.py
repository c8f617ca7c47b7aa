"""Invoices by HTTP: right ones, repeated ones, wrong ones, and SAP failing in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from local.caller import Said
from local.demo import company
from local.demo.report import Figures, say, title
from local.demo.stage import Stage

TOGETHER = 25


class ByApi:
    """What was submitted by HTTP, by the number on it."""

    def __init__(self, stage: Stage, figures: Figures) -> None:
        self.stage = stage
        self.figures = figures
        self.documents: dict[str, str] = {}
        self.today = datetime.now(UTC).date()

    def submit(self, number: str, *, key: str = "", **changes: Any) -> Said:
        """Submit one as the procurement system."""
        body = company.invoice(number, today=self.today, **changes)
        said = self.stage.procurement.write("POST", "/v1/invoices", body, key or f"key {number}")
        if said.status == 201:
            self.documents[number] = said.body["id"]
        return said

    def exactly_once(self) -> None:
        """One invoice, however often and by whatever key it is sent."""
        title("exactly once at the door")
        first = self.submit("R-1001")
        again = self.submit("R-1001")
        same = again.bytes == first.bytes and again.replayed
        self.figures.check("R-1001 accepted", first.status, 201)
        self.figures.check("same key, same payload: the same bytes, marked as replay", same, True)
        other = self.submit("R-1001", currency="SEK")
        self.figures.check("same key, other payload", other.status, 422)
        twin = self.submit("R-1001", key="another key")
        told = (twin.status, twin.body["duplicate"], twin.body["id"] == first.body["id"])
        self.figures.check("other key, same invoice: the same document", told, (200, True, True))
        clash = self.submit("R-1001", key="a third key", totals=_totals("250.00", "300.00"))
        self.figures.check("other content under its identity: refused, a case", clash.status, 409)
        keyless = self.stage.procurement.write("POST", "/v1/invoices", {}, "")
        self.figures.check("a write without Idempotency-Key", keyless.status, 400)

    def at_once(self) -> None:
        """Concurrent submissions: one answer, one document."""
        title(f"{TOGETHER} at once")
        with ThreadPoolExecutor(TOGETHER) as pool:
            same = list(pool.map(lambda _: self.submit("R-2001"), range(TOGETHER)))
            own = list(pool.map(lambda n: self.submit("R-2002", key=f"own {n}"), range(TOGETHER)))
        self.figures.check("one key: different answers", len({s.bytes for s in same}), 1)
        self.figures.check("own keys: documents", len({s.body["id"] for s in own}), 1)
        marked = sum(bool(s.body.get("duplicate")) for s in own)
        self.figures.check("own keys: marked as duplicate", marked, TOGETHER - 1)

    def wrong_ones(self) -> None:
        """What finance must look at becomes a case with an owner, never a lost message."""
        title("wrong in finance: cases, not errors")
        self.submit("R-1003", totals=_totals("201.00", "239.00"))
        self.submit("R 1001", issue_date=str(self.today.replace(day=1)))
        self.submit("R-1004", entity="US01", buyer=company.BUYER_ABROAD)
        self.submit("R-1005", supplier="S-1003")
        wanted = {
            "R-1003": "on_exception",
            "R 1001": "on_exception",
            "R-1004": "on_exception",
            "R-1005": "waiting",
        }
        self.settle(wanted)
        for number, why in (
            ("R-1003", "totals do not foot"),
            ("R 1001", "number billed before"),
            ("R-1004", "US01 is mapped to no ERP"),
            ("R-1005", "its supplier is not known"),
        ):
            state = self.stage.state(self.documents[number])
            self.figures.check(f"{number}: {why}", state, wanted[number])

    def late_supplier(self) -> None:
        """The supplier arrives; what waited for it goes on by itself."""
        title("the supplier arrives")
        self.stage.master_data.write(
            "PUT", "/v1/suppliers/S-1003", company.SUPPLIERS["S-1003"], "register S-1003"
        )
        self.settle({"R-1005": "posted"}, 20)
        self.figures.check("R-1005 went on", self.stage.state(self.documents["R-1005"]), "posted")

    def settle(self, wanted: dict[str, str], seconds: float = 120) -> None:
        """Wait until each of these is in its state."""

        def done() -> bool:
            return all(
                self.stage.state(self.documents[number]) == state
                for number, state in wanted.items()
            )

        self.stage.wait(f"{wanted}", done, seconds)


def _totals(net: str, gross: str) -> dict[str, str]:
    return {"line_net": net, "net": net, "tax": "38.00", "gross": gross, "payable": gross}


def sap_fails(by_api: ByApi) -> None:
    """An answer that is lost, a commit that comes late, an outage: one posting each."""
    title("SAP fails")
    stage = by_api.stage
    for fault in (
        {"kind": "timeout_after_commit", "match": "R3001", "seconds": 1},
        {"kind": "late_commit", "match": "R3002", "seconds": 8},
        {"kind": "server_error", "match": "R3003", "status": 503},
        {"kind": "too_many", "match": "", "seconds": 1},
    ):
        stage.simulator("POST", "faults", fault)
    for number in ("R-3001", "R-3002", "R-3003"):
        by_api.submit(number)
    say("R-3001: SAP posts, the answer is lost; R-3002: SAP posts 8 s after we asked; R-3003: 503")
    by_api.settle(dict.fromkeys(("R-3001", "R-3002", "R-3003"), "posted"))
    held = stage.postings()
    by_api.figures.check("postings that SAP holds twice", held["twice"], [])
    stage.simulator("POST", "faults", {"kind": "down", "seconds": 12})
    numbers = [f"R-400{n}" for n in range(1, 6)]
    for number in numbers:
        by_api.submit(number)
    say("SAP is down for 12 s; 5 invoices come in, the circuit opens, they wait")
    by_api.settle(dict.fromkeys(numbers, "posted"))
    by_api.figures.check("all posted after the outage", stage.postings()["twice"], [])
