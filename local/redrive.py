"""Redrive a DLQ on the emulator, which has no move task: receive, send, delete.

`python -m local.redrive payables.validate_invoice`; on AWS use the console's redrive instead and
name the consumer's own queue as its destination (README, Redrive).
"""

from typing import Any

WAIT_SECONDS = 1


def redrive(sqs: Any, dead: str, live: str) -> int:
    """Move every dead letter to the live queue; a kill in between leaves it in both, harmlessly."""
    moved = 0
    while True:
        found = sqs.receive_message(
            QueueUrl=dead, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT_SECONDS
        ).get("Messages", [])
        if not found:
            return moved
        for message in found:
            sqs.send_message(QueueUrl=live, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
