"""The waiting room: who waits in a prerequisite's partition, and how they are let go."""

from functions.runtime.ports import Clause, ConditionFailed, Delete, Key, Ports

PAGE = 100


def release(ports: Ports, prerequisite: Key, most: int) -> int:
    """Send up to `most` waiters back to their own queues, then take them off the list.

    A kill between the two sends a message twice, which redelivery makes harmless.
    """
    released, after = 0, ""
    while released < most:
        limit = min(PAGE, most - released)
        page = ports.store.query(prerequisite.pk, "wait#", after=after, limit=limit)
        for waiter in page.items:
            ports.queue.send(str(waiter["operation"]), str(waiter["message"]))
            take_off(ports, Key(str(waiter["pk"]), str(waiter["sk"])), str(waiter["since"]))
            released += 1
        after = page.after
        if not after:
            break
    return released


def take_off(ports: Ports, waiter: Key, since: str) -> None:
    """Remove a waiter that was sent back, unless that delivery has parked itself anew already."""
    try:
        ports.store.write([Delete(waiter, (Clause("=", "since", since),))])
    except ConditionFailed:
        return
