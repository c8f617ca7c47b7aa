"""The wire to the services of AWS: signed, kept alive, tried twice.

botocore's clients do the same through endpoint rules, models, hooks and parsers, which cost more
processor time than the whole of a decision and a third of a cold start.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from random import random
from typing import Any, TypeVar

from pydantic_core import to_json
from urllib3 import Timeout

from functions.runtime.aws.answers import Answer, Failed, understood
from functions.runtime.aws.connections import NOT_ANSWERED, NOT_SENT, Connections
from functions.runtime.aws.endpoints import PROTOCOLS, endpoint
from functions.runtime.aws.sigv4 import Credentials, HttpRequest, signed

T = TypeVar("T")

CONNECT_SECONDS = 2
READ_SECONDS = 5
PAUSE_SECONDS = 0.5
"""Twice five seconds and a pause stay inside a gateway's patience; more tries are the queue's."""
ANSWER_BYTES = 32 * 1024 * 1024
"""Twice what one BatchGetItem returns at most."""
CHUNK = 256 * 1024

Send = Callable[[HttpRequest], Answer]
"""One try. Raises one of NOT_SENT, or of NOT_ANSWERED."""


class Wire:
    """Calls under the credentials of the environment, which it asks for each time."""

    def __init__(self, environ: Mapping[str, str], send: Send) -> None:
        self._environ = environ
        self._send = send

    def call(self, service: str, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What a service with a JSON protocol answers. Raises Failed after two tries at most."""
        protocol = PROTOCOLS[service]
        headers = {
            "Content-Type": f"application/x-amz-json-{protocol.version}",
            "User-Agent": "tieout/1",
            "X-Amz-Target": f"{protocol.target}.{operation}",
        }
        url, body = endpoint(self._environ, service), to_json(asked)
        return self.ask(service, HttpRequest("POST", url, headers, body, ANSWER_BYTES), understood)

    def ask(self, service: str, asked: HttpRequest, read: Callable[[Answer], T]) -> T:
        """The answer as `read` has it. Raises Failed, after a second try if that might help.

        The second try has the same body, and so the same token of a transaction.
        """
        try:
            return self._tried(service, asked, read)
        except Failed as failed:
            if not failed.passing:
                raise
            first = failed
        time.sleep(PAUSE_SECONDS * random())  # noqa: S311 - spreads tries, hides nothing
        try:
            return self._tried(service, asked, read)
        except Failed as failed:
            failed.lost = failed.lost or first.lost
            raise

    def _tried(self, service: str, asked: HttpRequest, read: Callable[[Answer], T]) -> T:
        region = self._environ["AWS_REGION"]
        request = signed(asked, service, region, self._credentials())
        try:
            answer = self._send(request)
        except NOT_SENT as failure:
            raise Failed(f"was not reached: {type(failure).__name__}") from None
        except NOT_ANSWERED as failure:
            raise Failed(f"did not answer: {type(failure).__name__}", lost=True) from None
        return read(answer)

    def _credentials(self) -> Credentials:
        environ = self._environ
        try:
            key, secret = environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"]
        except KeyError:
            raise Failed("was not asked: no credentials", passing=False) from None
        return Credentials(key, secret, environ.get("AWS_SESSION_TOKEN", ""))


def over(connections: Connections) -> Send:
    """One try over a connection that is kept."""

    def send(request: HttpRequest) -> Answer:
        timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        method, url, headers, body, most = request
        reply = connections.ask(method, url, headers, body, timeout)
        with closing(reply):  # after a whole answer the connection is back in the pool already
            if int(reply.headers.get("Content-Length", 0)) > most:
                return Answer(reply.status, b"", too_large=True)
            found = bytearray()
            for part in reply.stream(CHUNK, decode_content=False):
                found += part
                if len(found) > most:
                    return Answer(reply.status, b"", too_large=True)
        return Answer(reply.status, bytes(found))

    return send
