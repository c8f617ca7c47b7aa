"""The store on AWS: one DynamoDB transaction per decision; bodies of documents in S3."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.runtime import cursor
from functions.runtime.aws.answers import asking
from functions.runtime.aws.expressions import condition, read_item, written_item
from functions.runtime.aws.objects import Objects
from functions.runtime.aws.outcome import deciding
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Bucket, Delete, Item, Key, Origin, Page, Put, Table, Write
from schemas.base import digest, iso

READ_LIMIT = 100
INDEX = "listed"


class AwsStore:
    """Tables by their names."""

    def __init__(self, wire: Wire, ledger: str, keys: str, objects: Objects) -> None:
        self._wire = wire
        self._names: dict[Table, str] = {"ledger": ledger, "keys": keys}
        self._objects = objects

    def read(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """As the port says: one BatchGetItem for each 100 keys."""
        wanted, found = list(dict.fromkeys(keys)), {}
        for start in range(0, len(wanted), READ_LIMIT):
            found.update(self._read(wanted[start : start + READ_LIMIT]))
        return found

    def _read(self, wanted: Sequence[Key]) -> dict[Key, Item]:
        asked: dict[str, dict[str, Any]] = {}
        for key in wanted:
            of_table = asked.setdefault(
                self._names[key.table], {"Keys": [], "ConsistentRead": True}
            )
            of_table["Keys"].append(written_item({"pk": key.pk, "sk": key.sk}))
        with asking("dynamodb"):
            answer = self._wire.call("dynamodb", "BatchGetItem", {"RequestItems": asked})
        if answer.get("UnprocessedKeys"):
            raise Unavailable("dynamodb answered in part")
        found = {}
        for table, name in self._names.items():
            for item in map(read_item, answer["Responses"].get(name, [])):
                found[Key(str(item["pk"]), str(item["sk"]), table)] = item
        return found

    def write(self, writes: Sequence[Write]) -> None:
        """As the port says. Raises ValueError for what DynamoDB calls not valid."""
        written = [self._written(one) for one in writes]
        asked = {"TransactItems": written, "ClientRequestToken": uuid4().hex}
        with deciding():
            self._wire.call("dynamodb", "TransactWriteItems", asked)

    def _written(self, write: Write) -> dict[str, Any]:
        body: dict[str, Any] = {"TableName": self._names[write.key.table]}
        if write.when:
            body |= condition(write.when)
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if isinstance(write, Put):
            return {"Put": {**body, "Item": written_item(write.item)}}
        body["Key"] = written_item({"pk": write.key.pk, "sk": write.key.sk})
        return {"Delete" if isinstance(write, Delete) else "ConditionCheck": body}

    def query(
        self, pk: str, prefix: str, *, after: str = "", limit: int = 100, newest: bool = False
    ) -> Page:
        """As the port says."""
        asked: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": True,
            "ScanIndexForward": not newest,
            "Limit": limit,
        }
        if prefix:
            asked["KeyConditionExpression"] += " AND begins_with(sk, :sk)"
            asked["ExpressionAttributeValues"][":sk"] = {"S": prefix}
        if after:
            start = {"pk": pk, "sk": cursor.read(after, 1, prefix)[0]}
            asked["ExclusiveStartKey"] = written_item(start)
        return self._page("Query", asked, ("sk",))

    def index(self, gpk: str, *, upto: str = "", after: str = "", limit: int = 100) -> Page:
        """As the port says."""
        asked: dict[str, Any] = {
            "IndexName": INDEX,
            "KeyConditionExpression": "gpk = :gpk",
            "ExpressionAttributeValues": {":gpk": {"S": gpk}},
            "Limit": limit,
        }
        if upto:
            asked["KeyConditionExpression"] += " AND gsk <= :gsk"
            asked["ExpressionAttributeValues"][":gsk"] = {"S": upto}
        if after:
            gsk, pk, sk = cursor.read(after, 3)
            start = {"gpk": gpk, "gsk": gsk, "pk": pk, "sk": sk}
            asked["ExclusiveStartKey"] = written_item(start)
        return self._page("Query", asked, ("gsk", "pk", "sk"))

    def scan(self, prefix: str, *, after: str = "", limit: int = 100) -> Page:
        """As the port says; the limit counts what is looked at, so that a page may be empty."""
        asked: dict[str, Any] = {"Limit": limit}
        if prefix:
            asked["FilterExpression"] = "begins_with(sk, :sk)"
            asked["ExpressionAttributeValues"] = {":sk": {"S": prefix}}
        if after:
            pk, sk = cursor.read(after, 2)
            asked["ExclusiveStartKey"] = written_item({"pk": pk, "sk": sk})
        return self._page("Scan", asked, ("pk", "sk"))

    def _page(self, call: str, asked: Mapping[str, Any], place: tuple[str, ...]) -> Page:
        with asking("dynamodb"):
            asked = {"TableName": self._names["ledger"], **asked}
            answer = self._wire.call("dynamodb", call, asked)
        last = answer.get("LastEvaluatedKey")
        after = cursor.written([last[name]["S"] for name in place]) if last else ""
        return Page([read_item(item) for item in answer["Items"]], after)

    def origin(self) -> Origin:
        """As the port says: a table is known by its name and the moment of its creation."""
        with asking("dynamodb"):
            asked = {"TableName": self._names["ledger"]}
            table = self._wire.call("dynamodb", "DescribeTable", asked)["Table"]
        identity = digest(table["TableArn"], str(table["CreationDateTime"]))[:16]
        restored = table.get("RestoreSummary", {}).get("RestoreDateTime")
        return Origin(identity, iso(datetime.fromtimestamp(restored, UTC)) if restored else "")

    def put_object(self, name: str, body: bytes, *, bucket: Bucket = "documents") -> None:
        """As the port says."""
        self._objects.put(bucket, name, body)

    def get_object(
        self, name: str, *, version: str = "", bucket: Bucket = "documents", limit: int = 0
    ) -> bytes:
        """As the port says."""
        return self._objects.get(bucket, name, version, limit)
