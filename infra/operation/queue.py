"""The one queue of a consumer and its one DLQ; both are the rules' targets as well."""

from aws_cdk import Duration, Tags
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

RECEIVES = 5
KEPT_DAYS = 14
BATCH_WINDOW_SECONDS = 0
DEAD_TAG = "tieout:dead"
"""What tells a DLQ from its queue in the roles of those who triage."""


def visibility_seconds(timeout_seconds: int) -> int:
    """Six function timeouts and the batch window, as Lambda's mapping wants it."""
    return 6 * timeout_seconds + BATCH_WINDOW_SECONDS


class ConsumerQueue(Construct):
    """What fails five times goes to `dead`, and so does what EventBridge cannot deliver."""

    def __init__(self, scope: Construct, id: str, *, timeout_seconds: int, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.dead = sqs.Queue(
            self,
            "Dead",
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(KEPT_DAYS),
        )
        Tags.of(self.dead).add(DEAD_TAG, "letters")
        self.live = sqs.Queue(
            self,
            "Live",
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(KEPT_DAYS),
            visibility_timeout=Duration.seconds(visibility_seconds(timeout_seconds)),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=RECEIVES),
        )
