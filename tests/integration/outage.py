"""Services of AWS that do not answer, one at a time, for the adapters as they are shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from urllib3.exceptions import LocationValueError, ProtocolError

from functions.runtime.aws.answers import Answer
from functions.runtime.aws.wire import Signed
from tests.on_moto import on_moto


class Outage:
    """Before a request is sent, or after it was carried out.

    It stands under the wire, and in the session of the client that S3 has.
    """

    def __init__(self, session: botocore.session.Session) -> None:
        self._down = ""
        self._lost = ""
        emitter: Any = session.get_component("event_emitter")
        emitter.register_first("before-send", self._before)
        emitter.register_last("before-send", self._after)

    def send(self, request: Signed) -> Answer:
        """One try over the wire, on moto."""
        host = str(urlsplit(request.url).hostname).partition(".")[0]
        service = {"events": "eventbridge"}.get(host, host)
        if service == self._down:
            raise LocationValueError("down")
        answer = on_moto(request)
        if f"{service}.{request.headers['X-Amz-Target'].rpartition('.')[2]}" == self._lost:
            raise ProtocolError("lost")
        return answer

    @contextmanager
    def of(self, service: str) -> Iterator[None]:
        """No request reaches the service."""
        self._down = service
        try:
            yield
        finally:
            self._down = ""

    @contextmanager
    def of_answers(self, call: str) -> Iterator[None]:
        """`service.Call` is carried out each time, but its answer never arrives."""
        self._lost = call
        try:
            yield
        finally:
            self._lost = ""

    def _before(self, request: Any, event_name: str, **_: object) -> None:
        if self._down and event_name.split(".")[1] == self._down:
            raise EndpointConnectionError(endpoint_url=request.url)

    def _after(self, request: Any, event_name: str, **_: object) -> None:
        if self._lost and event_name.removeprefix("before-send.") == self._lost:
            raise ReadTimeoutError(endpoint_url=request.url)
