"""A store in memory that counts what DynamoDB would bill."""

from __future__ import annotations

import math

from devtools.testbed.call_counter import units
from wirewatch.storage.key_value import MemoryKeyValueStore


class CountingStore:
    """A ``KeyValueStore`` in memory that counts calls, and DynamoDB's units of them."""

    def __init__(self) -> None:
        self.memory = MemoryKeyValueStore(days=3650)
        self.puts = self.gets = self.writes = self.reads = 0

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """As in ``KeyValueStore``."""
        found = self.memory.get(keys)
        wanted = list(dict.fromkeys(keys))
        self.gets += math.ceil(len(wanted) / 100)
        self.reads += sum(units(self._size(key, found.get(key, b"")), 4096) for key in wanted)
        return found

    def put(self, key: str, value: bytes) -> None:
        """As in ``KeyValueStore``."""
        self._note(key, value)
        self.memory.put(key, value)

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """As in ``KeyValueStore``."""
        self._note(key, value)
        return self.memory.put_if_absent(key, value)

    def _note(self, key: str, value: bytes) -> None:
        self.puts += 1
        self.writes += units(self._size(key, value), 1024)

    @staticmethod
    def _size(key: str, value: bytes) -> int:
        return len(key) + len(value) + 24  # names of attributes, and when it expires
