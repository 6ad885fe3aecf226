"""Process articles: extract what a message names, match it, request the alerts that are due.

Which entries of a story are due is decided here alone, for the cloud, for ``wirewatch replay`` and for ``wirewatch
watch``: an entry is due where the article's match may alert, and no article of the story requested it before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from wirewatch.documents.document import Document
from wirewatch.documents.reader import Stream, documents_from_response, extract_article, open_documents
from wirewatch.errors import InputRejectedError, ObjectUnavailableError
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.messages import AlertRequest, FeedItem, InboxObject
from wirewatch.records import Article, Match, MatchedArticle
from wirewatch.services.ports import MessageQueue, ObjectWriter
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.counters import RateCounter
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories import fingerprints, tracker
from wirewatch.watchlists.index import WatchlistIndex

if TYPE_CHECKING:
    from wirewatch.fetching.fetcher import FetchedPage

MIN_SECONDS = 40.0
"""Seconds that must be left to begin another document: its limit of 20 s, and as much again for the rest."""

RequestAlert = Callable[[AlertRequest, MatchedArticle], None]


class AlertRequester:
    """Decides which entries of a matched article are due, and requests their alert.

    Args:
        stories: what is known of stories.
        request: takes the request and the article that it is for.
    """

    def __init__(self, stories: KeyValueStore, request: RequestAlert) -> None:
        self._stories = stories
        self._request = request

    def story_of(self, article: Article) -> str:
        """The id of the story that an article belongs to; the article is remembered as one of its outlets."""
        story = tracker.assign_story(article.id, article.text, self._stories).story
        tracker.record_outlet(story, article, self._stories)
        return story

    def request(self, key: str, matched: MatchedArticle, entries: Collection[str], correlation_id: str) -> list[str]:
        """Request the alert for those of the entries that are due; these.

        ``key`` is the object key of the article. The text is part of a reservation: an edited article alerts only for
        what it did not match before.
        """
        article, story = matched.article, matched.story
        revision = f"{article.id}.{fingerprints.fingerprint(article.text)}"
        due = tracker.reserve_entries(story, revision, entries, self._stories)
        if due:
            self._request(AlertRequest(key=key, story=story, entries=due, correlation_id=correlation_id), matched)
            tracker.mark_requested(story, revision, due, self._stories)
        return due


def alertable_entries(matches: list[Match], index: WatchlistIndex) -> list[str]:
    """The entries whose match may alert, in the order of the matches."""
    return [found.entry for found in alertable_matches(matches, index)]


class ArticleProcessor:
    """Processes what messages of the articles queue name.

    Args:
        open_object: an object of a bucket as a stream, from a byte on; raises ``ObjectUnavailableError``.
        fetch: a page; raises ``InputRejectedError``, or ``TemporaryFetchError`` where another try may succeed.
        store: where processed articles are kept.
        index_of: the compiled watchlist of a name, or of all watchlists for None.
        alerts: requests what is due.
        articles: the articles queue, for the rest of what there was no time for.
        rejected: the dead-letter queue, for what will never be readable.
        matches: counts the matched articles of each feed.
    """

    def __init__(
        self,
        *,
        open_object: Callable[[str, str, int], Stream],
        fetch: Callable[[str], FetchedPage],
        store: ObjectWriter,
        index_of: Callable[[str | None], WatchlistIndex],
        alerts: AlertRequester,
        articles: MessageQueue,
        rejected: MessageQueue,
        matches: RateCounter,
    ) -> None:
        self._open_object = open_object
        self._fetch = fetch
        self._store = store
        self._index_of = index_of
        self._alerts = alerts
        self._articles = articles
        self._rejected = rejected
        self._matches = matches

    def process(self, item: InboxObject | FeedItem, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        """Process an object of the inbox or an item of a feed; what may succeed another time raises.

        ``time_left`` gives seconds. What they do not suffice for goes back to the queue.
        """
        try:
            if isinstance(item, FeedItem):
                yield from self._process_item(item)
            else:
                yield from self._process_object(item, time_left)
        except (InputRejectedError, ObjectUnavailableError) as problem:
            yield self._reject(item, problem)

    def _process_object(self, item: InboxObject, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        stream = self._open_object(item.bucket, item.key, item.offset)
        source = f"s3://{item.bucket}/{item.key}"
        found = open_documents(stream, source=source, offset=item.offset, skip=item.index)
        for number, document in enumerate(found):
            place = msgspec.structs.replace(item, offset=document.offset, index=document.index)
            if number and time_left() < MIN_SECONDS:
                self._articles.send(msgspec.json.encode(place).decode())
                return
            yield self._process_document(msgspec.structs.replace(place, alone=True), document)
            if item.alone:
                return

    def _process_document(self, place: InboxObject, document: Document) -> ServiceResult:
        try:
            article = extract_article(document)
        except InputRejectedError as problem:
            return self._reject(place, problem)
        return self._process_article(article, place.correlation_id)

    def _process_item(self, item: FeedItem) -> Iterator[ServiceResult]:
        articles: Iterable[Article]
        if item.article is not None:
            articles = [item.article]
        else:
            articles = map(extract_article, documents_from_response(self._fetch(item.url)))
        for article in articles:
            yield self._process_article(item.complete(article), item.correlation_id, item.watchlist, item.feed)

    def _process_article(
        self, article: Article, correlation_id: str, watchlist: str | None = None, feed: str = ""
    ) -> ServiceResult:
        """Match an article, keep it with its matches, and request the alerts that are due.

        ``correlation_id`` is that of the feed item or the document.
        """
        index = self._index_of(watchlist)
        matches = match(article, index)
        entries = alertable_entries(matches, index)
        # Assigning a story costs some twenty writes; an article that alerts nobody needs none.
        story = self._alerts.story_of(article) if entries else ""
        matched = MatchedArticle(article=article, matches=matches, story=story)
        key = layout.article_key(article.id)
        self._store.write(key, msgspec.json.encode(matched))
        due = self._alerts.request(key, matched, entries, correlation_id) if entries else []
        if due and feed:
            self._matches.increment(layout.feed_matches_counter(feed))
        return ServiceResult(
            message="article processed",
            fields={
                "correlation_id": correlation_id,
                "article": article.id,
                "source": article.source,
                "story": story,
                "entries": entries,
            },
            metrics={"ArticlesProcessed": 1, **({"ArticlesMatched": 1} if due else {})},
        )

    def _reject(
        self, item: InboxObject | FeedItem, problem: InputRejectedError | ObjectUnavailableError
    ) -> ServiceResult:
        """Send what will never be readable to the dead-letter queue at once, with its reason."""
        body = msgspec.json.encode(item).decode()
        self._rejected.send(body, {"reason": problem.reason, "problem": str(problem)[:1000]})
        return ServiceResult(
            message="article rejected",
            level="error",
            fields={
                "correlation_id": item.correlation_id,
                "source": item.url if isinstance(item, FeedItem) else f"s3://{item.bucket}/{item.key}",
                "reason": problem.reason,
                "problem": str(problem),
            },
            metrics={"ArticlesRejected": 1},
        )


def index_failures(problems: Mapping[str, str]) -> Iterator[ServiceResult]:
    """What to report of indexes whose newest version cannot be used, by their names."""
    for name, problem in problems.items():
        yield ServiceResult(
            message="the newest index cannot be used; an older one is in force",
            level="error",
            fields={"index": name, "problem": problem},
            metrics={"IndexLoadFailures": 1},
        )
