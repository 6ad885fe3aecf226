"""Poll feeds: feeds that are due are polled, and what is new in them goes onto the articles queue."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from wirewatch.errors import ObjectUnavailableError, WirewatchError
from wirewatch.feeds.feed_list import FeedListError, WatchedFeed, parse_feeds
from wirewatch.feeds.isolation import IsolatedReader
from wirewatch.feeds.poller import Poller, PollReport
from wirewatch.feeds.scheduling import PollPolicy
from wirewatch.feeds.sqlite_store import SqliteFeedStore
from wirewatch.fetching.fetcher import Fetcher
from wirewatch.messages import FeedItem
from wirewatch.services.ports import MessageQueue, ObjectStore, TextTopic
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

MIN_SECONDS = 60.0
"""Seconds that must be left to poll another feed: for its answer, and for queueing and keeping the state."""
MIN_QUEUE_SECONDS = 10.0
"""Seconds that must be left to queue more items: for the queue's answer, and for keeping the state."""
HOST_SECONDS = 1
"""Seconds between two items of one host."""
MAX_SPREAD_SECONDS = 600
"""Seconds by which an item is held back for its host, at the most."""
BATCH = 200
NOTICE_DAYS = 1.0
"""Days for which operations is not notified again of the same feed list."""


class ItemsUnsentError(WirewatchError):
    """The queue does not take some items now; they stay pending."""


class Lock(Protocol):
    """A right that one worker has at a time."""

    def acquire(self, holder: str, seconds: float) -> bool:
        """Have the right for so many seconds; whether it was free."""

    def release(self, holder: str) -> None:
        """Let others have it, if this holder still has it."""


class FeedPolling:
    """Polls the feeds in the bucket's lists.

    Args:
        objects: the data bucket: lists, and the state of feeds.
        prefix: where the lists lie.
        max_bytes: of one list.
        articles: the articles queue.
        operations: who is notified when a list cannot be used.
        notices: remembers what operations was notified of, for ``NOTICE_DAYS``.
        lock: held while a poll is at work.
        folder: a local folder for the state.
        min_interval: seconds between two polls of one feed, at least.
        fetch_options: options of ``Fetcher``.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        prefix: str,
        max_bytes: int,
        articles: MessageQueue,
        operations: TextTopic,
        notices: KeyValueStore,
        lock: Lock,
        folder: Path,
        min_interval: float,
        fetch_options: dict[str, Any],
    ) -> None:
        self._objects = objects
        self._prefix = prefix
        self._max_bytes = max_bytes
        self._articles = articles
        self._operations = operations
        self._notices = notices
        self._lock = lock
        self._path = folder / "feeds.sqlite"
        self._policy = PollPolicy(least=min_interval)
        self._fetch_options = fetch_options
        self._etag: str | None = None
        self._reader = IsolatedReader()

    def run(self, holder: str, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        """Poll, unless another poll is at work. ``holder`` names this run; ``time_left`` gives seconds."""
        if not self._lock.acquire(holder, time_left() + 5):
            yield ServiceResult(message="another poll is at work")
            return
        begun = time.monotonic()
        try:
            yield from self._poll_lists(time_left)
        finally:
            self._lock.release(holder)
        yield ServiceResult(message="poll ended", metrics={"PollDuration": time.monotonic() - begun})

    def _poll_lists(self, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        etags = self._objects.etags(self._prefix)
        if not etags:
            return
        try:
            feeds = parse_feeds({key: self._objects.read(key, self._max_bytes) for key in etags}).feeds
        except (FeedListError, ObjectUnavailableError) as problem:
            yield self._reject(etags, problem)
            return
        if feeds:
            yield from self._poll(feeds, time_left)

    def _reject(self, etags: dict[str, str], problem: Exception) -> ServiceResult:
        """Notify operations, once for each version of the lists."""
        notice = layout.once_row("poll_feeds", f"feed list rejected {sorted(etags.items())}")
        if not self._notices.get([notice]):
            self._notices.put(notice, b"1")
            self._operations.publish_text(
                "wirewatch: feed list rejected", f"{problem}\n\nNo feed is polled until it is fixed.\n"
            )
        return ServiceResult(
            message="feed list rejected; no feed is polled until it is fixed",
            level="error",
            fields={"problem": str(problem)},
            metrics={"FeedListsRejected": 1},
        )

    def _poll(self, feeds: list[WatchedFeed], time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        """The state is fetched, feeds are polled, items queued, the state kept."""
        self._fetch_state()
        problem: Exception | None = None
        report, queued, refused = PollReport(), 0, 0
        try:
            with SqliteFeedStore(self._path) as state:
                report = asyncio.run(self._poll_due(state, feeds, time_left))
                try:
                    queued, refused = yield from self._queue_items(state, time_left)
                except Exception as error:
                    problem = error  # what was polled and sent until then is kept
            if report.polled or queued or refused:
                # Items that were queued by a poll that ends before this are queued again by the next: their articles
                # are known by then.
                self._etag = self._objects.upload(layout.FEED_STATE_KEY, self._path)
        except BaseException:
            self._etag = None
            raise
        yield ServiceResult(
            message="feeds polled",
            fields={"queued": queued, **msgspec.structs.asdict(report)},
            metrics={
                "FeedsPolled": report.polled,
                "FeedsFailed": report.failed,
                "FeedsStale": len(report.silent),
                "FeedsSkipped": report.left,
                "FeedItemsQueued": queued,
                "FeedItemsRejected": refused,
            },
        )
        if problem is not None:
            raise problem

    def _fetch_state(self) -> None:
        if self._etag is None:
            # What a run that was cut off left here is not what the bucket has: least of all its log of changes, which
            # SQLite would put into the file that is fetched.
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(f"{self._path.name}{suffix}").unlink(missing_ok=True)
        etag = self._etag if self._path.exists() else None
        self._etag = self._objects.download_if_changed(layout.FEED_STATE_KEY, self._path, etag)

    async def _poll_due(
        self, state: SqliteFeedStore, feeds: list[WatchedFeed], time_left: Callable[[], float]
    ) -> PollReport:
        async with Fetcher(**self._fetch_options, retries=1) as fetcher:
            poller = Poller(fetcher, state, state, rules=self._policy, read=self._reader)
            return await poller.poll(feeds, lambda: time_left() > MIN_SECONDS)

    def _queue_items(
        self, state: SqliteFeedStore, time_left: Callable[[], float]
    ) -> Generator[ServiceResult, None, tuple[int, int]]:
        """Send the items that are pending to the articles queue; how many were sent, and how many it will never take.

        Each is judged alone. One that the queue does not take for now stays pending.
        """
        queued = refused = 0
        waits: Counter[str] = Counter()
        while (items := state.pending_items(BATCH)) and time_left() > MIN_QUEUE_SECONDS:
            delays = [self._delay(item, waits) for _, item in items]
            unsent = {one.place: one for one in self._articles.send_each([item.message() for _, item in items], delays)}
            for place, (_, item) in enumerate(items):
                if place not in unsent:
                    queued += 1
                    fields = {"correlation_id": item.correlation_id, "url": item.url, "feed": item.feed}
                    yield ServiceResult(message="feed item queued", fields=fields)
                elif unsent[place].permanent:
                    refused += 1
                    yield self._refused(item, unsent[place].reason)
            state.delete_items(
                [number for place, (number, _) in enumerate(items) if place not in unsent or unsent[place].permanent]
            )
            if left := [one for one in unsent.values() if not one.permanent]:
                raise ItemsUnsentError(f"{len(left)} items stay pending: {left[0].reason}")
        return queued, refused

    @staticmethod
    def _delay(item: FeedItem, waits: Counter[str]) -> int:
        """Seconds for which an item is held back, so that a host is asked for one page a second."""
        if item.article is not None:
            return 0
        host = urlsplit(item.url).netloc.lower()
        waits[host] += 1
        return min((waits[host] - 1) * HOST_SECONDS, MAX_SPREAD_SECONDS)

    @staticmethod
    def _refused(item: FeedItem, reason: str) -> ServiceResult:
        return ServiceResult(
            message="feed item rejected by the queue",
            level="error",
            fields={"correlation_id": item.correlation_id, "url": item.url, "feed": item.feed, "problem": reason},
        )
