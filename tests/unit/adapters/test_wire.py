"""Every call to AWS: where it goes, how it is signed, how often it is tried."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import botocore.auth
import botocore.session
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Known
from hypothesis import given
from hypothesis import strategies as st

from functions.runtime.aws import ports_from, wire
from functions.runtime.aws.answers import Answer
from functions.runtime.aws.endpoints import PROTOCOLS, bucket_url, endpoint
from functions.runtime.aws.sigv4 import Credentials, HttpRequest, signed
from functions.runtime.errors import Invalid, Unavailable, UnknownOutcome
from functions.runtime.ports import ABSENT, Key, Ports, Put
from tests.unit.adapters.conftest import ENVIRON
from tests.unit.adapters.service import Service, answer, refusal

HEAD = Put({"pk": "t#inv_1", "sk": "head"}, ABSENT)
KEYS = [Key("t#inv_1", "head")]
EMPTY = answer({"Responses": {}})
REGIONS = [
    "cn-north-1",
    "eu-isoe-west-1",
    "eu-west-1",
    "eusc-de-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
]
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    """One for all regions: it has read the rules of the services."""
    return botocore.session.Session()


_FILED = {"states": "stepfunctions"}
"""What botocore files a service under, where that is not the name in its host."""


def known(session: Any, service: str, region: str) -> Any:
    return session.create_client(
        service,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.mark.parametrize("region", REGIONS)
def test_services_are_where_botocore_has_them(
    session: botocore.session.Session, region: str
) -> None:
    for service in PROTOCOLS:
        there = known(session, _FILED.get(service, service), region).meta.endpoint_url
        assert endpoint({"AWS_REGION": region}, service) == f"{there}/"


@pytest.mark.parametrize("region", REGIONS)
def test_buckets_are_where_botocore_has_them(
    session: botocore.session.Session, region: str
) -> None:
    asked = {"Bucket": "books", "Key": "in/a"}
    there = known(session, "s3", region).generate_presigned_url("get_object", Params=asked)
    here = f"{bucket_url({'AWS_REGION': region}, 'books')}in/a"
    regional = there.partition("?")[0].replace("books.s3.amazonaws", f"books.s3.{region}.amazonaws")
    assert here == regional


def test_protocols_are_named_as_botocore_has_them(session: botocore.session.Session) -> None:
    for service, protocol in PROTOCOLS.items():
        model = session.get_service_model(_FILED.get(service, service))
        says: Mapping[str, Any] = model.metadata
        assert protocol.target == says["targetPrefix"]
        assert protocol.version == says["jsonVersion"]
        assert protocol.setting == model.service_id.hyphenize().replace("-", "_").upper()
        assert model.signing_name == service


def test_one_service_may_be_elsewhere() -> None:
    environ = {
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566/",
        "AWS_ENDPOINT_URL_EVENTBRIDGE": "http://127.0.0.1:4567",
    }
    assert endpoint(environ, "kms") == "http://127.0.0.1:4566/"
    assert endpoint(environ, "events") == "http://127.0.0.1:4567/"
    assert bucket_url(environ, "books") == "http://127.0.0.1:4566/books/"


@given(
    service=st.sampled_from([*PROTOCOLS, "s3"]),
    name=NAMES,
    version=NAMES | st.just(""),
    body=st.binary(max_size=50),
    token=st.sampled_from(["", "a/token+="]),
)
def test_signatures_are_botocores(
    service: str, name: str, version: str, body: bytes, token: str
) -> None:
    path = quote(name, safe="/-_.~") if service == "s3" else ""
    query = f"?versionId={quote(version, safe='-_.~')}" if version and path else ""
    url = f"https://{service}.eu-west-1.amazonaws.com/{path}{query}"
    headers = {"User-Agent": "tieout/1", "X-Amz-Target": f"{service}.Call"}
    ours = signed(
        HttpRequest("POST", url, headers, body, 0),
        service,
        "eu-west-1",
        Credentials("K", "S", token),
    )
    theirs = AWSRequest("POST", url, {**headers, **_content(ours)}, body)
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    with pytest.MonkeyPatch.context() as patch:
        when = datetime.strptime(ours.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        patch.setattr(botocore.auth, "get_current_datetime", lambda: when)
        signer(Known("K", "S", token or None), service, "eu-west-1").add_auth(theirs)
    assert ours.headers["Authorization"] == theirs.headers["Authorization"]


def _content(request: HttpRequest) -> dict[str, str]:
    return {"X-Amz-Content-Sha256": request.headers["X-Amz-Content-Sha256"]}


def test_credentials_are_those_of_the_moment(service: Service) -> None:
    environ = {**ENVIRON, "AWS_ENDPOINT_URL": service.url}
    ports = ports_from(environ)
    service.script = [EMPTY, EMPTY]
    ports.store.read(KEYS)
    environ.update(AWS_ACCESS_KEY_ID="next", AWS_SESSION_TOKEN="token")
    ports.store.read(KEYS)
    (_, first, _), (_, then, _) = service.requests
    assert "Credential=test/" in first["authorization"]
    assert "x-amz-security-token" not in first
    assert "Credential=next/" in then["authorization"]
    assert then["x-amz-security-token"] == "token"


def test_a_process_without_credentials_is_unavailable(service: Service) -> None:
    environ = {**ENVIRON, "AWS_ENDPOINT_URL": service.url}
    del environ["AWS_SECRET_ACCESS_KEY"]
    with pytest.raises(Unavailable, match="no credentials"):
        ports_from(environ).store.read(KEYS)
    assert service.requests == []


def test_calls_share_a_connection(ports: Ports, service: Service) -> None:
    service.script = [EMPTY, refusal("ThrottlingException"), EMPTY, answer({}), answer(b"kept")]
    ports.store.read(KEYS)
    ports.store.read(KEYS)
    ports.store.write([HEAD])
    assert ports.store.get_object("a") == b"kept"
    assert len(service.connections) == 1


def test_nothing_is_tried_a_third_time(ports: Ports, service: Service) -> None:
    service.script = [refusal("ThrottlingException")] * 3
    with pytest.raises(Unavailable):
        ports.store.read(KEYS)
    assert len(service.script) == 1


def test_two_tries_are_apart(
    ports: Ports, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    service.script = [refusal("ThrottlingException"), EMPTY]
    ports.store.read(KEYS)
    assert len(pauses) == 1
    assert 0 <= pauses[0] <= wire.PAUSE_SECONDS


def test_an_answer_without_end(
    ports: Ports, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "ANSWER_BYTES", 10)
    service.script = [answer({"Responses": {"ledger": []}})] * 2
    with pytest.raises(UnknownOutcome):
        ports.store.write([HEAD])
    with pytest.raises(Unavailable, match="too much"):
        ports.store.read(KEYS)


def test_an_answer_that_is_no_json(ports: Ports, service: Service) -> None:
    service.script = [answer(b"<html>")] * 2
    with pytest.raises(UnknownOutcome):
        ports.store.write([HEAD])
    service.script = [answer(b"<html>", 403)]
    with pytest.raises(Unavailable, match="says 403"):
        ports.store.write([HEAD])


def test_no_handshake_means_nothing_was_written(service: Service) -> None:
    """TLS is asked of a server that speaks in clear."""
    ports = ports_from({**ENVIRON, "AWS_ENDPOINT_URL": service.url.replace("http:", "https:")})
    with pytest.raises(Unavailable):
        ports.store.write([HEAD])


@pytest.mark.parametrize("name", ["in/a b+c/ü%.xml", "in/../a", "a?b=c&d", "a//b", "/a"])
def test_names_of_objects_stay_as_they_are(ports: Ports, service: Service, name: str) -> None:
    service.script = [answer(b""), answer(b"kept")]
    ports.store.put_object(name, b"kept")
    assert ports.store.get_object(name, version="v+1/=") == b"kept"
    written, read = (path for path, _, _ in service.requests)
    assert written == f"/documents/{quote(name, safe='/-_.~')}"
    assert read == f"{written}?versionId=v%2B1%2F%3D"


def test_an_object_is_kept_under_its_checksum(ports: Ports, service: Service) -> None:
    slow = answer(b"<Error><Code>SlowDown</Code></Error>", 503)
    service.script = [slow, answer(b"")]
    ports.store.put_object("a", b"kept")
    path, headers, body = service.requests[1]
    assert (path, body) == ("/documents/a", b"kept")
    assert headers["x-amz-checksum-sha256"] == "efB2q90Zp1Lbcme//y+QIhYdEg3qkZ/ayi/9/CTKjJY="


def test_an_object_above_the_limit_that_did_not_say_so(service: Service) -> None:
    def send(request: HttpRequest) -> Answer:
        return Answer(200, b"too much")

    with pytest.raises(Invalid):
        ports_from(ENVIRON, send=send).store.get_object("a", limit=3)
