"""The state table in DynamoDB: values, locks, counters and batches that functions share."""

from __future__ import annotations

import random
import time
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from wirewatch.aws.clients import client
from wirewatch.errors import ItemTooLargeError, TableBusyError
from wirewatch.storage import layout

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


ITEM_BYTES = 400 * 1024
"""Bytes that DynamoDB takes of one item, its attributes' names included."""
_ATTEMPTS = 8  # of reads that come back unprocessed, one after another: some 13 s in all at the most
_jitter = random.Random()  # noqa: S311 (no secret)


class KeyValueTable:
    """A ``KeyValueStore`` in DynamoDB, shared by concurrent functions.

    Items hold ``pk``, ``value`` (bytes) and ``expires_at`` (seconds since 1970), after which they count as gone even
    where DynamoDB has not yet removed them.
    """

    _BATCH = 100  # keys that BatchGetItem takes

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """The values held under ``keys``.

        Raises:
            TableBusyError: DynamoDB answers, and leaves every key unread, time and again.
        """
        now, found, fruitless = time.time(), {}, 0
        wanted: list[dict[str, AttributeValueTypeDef]] = [{"pk": {"S": key}} for key in dict.fromkeys(keys)]
        while wanted:
            answer = client("dynamodb").batch_get_item(
                RequestItems={self.name: {"Keys": wanted[: self._BATCH], "ConsistentRead": True}}
            )
            items = answer["Responses"].get(self.name, [])
            for item in items:
                if float(item["expires_at"]["N"]) > now:
                    found[item["pk"]["S"]] = bytes(item["value"]["B"])
            left: Any = answer.get("UnprocessedKeys", {}).get(self.name)
            wanted = [*(left["Keys"] if left else ()), *wanted[self._BATCH :]]
            if left:
                fruitless = 0 if items else fruitless + 1
                if fruitless == _ATTEMPTS:
                    raise TableBusyError(f"{self.name} left {len(wanted)} keys unread, {_ATTEMPTS} times in a row")
                # As AWS advises: exponential, and not all workers at the same moment.
                time.sleep(_jitter.uniform(0.5, 1) * 0.1 * 2**fruitless)
        return found

    def put(self, key: str, value: bytes) -> None:
        """Hold ``value`` under ``key``.

        Raises:
            ItemTooLargeError: the table takes no item of this size.
        """
        item = self._item(key, value)
        client("dynamodb").put_item(TableName=self.name, Item=item)

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """Hold ``value`` under ``key`` unless something is held there already; what is held. Raises as ``put`` does."""
        new = self._item(key, value)
        try:
            client("dynamodb").put_item(
                TableName=self.name,
                Item=new,
                ConditionExpression="attribute_not_exists(pk) OR expires_at < :now",
                ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not _is_failed_condition(error):
                raise
            held = error.response["Item"]  # type: ignore[typeddict-item]
            return bytes(held["value"]["B"])
        return value

    def _item(self, key: str, value: bytes) -> dict[str, AttributeValueTypeDef]:
        size = len(key.encode()) + len(value) + 64  # 64: the attributes' names, and the time
        if size > ITEM_BYTES:
            raise ItemTooLargeError(f"{key[:100]}: {size:,} bytes; an item may have {ITEM_BYTES:,}")
        return {"pk": {"S": key}, "value": {"B": value}, "expires_at": {"N": str(int(time.time()) + self._seconds)}}


class Lock:
    """A right that one worker has at a time, until it releases it or its time is up."""

    def __init__(self, table: str, name: str) -> None:
        self._table = table
        self._key = layout.lock_row(name)

    def acquire(self, holder: str, seconds: float) -> bool:
        """Have the right for so many seconds; whether it was free."""
        days = seconds / 86_400
        return KeyValueTable(self._table, days).put_if_absent(self._key, holder.encode()) == holder.encode()

    def release(self, holder: str) -> None:
        """Let others have it, if this holder still has it."""
        table = KeyValueTable(self._table, 0)
        if table.get([self._key]).get(self._key) == holder.encode():
            table.put(self._key, b"")


class CounterTable:
    """A ``RateCounter`` in DynamoDB; counts are kept for some days."""

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)

    def try_increment(self, key: str, limit: int) -> bool:
        """Count one more, unless ``limit`` have been counted; whether it was counted."""
        try:
            _update(
                self.name,
                key,
                self._seconds,
                "SET expires_at = :until ADD counted :one",
                "attribute_not_exists(counted) OR counted < :limit",
                {":one": {"N": "1"}, ":limit": {"N": str(limit)}},
            )
        except ClientError as error:
            if not _is_failed_condition(error):
                raise
            return False
        return True

    def increment(self, key: str) -> None:
        """Count one more."""
        _update(self.name, key, self._seconds, "SET expires_at = :until ADD counted :one", "", {":one": {"N": "1"}})

    def counted(self, key: str) -> int:
        """How often something was counted."""
        row = {"pk": {"S": layout.counter_row(key)}}
        item = client("dynamodb").get_item(TableName=self.name, Key=row).get("Item", {})
        return int(item["counted"]["N"]) if "counted" in item else 0


class PendingBatchTable:
    """``PendingBatches`` in DynamoDB; batches are kept for some days."""

    MAX_ITEMS = 2000
    """Items in a batch: it is written whole for each, in 20 kB at the end, and read in 20 calls."""
    NAME_BYTES = 10
    """Bytes of an item's name: the chance that two of 2,000 share one is 2e-18."""

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)
        self._items = KeyValueTable(name, days)

    def add(self, key: str, item: bytes) -> bool:
        """Add to a batch unless it is closed or full; whether the item is in it.

        The batch's own DynamoDB item names what is in it by its hash alone: a write costs by the size of what is
        written.
        """
        name = blake2b(item, digest_size=self.NAME_BYTES).digest()
        self._items.put(layout.batch_item_row(key, name.hex()), item)
        try:
            _update(
                self.name,
                key,
                self._seconds,
                "SET expires_at = :until ADD held :name",
                "attribute_not_exists(closed) AND (attribute_not_exists(held) OR size(held) < :limit)",
                {":name": {"BS": [name]}, ":limit": {"N": str(self.MAX_ITEMS)}},
            )
        except ClientError as error:
            if not _is_failed_condition(error):
                raise
            return name in _names(error.response.get("Item", {}))
        return True

    def close(self, key: str) -> list[bytes]:
        """Everything in a batch, to which nothing will be added any more."""
        change = "SET expires_at = :until, closed = :yes"
        answer = _update(self.name, key, self._seconds, change, "", {":yes": {"BOOL": True}})
        rows = [layout.batch_item_row(key, name.hex()) for name in _names(answer["Attributes"])]
        held = self._items.get(rows)
        return [held[row] for row in rows]


def _names(item: Any) -> list[bytes]:
    return [bytes(name) for name in item.get("held", {}).get("BS", [])]


def _is_failed_condition(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


def _update(
    table: str, key: str, seconds: int, change: str, condition: str, values: dict[str, AttributeValueTypeDef]
) -> Any:
    conditions: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
    return client("dynamodb").update_item(
        TableName=table,
        Key={"pk": {"S": layout.counter_row(key)}},
        UpdateExpression=change,
        ExpressionAttributeValues={":until": {"N": str(int(time.time()) + seconds)}, **values},
        ReturnValues="ALL_NEW",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
        **conditions,
    )
