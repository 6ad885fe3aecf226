"""Feeds are read in processes of their own, so that a slow one makes no other wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from wirewatch.limits import FEED_SECONDS
from wirewatch.parsing.isolated import IsolatedProcesses

PROCESSES = 2
"""One that a slow feed may hold for ``FEED_SECONDS``, and one for the others."""
T = TypeVar("T")


class IsolatedReader:
    """A ``ReadFeed`` that calls functions in processes of their own. They are started by the first feed, and kept."""

    def __init__(self, seconds: float = FEED_SECONDS) -> None:
        self._processes = IsolatedProcesses(PROCESSES)
        self._seconds = seconds

    async def __call__(self, function: Callable[..., T], /, *args: object, **named: object) -> T:
        """What the function returns.

        Raises:
            InputRejectedError: ``too-slow``; the process is ended, and the next call has a new one.
        """
        call: Callable[[], T] = partial(self._processes.call, function, *args, seconds=self._seconds, **named)  # type: ignore[arg-type]
        return await asyncio.to_thread(call)

    def close(self) -> None:
        """End the processes."""
        self._processes.close()
