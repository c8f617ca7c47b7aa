"""An invoice by event: the procurement suite says it on the inbound bus, its account apart."""

import hashlib
import json
from typing import Any

from local.demo import company
from local.demo.by_api import ByApi
from local.demo.report import say, title

PAID_TO = {"payment_means": [{"code": "58", "account": company.IBAN}]}


class ByEvent:
    """What the procurement suite announced, by the number on it."""

    def __init__(self, by_api: ByApi) -> None:
        self.by_api = by_api
        self.stage = by_api.stage
        self.figures = by_api.figures

    def run(self) -> dict[str, str]:
        """One invoice, announced twice, and one with an account number; the accepted one's id."""
        title("events")
        attached = self._attach("r-7001.json")
        for _ in range(2):
            self._announce("R-7001", attached=attached)
        document = self._found("R-7001")
        self.stage.wait("R-7001 posted", lambda: self.stage.state(document) == "posted")
        shown = self.stage.procurement.get(f"/v1/invoices/{document}").body["content"]
        last4 = shown["payment_means"][0]["account"]["last4"]
        self.figures.check("R-7001, by event: its account is sealed, its end", last4, "3000")
        self._announce("R-7002", notes=[f"pay to {company.IBAN}"])
        self.stage.wait("a case about R-7002", lambda: bool(self._refusals()))
        for finding in self._refusals():
            say(f"    R-7002 {finding['code']}: {finding['message']} — {finding['where']}")
        self.figures.check("R-7002, an account number in the event", len(self._refusals()), 1)
        numbers = [number for number, _ in self._invoices()]
        told = (numbers.count("R-7001"), numbers.count("R-7002"))
        self.figures.check(
            "documents of R-7001, announced twice, and R-7002, refused", told, (1, 0)
        )
        return {"R-7001": document}

    def _attach(self, name: str) -> dict[str, str]:
        """Leave the account number under the suite's own prefix; answers the reference to it."""
        key, body = f"attached/procurement/{name}", json.dumps(PAID_TO).encode()
        bucket = self.stage.deployment.outputs["IntakeBucket"]
        s3 = self.stage.deployment.client("s3")
        version = s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"]
        return {"key": key, "version_id": version, "sha256": hashlib.sha256(body).hexdigest()}

    def _announce(self, number: str, **changes: Any) -> None:
        whole = company.invoice(number, today=self.by_api.today, **changes)
        del whole["payment_means"]
        entry = {
            "EventBusName": self.stage.deployment.outputs["InboundBus"],
            "Source": company.SOURCE,
            "DetailType": "InvoiceSubmitted",
            "Detail": json.dumps({**whole, "submission_id": f"suite {number}"}),
        }
        said = self.stage.deployment.client("events").put_events(Entries=[entry])
        self.figures.check(
            f"{number} on the inbound bus, entries that failed", said["FailedEntryCount"], 0
        )

    def _found(self, number: str) -> str:
        known: dict[str, str] = {}

        def there() -> bool:
            known.update(self._invoices())
            return number in known

        self.stage.wait(f"a document about {number}", there)
        return known[number]

    def _invoices(self) -> list[tuple[str, str]]:
        """Number and document of every invoice of DE01 that is on its way or at its end."""
        found: list[tuple[str, str]] = []
        for state in ("received", "validated", "posting", "posted", "waiting", "on_exception"):
            path = f"/v1/invoices?entity=DE01&state={state}&limit=50"
            page = self.stage.ann.get(path).body
            found += [(one["number"], one["id"]) for one in page["items"]]
        return found

    def _refusals(self) -> list[dict[str, Any]]:
        path = "/v1/cases?owner=accounts-payable&state=open&limit=50"
        cases = self.stage.ann.get(path).body["items"]
        found = [finding for case in cases for finding in case["content"].get("findings", [])]
        return [finding for finding in found if finding["code"] == "TIE-ACCOUNT"]
