"""Feeds watched on one machine: the poller, reader, matcher and summariser of the cloud, in one process.

What is remembered lies in one SQLite file (``local``): it may be killed at any moment and started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from wirewatch import stories
from wirewatch.alerting.alerts import compose
from wirewatch.article import Alert, Article, Hit
from wirewatch.bounds import Refused
from wirewatch.extraction.formats import answered, read
from wirewatch.feeds.poller import Poller, Report
from wirewatch.fetching.fetch import Fetcher, Unreachable
from wirewatch.fetching.links import Link
from wirewatch.matching.match import alerting, match

if TYPE_CHECKING:
    from wirewatch.feeds.feedlist import WatchedFeed
    from wirewatch.feeds.local import Local
    from wirewatch.summaries.models import Models
    from wirewatch.watchlists.index import Index

Say = Callable[[str], None]
TRIES = 3
"""Times that an article which cannot be had for now is tried."""


class Watcher:
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
        local: Local,
        fetcher: Fetcher,
        index_of: Callable[[str | None], Index],
        models: Models,
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

    async def poll(self, feeds: Sequence[WatchedFeed]) -> Report:
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
        while links := self._local.links(20):
            for number, link in links:
                for article in await self._articles(link):
                    for alert, note in self._alerts(article, link.watchlist):
                        show(alert)
                        note()
                        self._hit(link.feed)
                self._local.done([number])

    def _hit(self, feed: str) -> None:
        state = self._local.state(feed)
        if state is not None:
            state.hits += 1
            self._local.save(state)

    async def _articles(self, link: Link) -> list[Article]:
        """The articles that a link leads to; none where it cannot be had."""
        if link.article is not None:
            return [link.complete(link.article)]
        for attempt in range(TRIES):
            try:
                page = await self._fetcher.fetch(link.url)
                return [link.complete(read(document)) for document in answered(page)]
            except Unreachable as problem:
                if attempt == TRIES - 1:
                    self._say(f"not read: {problem}")
            except Refused as problem:
                self._say(f"not read: {problem}")
                break
        return []

    def _alerts(self, article: Article, watchlist: str | None) -> Iterator[tuple[Alert, Callable[[], None]]]:
        """The alert that is due for an article, with what notes it as shown."""
        self.read += 1
        index = self._index_of(watchlist)
        matches = match(article, index)
        wanted = {found.entry for found in alerting(matches, index)}
        if not wanted:
            return
        story = stories.place(article.id, article.text, self._local).story
        stories.tell(story, article, self._local)
        keys = {entry: f"shown#{story}#{entry}" for entry in sorted(wanted)}
        shown = self._local.get(list(keys.values()))
        due = [found for found in matches if found.entry in wanted and keys[found.entry] not in shown]
        if not due:
            return
        alert = compose(Hit(article=article, matches=due, story=story), self._models.summarise(article, due))
        alert.follow_up_of = story if len(due) < len(wanted) else None
        alert.outlets = [other for other in stories.outlets(story, self._local) if other.article != article.id]

        def note() -> None:
            for found in due:
                self._local.put(keys[found.entry], b"1")

        yield msgspec.structs.replace(alert), note
