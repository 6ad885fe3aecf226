"""What polling remembers on a laptop, in one SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from wirewatch.errors import WirewatchError
from wirewatch.feeds.scheduling import FeedState
from wirewatch.messages import FeedItem

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (number INTEGER PRIMARY KEY AUTOINCREMENT, link BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS held (key TEXT PRIMARY KEY, value BLOB NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_expires ON held (expires);
"""
_VERSION = 1


class StateFileError(WirewatchError):
    """The file cannot be used; the message says how to fix it."""


class SqliteFeedStore:
    """States of feeds, pending links, and a ``KeyValueStore``, for one process at a time.

    A state and the links that it remembers as seen are written in one transaction, so that a process that ends at any
    moment neither loses a link nor hands it over twice.
    """

    def __init__(self, path: Path, *, days: float = 7, now: Callable[[], float] = time.time) -> None:
        """Open or make the file; what the index holds is forgotten after ``days``.

        Raises:
            StateFileError: it is no such file, damaged, or in use by another process.
        """
        self._seconds = days * 86_400
        self._now = now
        try:
            # Saving may be called from the thread that the event loop runs in.
            self._file = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = WAL")
            # What is committed survives a killed process; only a power cut may take the last transactions with it,
            # and then links and states alike.
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            version = self._file.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise StateFileError(
                    f"{path} was made by another version of wirewatch; name another file, or remove it"
                )
            self._file.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
            self._file.execute("DELETE FROM held WHERE expires <= ?", (now(),))
        except sqlite3.Error as error:
            raise StateFileError(
                f"{path} cannot be used: {error}; end the other wirewatch that uses it, or name another file"
            ) from error

    def __enter__(self) -> SqliteFeedStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing of it is left beside it."""
        self._file.close()

    def load(self) -> dict[str, FeedState]:
        """Every state by the feed's address as listed."""
        rows = self._file.execute("SELECT url, state FROM feeds")
        return {url: msgspec.msgpack.decode(state, type=FeedState) for url, state in rows}

    def state(self, url: str) -> FeedState | None:
        """One feed's state."""
        row = self._file.execute("SELECT state FROM feeds WHERE url = ?", (url,)).fetchone()
        return msgspec.msgpack.decode(row[0], type=FeedState) if row else None

    def seen(self, state: FeedState) -> dict[str, str]:
        """What a state's feed showed: the state holds it."""
        return state.seen

    def save(self, state: FeedState, links: Sequence[FeedItem] = ()) -> Sequence[int]:
        """Keep a state together with the links that it remembers as seen; all of them can be kept."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            self._file.execute("REPLACE INTO feeds VALUES (?, ?)", (state.url, msgspec.msgpack.encode(state)))
            self._file.executemany(
                "INSERT INTO links (link) VALUES (?)", [(msgspec.msgpack.encode(link),) for link in links]
            )
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")
        return ()

    def pending_items(self, most: int = 1000) -> list[tuple[int, FeedItem]]:
        """Pending links, the first first, each with its number."""
        rows = self._file.execute("SELECT number, link FROM links ORDER BY number LIMIT ?", (most,))
        return [(number, msgspec.msgpack.decode(link, type=FeedItem)) for number, link in rows]

    def delete_items(self, numbers: Sequence[int]) -> None:
        """These links have been taken care of."""
        self._file.executemany("DELETE FROM links WHERE number = ?", [(number,) for number in numbers])

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """As in ``KeyValueStore``."""
        marks = ",".join("?" * len(keys))
        rows = self._file.execute(
            f"SELECT key, value FROM held WHERE key IN ({marks}) AND expires > ?",  # noqa: S608 (marks only)
            [*keys, self._now()],
        )
        return dict(rows)

    def put(self, key: str, value: bytes) -> None:
        """As in ``KeyValueStore``."""
        self._file.execute("REPLACE INTO held VALUES (?, ?, ?)", (key, value, self._now() + self._seconds))

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """As in ``KeyValueStore``."""
        if (held := self.get([key]).get(key)) is not None:
            return held
        self.put(key, value)
        return value

    def items(self, prefix: str) -> list[tuple[str, bytes]]:
        """What is held under keys that begin with a prefix, by key."""
        rows = self._file.execute(
            "SELECT key, value FROM held WHERE key >= ? AND key < ? AND expires > ? ORDER BY key",
            (prefix, prefix + "\U0010ffff", self._now()),
        )
        return list(rows)
