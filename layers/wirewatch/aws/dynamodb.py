"""What functions remember together, in one table: stories, counts, lists, and whose turn it is."""

from __future__ import annotations

import time
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from wirewatch.aws.clients import client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


class KeyValueTable:
    """What is known of stories, in DynamoDB: a ``StoryIndex`` that holds across concurrent functions.

    Items hold ``pk``, ``value`` (bytes) and ``expires_at`` (seconds since 1970), after which they count as gone even
    where DynamoDB has not yet removed them.
    """

    _BATCH = 100  # keys that BatchGetItem takes

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """The values held under ``keys``."""
        now, found = time.time(), {}
        wanted: list[dict[str, AttributeValueTypeDef]] = [{"pk": {"S": key}} for key in dict.fromkeys(keys)]
        while wanted:
            answer = client("dynamodb").batch_get_item(
                RequestItems={self.name: {"Keys": wanted[: self._BATCH], "ConsistentRead": True}}
            )
            for item in answer["Responses"].get(self.name, []):
                if float(item["expires_at"]["N"]) > now:
                    found[item["pk"]["S"]] = bytes(item["value"]["B"])
            left: Any = answer.get("UnprocessedKeys", {}).get(self.name)
            wanted = [*(left["Keys"] if left else ()), *wanted[self._BATCH :]]
        return found

    def put(self, key: str, value: bytes) -> None:
        """Hold ``value`` under ``key``."""
        client("dynamodb").put_item(TableName=self.name, Item=self._item(key, value))

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """Hold ``value`` under ``key`` unless something is held there already; what is held."""
        try:
            client("dynamodb").put_item(
                TableName=self.name,
                Item=self._item(key, value),
                ConditionExpression="attribute_not_exists(pk) OR expires_at < :now",
                ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            held = error.response["Item"]  # type: ignore[typeddict-item]
            return bytes(held["value"]["B"])
        return value

    def _item(self, key: str, value: bytes) -> dict[str, AttributeValueTypeDef]:
        return {"pk": {"S": key}, "value": {"B": value}, "expires_at": {"N": str(int(time.time()) + self._seconds)}}


class Lock:
    """A right that one worker has at a time, until it gives it back or its time is up."""

    def __init__(self, table: str, name: str) -> None:
        self._table = table
        self._key = f"lease#{name}"

    def acquire(self, holder: str, seconds: float) -> bool:
        """Have the right for so many seconds; whether it was free."""
        days = seconds / 86_400
        return KeyValueTable(self._table, days).put_if_absent(self._key, holder.encode()) == holder.encode()

    def release(self, holder: str) -> None:
        """Let others have it, if this holder still has it."""
        table = KeyValueTable(self._table, 0)
        if table.get([self._key]).get(self._key) == holder.encode():
            table.put(self._key, b"")

    def put_if_absent(self, what: str, days: float) -> bool:
        """Whether this is the first time within so many days that this is said."""
        mine = uuid4().bytes
        return KeyValueTable(self._table, days).put_if_absent(f"{self._key}#{what}", mine) == mine


class TallyTable:
    """Counts and lists in DynamoDB: a ``Tally`` that holds across concurrent functions, for some days."""

    MOST = 2000
    """Items in a list: it is written whole for each, in 20 kB at the end, and read in 20 calls."""
    NAME_BYTES = 10
    """Bytes of an item's name: the chance that two of 2,000 share one is 2e-18."""

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)
        self._items = KeyValueTable(name, days)

    def try_increment(self, key: str, most: int) -> bool:
        """Count one more, unless ``most`` have been counted; whether it was."""
        try:
            self._update(
                key,
                "SET expires_at = :until ADD counted :one",
                "attribute_not_exists(counted) OR counted < :most",
                {":one": {"N": "1"}, ":most": {"N": str(most)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def counted(self, key: str) -> int:
        """How often something was counted."""
        item = client("dynamodb").get_item(TableName=self.name, Key={"pk": {"S": f"tally#{key}"}}).get("Item", {})
        return int(item["counted"]["N"]) if "counted" in item else 0

    def add(self, key: str, item: bytes) -> bool:
        """Add to a list unless it is closed or full; whether the item is in it.

        The list's own DynamoDB item names what is in it by its hash alone: a write costs by the size of what is written.
        """
        name = blake2b(item, digest_size=self.NAME_BYTES).digest()
        self._items.put(self._place(key, name), item)
        try:
            self._update(
                key,
                "SET expires_at = :until ADD held :name",
                "attribute_not_exists(closed) AND (attribute_not_exists(held) OR size(held) < :most)",
                {":name": {"BS": [name]}, ":most": {"N": str(self.MOST)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return name in self._names(error.response.get("Item", {}))
        return True

    def close(self, key: str) -> list[bytes]:
        """Everything in a list, to which nothing will be added any more."""
        answer = self._update(key, "SET expires_at = :until, closed = :yes", "", {":yes": {"BOOL": True}})
        places = [self._place(key, name) for name in self._names(answer["Attributes"])]
        held = self._items.get(places)
        return [held[place] for place in places]

    @staticmethod
    def _names(item: Any) -> list[bytes]:
        return [bytes(name) for name in item.get("held", {}).get("BS", [])]

    @staticmethod
    def _place(key: str, name: bytes) -> str:
        return f"held#{key}#{name.hex()}"

    def _update(self, key: str, change: str, condition: str, values: dict[str, AttributeValueTypeDef]) -> Any:
        conditions: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        return client("dynamodb").update_item(
            TableName=self.name,
            Key={"pk": {"S": f"tally#{key}"}},
            UpdateExpression=change,
            ExpressionAttributeValues={":until": {"N": str(int(time.time()) + self._seconds)}, **values},
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **conditions,
        )
