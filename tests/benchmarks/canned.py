"""AWS without a network: requests are written, signed and read as ever, only the socket is gone.

Both sides of every comparison are answered from the same place: botocore's clients by their hook
`before-send`, the wire by its `send`. So only the work of this process is counted.
"""

import io
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from functions.runtime.aws.answers import Answer
from functions.runtime.aws.sigv4 import HttpRequest

Item = Mapping[str, Mapping[str, str]]

WRITES = frozenset({"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"})
"""Answered without a look at what is written: it would cost both sides the same."""


class _Body(io.BytesIO):
    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


class Canned:
    """Answers from `items` by table, and from `content` for every object; counts the calls."""

    def __init__(
        self,
        items: Mapping[str, Sequence[Item]],
        *,
        content: bytes = b"",
        settings: str = "{}",
        queues: Sequence[str] = (),
    ) -> None:
        self.items = items
        self.content = content
        self.settings = settings
        self.queues = queues
        self.calls: list[str] = []

    def watch(self, client: Any) -> Any:
        """Have a client of botocore answered from here."""
        client.meta.events.register("before-send", self)
        return client

    def __call__(self, request: Any, event_name: str, **_: Any) -> Any:
        """botocore's `before-send`: what is returned here is never sent."""
        from botocore.awsrequest import AWSResponse, HeadersDict

        body = self._body(event_name.rpartition(".")[2], request)
        headers = HeadersDict({"content-length": str(len(body))})
        return AWSResponse(request.url, 200, cast(Any, headers), _Body(body))

    def send(self, request: HttpRequest) -> Answer:
        """The same for the wire."""
        plain = {"GET": "GetObject", "PUT": "PutObject"}.get(request.method, "")
        call = plain or request.headers["X-Amz-Target"].rpartition(".")[2]
        return Answer(200, self._body(call, request))

    def _body(self, call: str, request: Any) -> bytes:
        self.calls.append(call)
        if call == "GetObject":
            return self.content
        if call == "PutObject":
            return b""
        if call in WRITES:
            return b"{}"
        return json.dumps(self._answer(call, json.loads(request.body))).encode()

    def _answer(self, call: str, asked: dict[str, Any]) -> dict[str, Any]:
        if call == "BatchGetItem":
            wanted = asked["RequestItems"].items()
            return {"Responses": {table: self._found(table, keys) for table, keys in wanted}}
        if call in ("Query", "Scan"):
            return {"Items": self._matching(asked.get("ExpressionAttributeValues", {}))}
        if call == "PutEvents":
            return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in asked["Entries"]]}
        if call in ("GenerateDataKey", "Decrypt"):
            return {"Plaintext": _key(b"k"), "CiphertextBlob": _key(b"w"), "KeyId": "1"}
        if call == "GetSecretValue":
            return {"SecretString": self.settings}
        if call == "GetParametersByPath":
            at = "https://sqs.eu-west-1.amazonaws.com/1/q"
            return {"Parameters": [{"Name": f"/q/{one}", "Value": at} for one in self.queues]}
        return {}

    def _found(self, table: str, wanted: Mapping[str, Any]) -> list[Item]:
        named = [(key["pk"], key["sk"]) for key in wanted["Keys"]]
        return [item for item in self.items.get(table, ()) if (item["pk"], item["sk"]) in named]

    def _matching(self, values: Mapping[str, Mapping[str, str]]) -> list[Item]:
        starts = values.get(":sk", {}).get("S", "")
        place = {name[1:]: values[name] for name in (":pk", ":gpk") if name in values}
        return [
            item
            for item in self.items.get("ledger", ())
            if item["sk"]["S"].startswith(starts)
            and all(item.get(name) == value for name, value in place.items())
        ]


def _key(byte: bytes) -> str:
    return b64encode(byte * 32).decode()
