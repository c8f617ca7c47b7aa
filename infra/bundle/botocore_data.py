"""Cut botocore's data down to the calls we make.

31 MB of descriptions of every AWS service cost a function a quarter of its import. What stays:
partitions, retry and default configuration whole, because clients read them by name, and each
called service's endpoint rules, because botocore falls back silently to an older resolver
without them.
"""

import gzip
import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_KEPT = ("service-2.", "endpoint-rule-set-1.", "paginators-1.")


def trim_botocore(data: Path, calls: Mapping[str, Collection[str]]) -> None:
    """Keep in botocore's `data` folder only `calls` (service folder → operations).

    Raises LookupError where botocore has no such service or operation.
    """
    present = {folder.name for folder in data.iterdir() if folder.is_dir()}
    if unknown := calls.keys() - present:
        raise LookupError(f"botocore has no service {', '.join(sorted(unknown))}")
    for name in present - calls.keys():
        shutil.rmtree(data / name)
    prefixes = {_trim_service(data / name, calls[name]) for name in sorted(calls)}
    endpoints = data / "endpoints.json"
    _write(endpoints, trim_endpoints(_read(endpoints), prefixes))


def trim_model(model: Json, operations: Collection[str]) -> Json:
    """The service model with `operations`, the shapes they reach, and no documentation."""
    if unknown := set(operations) - model["operations"].keys():
        raise LookupError(f"no operation {', '.join(sorted(unknown))}")
    called = {name: spec for name, spec in model["operations"].items() if name in operations}
    reached = _reached(called, model["shapes"])
    shapes = {name: shape for name, shape in model["shapes"].items() if name in reached}
    # Only these two parts: botocore demands the documentation of S3's client context parameters.
    return {**model, "operations": _undocumented(called), "shapes": _undocumented(shapes)}


def trim_endpoints(endpoints: Json, prefixes: Collection[str]) -> Json:
    """The endpoint table with only the services whose endpoint prefix is named."""

    def cut(partition: Json) -> Json:
        services = partition["services"].items()
        return {**partition, "services": {name: s for name, s in services if name in prefixes}}

    return {**endpoints, "partitions": [cut(partition) for partition in endpoints["partitions"]]}


def _trim_service(folder: Path, operations: Collection[str]) -> str:
    """Trim one service to its newest API version; its endpoint prefix."""
    model_file = max(folder.glob("*/service-2.json*"))
    for version in folder.iterdir():
        if version != model_file.parent:
            shutil.rmtree(version)
    for file in model_file.parent.iterdir():
        if not file.name.startswith(_KEPT):
            file.unlink()
    model = trim_model(_read(model_file), operations)
    _write(model_file, model)
    paginators = model_file.parent / "paginators-1.json"
    if paginators.exists():
        pages = _read(paginators)["pagination"]
        _write(paginators, {"pagination": {k: v for k, v in pages.items() if k in operations}})
    return str(model["metadata"]["endpointPrefix"])


def _reached(called: Json, shapes: Json) -> set[str]:
    reached: set[str] = set()
    waiting = list(_named(called))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_named(shapes[name]))
    return reached


def _named(node: object) -> Iterator[str]:
    """Names of the shapes that a part of a model refers to (`{"shape": <name>}`)."""
    if isinstance(node, dict):
        # A member may itself be called "shape"; then its value is not a name.
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for part in node.values():
            yield from _named(part)
    elif isinstance(node, list):
        for part in node:
            yield from _named(part)


def _undocumented(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _undocumented(part)
            for key, part in node.items()
            if not (key.startswith("documentation") and isinstance(part, str))
        }
    if isinstance(node, list):
        return [_undocumented(part) for part in node]
    return node


def _read(file: Path) -> Json:
    content = file.read_bytes()
    plain: Json = json.loads(gzip.decompress(content) if file.suffix == ".gz" else content)
    return plain


def _write(file: Path, content: Json) -> None:
    # Never in place: an installer may have linked the file to the copy in its cache.
    file.unlink()
    plain = file.with_suffix("") if file.suffix == ".gz" else file
    plain.write_text(json.dumps(content, separators=(",", ":")))
