"""A person's hand in a simulated system's books, past every check: where drift comes from."""

from typing import Any


def reach_into(held: list[dict[str, Any]], by: str, order: dict[str, Any]) -> None:
    """`reference` names the posting; `does` is `delete`, `change` or `copy`, with values in `to`.

    Raises KeyError if nothing, or no one thing, is posted under that reference.
    """
    found = [one for one in held if one.get(by) == order["reference"]]
    if len(found) != 1 or order["does"] not in ("delete", "change", "copy"):
        raise KeyError(str(order["reference"]))
    if order["does"] == "delete":
        held.remove(found[0])
    elif order["does"] == "change":
        found[0].update(order["to"])
    else:
        held.append({**found[0], **order["to"]})
