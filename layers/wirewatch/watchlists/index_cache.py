"""The index in force: a kept copy of the one in the store, or the packs that ship while there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from wirewatch.storage import layout
from wirewatch.watchlists import loader
from wirewatch.watchlists.file_names import watchlist_name
from wirewatch.watchlists.index import WatchlistIndex, write

PACKS = ("countries", "officials")
"""What is watched while nobody has said otherwise."""
PATIENCE = 60.0
"""Seconds for which the kept copy is used before the store is asked again whether it changed."""

Download = Callable[[Path, str | None], str | None]


class IndexCache:
    """Opens the newest index, and keeps it open until there is a newer one.

    ``download(path, etag)`` writes the store's index to ``path`` unless its ETag is still ``etag``, and returns its
    ETag, or None where the store has no index.

    Attributes:
        problem: why the newest could not be had or opened, while an older one stays in force; empty otherwise.
    """

    def __init__(self, download: Download, folder: Path, name: str = "wirewatch") -> None:
        self._download = download
        self._path = folder / f"{name}.index"
        self._packs = folder / f"{name}-packs.index"
        self._etag: str | None = None
        self._index: WatchlistIndex | None = None
        self._asked = float("-inf")
        self.problem = ""

    def get(self) -> WatchlistIndex:
        """The index in force."""
        if self._index is None or time.monotonic() - self._asked > PATIENCE:
            try:
                self._refresh()
                self.problem = ""
            except Exception as problem:
                # Damaged, no room for it, or the store is away: with an older one open that is no reason to stop.
                if self._index is None:
                    raise
                self.problem = f"{type(problem).__name__}: {problem}"
            self._asked = time.monotonic()
        assert self._index is not None  # noqa: S101 - _refresh sets it or raises
        return self._index

    def _refresh(self) -> None:
        etag = self._download(self._path, self._etag)
        if etag is None and (self._index is None or self._etag is not None):
            write(loader.load_watchlist(PACKS), self._packs)
            self._index = WatchlistIndex.open(self._packs)
        elif etag != self._etag:
            # Whole or not at all: with a few bits turned it would miss names without a word.
            self._index = WatchlistIndex.open(self._path, verify=True)
        self._etag = etag


class IndexCaches:
    """An ``IndexCache`` for each watchlist that articles are matched against.

    Args:
        download: as in ``IndexCache``, of the index under an object key.
        folder: where the copies are kept.
    """

    def __init__(self, download: Callable[[str, Path, str | None], str | None], folder: Path) -> None:
        self._download = download
        self._folder = folder
        self._caches: dict[str, IndexCache] = {}

    def get(self, watchlist: str | None = None) -> WatchlistIndex:
        """The index of a watchlist by its file's name; of all watchlists for None, or where it has no index.

        Raises:
            ValueError: the name can be no part of a key.
        """
        name = f"single-{watchlist_name(watchlist)}" if watchlist else layout.CURRENT_INDEX
        if name not in self._caches:
            key = layout.single_index_key(watchlist_name(watchlist)) if watchlist else ""
            self._caches[name] = IndexCache(partial(self._fetch, key), self._folder, f"wirewatch-{name}")
        return self._caches[name].get()

    def _fetch(self, single: str, path: Path, etag: str | None) -> str | None:
        """Download an index of one watchlist, or of all where there is none, or an empty one: it was deleted."""
        if single:
            found = self._download(single, path, etag)
            if found is not None and (found == etag or path.stat().st_size > 0):
                return found
        return self._download(layout.index_key(layout.CURRENT_INDEX), path, etag)

    def problems(self) -> dict[str, str]:
        """Why the newest index of a name cannot be used, while an older one stays in force."""
        return {name: cache.problem for name, cache in self._caches.items() if cache.problem}
