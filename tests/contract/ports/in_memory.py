"""The engine that ships beside the adapters."""

from datetime import timedelta

from functions.runtime.memory import World, memory_ports
from tests.contract.ports.engine import SETTINGS, SYSTEM, WORKFLOW, Engine, Taken

WAITS = {
    "StartAt": "Wait",
    "States": {
        "Wait": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "${tell}", "Payload": {"token.$": "$$.Task.Token"}},
            "TimeoutSecondsPath": "$.seconds",
            "End": True,
        }
    },
}


def engine() -> Engine:
    world = World()
    world.remote.secrets[SYSTEM] = SETTINGS
    heard: list[dict[str, str]] = []
    world.bus.subscribers.append(lambda entry: heard.append(dict(entry)))

    def receive(operation: str) -> list[Taken]:
        return [Taken(one.body, one.receipt) for one in world.queue.receive(operation)]

    def hear() -> list[dict[str, str]]:
        news = list(heard)
        heard.clear()
        return news

    tokens: list[str] = []
    world.workflows.definitions[WORKFLOW] = WAITS
    world.workflows.invoke = lambda _, payload: tokens.append(str(payload["token"]))

    def told() -> list[str]:
        world.workflows.run()
        news = list(tokens)
        tokens.clear()
        return news

    def pause(seconds: float) -> None:
        world.clock.advance(timedelta(seconds=seconds))
        world.workflows.run()

    return Engine(
        name="memory",
        ports=memory_ports(world),
        receive=receive,
        dead=lambda operation: [letter.body for letter in world.queue.dead[operation]],
        heard=hear,
        versions=lambda name: [one.version for one in world.store.objects["documents"][name]],
        tokens=told,
        pause=pause,
    )
