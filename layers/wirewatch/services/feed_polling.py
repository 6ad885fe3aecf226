"""Poll feeds: feeds that are due are polled, and what is new in them goes onto the articles queue."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from wirewatch.errors import ObjectUnavailableError, WirewatchError
from wirewatch.feeds.feed_list import FeedListError, WatchedFeed, parse_feeds
from wirewatch.feeds.isolation import IsolatedReader
from wirewatch.feeds.poller import Poller, PollReport
from wirewatch.feeds.scheduling import PollPolicy
from wirewatch.feeds.state_table import FeedStateTable
from wirewatch.fetching.fetcher import Fetcher
from wirewatch.messages import FeedItem
from wirewatch.services.ports import MessageQueue, ObjectStore, TextTopic
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

MIN_SECONDS = 60.0
"""Seconds that must be left to poll another feed: for its answer, and for queueing and keeping the state."""
HOST_SECONDS = 1
"""Seconds between two items of one host."""
MAX_SPREAD_SECONDS = 600
"""Seconds by which an item is held back for its host, at the most."""
STORE_THREADS = 8
"""Calls to the queue and the table at once; botocore keeps ten connections."""
ENTRY_DAYS = 7.0
"""Days for which an entry belongs to the feed that showed it first."""
NOTICE_DAYS = 1.0
"""Days for which operations is not notified again of the same feed list."""


class ItemsUnsentError(WirewatchError):
    """The queue does not take some items now; the next poll brings them again."""


class Lock(Protocol):
    """A right that one worker has at a time."""

    def acquire(self, holder: str, seconds: float) -> bool:
        """Have the right for so many seconds; whether it was free."""

    def release(self, holder: str) -> None:
        """Let others have it, if this holder still has it."""


class FeedPolling:
    """Polls the feeds in the bucket's lists.

    Args:
        objects: the data bucket, with the lists.
        prefix: where the lists lie.
        max_bytes: of one list.
        articles: the articles queue.
        operations: who is notified when a list cannot be used.
        notices: remembers what operations was notified of, for ``NOTICE_DAYS``.
        lock: held while a poll is at work.
        states: keeps the states of feeds, for ``state_table.DAYS``.
        entries: remembers for some days which feed showed an entry first.
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
        states: KeyValueStore,
        entries: KeyValueStore,
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
        self._outbox = _Outbox(articles)
        self._states = FeedStateTable(states, lambda items: self._outbox.send(items))
        self._entries = entries
        self._policy = PollPolicy(least=min_interval)
        self._fetch_options = fetch_options
        self._reader = IsolatedReader()
        self._lists: tuple[dict[str, str], list[WatchedFeed]] = ({}, [])

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
        if etags != self._lists[0]:
            try:
                feeds = parse_feeds({key: self._objects.read(key, self._max_bytes) for key in etags}).feeds
            except (FeedListError, ObjectUnavailableError) as problem:
                yield self._reject(etags, problem)
                return
            self._lists = (etags, feeds)
        if self._lists[1]:
            yield from self._poll(self._lists[1], time_left)

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
        """Feeds are polled; what is new in one is queued, then its state is kept."""
        self._outbox = _Outbox(self._articles)
        try:
            self._states.open([feed.url for feed in feeds if feed.enabled])
            report = asyncio.run(self._poll_due(feeds, time_left))
        except BaseException:
            self._states.forget()
            raise
        finally:
            yield from self._outbox.results
        counts = {
            "FeedsPolled": report.polled,
            "FeedsFailed": report.failed,
            "FeedsStale": len(report.silent),
            "FeedsSkipped": report.left,
            "FeedItemsQueued": self._outbox.queued,
            "FeedItemsRejected": self._outbox.rejected,
        }
        yield ServiceResult(
            message="feeds polled",
            fields={"queued": self._outbox.queued, **msgspec.structs.asdict(report)},
            # A metric costs where it has a value: nothing is counted that did not happen.
            metrics={name: count for name, count in counts.items() if count or name == "FeedsPolled"},
        )
        if self._outbox.unsent:
            raise ItemsUnsentError(f"{len(self._outbox.unsent)} items come again: {self._outbox.unsent[0]}")

    async def _poll_due(self, feeds: list[WatchedFeed], time_left: Callable[[], float]) -> PollReport:
        with ThreadPoolExecutor(STORE_THREADS) as threads:
            async with Fetcher(**self._fetch_options, retries=1) as fetcher:
                poller = Poller(
                    fetcher, self._states, self._entries, rules=self._policy, read=self._reader, threads=threads
                )
                return await poller.poll(feeds, lambda: time_left() > MIN_SECONDS)


class _Outbox:
    """Sends the items of a poll to the articles queue, each judged alone; may be called by several threads."""

    def __init__(self, articles: MessageQueue) -> None:
        self._articles = articles
        self._waits: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.results: list[ServiceResult] = []
        self.queued = self.rejected = 0
        self.unsent: list[str] = []

    def send(self, items: Sequence[FeedItem]) -> list[int]:
        """Send items; the places of those that the queue does not take now. What it never takes is reported."""
        with self._lock:
            delays = [self._delay(item) for item in items]
        unsent = {one.place: one for one in self._articles.send_each([item.message() for item in items], delays)}
        with self._lock:
            for place, item in enumerate(items):
                if place not in unsent:
                    self.queued += 1
                    fields = {"correlation_id": item.correlation_id, "url": item.url, "feed": item.feed}
                    self.results.append(ServiceResult(message="feed item queued", fields=fields))
                elif unsent[place].permanent:
                    self.rejected += 1
                    self.results.append(self._refused(item, unsent[place].reason))
                else:
                    self.unsent.append(unsent[place].reason)
        return [place for place, one in unsent.items() if not one.permanent]

    def _delay(self, item: FeedItem) -> int:
        """Seconds for which an item is held back, so that a host is asked for one page a second."""
        if item.article is not None:
            return 0
        host = urlsplit(item.url).netloc.lower()
        self._waits[host] += 1
        return min((self._waits[host] - 1) * HOST_SECONDS, MAX_SPREAD_SECONDS)

    @staticmethod
    def _refused(item: FeedItem, reason: str) -> ServiceResult:
        return ServiceResult(
            message="feed item rejected by the queue",
            level="error",
            fields={"correlation_id": item.correlation_id, "url": item.url, "feed": item.feed, "problem": reason},
        )
