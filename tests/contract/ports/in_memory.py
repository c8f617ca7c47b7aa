"""The engine that ships beside the adapters."""

from functions.runtime.memory import World, memory_ports
from tests.contract.ports.engine import SETTINGS, SYSTEM, Engine, Taken


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

    return Engine(
        name="memory",
        ports=memory_ports(world),
        receive=receive,
        dead=lambda operation: [letter.body for letter in world.queue.dead[operation]],
        heard=hear,
        versions=lambda name: [one.version for one in world.store.objects["documents"][name]],
    )
