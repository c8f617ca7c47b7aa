"""Services of AWS that do not answer, one at a time, for the adapters as they are shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.session
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError


class Outage:
    """Hooked into a botocore session: before a request is sent, or after it was carried out."""

    def __init__(self, session: botocore.session.Session) -> None:
        self._down = ""
        self._lost = ""
        emitter: Any = session.get_component("event_emitter")
        emitter.register_first("before-send", self._before)
        emitter.register_last("before-send", self._after)

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
