"""The index in force: a kept copy of the one in the store, or the packs that ship while there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from wirewatch.watchlists import loader
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
