"""The real app, deployed to the emulator by the stock CDK command, and how to reach it."""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.engine.emulator import BUILD, REGION, ROOT, Emulator, client_environment
from local.fixups import restore

STAGE = "local"
ACCOUNT = "000000000000"
DEPLOY_SECONDS = 600


@dataclass
class Deployment:
    """A deployed stage: its stacks' outputs and clients for its services."""

    emulator: Emulator
    outputs: Mapping[str, str]
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """An AWS client of the emulator."""
        if service not in self._clients:
            make: Callable[..., Any] = boto3.client
            self._clients[service] = make(
                service,
                endpoint_url=self.emulator.url,
                region_name=REGION,
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - the emulator's, worth nothing
                config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
            )
        return self._clients[service]

    @property
    def api(self) -> str:
        """The URL of the API's stage."""
        return f"{self.emulator.url}/restapis/{self.outputs['ApiId']}/{STAGE}/_user_request_"

    def queue(self, operation: str) -> str:
        """The URL of an operation's queue, as the kernel finds it."""
        name = f"{self.outputs['QueuesPath']}/{operation}"
        return str(self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])

    def dead_letters(self, operation: str) -> str:
        """The URL of the DLQ of an operation's queue."""
        sqs, url = self.client("sqs"), self.queue(operation)
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
        policy = asked["Attributes"]["RedrivePolicy"]
        name = policy.split('"deadLetterTargetArn"')[1].split('"')[1].rsplit(":", 1)[1]
        return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def deploy(emulator: Emulator, folder: Path) -> Deployment:
    """Bootstrap and deploy all stacks, then restore what the emulator drops.

    Raises RuntimeError with the end of the CDK's output when it fails.
    """
    cdk = [str(BUILD / "node/node_modules/.bin/cdk")]
    outside = folder / "bootstrap"
    outside.mkdir(parents=True, exist_ok=True)
    _run([*cdk, "bootstrap", f"aws://{ACCOUNT}/{REGION}"], outside, emulator, folder)
    app = f"{BUILD / 'venv/bin/python'} app.py"
    _run(
        [
            *cdk,
            "deploy",
            "--all",
            "--app",
            app,
            "-c",
            f"stage={STAGE}",
            "--require-approval",
            "never",
            "--output",
            str(folder / "cdk.out"),
            "--no-notices",
            "--concurrency",
            "2",
        ],
        ROOT,
        emulator,
        folder,
    )
    deployment = Deployment(emulator, {})
    restore(STAGE, deployment.client)
    deployment.outputs = _outputs(deployment.client("cloudformation"))
    return deployment


def _run(command: list[str], where: Path, emulator: Emulator, folder: Path) -> None:
    environ = {
        **os.environ,
        **client_environment(emulator.url),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    }
    with (folder / "deploy.log").open("ab") as log:
        done = subprocess.run(
            command,
            cwd=where,
            env=environ,
            stdout=log,
            stderr=log,
            timeout=DEPLOY_SECONDS,
            check=False,
        )
    if done.returncode:
        end = (folder / "deploy.log").read_text(errors="replace").splitlines()[-25:]
        raise RuntimeError("\n".join(["cdk failed:", *end]))


def _outputs(cloudformation: Any) -> dict[str, str]:
    stacks = cloudformation.describe_stacks()["Stacks"]
    return {
        output["OutputKey"]: output["OutputValue"]
        for stack in stacks
        if stack["StackName"].startswith(f"tieout-{STAGE}-")
        for output in stack.get("Outputs", [])
    }
