"""The ports on AWS, over one signed wire to its services."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from random import SystemRandom
from uuid import uuid4

from functions.runtime.aws.bus import AwsBus
from functions.runtime.aws.connections import Connections
from functions.runtime.aws.letters import AwsLetters
from functions.runtime.aws.meter import AwsMeter
from functions.runtime.aws.notices import AwsNotices
from functions.runtime.aws.objects import Objects
from functions.runtime.aws.queue import AwsQueue
from functions.runtime.aws.remote import HttpRemote
from functions.runtime.aws.store import AwsStore
from functions.runtime.aws.vault import AwsVault
from functions.runtime.aws.wire import Send, Wire, over
from functions.runtime.aws.workflows import AwsWorkflows
from functions.runtime.ports import Ports


def ports_from(environ: Mapping[str, str], *, send: Send | None = None) -> Ports:
    """All ports of a function; what its environment does not name, it was not granted.

    `send` takes the place of the network under all services of AWS.
    """
    connections = Connections()
    wire = Wire(environ, send or over(connections))
    objects = Objects(
        wire,
        environ,
        {
            "documents": environ.get("DOCUMENTS_BUCKET", ""),
            "intake": environ.get("INTAKE_BUCKET", ""),
            "failures": environ.get("FAILURES_BUCKET", ""),
            "audit": environ.get("AUDIT_BUCKET", ""),
        },
    )
    tables = {"ledger": environ["LEDGER_TABLE"], "keys": environ.get("KEYS_TABLE", "")}
    queue = AwsQueue(wire, environ.get("QUEUES_PATH", ""))
    return Ports(
        store=AwsStore(wire, tables["ledger"], tables["keys"], objects),
        bus=AwsBus(wire, environ.get("BUS_NAME", "")),
        queue=queue,
        letters=AwsLetters(wire, queue),
        remote=HttpRemote(wire, connections, json.loads(environ.get("SYSTEM_SECRETS", "{}"))),
        vault=AwsVault(
            wire,
            environ.get("DATA_KEY", ""),
            environ.get("BLIND_SECRET", ""),
            environ.get("AUDIT_KEY", ""),
        ),
        workflows=AwsWorkflows(wire, json.loads(environ.get("WORKFLOWS", "{}"))),
        notices=AwsNotices(wire, environ, json.loads(environ.get("TOPICS", "{}"))),
        meter=AwsMeter(environ.get("STAGE", ""), _now),
        clock=_now,
        new_id=lambda: uuid4().hex,
        jitter=SystemRandom().random,
        pause=time.sleep,
        home=environ.get("HOME_TENANT", ""),
    )


def _now() -> datetime:
    return datetime.now(UTC)
