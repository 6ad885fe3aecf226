"""Compile watchlists: the files in the data bucket become the indexes that articles are matched against."""

from __future__ import annotations

from collections.abc import Collection, Iterator

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
            joint = index.compile(watchlist)
            self._objects.write(layout.index_key(layout.CURRENT_INDEX), joint, _INDEX_TYPE)
            # For feeds that are matched against one watchlist alone. Files of one name are one watchlist.
            names: dict[str, list[str]] = {}
            for key in etags:
                names.setdefault(watchlist_file_name(key), []).append(key)
            for name, keys in names.items():
                single = joint if len(names) == 1 else index.compile(self._read(keys))
                self._objects.write(layout.single_index_key(name), single, _INDEX_TYPE)
            self._retire(names)
            yield ServiceResult(
                message="watchlist in force",
                fields={"files": sorted(etags), "entries": len(watchlist.entries)},
                metrics={"WatchlistsCompiled": 1},
            )
            now = self._objects.etags(self._prefix)
            if now == etags:
                return
            etags = now

    def _retire(self, names: Collection[str]) -> None:
        """Replace the index of a watchlist that was deleted by that of all watchlists, which its feeds are due to."""
        kept = {layout.single_index_key(name) for name in names}
        for key in set(self._objects.etags(layout.SINGLE_INDEX_PREFIX)) - kept:
            self._objects.write(key, b"", _INDEX_TYPE)

    def _read(self, keys: list[str]) -> Watchlist:
        return parse_files({key: self._objects.read(key, self._max_bytes) for key in keys})
