"""Bodies in S3: documents of ours, what partners send, and what the relay could not publish."""

from collections.abc import Mapping
from contextlib import closing

from botocore.exceptions import ClientError

from functions.runtime.aws.clients import Clients, asking, code_of
from functions.runtime.errors import Invalid, Missing
from functions.runtime.ports import Bucket

NOT_THERE = frozenset({"NoSuchKey", "NoSuchVersion", "404"})
NO_SUCH_VERSION = NOT_THERE | {"InvalidArgument", "MethodNotAllowed"}
"""A version id that is none, and one that is a delete marker, are no versions either."""


class Objects:
    """Buckets by what they are for."""

    def __init__(self, clients: Clients, names: Mapping[Bucket, str]) -> None:
        self._clients = clients
        self._names = names

    def put(self, bucket: Bucket, name: str, body: bytes) -> None:
        """Keep bytes. Raises Unavailable when it is not sure that they are kept."""
        with asking("s3"):
            self._clients.of("s3").put_object(Bucket=self._names[bucket], Key=name, Body=body)

    def get(self, bucket: Bucket, name: str, version: str, limit: int) -> bytes:
        """The bytes; what is above the limit is refused before it is read."""
        asked = {"Bucket": self._names[bucket], "Key": name}
        if version:
            asked["VersionId"] = version
        with asking("s3"):
            try:
                found = self._clients.of("s3").get_object(**asked)
            except ClientError as error:
                if code_of(error) in (NO_SUCH_VERSION if version else NOT_THERE):
                    raise Missing("there is no such object") from None
                raise
            with closing(found["Body"]) as body:
                if limit and found["ContentLength"] > limit:
                    raise Invalid("the object is too large", status=413, limit=limit)
                return bytes(body.read())
