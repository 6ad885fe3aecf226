"""Feeds watched on one machine: the poller, reader, matcher and summariser of the cloud, in one process.

What is remembered lies in one SQLite file (``local``): it may be killed at any moment and started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from wirewatch.alerting.sns_message import build_alert
from wirewatch.documents.reader import documents_from_response, extract_article
from wirewatch.errors import InputRejectedError
from wirewatch.feeds.poller import Poller, PollReport
from wirewatch.fetching.fetcher import Fetcher, TemporaryFetchError
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.messages import FeedItem
from wirewatch.records import Alert, Article, MatchedArticle
from wirewatch.stories import tracker

if TYPE_CHECKING:
    from wirewatch.feeds.feed_list import WatchedFeed
    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex

Say = Callable[[str], None]
TRIES = 3
"""Times that an article which cannot be had for now is tried."""


class LocalWatcher:
    """Polls, reads, matches, summarises.

    Args:
        local: what is remembered.
        fetcher: guarded HTTP.
        index_of: the compiled watchlist of a name, or (None) the one for feeds that name none.
        models: to summarise with.
        say: takes what went wrong, in words.
    """

    def __init__(
        self,
        local: SqliteFeedStore,
        fetcher: Fetcher,
        index_of: Callable[[str | None], WatchlistIndex],
        models: Summariser,
        say: Say,
        poller: Poller | None = None,
    ) -> None:
        self._local = local
        self._fetcher = fetcher
        self._index_of = index_of
        self._models = models
        self._say = say
        self._poller = poller or Poller(fetcher, local, local)
        self.read = 0
        """Articles read so far."""

    async def poll(self, feeds: Sequence[WatchedFeed]) -> PollReport:
        """Ask every feed that is due."""
        return await self._poller.poll(feeds)

    def next_due(self, feeds: Sequence[WatchedFeed]) -> float:
        """Seconds until a feed is due."""
        states = self._local.load()
        waiting = [states[feed.url].due for feed in feeds if feed.url in states and not states[feed.url].retired]
        return max(0.0, min(waiting, default=time.time() + 300) - time.time())

    async def work(self, show: Callable[[Alert], None]) -> None:
        """Read every link that waits, and show each alert once.

        An alert is noted as shown right after it was; one that a kill comes between is shown again.
        """
        while links := self._local.pending_items(20):
            for number, link in links:
                for article in await self._articles(link):
                    for alert, note in self._alerts(article, link.watchlist):
                        show(alert)
                        note()
                        self._hit(link.feed)
                self._local.delete_items([number])

    def _hit(self, feed: str) -> None:
        state = self._local.state(feed)
        if state is not None:
            state.hits += 1
            self._local.save(state)

    async def _articles(self, link: FeedItem) -> list[Article]:
        """The articles that a link leads to; none where it cannot be had."""
        if link.article is not None:
            return [link.complete(link.article)]
        for attempt in range(TRIES):
            try:
                page = await self._fetcher.fetch(link.url)
                return [link.complete(extract_article(document)) for document in documents_from_response(page)]
            except TemporaryFetchError as problem:
                if attempt == TRIES - 1:
                    self._say(f"not read: {problem}")
            except InputRejectedError as problem:
                self._say(f"not read: {problem}")
                break
        return []

    def _alerts(self, article: Article, watchlist: str | None) -> Iterator[tuple[Alert, Callable[[], None]]]:
        """The alert that is due for an article, with what notes it as shown."""
        self.read += 1
        index = self._index_of(watchlist)
        matches = match(article, index)
        wanted = {found.entry for found in alertable_matches(matches, index)}
        if not wanted:
            return
        story = tracker.assign_story(article.id, article.text, self._local).story
        tracker.record_outlet(story, article, self._local)
        keys = {entry: f"shown#{story}#{entry}" for entry in sorted(wanted)}
        shown = self._local.get(list(keys.values()))
        due = [found for found in matches if found.entry in wanted and keys[found.entry] not in shown]
        if not due:
            return
        alert = build_alert(
            MatchedArticle(article=article, matches=due, story=story), self._models.summarise(article, due)
        )
        alert.follow_up_of = story if len(due) < len(wanted) else None
        alert.outlets = [other for other in tracker.outlets(story, self._local) if other.article != article.id]

        def note() -> None:
            for found in due:
                self._local.put(keys[found.entry], b"1")

        yield msgspec.structs.replace(alert), note
