"""HTTP to partner systems with urllib3: no retry, no redirect, certificates checked."""

import json
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from threading import Timer
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, Timeout

from functions.runtime.aws.answers import asking
from functions.runtime.aws.connections import NOT_ANSWERED, NOT_SENT, Connections
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import Reply, Request

CONNECT_SECONDS = 5
ANSWER_BYTES = 5 * 1024 * 1024
CHUNK = 64 * 1024
THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})


class HttpRemote:
    """Systems at their addresses; the settings of each one as its secret has them."""

    def __init__(self, wire: Wire, connections: Connections, secrets: Mapping[str, str]) -> None:
        self._wire = wire
        self._connections = connections
        self._secrets = secrets
        self._known: dict[str, Mapping[str, str]] = {}

    def call(self, request: Request) -> Reply:
        """As the port says; an answer above 5 MB is no whole answer."""
        where = urlsplit(request.url)
        if where.scheme != "https" and where.hostname not in THIS_MACHINE:
            raise Unavailable("a partner system is only called by https")
        ends = time.monotonic() + request.deadline_seconds
        try:
            reply = self._connections.ask(
                request.method,
                request.url,
                {"User-Agent": "tieout/1", **request.headers},
                request.body,
                Timeout(connect=CONNECT_SECONDS, total=request.deadline_seconds),
            )
            return _whole(reply, ends)
        except NOT_SENT as failure:
            raise Unavailable(f"not reached: {type(failure).__name__}") from None
        except NOT_ANSWERED as failure:
            raise UnknownOutcome(f"no whole answer: {type(failure).__name__}") from None

    def secret(self, name: str) -> Mapping[str, str]:
        """As the port says. Raises Unavailable for a system that has no settings here."""
        if name not in self._known:
            if name not in self._secrets:
                raise Unavailable(f"no connection settings for {name}")
            with asking("secretsmanager"):
                asked = {"SecretId": self._secrets[name]}
                kept = self._wire.call("secretsmanager", "GetSecretValue", asked)
            self._known[name] = _settings(name, kept["SecretString"])
        return self._known[name]


def _whole(reply: BaseHTTPResponse, ends: float) -> Reply:
    """The answer with all of its body, before the deadline: a slow sender is cut off at it."""
    cut = Timer(max(0.0, ends - time.monotonic()), _cut, [reply])
    cut.daemon = True
    cut.start()
    body = bytearray()
    with closing(reply):  # after a whole answer the connection is back in the pool already
        try:
            for chunk in reply.stream(CHUNK):
                body += chunk
                if len(body) > ANSWER_BYTES:
                    raise UnknownOutcome("the answer is too large")
        finally:
            cut.cancel()
    if time.monotonic() > ends:
        raise UnknownOutcome("no whole answer within the deadline")
    headers = {name.lower(): reply.headers[name] for name in reply.headers}
    return Reply(reply.status, headers, bytes(body))


def _cut(reply: BaseHTTPResponse) -> None:
    with suppress(ValueError, RuntimeError, OSError):  # it ended by itself just now
        reply.shutdown()


def _settings(name: str, text: str) -> Mapping[str, str]:
    try:
        settings = json.loads(text)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise Unavailable(f"the connection settings of {name} are no JSON object")
    return {str(key): str(value) for key, value in settings.items()}
