"""The house: `Platform`, one stack for each domain, `Edge` last."""

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment, Tags

from functions.runtime.operation import Operation
from functions.runtime.registry import discover
from infra.acknowledged import check_always
from infra.domain import Domain
from infra.edge.stack import Edge
from infra.operation.grants import STAGE_TAG
from infra.platform.stack import Platform
from infra.software import Bundles, bundles
from infra.stages import Stage

__all__ = ["bundles", "new_app", "raise_house"]

_FLAGS = json.loads((Path(__file__).parents[1] / "cdk.json").read_text())["context"]


def new_app(**props: Any) -> App:
    """An app with the flags of cdk.json, also when no CDK command started us."""
    return App(context=_FLAGS, **props)


def raise_house(
    app: App,
    stage: Stage,
    *,
    assets: Bundles,
    operations: Sequence[Operation] | None = None,
) -> None:
    """Every stack of the stage, around `operations` (by default all there are)."""
    found = discover() if operations is None else operations
    where = Environment(account=stage.account, region=stage.region)

    def named(part: str) -> dict[str, Any]:
        return {"id": f"tieout-{stage.name}-{part}", "env": where}

    platform = Platform(app, **named("platform"), stage=stage, operations=found)
    functions = {}
    for domain, members in groupby(sorted(found, key=_domain), key=_domain):
        stack = Domain(
            app, **named(domain), operations=list(members), platform=platform, assets=assets
        )
        functions.update(stack.functions)
    Edge(app, **named("edge"), operations=found, functions=functions, platform=platform)
    Tags.of(app).add(STAGE_TAG, stage.name)
    check_always(app, stage)


def _domain(operation: Operation) -> str:
    return operation.domain
