"""HTTP connections, kept alive: to AWS and to partner systems, certificates checked."""

import socket
from collections.abc import Mapping
from ssl import SSLContext, create_default_context
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
)

NOT_SENT = (NewConnectionError, ConnectTimeoutError, LocationValueError)
"""Failures before any byte of a request left."""
NOT_ANSWERED = (HTTPError, OSError)
"""All others: the request may have arrived."""
KEPT_ALIVE = [
    *HTTPConnection.default_socket_options,
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
]


class _Connection(HTTPSConnection):
    """Until its handshake is over nothing of a request has left."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as failure:
            raise NewConnectionError(self, type(failure).__name__) from None


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class Connections:
    """All connections of a process; the trusted certificates are read when the first is made."""

    def __init__(self) -> None:
        self._clear = PoolManager(socket_options=KEPT_ALIVE)
        self._secure: PoolManager | None = None

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        timeout: Timeout,
    ) -> BaseHTTPResponse:
        """The answer, its body unread. One try, and no redirect is followed."""
        pools = self._encrypted() if url.startswith("https:") else self._clear
        where = urlsplit(url)
        # Given whole, a URL would lose its dot segments, which names of objects may have.
        return pools.connection_from_url(url).urlopen(
            method,
            f"{where.path or '/'}?{where.query}" if where.query else where.path or "/",
            body=body or None,
            headers=headers,
            timeout=timeout,
            preload_content=False,
            retries=False,
            redirect=False,
        )

    def _encrypted(self) -> PoolManager:
        if self._secure is None:
            trusted: SSLContext = create_default_context()
            self._secure = PoolManager(ssl_context=trusted, socket_options=KEPT_ALIVE)
            pools = self._secure.pool_classes_by_scheme
            self._secure.pool_classes_by_scheme = {**pools, "https": _Pool}
        return self._secure
