"""What the layer's botocore still knows: every call we make, and little else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import botocore
import pytest
from botocore.loaders import Loader
from botocore.session import Session

from infra.bundle.botocore_data import Json, trim_botocore, trim_endpoints, trim_model
from infra.bundle.calls import CALLS

INSTALLED = Path(botocore.__file__).parent / "data"
READ_BY_NAME = ["partitions.json", "sdk-default-configuration.json", "_retry.json"]

LEDGER_MODEL: Json = {
    "metadata": {"endpointPrefix": "books"},
    "clientContextParams": {"Strict": {"documentation": "kept", "type": "boolean"}},
    "operations": {
        "PostEntry": {
            "input": {"shape": "Entry"},
            "errors": [{"shape": "Unbalanced"}],
            "documentation": "<p>Posts</p>",
            "documentationUrl": "docs",
        },
        "CloseBooks": {"input": {"shape": "Period"}},
    },
    "shapes": {
        "Entry": {
            "type": "structure",
            "members": {
                "documentation": {"shape": "Text"},
                "shape": {"shape": "Lines"},
            },
        },
        "Lines": {"type": "list", "member": {"shape": "Entry", "documentation": "a line"}},
        "Text": {"type": "string"},
        "Unbalanced": {"type": "structure", "members": {}, "exception": True},
        "Period": {"type": "string"},
    },
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The installed botocore's data for the called services and one more, trimmed."""
    copy = tmp_path_factory.mktemp("data")
    for name in [*CALLS, "cloudwatch"]:
        shutil.copytree(INSTALLED / name, copy / name)
    for file in INSTALLED.glob("*.json"):
        shutil.copy(file, copy)
    trim_botocore(copy, CALLS)
    yield copy
    shutil.rmtree(copy)


@pytest.fixture
def session(data: Path) -> Session:
    """A session that knows nothing but the trimmed data."""
    session = Session()
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    session.set_credentials("AKIDEXAMPLE", "not-a-secret")
    return session


def test_model_keeps_the_called_operations_and_the_shapes_they_reach() -> None:
    trimmed = trim_model(LEDGER_MODEL, {"PostEntry"})

    assert trimmed["operations"].keys() == {"PostEntry"}
    assert trimmed["shapes"].keys() == {"Entry", "Lines", "Text", "Unbalanced"}


def test_model_loses_documentation_but_no_member_or_parameter() -> None:
    trimmed = trim_model(LEDGER_MODEL, {"PostEntry"})

    assert trimmed["operations"]["PostEntry"].keys() == {"input", "errors"}
    assert trimmed["shapes"]["Lines"]["member"] == {"shape": "Entry"}
    assert trimmed["shapes"]["Entry"] == LEDGER_MODEL["shapes"]["Entry"]
    assert trimmed["clientContextParams"] == LEDGER_MODEL["clientContextParams"]


def test_an_operation_that_botocore_lacks_stops_the_build() -> None:
    with pytest.raises(LookupError, match="PayTwice"):
        trim_model(LEDGER_MODEL, {"PostEntry", "PayTwice"})


def test_a_service_that_botocore_lacks_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="ledgerbooks"):
        trim_botocore(tmp_path, {"ledgerbooks": frozenset()})


def test_endpoints_keep_the_partition_and_only_named_prefixes() -> None:
    partition = {"partition": "aws", "services": {"states": {"a": 1}, "ec2": {}}}

    trimmed = trim_endpoints({"version": 3, "partitions": [partition]}, {"states"})

    assert trimmed == {
        "version": 3,
        "partitions": [{"partition": "aws", "services": {"states": {"a": 1}}}],
    }


@pytest.mark.parametrize("service", sorted(CALLS))
def test_trimmed_service_knows_our_calls_and_no_other(service: str, session: Session) -> None:
    client = session.create_client(service, region_name="eu-west-1")

    assert set(client.meta.method_to_api_mapping.values()) == CALLS[service]


def test_trimmed_s3_still_resolves_its_endpoint(session: Session) -> None:
    """S3's rules read client context parameters, which botocore wants documented."""
    client = session.create_client("s3", region_name="eu-west-1")

    parameters = client.meta.service_model.client_context_parameters

    assert "DisableS3ExpressSessionAuth" in {parameter.name for parameter in parameters}


@pytest.mark.parametrize("service", sorted(CALLS))
def test_each_service_keeps_its_endpoint_rules(service: str, data: Path) -> None:
    """Without them botocore resolves endpoints by an older table, and says nothing."""
    kept = {file.name.partition(".")[0] for file in (data / service).glob("*/*")}

    assert {"endpoint-rule-set-1", "service-2"} <= kept
    assert kept <= {"endpoint-rule-set-1", "service-2", "paginators-1"}


@pytest.mark.parametrize("name", READ_BY_NAME)
def test_what_clients_read_by_name_stays_whole(name: str, data: Path) -> None:
    assert (data / name).read_bytes() == (INSTALLED / name).read_bytes()


def test_other_services_and_their_endpoints_are_gone(data: Path) -> None:
    assert {folder.name for folder in data.iterdir() if folder.is_dir()} == set(CALLS)
    assert (data / "endpoints.json").stat().st_size < 100_000


def test_a_file_linked_to_the_installers_cache_is_not_edited(tmp_path: Path) -> None:
    cached, linked = tmp_path / "cached.json", tmp_path / "data" / "endpoints.json"
    cached.write_text('{"partitions": [{"services": {"ec2": {}}}]}')
    linked.parent.mkdir()
    linked.hardlink_to(cached)

    trim_botocore(linked.parent, {})

    assert "ec2" in cached.read_text()
    assert "ec2" not in linked.read_text()
