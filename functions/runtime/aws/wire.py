"""The wire to the services of AWS with a JSON protocol: signed, kept alive, tried twice.

botocore's clients do the same through endpoint rules, models, hooks and parsers that cost more
processor time than the whole of a decision; of botocore only the signer is used here. S3, which
speaks XML and streams, keeps its client (`objects.py`).
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from random import random
from typing import Any, NamedTuple

from botocore.auth import SigV4Auth
from urllib3 import Timeout
from urllib3.exceptions import ResponseError

from functions.runtime.aws.answers import Answer, Failed, understood
from functions.runtime.aws.connections import NOT_ANSWERED, NOT_SENT, Connections
from functions.runtime.aws.endpoints import PROTOCOLS, endpoint

CONNECT_SECONDS = 2
READ_SECONDS = 5
PAUSE_SECONDS = 0.5
"""Twice five seconds and a pause stay inside a gateway's patience; more tries are the queue's."""
ANSWER_BYTES = 32 * 1024 * 1024
"""Twice what one BatchGetItem returns at most."""


class Credentials(NamedTuple):
    """As botocore's signer reads them."""

    access_key: str
    secret_key: str
    token: str | None


class Signed:
    """A POST that is ready to leave, in the words of botocore's signer."""

    method = "POST"
    params = None

    def __init__(self, url: str, headers: dict[str, str], body: bytes) -> None:
        self.url = url
        self.headers = headers
        self.body = body
        self.context: dict[str, Any] = {}


Send = Callable[[Signed], Answer]
"""One try. Raises one of NOT_SENT, or of NOT_ANSWERED."""


class Wire:
    """Calls under the credentials of the environment, which it asks for each time."""

    def __init__(self, environ: Mapping[str, str], send: Send) -> None:
        self._environ = environ
        self._send = send
        self._endpoints: dict[str, str] = {}

    def call(self, service: str, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What the service answers. Raises Failed after two tries with the same body at most."""
        body = json.dumps(asked).encode()
        try:
            return self._tried(service, operation, body)
        except Failed as failed:
            if not failed.passing:
                raise
            first = failed
        time.sleep(PAUSE_SECONDS * random())  # noqa: S311 - spreads tries, hides nothing
        try:
            return self._tried(service, operation, body)
        except Failed as failed:
            failed.lost = failed.lost or first.lost
            raise

    def _tried(self, service: str, operation: str, body: bytes) -> dict[str, Any]:
        request = self._signed(service, operation, body)
        try:
            answer = self._send(request)
        except NOT_SENT as failure:
            raise Failed(f"was not reached: {type(failure).__name__}") from None
        except NOT_ANSWERED as failure:
            raise Failed(f"did not answer: {type(failure).__name__}", lost=True) from None
        return understood(answer)

    def _signed(self, service: str, operation: str, body: bytes) -> Signed:
        if service not in self._endpoints:
            self._endpoints[service] = endpoint(self._environ, service)
        protocol = PROTOCOLS[service]
        headers = {
            "Content-Type": f"application/x-amz-json-{protocol.version}",
            "User-Agent": "tieout/1",
            "X-Amz-Target": f"{protocol.target}.{operation}",
        }
        request = Signed(self._endpoints[service], headers, body)
        sign: Any = SigV4Auth  # it asks for no more than Signed and Credentials have
        sign(self._credentials(), service, self._environ["AWS_REGION"]).add_auth(request)
        return request

    def _credentials(self) -> Credentials:
        environ = self._environ
        try:
            key, secret = environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"]
        except KeyError:
            raise Failed("was not asked: no credentials", passing=False) from None
        return Credentials(key, secret, environ.get("AWS_SESSION_TOKEN"))


def over(connections: Connections) -> Send:
    """One try over a connection that is kept."""

    def send(request: Signed) -> Answer:
        timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        reply = connections.ask("POST", request.url, request.headers, request.body, timeout)
        with closing(reply):  # after a whole answer the connection is back in the pool already
            body = reply.read(ANSWER_BYTES + 1)
        if len(body) > ANSWER_BYTES:
            raise ResponseError("the answer is too large")
        return Answer(reply.status, body)

    return send
