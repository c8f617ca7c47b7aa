"""Somebody who calls the deployed API over HTTP."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import urllib3

from local.deployment import Deployment

HTTP = urllib3.PoolManager(retries=False, timeout=60, maxsize=30)


class Said(NamedTuple):
    """An answer: status, the exact bytes, and whether it was a replay."""

    status: int
    bytes: bytes
    replayed: bool

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        told: dict[str, Any] = json.loads(self.bytes)
        return told


class Caller:
    """One identity with its token."""

    def __init__(self, deployment: Deployment, token: str) -> None:
        self.deployment = deployment
        self.token = token

    def get(self, path: str) -> Said:
        """Ask for something."""
        return self._call("GET", path, None, "")

    def write(self, method: str, path: str, body: Mapping[str, Any], key: str) -> Said:
        """Change something, once for this key."""
        return self._call(method, path, body, key)

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None, key: str) -> Said:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        sent = json.dumps(body).encode() if body is not None else None
        answer = HTTP.request(method, self.deployment.api + path, body=sent, headers=headers)
        return Said(answer.status, answer.data, "idempotency-replayed" in answer.headers)
