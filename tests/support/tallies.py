"""A ``Tally`` in memory, for tests."""

from __future__ import annotations

import threading


class MemoryTally:
    """A ``Tally`` in memory, for one process."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._lists: dict[str, dict[bytes, None]] = {}
        self._closed: set[str] = set()
        self._lock = threading.Lock()

    def try_increment(self, key: str, most: int) -> bool:
        """As in ``Tally``."""
        with self._lock:
            count = self._counts.get(key, 0)
            if count >= most:
                return False
            self._counts[key] = count + 1
            return True

    def add(self, key: str, item: bytes) -> bool:
        """As in ``Tally``."""
        with self._lock:
            held = self._lists.setdefault(key, {})
            if key not in self._closed:
                held[item] = None
            return item in held

    def close(self, key: str) -> list[bytes]:
        """As in ``Tally``."""
        with self._lock:
            self._closed.add(key)
            return list(self._lists.get(key, {}))
