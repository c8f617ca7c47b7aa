"""A scan: what was read unsurely waits for a person, and is never guessed."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.demo import company
from local.demo.by_api import ByApi
from local.demo.report import say, title

NUMBER = "R-8001"
MISREAD = {"totals.gross": ("288.00", "0.41")}
"""What the reading engine took a blurred 3 for, and how sure it was."""
SURE = "0.98"


class ByCapture:
    """What was scanned in the mail room, by the number on it."""

    def __init__(self, by_api: ByApi) -> None:
        self.by_api = by_api
        self.stage = by_api.stage
        self.figures = by_api.figures

    def run(self) -> dict[str, str]:
        """One scan with a doubtful total, settled by Ann and posted; its id."""
        title("a scan")
        scan = self._scan()
        said = self._capture(scan, "scan 8001")
        document = str(said["id"])
        in_doubt = tuple(said["in_doubt"])
        self.figures.check(f"{NUMBER}, read off a scan: its state", said["state"], "in_review")
        wanted = ("payment_means.0.account", "totals.gross")
        self.figures.check("fields that need a person", tuple(sorted(in_doubt)), wanted)
        again = self._capture(scan, "scan 8001, sent again")
        told = (again["id"] == document, again["duplicate"])
        self.figures.check("scanned again: the same document", told, (True, True))
        self._review(document)
        self.stage.wait(f"{NUMBER} posted", lambda: self.stage.state(document) == "posted")
        shown = self.stage.ann.get(f"/v1/invoices/{document}").body["content"]
        settled = shown["captured"]
        say(f"    settled by {settled['reviewed_by']}: {', '.join(_names(settled['settled']))}")
        self.figures.check(f"{NUMBER} posted with", shown["totals"]["gross"], "238.00")
        return {NUMBER: document}

    def _scan(self) -> dict[str, Any]:
        whole = company.invoice(NUMBER, today=self.by_api.today)
        entity = whole.pop("entity")
        fields = []
        for path, text in values(whole):
            value, confidence = MISREAD.get(path, (text, SURE))
            fields.append({"field": path, "value": value, "confidence": confidence})
        return {"capture": "mailroom-8001", "entity": entity, "fields": fields}

    def _capture(self, scan: dict[str, Any], key: str) -> dict[str, Any]:
        return self.stage.procurement.write("POST", "/v1/invoices/captures", scan, key).body

    def _review(self, document: str) -> None:
        """Ann first forgets the account number; then she settles everything."""
        path, total = f"/v1/invoices/{document}/review", {"totals.gross": "238.00"}
        half = {"decision": "confirm", "corrections": total}
        said = self.stage.ann.write("POST", path, half, "review 8001, in part")
        places = [finding["where"] for finding in said.body["findings"]]
        seen = (said.status, places)
        wanted = (400, ["payment_means.0.account"])
        self.figures.check("Ann settles the total alone: refused, still open", seen, wanted)
        whole = {**total, "payment_means.0.account": company.IBAN}
        body = {"decision": "confirm", "corrections": whole}
        status = self.stage.ann.write("POST", path, body, "review 8001").status
        self.figures.check("Ann settles all of it", status, 200)


def _names(settled: list[dict[str, Any]]) -> list[str]:
    return [f"{one['field']} (read with {one['confidence']})" for one in settled]


def values(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a body by its path, as a reading engine would name it."""
    if isinstance(part, Mapping):
        for name, below in part.items():
            yield from values(below, f"{path}.{name}".lstrip("."))
    elif isinstance(part, list):
        for place, below in enumerate(part):
            yield from values(below, f"{path}.{place}")
    else:
        yield path, str(part)
