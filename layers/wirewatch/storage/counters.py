"""Counters and batches that workers share, and both in memory. Every operation is atomic for its key."""

from __future__ import annotations

import threading
from typing import Protocol


class RateCounter(Protocol):
    """Counts by key, up to a limit."""

    def try_increment(self, key: str, limit: int) -> bool:
        """Count one more, unless ``limit`` have been counted; whether it was counted."""

    def increment(self, key: str) -> None:
        """Count one more."""


class PendingBatches(Protocol):
    """Collects items by key until the batch is closed."""

    def add(self, key: str, item: bytes) -> bool:
        """Add to a batch unless it is closed or full; whether the item is in it. Adding it again changes nothing."""

    def close(self, key: str) -> list[bytes]:
        """Everything in a batch, to which nothing will be added any more. Closing it again gives the same."""


class MemoryRateCounter:
    """A ``RateCounter`` in memory, for one process."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def try_increment(self, key: str, limit: int) -> bool:
        """As in ``RateCounter``."""
        with self._lock:
            count = self.counts.get(key, 0)
            if count < limit:
                self.counts[key] = count + 1
            return count < limit

    def increment(self, key: str) -> None:
        """As in ``RateCounter``."""
        with self._lock:
            self.counts[key] = self.counts.get(key, 0) + 1


class MemoryPendingBatches:
    """``PendingBatches`` in memory, for one process."""

    def __init__(self) -> None:
        self._batches: dict[str, dict[bytes, None]] = {}
        self._closed: set[str] = set()
        self._lock = threading.Lock()

    def add(self, key: str, item: bytes) -> bool:
        """As in ``PendingBatches``."""
        with self._lock:
            batch = self._batches.setdefault(key, {})
            if key not in self._closed:
                batch[item] = None
            return item in batch

    def close(self, key: str) -> list[bytes]:
        """As in ``PendingBatches``."""
        with self._lock:
            self._closed.add(key)
            return list(self._batches.get(key, {}))
