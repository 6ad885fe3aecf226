"""States of feeds in a table that costs by the kilobyte that is written: what changes at each poll apart from what was seen.

A state is a row of less than a kilobyte, written at each poll of its feed. The keys of the entries that a feed showed are
another, some ten kilobytes, which is read where the feed's body changed and written where that brought something. Rows are
kept in memory from one poll to the next: a row with the mark of the last run says whether another process wrote meanwhile.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Collection, Sequence
from uuid import uuid4

import msgspec

from wirewatch.feeds.scheduling import FeedState
from wirewatch.messages import FeedItem
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

DAYS = 3650.0
"""For which a row is kept after it was written: a feed that is silent for a year must not bring its old entries again."""
PIECE_BYTES = 380_000
"""Bytes of a row of seen keys; a sitemap of 50,000 pages takes several."""
VALIDATOR_LENGTH = 1000
"""Characters of an ETag or a date that are remembered; with a longer one the feed is fetched anew."""
_AT_ONCE = 100
SendItems = Callable[[Sequence[FeedItem]], Sequence[int]]


class FeedStateTable:
    """The ``FeedStates`` of a poller in a ``KeyValueStore``, for one process at a time.

    Items are sent before a state is saved that says so: a process that ends between the two sends them again.

    Args:
        store: keeps the rows, for ``DAYS``.
        send: takes items; the places of those that cannot be sent now.
    """

    def __init__(self, store: KeyValueStore, send: SendItems) -> None:
        self._store = store
        self._send = send
        self._states: dict[str, FeedState] = {}
        self._wanted: Collection[str] = ()
        self._seen: dict[str, dict[str, str]] = {}
        self._unwritten: set[str] = set()
        self._mark: bytes | None = None
        self._writing = False
        self._lock = threading.Lock()

    def open(self, urls: Collection[str]) -> None:
        """Begin a poll of these feeds: what is not in memory, or may have changed, is read."""
        row = layout.feed_version_row()
        mark = self._store.get([row]).get(row)
        if mark is None or mark != self._mark:
            self._states = {}
        self._mark, self._wanted, self._writing = mark, urls, False
        self._seen, self._unwritten = {}, set()
        missing = {layout.feed_state_row(url): url for url in urls if url not in self._states}
        rows = list(missing)
        for start in range(0, len(rows), _AT_ONCE):
            for row, data in self._store.get(rows[start : start + _AT_ONCE]).items():
                self._states[missing[row]] = msgspec.msgpack.decode(data, type=FeedState)

    def forget(self) -> None:
        """Read everything anew at the next poll: this one ended before its end."""
        self._mark, self._states = None, {}

    def load(self) -> dict[str, FeedState]:
        """The states that there are of the feeds that are polled, without what they saw."""
        return {url: self._states[url] for url in self._wanted if url in self._states}

    def seen(self, state: FeedState) -> dict[str, str] | None:
        """What a feed showed; None where that was lost."""
        self._unwritten.add(state.url)
        if not state.last_success:
            return {}
        first = layout.feed_seen_row(state.url)
        held = self._store.get([first]).get(first)
        if held is None:
            return None
        count, check, piece = msgspec.msgpack.decode(held, type=tuple[int, int, bytes])
        rows = [layout.feed_seen_row(state.url, number) for number in range(1, count)]
        others = self._store.get(rows) if rows else {}
        packed = piece + b"".join(others.get(row, b"") for row in rows)
        if zlib.crc32(packed) != check:
            return None  # a run ended while it wrote the pieces
        found = msgspec.msgpack.decode(zlib.decompress(packed), type=dict[str, str])
        self._seen[state.url] = found
        self._unwritten.discard(state.url)
        return found

    def save(self, state: FeedState, links: Sequence[FeedItem] = ()) -> Sequence[int]:
        """Send the items, then keep the state; where items cannot be sent now, their places, and nothing is kept."""
        if unsent := self._send(links) if links else ():
            return unsent
        self._begin()
        before = self._seen.get(state.url, {})
        if state.url in self._unwritten or any(before.get(key) != mark for key, mark in state.seen.items()):
            self._write_seen(state)
        short = msgspec.structs.replace(
            state,
            seen={},
            etag=_bounded(state.etag),
            last_modified=_bounded(state.last_modified),
            last_error=state.last_error[:300],
        )
        self._store.put(layout.feed_state_row(state.url), msgspec.msgpack.encode(short))
        self._states[state.url] = short
        return ()

    def _begin(self) -> None:
        """Before the first write of a poll: other processes must not trust what they have in memory any more."""
        with self._lock:
            if not self._writing:
                mark = uuid4().hex.encode()
                self._store.put(layout.feed_version_row(), mark)
                self._mark, self._writing = mark, True

    def _write_seen(self, state: FeedState) -> None:
        packed = zlib.compress(msgspec.msgpack.encode(state.seen))
        pieces = [packed[start : start + PIECE_BYTES] for start in range(0, len(packed), PIECE_BYTES)]
        for number in range(len(pieces) - 1, 0, -1):
            self._store.put(layout.feed_seen_row(state.url, number), pieces[number])
        first = msgspec.msgpack.encode((len(pieces), zlib.crc32(packed), pieces[0]))
        self._store.put(layout.feed_seen_row(state.url), first)
        self._seen[state.url] = state.seen
        self._unwritten.discard(state.url)


def _bounded(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= VALIDATOR_LENGTH else None
