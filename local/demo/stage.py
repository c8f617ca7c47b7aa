"""The demo's stage: emulator, deployed app, simulated SAP, people, machines and policies."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import urllib3

from local import signin
from local.caller import Caller
from local.demo import company
from local.demo.report import say
from local.deployment import Deployment, deploy
from local.engine.emulator import ROOT, free_port, start

HTTP = urllib3.PoolManager(retries=False, timeout=10)
SCHEDULED = ("operations.wake", "operations.probe_systems")
TICK_SECONDS = 2.0


@dataclass
class Stage:
    """Everything that the story needs, running."""

    deployment: Deployment
    sap_url: str
    sap: subprocess.Popen[bytes]
    procurement: Caller
    master_data: Caller
    ann: Caller
    bob: Caller

    def wait(self, what: str, done: Callable[[], bool], seconds: float = 120) -> None:
        """Wait until it is so, sending the minute's ticks every two seconds meanwhile.

        Raises RuntimeError when it does not happen.
        """
        ends, next_tick = time.monotonic() + seconds, 0.0
        while not done():
            now = time.monotonic()
            if now > ends:
                self.tell_errors()
                raise RuntimeError(f"waited {seconds:.0f} s in vain: {what}")
            if now >= next_tick:
                self.tick()
                next_tick = now + TICK_SECONDS
            time.sleep(0.25)

    def tick(self) -> None:
        """What the schedule does each minute; the demo is in a hurry."""
        for operation in SCHEDULED:
            self.deployment.client("sqs").send_message(
                QueueUrl=self.deployment.queue(operation),
                MessageBody=json.dumps({"time": datetime.now(UTC).isoformat()}),
            )

    def tell_errors(self) -> None:
        """Print what the functions logged as errors, newest last."""
        logs = self.deployment.client("logs")
        for page in logs.get_paginator("describe_log_groups").paginate():
            for group in page["logGroups"]:
                events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
                for event in events[-200:]:
                    if "ERROR" in event["message"] or "Error" in event["message"]:
                        say(f"{group['logGroupName']}: {event['message'].strip()[:400]}")

    def simulator(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        """Talk to the simulated SAP's control surface."""
        sent = json.dumps(body).encode() if body is not None else None
        return HTTP.request(method, f"{self.sap_url}/_simulator/{what}", body=sent).json()

    def postings(self) -> dict[str, Any]:
        """What SAP holds."""
        found: dict[str, Any] = self.simulator("GET", "postings")
        return found

    def state(self, document: str) -> str:
        """The state of an invoice, as the API tells it."""
        return str(self.procurement.get(f"/v1/invoices/{document}").body.get("state"))


def raise_stage(
    folder: Path, started: list[Callable[[], None]], port: int = 0, **settings: str
) -> Stage:
    """Start and deploy everything; what ends it again is in `started` even if this fails.

    `settings` are the emulator's own.
    """
    say("starting the emulator of AWS (MiniStack, loopback only)")
    emulator = start(folder, port, **settings)
    started.append(emulator.stop)
    say("deploying the real app: cdk bootstrap, cdk deploy --all (about half a minute)")
    deployment = deploy(emulator, folder)
    say(f"deployed; the API is {deployment.api}")
    sap, url = _start_sap(deployment, folder)
    started.append(lambda: end(sap))
    say(f"SAP is simulated at {url}; its credentials are in Secrets Manager")
    stage = _people(deployment, sap, url)
    say("tokens: 2 machines by client credentials, 2 people by code flow with PKCE")
    _policies(stage)
    return stage


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a simulated partner system."""
    process.terminate()
    process.wait(10)


def _start_sap(deployment: Deployment, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port(deployment.emulator.port + 14)
    command = [sys.executable, "-m", "local.simulators.sap", "--port", str(port)]
    for known in company.POSTING["supplier_numbers"].values():
        command += ["--supplier", known]
    # SAP's own duplicate check is off: what prevents a second posting must be ours.
    process = simulate([*command, "--no-duplicate-check"], folder / "sap.log", port)
    url = f"http://127.0.0.1:{port}"
    settings = {
        "base_url": url,
        "token_url": f"{url}/sap/bc/sec/oauth2/token",
        "client_id": "tieout",
        "client_secret": "simulated",
    }
    deployment.client("secretsmanager").put_secret_value(
        SecretId=deployment.outputs["SecretSap"], SecretString=json.dumps(settings)
    )
    return process, url


def simulate(command: list[str], log: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a simulated partner system and wait until it answers."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=sink, stderr=sink, start_new_session=True
        )
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        try:
            HTTP.request("GET", f"http://127.0.0.1:{port}/_simulator/faults")
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            break
    return process


def _people(deployment: Deployment, sap: subprocess.Popen[bytes], url: str) -> Stage:
    procurement, procurement_id = signin.machine(deployment, "ClientProcurement")
    master_data, master_id = signin.machine(deployment, "ClientMasterData")
    ann, ann_id = signin.person(deployment, "ann", administrator=True)
    bob, bob_id = signin.person(deployment, "bob", administrator=True)
    tokens = (procurement, master_data, ann, bob)
    stage = Stage(deployment, url, sap, *(Caller(deployment, token) for token in tokens))
    propose(stage, "callers", company.callers(procurement_id, master_id, ann_id, bob_id))
    return stage


def _policies(stage: Stage) -> None:
    propose(stage, "entities", company.ENTITIES)
    propose(stage, "resilience", company.RESILIENCE)
    propose(stage, "posting", company.POSTING, entity="DE01")
    say("policies: proposed by Ann, approved by Bob")
    for code in ("S-1001", "S-1002"):
        said = stage.master_data.write(
            "PUT", f"/v1/suppliers/{code}", company.SUPPLIERS[code], f"register {code}"
        )
        if said.status not in (200, 201):
            raise RuntimeError(f"supplier {code}: {said.status} {said.body}")
    say("suppliers S-1001 and S-1002 registered with three identifiers each; S-1003 is late")


def propose(stage: Stage, name: str, content: dict[str, Any], entity: str = "*") -> None:
    """Ann proposes, Bob approves."""
    proposal = {"entity": entity, "content": content, "effective_from": company.START}
    said = stage.ann.write(
        "POST", f"/v1/policies/{name}/proposals", proposal, f"propose {name} {entity}"
    )
    if said.status not in (200, 201):
        raise RuntimeError(f"policy {name}: {said.status} {said.body}")
    version = said.body["version"]
    said = stage.bob.write(
        "POST",
        f"/v1/policies/{name}/{version}/approval",
        {"entity": entity},
        f"approve {name} {entity}",
    )
    if said.status != 200:
        raise RuntimeError(f"policy {name}: {said.status} {said.body}")
