"""The ports on AWS: botocore alone, one client per service, made when it is first needed."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from random import SystemRandom
from uuid import uuid4

from functions.runtime.aws.bus import AwsBus
from functions.runtime.aws.clients import Clients
from functions.runtime.aws.objects import Objects
from functions.runtime.aws.queue import AwsQueue
from functions.runtime.aws.remote import HttpRemote
from functions.runtime.aws.store import AwsStore
from functions.runtime.aws.vault import AwsVault
from functions.runtime.ports import Ports


def ports_from(environ: Mapping[str, str]) -> Ports:
    """All ports of a function; what its environment does not name, it was not granted.

    `AWS_ENDPOINT_URL` is honoured by botocore itself.
    """
    clients = Clients(environ.get("AWS_REGION"))
    objects = Objects(
        clients,
        {
            "documents": environ.get("DOCUMENTS_BUCKET", ""),
            "intake": environ.get("INTAKE_BUCKET", ""),
            "failures": environ.get("FAILURES_BUCKET", ""),
        },
    )
    tables = {"ledger": environ["LEDGER_TABLE"], "keys": environ.get("KEYS_TABLE", "")}
    return Ports(
        store=AwsStore(clients, tables["ledger"], tables["keys"], objects),
        bus=AwsBus(clients, environ.get("BUS_NAME", "")),
        queue=AwsQueue(clients, environ.get("QUEUES_PATH", "")),
        remote=HttpRemote(clients, json.loads(environ.get("SYSTEM_SECRETS", "{}"))),
        vault=AwsVault(clients, environ.get("DATA_KEY", ""), environ.get("BLIND_SECRET", "")),
        clock=lambda: datetime.now(UTC),
        new_id=lambda: uuid4().hex,
        jitter=SystemRandom().random,
        pause=time.sleep,
        home=environ.get("HOME_TENANT", ""),
    )
