"""What tells of a dropped file: S3 that it is there, or GuardDuty what its malware scan found.

Detail of "Object Created" (aws.s3) and of "GuardDuty Malware Protection Object Scan Result"
(aws.guardduty), as the user guides of both document them. Which of the two a stage listens to is
a rule of its template; behind a scan the function's role reads objects only that are tagged clean.
"""

import json
from typing import NamedTuple

from functions.runtime.errors import Invalid
from functions.runtime.ports import Store
from schemas.finding import Finding

CLEAN = "NO_THREATS_FOUND"
THREAT = "THREATS_FOUND"
MALWARE, UNSCANNED = "TIE-FILE-MALWARE", "TIE-FILE-UNSCANNED"
SCANNED = frozenset({MALWARE, UNSCANNED})
"""Findings of the scan."""


class Dropped(NamedTuple):
    """One version of an object of the intake; `scan` is empty where nobody scans."""

    key: str
    version: str
    etag: str
    size: int = 0
    scan: str = ""

    def arrival(self) -> str:
        """What tells this arrival from others under the same key."""
        return self.version or self.etag

    def unread(self) -> Finding | None:
        """Why it must not be read; None if it may."""
        if self.scan in ("", CLEAN):
            return None
        if self.scan == THREAT:
            return Finding(code=MALWARE, message="the malware scan found a threat")
        said = f"the malware scan came to no result: {self.scan}"
        return Finding(code=UNSCANNED, message=said)


def dropped(message: str) -> Dropped:
    """The object that a message tells of."""
    detail = json.loads(message)["detail"]
    if "s3ObjectDetails" in detail:
        said = detail["s3ObjectDetails"]
        result = str(detail["scanResultDetails"].get("scanResultStatus") or detail["scanStatus"])
        version, etag = str(said.get("versionId") or ""), str(said.get("eTag", ""))
        return Dropped(str(said["objectKey"]), version, etag, scan=result)
    said = detail["object"]
    version, etag = str(said.get("version-id", "")), str(said.get("etag", ""))
    return Dropped(str(said["key"]), version, etag, int(said.get("size", 0)))


def content_of(store: Store, told: Dropped, limit: int) -> bytes | Finding:
    """The file, or why it is not read; it is kept where it was dropped."""
    if unread := told.unread():
        return unread
    try:
        return store.get_object(told.key, version=told.version, bucket="intake", limit=limit)
    except Invalid:
        return Finding(code="TIE-FILE-SIZE", message=f"larger than {limit} bytes")
