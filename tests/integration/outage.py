"""Services of AWS that do not answer, one at a time, for the adapters as they are shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from urllib3.exceptions import LocationValueError, ProtocolError

from functions.runtime.aws.answers import Answer
from functions.runtime.aws.sigv4 import HttpRequest
from tests.on_moto import on_moto

NAMED = {"events": "eventbridge"}
"""Where the name in a service's host is not the one it goes by."""


class Outage:
    """Stands under the wire: before a request is sent, or after it was carried out."""

    def __init__(self) -> None:
        self._down = ""
        self._lost = ""

    def send(self, request: HttpRequest) -> Answer:
        """One try over the wire, on moto."""
        host = str(urlsplit(request.url).hostname).removesuffix(".amazonaws.com").split(".")[-2]
        service = NAMED.get(host, host)
        if service == self._down:
            raise LocationValueError("down")
        answer = on_moto(request)
        call = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if f"{service}.{call}" == self._lost:
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
