"""Run a Lambda handler in AWS's own runtime loop, talking to the emulator's Runtime API.

The loop, the context object and the error types are awslambdaric's. Only the transport is ours:
its compiled client loses some 40 ms a call to delayed acknowledgements, and the emulator waits
another 50 ms for a first log line of an invocation, so each call gets a fresh undelayed
connection and each invocation a REPORT line. The emulator does not read which records of a stream
failed and would lose them, so such an answer is handed on as an error: the whole batch comes again.
"""

import json
import os
import socket
import sys
import time
from http.client import HTTPConnection
from typing import Any

from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_client import ERROR_TYPE_HEADER, InvocationRequest
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

_RUNTIME = "/2018-06-01/runtime"
_JSON = "application/json"
_STREAM = b'"aws:dynamodb"'


class RuntimeApi:
    """What awslambdaric's loop asks of its client (the Lambda Runtime API, version 2018-06-01)."""

    marshaller = LambdaMarshaller()

    def __init__(self, address: str) -> None:
        """`address` is host:port of the Runtime API."""
        self._address = address
        self._started_seconds = 0.0
        self._from_stream = False

    def wait_next_invocation(self) -> Any:
        """Block until the emulator has an event for this process."""
        body, headers = self._call("GET", "/invocation/next")
        self._started_seconds = time.perf_counter()
        self._from_stream = _STREAM in body
        return InvocationRequest(
            invoke_id=headers["lambda-runtime-aws-request-id"],
            x_amzn_trace_id=headers.get("lambda-runtime-trace-id"),
            invoked_function_arn=headers.get("lambda-runtime-invoked-function-arn"),
            deadline_time_in_ms=int(headers.get("lambda-runtime-deadline-ms", 0)),
            client_context=headers.get("lambda-runtime-client-context"),
            cognito_identity=headers.get("lambda-runtime-cognito-identity"),
            tenant_id=headers.get("lambda-runtime-aws-tenant-id"),
            content_type=headers.get("content-type"),
            event_body=body,
            invocation_id=headers.get("lambda-runtime-invocation-id"),
        )

    def post_invocation_result(
        self, invoke_id: str, result: str | bytes, content_type: str = _JSON, *_: object
    ) -> None:
        """Answer the invocation."""
        body = result if isinstance(result, bytes) else result.encode()
        if self._from_stream and json.loads(body or b"{}").get("batchItemFailures"):
            told = {
                "errorType": "PartialBatchFailure",
                "errorMessage": "records of a stream failed",
            }
            self.post_invocation_error(invoke_id, json.dumps(told))
            return
        self._report(invoke_id)
        self._call(
            "POST", f"/invocation/{invoke_id}/response", body, {"Content-Type": content_type}
        )

    def post_invocation_error(self, invoke_id: str, error: str, *_: object) -> None:
        """Fail the invocation under the exception's own class name, which workflows match on."""
        self._report(invoke_id)
        self._fail(f"/invocation/{invoke_id}/error", json.loads(error))

    def post_init_error(self, error: dict[str, Any], *_: object) -> None:
        """Tell that the handler could not be imported."""
        self._fail("/init/error", error)

    def _fail(self, path: str, error: dict[str, Any]) -> None:
        headers = {"Content-Type": _JSON, ERROR_TYPE_HEADER: str(error.get("errorType", ""))}
        self._call("POST", path, json.dumps(error).encode(), headers)

    def _report(self, invoke_id: str) -> None:
        spent_ms = (time.perf_counter() - self._started_seconds) * 1000
        print(f"END RequestId: {invoke_id}", file=sys.stderr)
        print(
            f"REPORT RequestId: {invoke_id}\tDuration: {spent_ms:.2f} ms",
            file=sys.stderr,
            flush=True,
        )

    def _call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[bytes, dict[str, str]]:
        # No time limit: waiting for the next invocation lasts as long as nobody calls.
        connection = HTTPConnection(self._address)
        try:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.request(method, _RUNTIME + path, body or None, headers or {})
            response = connection.getresponse()
            answer = response.read()
            if response.status >= 400:
                raise RuntimeError(f"Runtime API answered {response.status} to {method} {path}")
            return answer, {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()


if __name__ == "__main__":
    bootstrap.run(sys.argv[1], RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"]))
