"""Process articles: extract what a message names, match it, request the alerts that are due.

Which entries of a story are due is decided here alone, for the cloud, for ``wirewatch replay`` and for ``wirewatch
watch``: an entry is due where the article's match may alert, and no article of the story requested it before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from wirewatch.documents.document import Document
from wirewatch.documents.identity import identify_carried, identify_dropped, identify_fetched
from wirewatch.documents.reader import Stream, documents_from_response, extract_article, open_documents
from wirewatch.errors import (
    InputRejectedError,
    ObjectUnavailableError,
    ResourceGoneError,
    RetryLaterError,
    TemporaryFetchError,
)
from wirewatch.matching.matcher import alertable_matches, language_without_names, match
from wirewatch.messages import AlertRequest, FeedItem, InboxObject
from wirewatch.records import PRIORITIES, Article, Match, MatchedArticle
from wirewatch.services.article_archive import ArticleArchive, pin_article
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

MAX_ARTICLES_AT_ADDRESS = 50
"""Articles that one address may yield: a page has one, a list of an outlet some dozens."""
RETRY_SECONDS = (60, 300, 1800, 7200)
"""After which a page is fetched again that could not be had; 8.6 hours in all, within the queue's eight receives."""
MAX_PARTS = 2000
"""Runs that one object may take, one continuing the other: an archive of some hundred thousand pages."""

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

    def assign(self, article: Article, matches: list[Match]) -> MatchedArticle:
        """The matched article with the story that it belongs to; it is remembered as one of the story's outlets."""
        found = tracker.assign_story(article.id, article.text, self._stories, tracker.article_event(article))
        tracker.record_outlet(found.story, article, self._stories)
        return MatchedArticle(
            article=article, matches=matches, story=found.story, perhaps=found.perhaps or "", updates=found.updates
        )

    def request(
        self, key: str | Callable[[], str], matched: MatchedArticle, entries: Collection[str], correlation_id: str
    ) -> list[str]:
        """Request the alert for those of the entries that are due; these.

        ``key`` is the object key of the article, or keeps it where it is needed and gives its key. The text is part of a
        reservation: an edited article alerts only for what it did not match before. Where none is due, what is new in a known
        story (a figure that grew, a correction, an entry whose priority was raised) makes all of them due, once.
        """
        article, story = matched.article, matched.story
        revision = f"{article.id}.{fingerprints.fingerprint(article.text)}"
        due = tracker.reserve_entries(story, revision, entries, self._stories)
        levels = _priority_levels(matched.matches, entries)
        raised = tracker.reserve_entries(story, revision, levels, self._stories)
        updates = tracker.reserve_entries(story, revision, matched.updates, self._stories)
        news = [] if due else [*updates, *dict.fromkeys(levels[level] for level in raised)]
        if due or news:
            notes = updates if due else []
            due = due or list(entries)
            request = AlertRequest(
                key=key if isinstance(key, str) else key(),
                story=story,
                entries=due,
                correlation_id=correlation_id,
                perhaps=matched.perhaps,
                updates=news,
                notes=notes,
            )
            self._request(request, matched)
            tracker.mark_requested(story, revision, [*(due if not news else []), *updates, *raised], self._stories)
        return due


def _priority_levels(matches: list[Match], entries: Collection[str]) -> dict[str, str]:
    """What is reserved for the priorities of an entry, each with what a follow-up says where it is new."""
    return {
        f"{match.entry} priority {level}": f"priority raised to {match.priority}: {match.name}"
        for match in matches
        if match.entry in entries
        for level in PRIORITIES[1 : PRIORITIES.index(match.priority) + 1]
    }


def alertable_entries(matches: list[Match], index: WatchlistIndex) -> list[str]:
    """The entries whose match may alert, in the order of the matches."""
    return [found.entry for found in alertable_matches(matches, index)]


class _Rests:
    """Passes the rest of an object on, once for each message, however often a message is received."""

    def __init__(self, articles: MessageQueue, places: KeyValueStore) -> None:
        self._articles = articles
        self._places = places

    def get(self, item: InboxObject) -> InboxObject | None:
        """The rest that an earlier run for this message passed on."""
        row = layout.rest_row(item.correlation_id)
        held = self._places.get([row]).get(row)
        return msgspec.json.decode(held, type=InboxObject) if held else None

    def pass_on(self, item: InboxObject, rest: InboxObject) -> None:
        """Send the rest. Only a run that ends between the two steps has it sent twice."""
        data = msgspec.json.encode(rest)
        self._articles.send(data.decode())
        self._places.put(layout.rest_row(item.correlation_id), data)


class ArticleProcessor:
    """Processes what messages of the articles queue name.

    Args:
        open_object: an object of a bucket as a stream, from a byte on; raises ``ObjectUnavailableError``.
        fetch: a page; raises ``InputRejectedError``, or ``TemporaryFetchError`` where another try may succeed.
        store: where processed articles are kept, see ``archiving``.
        index_of: the compiled watchlist of a name, or of all watchlists for None.
        alerts: requests what is due.
        articles: the articles queue, for the rest of what there was no time for.
        rejected: the dead-letter queue, for what will never be readable.
        matches: counts the matched articles of each feed.
        places: remembers where the rest of an object was passed on from.
        extract: the article in a document; raises ``InputRejectedError``.
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
        places: KeyValueStore,
        extract: Callable[[Document], Article] = extract_article,
    ) -> None:
        self._open_object = open_object
        self._fetch = fetch
        self._extract = extract
        self._store = store
        self._archive = ArticleArchive(store)
        self._index_of = index_of
        self._alerts = alerts
        self._rests = _Rests(articles, places)
        self._rejected = rejected
        self._matches = matches

    @contextmanager
    def archiving(self) -> Iterator[None]:
        """Around all that a run processes: its articles are kept at the end, together; raises where they cannot be."""
        self._archive.begin()
        yield
        self._archive.flush()

    def process(
        self,
        item: InboxObject | FeedItem,
        time_left: Callable[[], float],
        attempt: int = 1,
        delay_retry: Callable[[int], None] = lambda _seconds: None,
    ) -> Iterator[ServiceResult]:
        """Process an object of the inbox or an item of a feed; what may succeed another time raises.

        Args:
            item: what a message names.
            time_left: seconds. What they do not suffice for goes back to the queue.
            attempt: how often the message was received, from 1.
            delay_retry: has the message received again after so many seconds.
        """
        try:
            if isinstance(item, FeedItem):
                yield from self._process_item(item, time_left)
            else:
                yield from self._process_object(item, time_left)
        except (InputRejectedError, ObjectUnavailableError) as problem:
            yield self._reject(item, problem)
        except TemporaryFetchError as problem:
            # As the server asks, or later and later: an outlet may be down for hours.
            delay_retry(round(max(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS)) - 1], problem.retry_after or 0)))
            raise
        except RetryLaterError:
            delay_retry(0)
            raise

    def _process_object(self, item: InboxObject, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        if item.part >= MAX_PARTS:
            raise InputRejectedError("too-large", f"more than {MAX_PARTS:,} runs for one object; split it")
        if time_left() < MIN_SECONDS:
            raise RetryLaterError(f"no time left to begin s3://{item.bucket}/{item.key}")
        rest = self._rests.get(item)
        stream = self._open_object(item.bucket, item.key, item.offset)
        source = f"s3://{item.bucket}/{item.key}"
        found = open_documents(stream, source=source, offset=item.offset, skip=item.index)
        for number, document in enumerate(found):
            place = msgspec.structs.replace(item, offset=document.offset, index=document.index)
            if rest is not None and (place.offset, place.index) == (rest.offset, rest.index):
                return  # an earlier run of this message passed it on from here
            if number and time_left() < MIN_SECONDS:
                if rest is not None:
                    raise RetryLaterError(f"no time left to come to where the rest of {source} begins")
                self._rests.pass_on(item, msgspec.structs.replace(place, part=item.part + 1))
                return
            yield self._process_document(msgspec.structs.replace(place, alone=True), document)
            if item.alone:
                return

    def _process_document(self, place: InboxObject, document: Document) -> ServiceResult:
        try:
            article = self._extract(document)
        except InputRejectedError as problem:
            return self._reject(place, problem)
        return self._process_article(identify_dropped(article, place.bucket), place.correlation_id)

    def _process_item(self, item: FeedItem, time_left: Callable[[], float]) -> Iterator[ServiceResult]:
        if item.article is not None:
            article = identify_carried(item.article, item.feed)
            yield self._process_article(item.complete(article), item.correlation_id, item.watchlist, item.feed)
            return
        if time_left() < MIN_SECONDS:
            raise RetryLaterError(f"no time left to fetch {item.url}")
        number = 0
        try:
            page = self._fetch(item.url)
            documents = documents_from_response(page)
            for number, document in enumerate(islice(documents, MAX_ARTICLES_AT_ADDRESS)):
                if number and time_left() < MIN_SECONDS:
                    # What was read before is known then.
                    raise RetryLaterError(f"no time left for the rest of {item.url}")
                article = identify_fetched(self._extract(document), page.final_url, number)
                yield self._process_article(item.complete(article), item.correlation_id, item.watchlist, item.feed)
        except InputRejectedError as problem:
            # What the feed gave itself is news all the same, where its page is a wall, a script or a PDF.
            teaser = None if number or isinstance(problem, ResourceGoneError) else item.as_teaser()
            if teaser is None:
                raise
            article = identify_carried(teaser, item.feed)
            result = self._process_article(item.complete(article), item.correlation_id, item.watchlist, item.feed)
            result.fields["teaser"] = f"{problem.reason}: {problem}"[:300]
            yield result
            return
        if next(documents, None) is not None:
            raise InputRejectedError(
                "too-large", f"more than {MAX_ARTICLES_AT_ADDRESS} articles; the others are left out", item.url
            )

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
        matched = self._alerts.assign(article, matches) if entries else MatchedArticle(article=article, matches=matches)
        self._archive.add(matched)

        def pin() -> str:
            return pin_article(matched, self._store)

        due = self._alerts.request(pin, matched, entries, correlation_id) if entries else []
        if due and feed:
            self._matches.increment(layout.feed_matches_counter(feed))
        return ServiceResult(
            message="article processed",
            fields={
                "correlation_id": correlation_id,
                "article": article.id,
                "source": article.source,
                "story": matched.story,
                "entries": entries,
                **({"language_without_names": lacking} if (lacking := language_without_names(article, index)) else {}),
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
