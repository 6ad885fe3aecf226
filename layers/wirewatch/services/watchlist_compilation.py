"""Compile watchlists: the files in the data bucket become the indexes that articles are matched against."""

from __future__ import annotations

from collections.abc import Iterator

from wirewatch.errors import ObjectUnavailableError
from wirewatch.services.ports import MessageQueue, ObjectStore, TextTopic
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.watchlists import index
from wirewatch.watchlists.file_names import watchlist_file_name
from wirewatch.watchlists.index_cache import PACKS
from wirewatch.watchlists.loader import load_watchlist, parse_files
from wirewatch.watchlists.models import Watchlist, WatchlistError
from wirewatch.watchlists.rejection_email import rejection_email

_INDEX_TYPE = "application/octet-stream"


class WatchlistCompilation:
    """Compiles what lies below a prefix.

    Args:
        objects: the data bucket.
        prefix: where the watchlists lie.
        max_bytes: of one watchlist.
        rejected: the dead-letter queue.
        operations: who is notified when a watchlist cannot be used.
    """

    def __init__(
        self, objects: ObjectStore, prefix: str, max_bytes: int, rejected: MessageQueue, operations: TextTopic
    ) -> None:
        self._objects = objects
        self._prefix = prefix
        self._max_bytes = max_bytes
        self._rejected = rejected
        self._operations = operations

    def run(self, message: str) -> Iterator[ServiceResult]:
        """Compile after a change, which the message names; the bucket's test message compiles for the first time.

        A watchlist that cannot be used is rejected: the last valid one stays in force.
        """
        try:
            yield from self._compile()
        except (WatchlistError, ObjectUnavailableError) as problem:
            self._rejected.send(message, {"reason": "watchlist-rejected", "problem": str(problem)[:1000]})
            self._operations.publish_text(*rejection_email(self._objects.etags(self._prefix), problem))
            yield ServiceResult(
                message="watchlist rejected; the last valid one stays in force",
                level="error",
                fields={"problem": str(problem)},
                metrics={"WatchlistsRejected": 1},
            )

    def _compile(self) -> Iterator[ServiceResult]:
        """Compile what lies in the bucket, again until it did not change meanwhile: several may compile at once."""
        etags = self._objects.etags(self._prefix)
        while True:
            watchlist = self._read(list(etags)) if etags else load_watchlist(PACKS)
            self._objects.write(layout.index_key(layout.CURRENT_INDEX), index.compile(watchlist), _INDEX_TYPE)
            for key in etags if len(etags) > 1 else ():
                # For feeds that are matched against one watchlist alone.
                alone = index.compile(self._read([key]))
                self._objects.write(layout.index_key(watchlist_file_name(key)), alone, _INDEX_TYPE)
            yield ServiceResult(
                message="watchlist in force",
                fields={"files": sorted(etags), "entries": len(watchlist.entries)},
                metrics={"WatchlistsCompiled": 1},
            )
            now = self._objects.etags(self._prefix)
            if now == etags:
                return
            etags = now

    def _read(self, keys: list[str]) -> Watchlist:
        return parse_files({key: self._objects.read(key, self._max_bytes) for key in keys})
