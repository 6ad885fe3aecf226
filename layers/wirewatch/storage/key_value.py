"""A store of small values with three atomic operations, and one in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class KeyValueStore(Protocol):
    """A store of small values that forgets them after the window of days. Every operation is atomic for its key."""

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """The values of those keys that are held and not expired; one batch-get, at most 100 keys."""

    def put(self, key: str, value: bytes) -> None:
        """Set a value, whatever was there."""

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """Set a value where none is held (or it has expired), and return the value that is held now."""


class MemoryKeyValueStore:
    """A ``KeyValueStore`` in memory, for one process; ``clock`` gives seconds."""

    def __init__(self, days: float = 3, clock: Callable[[], float] = time.time) -> None:
        self._held: dict[str, tuple[float, bytes]] = {}
        self._seconds = days * 86400
        self._clock = clock
        self._lock = threading.Lock()
        self._swept = clock()

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """As in ``KeyValueStore``."""
        now = self._clock()
        with self._lock:
            found = [(key, self._held.get(key)) for key in keys]
        return {key: held[1] for key, held in found if held and held[0] > now}

    def put(self, key: str, value: bytes) -> None:
        """As in ``KeyValueStore``."""
        with self._lock:
            self._sweep()
            self._held[key] = (self._clock() + self._seconds, value)

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """As in ``KeyValueStore``."""
        now = self._clock()
        with self._lock:
            held = self._held.get(key)
            if held and held[0] > now:
                return held[1]
            self._held[key] = (now + self._seconds, value)
            return value

    def _sweep(self) -> None:
        now = self._clock()
        if now - self._swept > self._seconds / 8:
            self._swept = now
            self._held = {key: held for key, held in self._held.items() if held[0] > now}
