"""The tables exactly as the stacks ask for them: what tests use cannot drift from it."""

from functools import cache
from typing import Any

from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from infra.platform.tables import Tables


@cache
def asked_for() -> dict[str, dict[str, Any]]:
    """What `create_table` takes, for the table with the stream and for the one without."""
    stack = Stack(App(), "tables")
    Tables(stack, "Tables", key=kms.Key(stack, "Key"), removal=RemovalPolicy.DESTROY, protect=False)
    found = Template.from_stack(stack).find_resources("AWS::DynamoDB::Table")
    tables = {}
    for resource in found.values():
        asked = resource["Properties"]
        kept = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
        table = {name: asked[name] for name in kept if name in asked}
        if "StreamSpecification" in asked:
            table["StreamSpecification"] = {"StreamEnabled": True, **asked["StreamSpecification"]}
        tables["ledger" if "StreamSpecification" in asked else "keys"] = table
    return tables
