"""The app's templates, read for assertions by property and never by logical id."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.runtime.operation import Operation
from functions.runtime.registry import discover
from infra.house import new_app, raise_house
from infra.software import Bundles
from infra.stages import STAGES, Stage

Json = dict[str, Any]


@dataclass(frozen=True)
class Templates:
    """All stacks of one synthesis, by name."""

    stage: Stage
    operations: Sequence[Operation]
    stacks: dict[str, Json]

    def of(self, kind: str) -> list[Json]:
        """The properties of every resource of a type, in all stacks."""
        return [properties for _, properties in self.named(kind)]

    def named(self, kind: str) -> Iterator[tuple[str, Json]]:
        """The same with logical ids."""
        for template in self.stacks.values():
            for name, resource in template["Resources"].items():
                if resource["Type"] == kind:
                    yield name, resource.get("Properties", {})

    def about(self, operation: Operation, kind: str) -> list[Json]:
        """The resources of a type that carry the operation's tag."""
        wanted = {"Key": "tieout:operation", "Value": operation.name}
        return [found for found in self.of(kind) if wanted in tags(found)]


def synthesise(
    folder: Path, stage: Stage | str, operations: Sequence[Operation] | None = None
) -> Templates:
    """The app's templates around made-up bundles, so that no test waits for packages."""
    chosen = STAGES[stage] if isinstance(stage, str) else stage
    bundle = folder / "bundle"
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / "nothing.txt").write_text("")
    found = discover() if operations is None else operations
    app = new_app(outdir=str(folder / "out"))
    layer = None if chosen.emulated else bundle
    raise_house(app, chosen, assets=Bundles(bundle, layer), operations=found)
    app.synth()
    files = (folder / "out").glob("*.template.json")
    stacks = {
        file.name.removesuffix(".template.json"): json.loads(file.read_text()) for file in files
    }
    return Templates(chosen, found, stacks)


def tags(properties: Json) -> list[Json]:
    """A resource's tags, in whichever form its type has them."""
    found = properties.get("Tags", [])
    if isinstance(found, dict):
        return [{"Key": key, "Value": value} for key, value in found.items()]
    return list(found)


def statements(role: Json) -> list[Json]:
    """What an inline role allows."""
    return [
        statement
        for policy in role.get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    """IAM writes a list of one without the list."""
    return value if isinstance(value, list) else [value]
