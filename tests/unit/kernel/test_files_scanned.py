"""A file door behind a malware scan: what is clean is read, everything else is refused unread."""

import json
from typing import Any

import pytest

from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import offer

FILES = "payables.receive_invoice_file"
KEY = "in/portal/invoices/a.xml"
SOUND = batch(ubl("1"))


def scanned(house: House, result: str | None, status: str = "COMPLETED") -> str:
    """The object is there, and this is what GuardDuty says of it."""
    house.drop(KEY, SOUND, notify=False)
    version = house.world.store.objects["intake"][KEY][-1].version
    where = {"bucketName": "intake", "objectKey": KEY, "eTag": "e", "versionId": version}
    return json.dumps(
        {
            "source": "aws.guardduty",
            "detail-type": "GuardDuty Malware Protection Object Scan Result",
            "detail": {
                "schemaVersion": "1.0",
                "scanStatus": status,
                "resourceType": "S3_OBJECT",
                "s3ObjectDetails": where,
                "scanResultDetails": {"scanResultStatus": result, "threats": None},
            },
        }
    )


def cases(house: House) -> list[dict[str, Any]]:
    return [json.loads(str(house.head(case)["body"])) for case in house.states("case")]


def reads(house: House) -> list[object]:
    calls = house.world.boundary.calls
    return [one.args for one in calls if one.name == "store.get_object" and "intake" in one.args]


def test_what_is_clean_is_taken_in_like_any_file(house: House) -> None:
    message = scanned(house, "NO_THREATS_FOUND")
    assert offer(house, FILES, message)
    assert offer(house, FILES, message)
    house.settle()
    assert list(house.states("file").values()) == ["closed"]
    assert list(house.states().values()) == ["posted"]


def test_either_notice_of_the_same_bytes_is_the_same_file(house: House) -> None:
    assert offer(house, FILES, scanned(house, "NO_THREATS_FOUND"))
    house.drop(KEY, SOUND)
    house.settle()
    assert (len(house.states("file")), len(house.states())) == (1, 1)


@pytest.mark.parametrize(
    ("result", "status", "code"),
    [
        ("THREATS_FOUND", "COMPLETED", "TIE-FILE-MALWARE"),
        ("UNSUPPORTED", "SKIPPED", "TIE-FILE-UNSCANNED"),
        ("ACCESS_DENIED", "SKIPPED", "TIE-FILE-UNSCANNED"),
        ("FAILED", "FAILED", "TIE-FILE-UNSCANNED"),
        (None, "FAILED", "TIE-FILE-UNSCANNED"),
    ],
)
def test_what_is_not_clean_is_refused_unread(
    house: House, result: str | None, status: str, code: str
) -> None:
    message = scanned(house, result, status)
    assert offer(house, FILES, message)
    assert offer(house, FILES, message)
    assert list(house.states("file").values()) == ["refused"]
    [case] = cases(house)
    assert [finding["code"] for finding in case["findings"]] == [code]
    assert case["category"] == "R-EXC-15"
    assert (house.states(), reads(house)) == ({}, [])
    assert house.world.store.objects["intake"][KEY][-1].body == SOUND
