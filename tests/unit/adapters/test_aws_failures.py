"""Failures of the bus, the queues, the buckets and the vault, over a real connection."""

from base64 import b64encode

import pytest

from functions.runtime.errors import Invalid, Missing, Unavailable
from functions.runtime.ports import Ports
from tests.unit.adapters.service import Service, answer, half_an_answer, hang_up, refusal

ENTRY = {"source": "tieout.payables", "type": "InvoiceReceived.v1", "detail": "{}"}
URL = "https://queue.example/1"


def parameters(*operations: str, more: str = "") -> dict[str, object]:
    listed = [
        {"Name": f"/tieout/test/queues/{one}", "Value": f"https://queue.example/{one}"}
        for one in operations
    ]
    return {"Parameters": listed} | ({"NextToken": more} if more else {})


def s3_says(code: str, status: int) -> bytes:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


def test_entries_that_failed_alone(ports: Ports, service: Service) -> None:
    entries = [{"EventId": "1"}, {"ErrorCode": "InternalFailure"}, {"EventId": "3"}]
    service.script = [answer({"FailedEntryCount": 1, "Entries": entries})]
    assert ports.bus.publish([ENTRY] * 3) == [1]
    ((_, asked),) = service.asked()
    assert asked["Entries"][0] == {
        "EventBusName": "bus",
        "Source": "tieout.payables",
        "DetailType": "InvoiceReceived.v1",
        "Detail": "{}",
    }


def test_a_whole_call_to_the_bus_that_failed(ports: Ports, service: Service) -> None:
    service.script = [hang_up, refusal("InternalException", 500)]
    with pytest.raises(Unavailable):
        ports.bus.publish([ENTRY])


def test_queues_are_found_once_over_all_pages(ports: Ports, service: Service) -> None:
    sent = answer({"MessageId": "1", "MD5OfMessageBody": "x"})
    service.script = [
        answer(parameters("validate_invoice", more="2")),
        answer(parameters("post_invoice")),
        sent,
        sent,
    ]
    ports.queue.send("post_invoice", "a")
    ports.queue.send("validate_invoice", "b", delay_seconds=7)
    asked = service.asked()
    assert [name for name, _ in asked] == [*["GetParametersByPath"] * 2, *["SendMessage"] * 2]
    assert asked[1][1]["NextToken"] == "2"
    assert asked[2][1]["QueueUrl"].endswith("/post_invoice")
    assert asked[3][1]["DelaySeconds"] == 7


def test_a_queue_that_is_not_deployed(ports: Ports, service: Service) -> None:
    service.script = [answer(parameters("post_invoice"))]
    with pytest.raises(Unavailable, match="validate_invoice"):
        ports.queue.send("validate_invoice", "a")


def test_a_queue_that_was_deployed_since(ports: Ports, service: Service) -> None:
    gone = refusal("AWS.SimpleQueueService.NonExistentQueue")
    service.script = [answer(parameters("post_invoice")), gone]
    with pytest.raises(Unavailable):
        ports.queue.send("post_invoice", "a")
    service.script = [answer(parameters("post_invoice")), answer({"MessageId": "1"})]
    ports.queue.send("post_invoice", "a")
    assert [name for name, _ in service.asked()] == ["GetParametersByPath", "SendMessage"] * 2


@pytest.mark.parametrize("code", ["MessageNotInflight", "ReceiptHandleIsInvalid"])
def test_postponing_too_late_is_no_fault(ports: Ports, service: Service, code: str) -> None:
    service.script = [answer(parameters("post_invoice")), refusal(code)]
    ports.queue.postpone("post_invoice", "receipt", 99_999)
    assert service.asked()[1][1]["VisibilityTimeout"] == 43_200


def test_postponing_that_was_denied(ports: Ports, service: Service) -> None:
    service.script = [answer(parameters("post_invoice")), refusal("AccessDenied", 403)]
    with pytest.raises(Unavailable):
        ports.queue.postpone("post_invoice", "receipt", 1)


@pytest.mark.parametrize(
    ("code", "status", "version"),
    [
        ("NoSuchKey", 404, ""),
        ("NoSuchVersion", 404, "v"),
        ("InvalidArgument", 400, "v"),
        ("MethodNotAllowed", 405, "v"),
    ],
)
def test_an_object_that_is_not_there(
    ports: Ports, service: Service, code: str, status: int, version: str
) -> None:
    service.script = [answer(s3_says(code, status), status)]
    with pytest.raises(Missing):
        ports.store.get_object("in/sap/a.xml", version=version, bucket="intake")
    assert service.requests[0][0].startswith("/intake/in/sap/a.xml")


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("InvalidArgument", 400)])
def test_an_object_that_nobody_can_tell_of(
    ports: Ports, service: Service, code: str, status: int
) -> None:
    service.script = [answer(s3_says(code, status), status)]
    with pytest.raises(Unavailable):
        ports.store.get_object("a")


def test_an_object_that_broke_off(ports: Ports, service: Service) -> None:
    service.script = [half_an_answer]
    with pytest.raises(Unavailable):
        ports.store.get_object("a")


def test_an_object_is_not_read_to_find_it_too_large(ports: Ports, service: Service) -> None:
    service.script = [half_an_answer]
    with pytest.raises(Invalid) as refused:
        ports.store.get_object("a", limit=99)
    assert refused.value.http_status == 413


def test_the_key_of_fields_is_bound_to_its_purpose(ports: Ports, service: Service) -> None:
    clear, wrapped = b64encode(b"c" * 32).decode(), b64encode(b"wrapped").decode()
    service.script = [
        answer({"Plaintext": clear, "CiphertextBlob": wrapped}),
        answer({"SecretString": "random"}),
        answer({"Plaintext": clear}),
    ]
    keys = ports.vault.keys()
    assert ports.vault.unwrap(b"wrapped") == keys.clear
    assert len(service.requests) == 2
    assert ports.vault.unwrap(b"older") == b"c" * 32
    assert ports.vault.unwrap(b"older") == b"c" * 32
    asked = service.asked()
    assert [name for name, _ in asked] == ["GenerateDataKey", "GetSecretValue", "Decrypt"]
    assert asked[0][1]["EncryptionContext"] == {"purpose": "tieout-fields"}
    assert asked[2][1]["EncryptionContext"] == {"purpose": "tieout-fields"}
    assert asked[0][1]["KeySpec"] == "AES_256"


def test_a_vault_that_is_closed(ports: Ports, service: Service) -> None:
    service.script = [refusal("AccessDeniedException")]
    with pytest.raises(Unavailable):
        ports.vault.keys()
    service.script = [refusal("InvalidCiphertextException")]
    with pytest.raises(ValueError, match="kms"):
        ports.vault.unwrap(b"not a key")
