"""The other side: the same operation as most would write it, with Powertools throughout.

A resolver that validates, `@idempotent_function`, `put_item`, `put_events`: four calls to AWS, two
of them for idempotency, and an event that is lost if the process dies between the last two. The
model is ours, the account number is sealed by the same sealer, and every answer is serialised.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.payables.accounts import account_findings
from functions.payables.identity import arrival_id
from functions.runtime.memory import World
from functions.runtime.seal import Sealer
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice import Invoice
from schemas.sensitive import Sealed
from tests.benchmarks.canned import Canned


def accepting(canned: Canned, body: str) -> Callable[[str], Any]:
    """A warm function that takes this body, by Idempotency-Key."""
    dynamodb, events = (
        canned.watch(boto3.client(service, region_name="eu-west-1"))
        for service in ("dynamodb", "events")
    )
    app = APIGatewayRestResolver(enable_validation=True)
    kept = DynamoDBPersistenceLayer(table_name="keys", boto3_client=dynamodb)
    config = IdempotencyConfig(event_key_jmespath="key", payload_validation_jmespath="command")
    sealer, context = Sealer(World().vault), LambdaContext()

    def seal(clear: str) -> Sealed:
        return sealer.seal("acme", clear)

    def once(*, call: dict[str, Any], command: SubmitInvoice) -> dict[str, Any]:
        invoice = command.sealed(command.entity or "*", seal, account_findings(command))
        name = arrival_id("acme", "portal", invoice)
        text = invoice.model_dump_json(exclude_none=True)
        dynamodb.put_item(TableName="ledger", Item=_item(name, text))
        events.put_events(Entries=[_entry(name, invoice)])
        return {"id": name, "state": "received", "version": 1}

    idempotent = idempotent_function(
        once, data_keyword_argument="call", persistence_store=kept, config=config
    )

    @app.post("/v1/invoices")
    def submit_invoice(command: SubmitInvoice) -> Response[dict[str, Any]]:
        key = app.current_event.headers["Idempotency-Key"]
        call = {"key": key, "command": command.model_dump(mode="json")}
        return Response(201, "application/json", idempotent(call=call, command=command))

    def accept(key: str) -> Any:
        event = {
            "httpMethod": "POST",
            "path": "/v1/invoices",
            "headers": {"Idempotency-Key": key, "Content-Type": "application/json"},
            "requestContext": {"authorizer": {"claims": {}}},
            "body": body,
        }
        config.register_lambda_context(context)
        return app.resolve(event, context)

    accept("warms every client and route")
    return accept


def _item(name: str, text: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "pk": {"S": name},
        "sk": {"S": "head"},
        "state": {"S": "received"},
        "body": {"S": text},
        "received": {"S": now},
    }


def _entry(name: str, invoice: Invoice) -> dict[str, str]:
    told = {
        "document": name,
        "entity": invoice.entity,
        "number": invoice.number,
        "gross": invoice.totals.gross,
    }
    return {
        "EventBusName": "bus",
        "Source": "tieout.payables",
        "DetailType": "InvoiceReceived.v1",
        "Detail": json.dumps(told),
    }
