"""A proxy before the emulator that counts the calls of functions: by service and operation, with DynamoDB's units."""

from __future__ import annotations

import base64
import collections
import contextlib
import json
import math
import threading
from typing import Any

from devtools.testbed.proxy import Passing, proxied

_LOCK = threading.Lock()


def size_of(value: Any) -> int:
    """Bytes that an attribute in DynamoDB's JSON counts for, near enough: names are added by ``item_size``."""
    ((kind, held),) = value.items()
    if kind == "B":
        return len(base64.b64decode(held))
    if kind == "BS":
        return sum(len(base64.b64decode(one)) for one in held)
    if kind == "N":
        return len(held) // 2 + 1
    return len(held.encode()) if isinstance(held, str) else 1


def item_size(item: dict[str, Any]) -> int:
    """Bytes of an item."""
    return sum(len(name) + size_of(value) for name, value in item.items())


def units(size: int, unit: int) -> int:
    """Units that so many bytes are billed as: what is not there counts as one."""
    return max(1, math.ceil(size / unit))


class Counting(Passing):
    """Passes calls on, and counts them in ``counts``."""

    counts: collections.Counter[str] = collections.Counter()

    def call(self) -> None:
        """One call."""
        body = self.received()
        answer, data = self.onward(body)
        with _LOCK:
            self.count(body, data)
        self.back(answer, data)

    def count(self, body: bytes, data: bytes) -> None:
        """Add one call."""
        service, _, operation = self.headers.get("X-Amz-Target", "").partition(".")
        if service.startswith("DynamoDB"):
            self.counts["dynamodb calls"] += 1
            self.counts[f"dynamodb {operation}"] += 1
            self.count_units(operation, json.loads(body), json.loads(data or b"{}"))
        elif service.startswith("AmazonSQS"):
            self.counts["sqs send" if operation == "SendMessage" else f"sqs {operation}"] += 1
        elif b"Action=Publish" in body:
            self.counts["sns publish"] += 1
        elif "/index/" in self.path:
            # Each environment asks once a minute whether the index changed: that grows with time, not with articles.
            self.counts["s3 index"] += 1
        else:
            self.counts[f"s3 {self.command.lower()}"] += 1

    def count_units(self, operation: str, asked: dict[str, Any], answered: dict[str, Any]) -> None:
        """DynamoDB's units of one call; a write that its condition rejects is billed too."""
        if operation == "PutItem":
            size = item_size(asked["Item"])
            written = units(size, 1024)
            self.counts["dynamodb write unit"] += written
            self.counts["dynamodb bytes"] += size
            kind = asked["Item"]["pk"]["S"].partition("#")[0]
            if kind == "article":
                self.counts["sketches"] += written
            elif kind == "held":
                self.counts["held bytes"] += size
                self.counts["held units"] += written
        elif operation == "UpdateItem":
            written = units(item_size(answered.get("Attributes") or answered.get("Item") or {}), 1024)
            self.counts["dynamodb write unit"] += written
            if ":name" in asked.get("ExpressionAttributeValues", {}):
                self.counts["held"] += 1
                self.counts["held units"] += written
        elif operation == "BatchGetItem":
            (table,) = asked["RequestItems"]
            found = answered.get("Responses", {}).get(table, [])
            missing = len(asked["RequestItems"][table]["Keys"]) - len(found)
            self.counts["dynamodb read unit"] += missing + sum(units(item_size(item), 4096) for item in found)
        elif operation == "GetItem":
            self.counts["dynamodb read unit"] += units(item_size(answered.get("Item", {})), 4096)


def counting(endpoint: str) -> contextlib.AbstractContextManager[str]:
    """Count calls to ``endpoint`` in ``Counting.counts``; the address to call instead."""
    return proxied(endpoint, Counting)
