"""Imports run one way: infra → functions → schemas, and rules know no kernel."""

import sys

import pytest

from tests.gates.source import SHARED, Source, in_domains, operations, rules, sources

OUTSIDE = ("infra", "local", "tests", "aws_cdk", "constructs", "boto3", "botocore", "moto")
WORDS = ("functions.runtime.cases", "functions.runtime.decision")
"""What decisions are written in: values only, no port, no clock."""
ERP = "functions.connectors.erp"
"""The bill as every ERP can hold it: a noun, for all that it lives with the connectors."""
MACHINERY = (
    "functions.runtime.aws",
    "functions.runtime.memory",
    "functions.runtime.entry",
    "functions.runtime.dispatch",
    "functions.runtime.http",
    "functions.runtime.consume",
    "functions.runtime.commit",
)
FOR_CONNECTORS = (
    "functions.runtime.decision",
    "functions.runtime.errors",
    "functions.runtime.operation",
    "functions.runtime.ports",
    "functions.runtime.reading",
)


def _named(found: list[Source]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("source", found, ids=lambda one: one.place)


def _of(source: Source, package: str) -> set[str]:
    """Modules of `functions.<package>` that the source imports from elsewhere in `functions`."""
    return source.reaches(f"functions.{package}")


@_named(sources("schemas"))
def test_schemas_know_pydantic_and_the_standard_library(source: Source) -> None:
    known = {"schemas", "pydantic"} | sys.stdlib_module_names
    assert {name.split(".")[0] for name in source.imports} <= known


@_named(sources("functions"))
def test_functions_import_nothing_that_is_not_deployed(source: Source) -> None:
    assert not source.reaches(*OUTSIDE)


@_named(rules())
def test_rules_know_no_kernel(source: Source) -> None:
    domain = source.place.split("/")[1]
    allowed = source.reaches(f"functions.{domain}", ERP, *WORDS)
    assert source.reaches("functions") <= allowed | {"functions"}
    assert not source.reaches("botocore", "urllib3", "os", "socket", "time")


@_named(rules())
def test_rules_import_no_operation(source: Source) -> None:
    names = {one.place.removesuffix(".py").replace("/", ".") for one in operations()}
    assert not source.imports & names


@_named(operations())
def test_operations_know_no_machinery(source: Source) -> None:
    assert not source.reaches(*MACHINERY, "botocore", "urllib3", "os")


@_named(in_domains())
def test_domains_do_not_reach_into_one_another(source: Source) -> None:
    own = source.place.split("/")[1]
    others = {one.place.split("/")[1] for one in in_domains()} - {own}
    assert not source.reaches(*(f"functions.{domain}" for domain in others))


@_named(sources("functions/connectors", "functions/formats"))
def test_connectors_and_formats_know_ports_and_words_only(source: Source) -> None:
    elsewhere = source.reaches("functions") - source.reaches(
        "functions.connectors", "functions.formats", *FOR_CONNECTORS
    )
    judged = {f"functions.payables{rest}" for rest in ("", ".rules", ".rules.findings")}
    command = source.place == "functions/formats/__main__.py"
    assert elsewhere <= {"functions", "functions.runtime"} | (judged if command else set())


@_named(sources("functions/runtime"))
def test_the_kernel_knows_no_domain(source: Source) -> None:
    assert source.reaches("functions") == source.reaches("functions.runtime") | (
        source.imports & {"functions"}
    )


@_named(sources("functions"))
def test_only_the_adapters_know_aws(source: Source) -> None:
    if not source.place.startswith("functions/runtime/aws/"):
        assert not source.reaches("botocore", "urllib3")
    if not source.place.startswith(("functions/runtime/aws/", "functions/runtime/entry.py")):
        assert not source.reaches("functions.runtime.aws", "aws_lambda_powertools")


@_named(sources("infra"))
def test_infra_takes_nothing_from_the_laptop_or_the_tests(source: Source) -> None:
    assert not source.reaches("local", "tests", "boto3", "botocore")


def test_the_gates_see_what_they_guard() -> None:
    assert {"runtime", "connectors", "formats", "audit"} == SHARED
    assert len(operations()) > 10
    assert len(rules()) > 5
