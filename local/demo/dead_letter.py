"""A message reaches a DLQ, is redriven, and completes."""

from typing import Any

from local.demo.by_api import ByApi
from local.demo.report import say, title
from local.redrive import redrive

BROKEN = "payables.validate_invoice"


def dead_letter(by_api: ByApi) -> None:
    """By design no input reaches a DLQ: so break a function's configuration, then mend it."""
    title("a dead letter, redriven")
    stage, sqs = by_api.stage, by_api.stage.deployment.client("sqs")
    functions = stage.deployment.client("lambda")
    name = _function(functions)
    kept = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    live, dead = stage.deployment.queue(BROKEN), stage.deployment.dead_letters(BROKEN)
    asked = sqs.get_queue_attributes(QueueUrl=live, AttributeNames=["VisibilityTimeout"])
    visibility = asked["Attributes"]["VisibilityTimeout"]
    sqs.set_queue_attributes(QueueUrl=live, Attributes={"VisibilityTimeout": "1"})
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**kept, "OPERATION": "functions.no.such"}}
    )
    say(f"{BROKEN} is deployed with a wrong setting; an invoice comes in")
    by_api.submit("R-5001")
    stage.wait("a dead letter", lambda: _depth(sqs, dead) == 1)
    by_api.figures.check("messages in its DLQ after 5 tries", _depth(sqs, dead), 1)
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": kept})
    sqs.set_queue_attributes(QueueUrl=live, Attributes={"VisibilityTimeout": visibility})
    by_api.figures.check("mended and redriven", redrive(sqs, dead, live), 1)
    by_api.settle({"R-5001": "posted"})
    by_api.figures.check("messages in its DLQ now", _depth(sqs, dead), 0)


def _depth(sqs: Any, url: str) -> int:
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(asked["Attributes"]["ApproximateNumberOfMessages"])


def _function(functions: Any) -> str:
    pages = functions.get_paginator("list_functions").paginate()
    for page in pages:
        for function in page["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            if variables.get("OPERATION") == f"functions.{BROKEN}":
                return str(function["FunctionName"])
    raise RuntimeError(f"{BROKEN} is not deployed")
