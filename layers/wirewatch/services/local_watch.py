"""Watch feeds on one machine: poll, process, summarise and alert in one process, by the rules of the cloud.

The state is one SQLite file (``feeds/sqlite_store``): the process may be killed at any moment and started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from wirewatch.alerting.builder import build_alert, news_of
from wirewatch.alerting.delivery_ledger import (
    CONFIRMATION_SECONDS,
    DeliveryLedger,
    confirm_published,
    message_id,
)
from wirewatch.documents.identity import identify_carried, identify_fetched
from wirewatch.documents.reader import documents_from_response, extract_article
from wirewatch.errors import InputRejectedError, ResourceGoneError, TemporaryFetchError
from wirewatch.feeds.isolation import IsolatedReader
from wirewatch.feeds.poller import Poller, PollReport
from wirewatch.fetching.fetcher import Fetcher
from wirewatch.matching.matcher import match
from wirewatch.messages import AlertRequest, FeedItem
from wirewatch.records import Alert, Article, MatchedArticle
from wirewatch.services.article_processing import MAX_ARTICLES_AT_ADDRESS, AlertRequester, alertable_entries
from wirewatch.stories import tracker

if TYPE_CHECKING:
    from wirewatch.feeds.feed_list import WatchedFeed
    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex

ReportProblem = Callable[[str], None]
MAX_ATTEMPTS = 3
"""Attempts to fetch an article that cannot be had for now."""


class LocalWatcher:
    """Polls, processes, summarises.

    Args:
        state: of feeds, stories and alerts.
        fetcher: guarded HTTP.
        index_of: the compiled watchlist of a name, or (None) the one for feeds that name none.
        summariser: writes the summaries.
        report_problem: takes what went wrong, in words.
    """

    def __init__(
        self,
        state: SqliteFeedStore,
        fetcher: Fetcher,
        index_of: Callable[[str | None], WatchlistIndex],
        summariser: Summariser,
        report_problem: ReportProblem,
        poller: Poller | None = None,
    ) -> None:
        self._state = state
        self._fetcher = fetcher
        self._index_of = index_of
        self._summariser = summariser
        self._report_problem = report_problem
        self._ledger = DeliveryLedger(state, CONFIRMATION_SECONDS, time.time)
        self._poller = poller or Poller(fetcher, state, state, read=IsolatedReader())
        self.processed = 0
        """Articles processed so far."""

    async def poll(self, feeds: Sequence[WatchedFeed]) -> PollReport:
        """Poll every feed that is due."""
        return await self._poller.poll(feeds)

    def next_due(self, feeds: Sequence[WatchedFeed]) -> float:
        """Seconds until a feed is due."""
        states = self._state.load()
        waiting = [states[feed.url].due for feed in feeds if feed.url in states]
        return max(0.0, min(waiting, default=time.time() + 300) - time.time())

    async def work(self, show: Callable[[Alert], None]) -> None:
        """Process every item that is pending, and show each alert once.

        An alert is confirmed right after it was shown; one that a kill comes between is shown again.
        """
        while items := self._state.pending_items(20):
            for number, item in items:
                for article in await self._articles(item):
                    if self._process(article, item, show):
                        self._count_match(item.feed)
                self._state.delete_items([number])

    def _count_match(self, feed: str) -> None:
        state = self._state.state(feed)
        if state is not None:
            state.hits += 1
            self._state.save(state)

    async def _articles(self, item: FeedItem) -> list[Article]:
        """The articles that an item leads to; none where it cannot be had."""
        if item.article is not None:
            return [item.complete(identify_carried(item.article, item.feed))]
        for attempt in range(MAX_ATTEMPTS):
            try:
                page = await self._fetcher.fetch(item.url)
                documents = islice(documents_from_response(page), MAX_ARTICLES_AT_ADDRESS)
                return [
                    item.complete(identify_fetched(extract_article(document), page.final_url, number))
                    for number, document in enumerate(documents)
                ]
            except TemporaryFetchError as problem:
                if attempt == MAX_ATTEMPTS - 1:
                    self._report_problem(f"not read: {problem}")
            except InputRejectedError as problem:
                self._report_problem(f"not read: {problem}")
                teaser = None if isinstance(problem, ResourceGoneError) else item.as_teaser()
                return [item.complete(identify_carried(teaser, item.feed))] if teaser else []
        return []

    def _process(self, article: Article, item: FeedItem, show: Callable[[Alert], None]) -> bool:
        """Match an article and show the alert that is due, as the cloud would send it; whether one was due."""
        self.processed += 1
        index = self._index_of(item.watchlist)
        matches = match(article, index)
        entries = alertable_entries(matches, index)
        if not entries:
            return False
        alerts = AlertRequester(self._state, lambda request, matched: self._deliver(request, matched, show))
        matched = alerts.assign(article, matches)
        return bool(alerts.request(article.id, matched, entries, item.correlation_id))

    def _deliver(self, request: AlertRequest, matched: MatchedArticle, show: Callable[[Alert], None]) -> None:
        delivery = request.delivery_key
        if self._ledger.is_published(delivery):
            return
        due = set(self._ledger.claim_request(request, request.entries))
        matches = [found for found in matched.matches if found.entry in due]
        if not matches:
            return
        is_first = self._ledger.is_first(request.story, delivery)
        article = msgspec.structs.replace(matched, matches=matches)
        alert = build_alert(article, self._summariser.summarise(matched.article, matches))
        alert.follow_up_of = (request.perhaps or None) if is_first else request.story
        alert.news = news_of(request, matches, is_first)
        alert.outlets = tracker.other_outlets(request.story, matched.article.id, self._state)
        show(alert)
        confirm_published(message_id(delivery), self._state)
