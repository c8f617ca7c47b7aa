"""What a run in memory cannot count, said once. All of it errs to our disadvantage or is small."""

from typing import NamedTuple

MONTH = 1_000_000
"""Invoices in a month."""
SECONDS = 30 * 24 * 3600
PER_WINDOW = 19
"""Invoices in a minute and shard: a million in 22 days of 10 hours, in the 4 shards of a stream."""
IN_REVIEW, STOPPED = 0.02, 0.02
"""Share that a scanner read unsurely and a person reviews; share that a rule stops, with a case."""
LINES = 5

CALL_SECONDS = {"store.write": 0.015, "bus.publish": 0.015, "remote.call": 0.500}
"""How long a function waits for an answer, and is billed; the ERP takes half a second a request."""
OTHER_CALL_SECONDS = 0.010
WIRE_SECONDS = 0.000_3
"""Processor time of writing, signing and sending one request, of a whole core."""
CORE_MB = 1769
"""Memory at which Lambda gives one whole core; a smaller function runs that much slower."""
PROCESS_SERVES = 500
"""Invocations that one process serves before it is replaced."""
INIT_SECONDS = 1.0
"""Of a cold start, billed since August 2025."""

PLATFORM_BYTES = 85 + 65 + 185
"""Lambda's own START, END and REPORT lines of one invocation."""
ACCESS_BYTES = 330
"""One line of the API's access log."""
LINE_BYTES = 26
"""What CloudWatch adds to each line."""

KEY_SECONDS = 300
"""For so long SQS (by default) and DynamoDB use a data key before they ask KMS again."""
POLLS = 5 * SECONDS // 20
"""Requests of a month of an idle queue: Lambda keeps five long polls of 20 seconds open."""


class Machine(NamedTuple):
    """The same flow as most would draw it: how many states it enters, and what each needs.

    Choices in its favour: no retries, no waits, no state for the supplier that is missing.
    """

    states: tuple[str, ...] = (
        "Validate (function)",
        "Is it right? (choice)",
        "FindSupplier (dynamodb:getItem)",
        "Is it known? (choice)",
        "Post (function)",
        "Is it posted? (choice)",
        "Record (dynamodb:updateItem)",
        "Announce (events:putEvents)",
    )
    functions: int = 2
    review_states: int = 4
    """More of them for what a person reviews: hold, wait, is it right, take over."""
    events: int = 3
    """Received, validated, posted: announced by PutEvents."""
