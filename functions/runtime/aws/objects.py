"""Bodies in S3: documents of ours, what partners send, and what the relay could not publish.

S3 keeps botocore's client, which few functions ever make: its first call in a process costs some
70 ms of processor time.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.runtime.errors import Invalid, Missing, Unavailable
from functions.runtime.ports import Bucket

SETTINGS: dict[str, Any] = {
    "user_agent": "tieout/1",  # a fixed one; building botocore's own for each call costs CPU
    "parameter_validation": False,
    "connect_timeout": 2,
    "read_timeout": 5,
    "tcp_keepalive": True,
    "retries": {"mode": "standard", "total_max_attempts": 2},
}
NOT_THERE = frozenset({"NoSuchKey", "NoSuchVersion", "404"})
NO_SUCH_VERSION = NOT_THERE | {"InvalidArgument", "MethodNotAllowed"}
"""A version id that is none, and one that is a delete marker, are no versions either."""


class Objects:
    """Buckets by what they are for."""

    def __init__(self, region: str | None, names: Mapping[Bucket, str]) -> None:
        self._region = region
        self._names = names
        self._client: Any = None

    def put(self, bucket: Bucket, name: str, body: bytes) -> None:
        """Keep bytes. Raises Unavailable when it is not sure that they are kept."""
        with _asking():
            self._s3().put_object(Bucket=self._names[bucket], Key=name, Body=body)

    def get(self, bucket: Bucket, name: str, version: str, limit: int) -> bytes:
        """The bytes; what is above the limit is refused before it is read."""
        asked = {"Bucket": self._names[bucket], "Key": name}
        if version:
            asked["VersionId"] = version
        with _asking():
            try:
                found = self._s3().get_object(**asked)
            except ClientError as error:
                if _code(error) in (NO_SUCH_VERSION if version else NOT_THERE):
                    raise Missing("there is no such object") from None
                raise
            with closing(found["Body"]) as body:
                if limit and found["ContentLength"] > limit:
                    raise Invalid("the object is too large", status=413, limit=limit)
                return bytes(body.read())

    def _s3(self) -> Any:
        if self._client is None:
            import botocore.session
            from botocore.config import Config

            session: Any = botocore.session.Session()
            self._client = session.create_client(
                "s3", region_name=self._region, config=Config(**SETTINGS)
            )
        return self._client


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise Unavailable(f"s3 says {_code(error)}") from None
    except BotoCoreError as error:
        raise Unavailable(f"s3 did not answer: {type(error).__name__}") from None


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
