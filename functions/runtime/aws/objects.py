"""Bodies in S3: documents of ours, what partners send, and what the relay could not publish."""

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

from functions.runtime.aws.answers import Answer, Failed, asking
from functions.runtime.aws.endpoints import bucket_url
from functions.runtime.aws.sigv4 import HttpRequest
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Invalid, Missing
from functions.runtime.ports import Bucket

NOT_THERE = frozenset({"NoSuchKey", "NoSuchVersion"})
NO_SUCH_VERSION = NOT_THERE | {"InvalidArgument", "MethodNotAllowed"}
"""A version id that is none, and one that is a delete marker, are no versions either."""
OBJECT_BYTES = 512 * 1024 * 1024
ERROR_BYTES = 64 * 1024
_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,64})</Code>")


class Objects:
    """Buckets by what they are for."""

    def __init__(self, wire: Wire, environ: Mapping[str, str], names: Mapping[Bucket, str]) -> None:
        self._wire = wire
        self._environ = environ
        self._names = names

    def put(self, bucket: Bucket, name: str, body: bytes) -> None:
        """Keep bytes. Raises Unavailable when it is not sure that they are kept.

        Buckets with Object Lock take none without a checksum.
        """
        headers = {
            "X-Amz-Checksum-Sha256": b64encode(sha256(body).digest()).decode(),
            "X-Amz-Sdk-Checksum-Algorithm": "SHA256",
        }
        with asking("s3"):
            self._ask("PUT", self._url(bucket, name), headers, body, ERROR_BYTES)

    def get(self, bucket: Bucket, name: str, version: str, limit: int) -> bytes:
        """The bytes; what is above the limit is refused before it is read."""
        url = self._url(bucket, name)
        if version:
            url = f"{url}?versionId={quote(version, safe='-_.~')}"
        with asking("s3"):
            try:
                found = self._ask("GET", url, {}, b"", limit or OBJECT_BYTES)
            except Failed as failed:
                if failed.code in (NO_SUCH_VERSION if version else NOT_THERE):
                    raise Missing("there is no such object") from None
                raise
        if found.too_large or (limit and len(found.body) > limit):
            raise Invalid("the object is too large", status=413, limit=limit)
        return found.body

    def _url(self, bucket: Bucket, name: str) -> str:
        return bucket_url(self._environ, self._names[bucket]) + quote(name, safe="/-_.~")

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, most: int
    ) -> Answer:
        headers = {"User-Agent": "tieout/1", **headers}
        return self._wire.ask("s3", HttpRequest(method, url, headers, body, most), fine)


def fine(answer: Answer) -> Answer:
    """The answer itself. Raises Failed for an error, which services with XML name in a Code."""
    if answer.status == 200:
        return answer
    found = _CODE.search(answer.body)
    code = found[1].decode() if found else ""
    grave = answer.status >= 500
    raise Failed(f"says {code or answer.status}", code=code, lost=grave, passing=grave)
