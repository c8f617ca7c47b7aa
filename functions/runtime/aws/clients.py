"""botocore's clients, each made at its first use, and what their failures mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.runtime.errors import Unavailable

SETTINGS = Config(
    user_agent="tieout/1",  # a fixed one; building botocore's own for each call costs CPU
    parameter_validation=False,
    connect_timeout=2,
    read_timeout=5,
    tcp_keepalive=True,
    retries={"mode": "standard", "total_max_attempts": 2},
)
"""Twice five seconds and a pause stay inside a gateway's patience; more tries are the queue's."""

NOT_VALID = frozenset(
    {
        "ValidationException",
        "InvalidParameterValue",
        "InvalidMessageContents",
        "InvalidCiphertextException",
        "IncorrectKeyException",
    }
)


class Clients:
    """One session and its clients for the life of the process."""

    def __init__(self, region: str | None = None) -> None:
        self._region = region
        self._session: botocore.session.Session | None = None
        self._made: dict[str, Any] = {}

    def of(self, service: str) -> Any:
        """The client of a service; the first one of a process costs some 50 ms."""
        if service not in self._made:
            if self._session is None:
                self._session = botocore.session.Session()
            self._made[service] = self._session.create_client(
                service, region_name=self._region, config=SETTINGS
            )
        return self._made[service]


@contextmanager
def asking(service: str) -> Iterator[None]:
    """A call to AWS: a request that is wrong raises ValueError, all else is Unavailable.

    A missing permission or table is Unavailable too: the work waits until someone repairs the
    deployment. Messages of AWS may quote what was sent, so only their codes are kept.
    """
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in NOT_VALID:
            raise ValueError(f"{service} says {code}") from None
        raise Unavailable(f"{service} says {code}") from None
    except BotoCoreError as error:
        raise Unavailable(f"{service} did not answer: {type(error).__name__}") from None


def code_of(error: ClientError) -> str:
    """The short name of the error, without the prefix that SQS gives it."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
