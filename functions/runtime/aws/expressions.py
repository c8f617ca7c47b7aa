"""Items and conditions in the words of DynamoDB's API."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.runtime.ports import Clause, Item


def written_item(item: Mapping[str, str | int]) -> dict[str, dict[str, str]]:
    """Text as S, whole numbers as N."""
    return {
        name: {"S": value} if isinstance(value, str) else {"N": str(value)}
        for name, value in item.items()
    }


def read_item(item: Mapping[str, Mapping[str, str]]) -> Item:
    """The reverse; an attribute of any other type is not ours and raises KeyError."""
    return {name: value["S"] if "S" in value else int(value["N"]) for name, value in item.items()}


def condition(clauses: Sequence[Clause]) -> dict[str, Any]:
    """All clauses as one condition; every name is a placeholder (`state` is a reserved word)."""
    names, values, terms = {}, {}, []
    for number, (operator, attribute, value) in enumerate(clauses):
        names[f"#{number}"] = attribute
        if operator == "absent":
            terms.append(f"attribute_not_exists(#{number})")
            continue
        values[f":{number}"] = value
        term = f"#{number} {operator.removeprefix('absent or ')} :{number}"
        absent = operator.startswith("absent or ")
        terms.append(f"(attribute_not_exists(pk) OR {term})" if absent else term)
    asked: dict[str, Any] = {
        "ConditionExpression": " AND ".join(terms),
        "ExpressionAttributeNames": names,
    }
    if values:
        asked["ExpressionAttributeValues"] = written_item(values)
    return asked
