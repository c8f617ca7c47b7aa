"""The second ERP: US01 posts to NetSuite, by a policy and nothing else."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.demo import company
from local.demo.by_api import ByApi
from local.demo.report import say, title
from local.demo.stage import HTTP, end, propose, simulate
from local.engine.emulator import free_port

POLICY_SECONDS = 61
"""Functions keep a policy for a minute; an earlier invoice has made them remember there is none."""


class SecondErp:
    """NetSuite's simulator, the policy that points to it, and two invoices."""

    def __init__(self, by_api: ByApi, folder: Path, started: list[Callable[[], None]]) -> None:
        self.by_api = by_api
        self.folder = folder
        self.started = started
        self.url = ""
        self.in_force = 0.0

    def prepare(self) -> None:
        """Start NetSuite, keep its credentials, and have the policy approved."""
        stage = self.by_api.stage
        port = free_port(stage.deployment.emulator.port + 15)
        command = [sys.executable, "-m", "local.simulators.netsuite", "--port", str(port)]
        process = simulate(command, self.folder / "netsuite.log", port)
        self.started.append(lambda: end(process))
        self.url = f"http://127.0.0.1:{port}"
        stage.deployment.client("secretsmanager").put_secret_value(
            SecretId=stage.deployment.outputs["SecretNetsuite"],
            SecretString=json.dumps(self._ask("GET", "settings")),
        )
        propose(stage, "posting", company.ABROAD, entity="US01")
        self.in_force = time.monotonic() + POLICY_SECONDS
        say(f"NetSuite is simulated at {self.url}; Ann and Bob map US01 to it")

    def post(self) -> None:
        """Two invoices, one answer lost: one record each, on hold for payment."""
        title("the second ERP")
        time.sleep(max(0.0, self.in_force - time.monotonic()))
        self._ask("POST", "faults", {"kind": "timeout_after_commit", "seconds": 1})
        for number in ("R-6001", "R-6002"):
            self.by_api.submit(number, entity="US01", buyer=company.BUYER_ABROAD)
        self.by_api.settle(dict.fromkeys(("R-6001", "R-6002"), "posted"))
        held = self._ask("GET", "postings")
        figures = self.by_api.figures
        figures.check("NetSuite holds", (held["count"], held["twice"]), (2, []))
        run = self._ask("POST", "payment-run")
        figures.check("its own payment run found to pay", run["found"], 0)

    def _ask(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        sent = json.dumps(body).encode() if body is not None else None
        return HTTP.request(method, f"{self.url}/_simulator/{what}", body=sent).json()
