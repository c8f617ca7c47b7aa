"""The whole house in memory: every operation over shared ports, a bus, queues, and time."""

import json
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.memory import Message, World, memory_ports
from functions.runtime.operation import Operation
from functions.runtime.ports import Item
from functions.runtime.registry import discover
from functions.runtime.triggers import Api, Every, File, On, Stream
from infra.workflows import definitions
from local.simulators.netsuite.system import NetSuiteSystem
from local.simulators.remote import SimulatedRemote
from local.simulators.sap.system import SapSystem
from schemas.base import iso


def has_its_own_test(operation: Operation) -> bool:
    """Whether a module of tests is named after it, as `make new` writes one."""
    name = operation.name.rpartition(".")[2]
    return (Path(__file__).parent / "unit" / "operations" / f"test_{name}.py").exists()


OPERATIONS = discover()
TABLED = [o for o in OPERATIONS if not has_its_own_test(o)]
"""Operations that the tables of the four cases must cover: `make new` writes a test for each."""
FOLLOWERS = [o for o in OPERATIONS if any(isinstance(t, Stream) for t in o.triggers)]
HOME = "acme"
LOG = logging.getLogger("house")
ADMIN = {"cognito:groups": "[tieout-administrators]"}


class House:
    """One deployment in memory. `kernels` are the warm processes: drop one and it is cold."""

    def __init__(self) -> None:
        self.world = World()
        self.sap = SapSystem(self.world.clock)
        self.netsuite = NetSuiteSystem(self.world.clock)
        for system in (self.sap, self.netsuite):
            self.world.remote.systems[system.base_url] = SimulatedRemote(system).call
            self.world.remote.secrets[system.name] = system.settings()
        self.world.bus.subscribers.append(self._route)
        self.world.workflows.definitions = definitions()
        self.world.workflows.invoke = self.step
        self.kernels: dict[str, Kernel] = {}
        self.streamed: Counter[str] = Counter()

    def operation(self, name: str) -> Operation:
        return next(one for one in OPERATIONS if one.name == name)

    def invoke(self, operation: Operation, event: Mapping[str, Any]) -> Any:
        """One invocation of the operation's function."""
        kernel = self.kernels.get(operation.name) or Kernel.over(memory_ports(self.world, HOME))
        self.kernels[operation.name] = kernel
        return dispatch(kernel, operation, event, LOG)

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        claims: Mapping[str, str] | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: str | None = None,
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """An HTTP request as the gateway hands it on: status, body, headers."""
        url = urlsplit(path)
        operation, values = self._route_of(method, url.path)
        trigger = next(t for t in operation.triggers if isinstance(t, Api))
        sent = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        response = self.invoke(
            operation,
            {
                "httpMethod": method,
                "headers": sent,
                "pathParameters": values,
                "queryStringParameters": dict(parse_qsl(url.query)),
                "requestContext": {
                    "authorizer": {"claims": {"scope": trigger.scope, **(claims or {})}}
                },
                "body": raw if raw is not None else json.dumps(body) if body is not None else None,
                "isBase64Encoded": False,
            },
        )
        return response["statusCode"], json.loads(response["body"]), response["headers"]

    def drop(self, key: str, content: bytes, *, notify: bool = True) -> str:
        """Put an object in the intake bucket; its notification goes to the file operation."""
        self.world.store.put_object(key, content, bucket="intake")
        version = self.world.store.objects["intake"][key][-1].version
        message = json.dumps(
            {
                "source": "aws.s3",
                "detail-type": "Object Created",
                "detail": {"object": {"key": key, "size": len(content), "version-id": version}},
            }
        )
        if notify:
            for operation in OPERATIONS:
                for trigger in operation.triggers:
                    if isinstance(trigger, File) and f"/{trigger.folder}/" in key:
                        self.world.queue.put(operation.name, message)
        return message

    def step(self, function: str, payload: Mapping[str, Any]) -> Any:
        """What a state machine asks of one of its functions."""
        return self.invoke(self.operation(function), payload)

    def relay(self) -> None:
        """Hand those who follow the stream at once what it has not given them yet."""
        for operation in FOLLOWERS:
            if not _window(operation):
                self.follow(operation)

    def gather(self) -> None:
        """Hand those who follow the stream by windows what came in since the last one."""
        for operation in FOLLOWERS:
            if _window(operation):
                self.follow(operation)

    def follow(self, operation: Operation) -> None:
        """One batch of the stream; what a follower did not take comes again."""
        images = self.world.store.stream[self.streamed[operation.name] :]
        if not images:
            return
        records = [
            {
                "eventSource": "aws:dynamodb",
                "dynamodb": {"SequenceNumber": str(place), "NewImage": _typed(image)},
            }
            for place, image in enumerate(images)
        ]
        failed = self.invoke(operation, {"Records": records})["batchItemFailures"]
        done = int(failed[0]["itemIdentifier"]) if failed else len(images)
        self.streamed[operation.name] += done

    def all_streamed(self) -> bool:
        """Whether all who follow the stream at once have been given all of it."""
        given = {self.streamed[one.name] for one in FOLLOWERS if not _window(one)}
        return given <= {len(self.world.store.stream)}

    def deliver(self, operation: Operation, *messages: Message) -> bool:
        """Deliver messages together; those that the function says failed stay on the queue."""
        records = [
            {
                "messageId": str(message.id),
                "receiptHandle": message.receipt,
                "eventSource": "aws:sqs",
                "body": message.body,
                "attributes": {"ApproximateReceiveCount": str(message.receives)},
            }
            for message in messages
        ]
        said = self.invoke(operation, {"Records": records})["batchItemFailures"]
        failed = {one["itemIdentifier"] for one in said}
        for message in messages:
            if str(message.id) not in failed:
                self.world.queue.delete(operation.name, message.receipt)
        return not failed

    def settle(self, rounds: int = 200) -> None:
        """Relay and deliver whatever can be delivered now, until nothing moves."""
        for _ in range(rounds):
            self.relay()
            moved = self.world.workflows.run()
            for operation in OPERATIONS:
                for message in self.world.queue.receive(operation.name, operation.batch):
                    self.deliver(operation, message)
                    moved = True
            if not moved and self.all_streamed():
                return
        raise AssertionError("the house does not come to rest")

    def tick(self) -> None:
        """One minute of the schedules, and what follows from it."""
        self.world.clock.advance(timedelta(minutes=1))
        self.sap.advance()
        self.netsuite.advance()
        self.gather()
        minute = int(self.world.clock().timestamp()) // 60
        for operation in OPERATIONS:
            if any(isinstance(t, Every) and minute % t.minutes == 0 for t in operation.triggers):
                scheduled = json.dumps({"time": iso(self.world.clock())})
                self.world.queue.put(operation.name, scheduled)
        self.settle()

    def run(self, minutes: int) -> None:
        """Let time pass."""
        self.settle()
        for _ in range(minutes):
            self.tick()

    def head(self, document: str, tenant: str = HOME) -> Item:
        """A document's head item, past every port."""
        found = self.world.store.tables["ledger"].get((f"{tenant}#{document}", "head"))
        assert found is not None, f"no {document}"
        return found

    def items(self, prefix: str, pk: str = "") -> list[Item]:
        """All ledger items whose sort key has the prefix."""
        table = self.world.store.tables["ledger"]
        return [
            i
            for i in table.items.values()
            if str(i["sk"]).startswith(prefix) and pk in str(i["pk"])
        ]

    def states(self, kind: str = "inv") -> dict[str, str]:
        """Every document of a kind and its state."""
        heads = self.items("head")
        return {str(i["id"]): str(i["state"]) for i in heads if i["kind"] == kind}

    def _route(self, entry: Mapping[str, str]) -> None:
        message = json.dumps(
            {
                "source": entry["source"],
                "detail-type": entry["type"],
                "detail": json.loads(entry["detail"]),
            }
        )
        for operation in OPERATIONS:
            for trigger in operation.triggers:
                if isinstance(trigger, On) and _matches(trigger, entry["type"], message):
                    self.world.queue.put(operation.name, message)

    def _route_of(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        for operation in OPERATIONS:
            for trigger in operation.triggers:
                if isinstance(trigger, Api) and trigger.method == method:
                    values = _match(trigger.path, path)
                    if values is not None:
                        return operation, values
        raise LookupError(f"no route {method} {path}")


def _matches(trigger: On, kind: str, message: str) -> bool:
    """What the operation's rule on the bus lets through."""
    told = any(one.detail_type() == kind for one in trigger.events)
    return told and (
        not trigger.document or trigger.document in json.loads(message)["detail"]["data"]
    )


def _window(operation: Operation) -> int:
    return max(t.window_seconds for t in operation.triggers if isinstance(t, Stream))


def _match(pattern: str, path: str) -> dict[str, str] | None:
    expected, said = pattern.split("/"), path.split("/")
    if len(expected) != len(said):
        return None
    values = {}
    for want, have in zip(expected, said, strict=True):
        if want.startswith("{"):
            values[want[1:-1]] = unquote(have)
        elif want != have:
            return None
    return values


def _typed(item: Item) -> dict[str, dict[str, str]]:
    return {k: {"S": v} if isinstance(v, str) else {"N": str(v)} for k, v in item.items()}
