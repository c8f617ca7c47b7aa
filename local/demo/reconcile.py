"""Both ERPs against what Tieout posted: a person changes a posting there, and changes it back."""

import json
from datetime import UTC, datetime
from typing import Any

from local.demo import company
from local.demo.by_api import ByApi
from local.demo.report import say, title
from local.demo.stage import HTTP
from schemas.reconciliation import Due

COMPARE, TENANT = "operations.reconcile_postings", "acme"


class Reconciled:
    """One entity's postings of one day at one ERP, compared as its nightly run would."""

    def __init__(self, by_api: ByApi, url: str, entity: str, posting: dict[str, Any]) -> None:
        self.by_api = by_api
        self.url = url
        self.entity = entity
        self.system = str(posting["erp"])
        self.company = str(posting["company"])

    def run(self) -> None:
        """It agrees; a posting is changed and named; it is mended and its case closes itself."""
        title(f"{self.system} against what was posted")
        sap = self.system == "sap"
        [first, *_] = self._postings()
        by, amount = (
            ("SupplierInvoiceIDByInvcgParty", "InvoiceGrossAmount")
            if sap
            else ("externalId", "total")
        )
        day = str(datetime.now(UTC).date()) if sap else str(first["tranDate"])
        figures = self.by_api.figures
        figures.check(f"{self.system} and Tieout", self._compared(day)["state"], "agreed")
        changed = "1.00" if sap else 1.0
        self._hand(first[by], {amount: changed})
        said = self._compared(day)
        for one in said["content"]["found"]["differences"]:
            say(f"    {one['reference']}: {one['says']}")
        kinds = [one["kind"] for one in said["content"]["found"]["differences"]]
        figures.check(
            "a changed posting is named", (said["state"], kinds), ("drifted", ["differs"])
        )
        self._hand(first[by], {amount: first[amount]})
        figures.check("mended, it agrees", self._compared(day)["state"], "agreed")
        case = str(said["content"]["case"])
        self.by_api.stage.wait("the case to close itself", lambda: self._closed(case))

    def _compared(self, day: str) -> dict[str, Any]:
        """Have the day compared as the schedule does, and wait for the result."""
        stage, run = self.by_api.stage, datetime.now(UTC).isoformat()
        due = Due.model_validate(
            {
                "tenant": TENANT,
                "entity": self.entity,
                "system": self.system,
                "company": self.company,
                "day": day,
                "run": run,
            }
        )
        before = self._read(day).get("version", 0)
        stage.deployment.client("sqs").send_message(
            QueueUrl=stage.deployment.queue(COMPARE), MessageBody=due.model_dump_json()
        )
        stage.wait(
            f"{self.system} to be compared", lambda: self._read(day).get("version", 0) > before
        )
        return self._read(day)

    def _read(self, day: str) -> dict[str, Any]:
        path = f"/v1/reconciliations?entity={self.entity}&system={self.system}&day={day}"
        said = self.by_api.stage.ann.get(path)
        return said.body if said.status == 200 else {}

    def _closed(self, case: str) -> bool:
        return bool(self.by_api.stage.ann.get(f"/v1/documents/{case}").body["state"] == "resolved")

    def _postings(self) -> list[dict[str, Any]]:
        answer = HTTP.request("GET", f"{self.url}/_simulator/postings").json()
        found: list[dict[str, Any]] = answer["postings"]
        return found

    def _hand(self, reference: str, to: dict[str, Any]) -> None:
        order = json.dumps({"reference": reference, "does": "change", "to": to}).encode()
        answer = HTTP.request("POST", f"{self.url}/_simulator/hand", body=order)
        if answer.status != 201:
            raise RuntimeError(f"{self.system}'s simulator did not do it: {answer.status}")


def reconcile(by_api: ByApi, sap_url: str, netsuite_url: str) -> None:
    """Both ERPs, one after the other."""
    Reconciled(by_api, sap_url, "DE01", company.POSTING).run()
    Reconciled(by_api, netsuite_url, "US01", company.ABROAD).run()
