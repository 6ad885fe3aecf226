"""Feeds polled politely, hundreds of hosts at once and one request a host; what is new is queued.

Nothing is missed and nothing queued twice whatever moment a poll is ended at: see ``poll``.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from wirewatch.errors import InputRejectedError, ResourceGoneError, TemporaryFetchError
from wirewatch.feeds import scheduling as polling
from wirewatch.feeds.feed_list import WatchedFeed
from wirewatch.feeds.fields import plain
from wirewatch.feeds.parser import entry_fingerprint, entry_keys, parse, to_article
from wirewatch.feeds.records import Feed, FeedEntry, FeedError
from wirewatch.feeds.scheduling import FeedState, NewEntry, PollPolicy
from wirewatch.fetching.domains import registrable_domain, same_owner
from wirewatch.fetching.fetcher import FetchedPage, Fetcher
from wirewatch.messages import FeedItem
from wirewatch.records import Article
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

_NEWEST_SITEMAPS = 2  # of a sitemap index: the rest is an archive


ENTRY_SECONDS = 5.0
"""For making an article of one entry."""
T = TypeVar("T")

_TEASER = 2000
"""Characters of a teaser that travel with the link."""


class ReadFeed(Protocol):
    """Calls a function that reads what a feed sent, somewhere."""

    async def __call__(self, function: Callable[..., T], /, *args: object, **named: object) -> T:
        """What the function returns; raises what it raises, and ``InputRejectedError`` where it takes too long."""


class FeedStates(Protocol):
    """Where states are kept."""

    def load(self) -> dict[str, FeedState]:
        """Every state by the feed's address as listed."""

    def seen(self, state: FeedState) -> dict[str, str] | None:
        """What a state's feed showed, by key; None where that was lost."""

    def save(self, state: FeedState, links: Sequence[FeedItem]) -> Sequence[int]:
        """Keep a state, and hand the links over that it remembers as seen.

        The places of links that cannot be handed over now; where there are any, the state is not kept.
        """


class PollReport(msgspec.Struct):
    """What a poll did.

    Attributes:
        polled: feeds that were due.
        unchanged: of those, 304 or the same body.
        failed: of those.
        links: queued.
        left: feeds that were due and for which there was no time.
        silent: addresses of feeds that are stale.
    """

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    links: int = 0
    left: int = 0
    silent: list[str] = []


class Poller:
    """Polls feeds.

    Args:
        fetcher: guarded HTTP; it makes one request at a time per host.
        states: see ``FeedStates``.
        known: entries across feeds: an article that another feed brought is not queued again.
        rules: when feeds are polled.
        now: the clock, seconds since 1970.
        hosts: polled at once.
        chance: for jitter.
        read: reads a body where a slow one harms nobody; in this process by default.
        threads: where ``states`` and ``known`` are asked, if they take their time; in the event loop by default.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        states: FeedStates,
        known: KeyValueStore,
        *,
        rules: PollPolicy | None = None,
        now: Callable[[], float] = time.time,
        hosts: int = 100,
        chance: random.Random | None = None,
        read: ReadFeed | None = None,
        threads: Executor | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._states = states
        self._known = known
        self._rules = rules or PollPolicy()
        self._now = now
        self._hosts = hosts
        self._chance = chance or random.Random()  # noqa: S311 (no secret)
        self._read = read or read_here
        self._threads = threads

    async def poll(self, feeds: Iterable[WatchedFeed], time_left: Callable[[], bool] = lambda: True) -> PollReport:
        """Ask every feed that is due. Where ``time_left`` says no, the rest stays due for the next poll.

        For each feed: it is fetched and parsed; what was seen neither in it nor elsewhere is queued together with
        the feed's new state (``FeedStates.save``). A poll that ends before that has not happened; what was queued
        by one that ends after it is known. Where saving and queueing cannot be one step, links are queued
        first, so that a poll that ends between the two hands them over again and loses none.
        """
        wanted = {feed.url: feed for feed in feeds if feed.enabled}
        states = await self._ask(self._states.load)
        mine = {url: states.get(url) or FeedState(url=url) for url in wanted}
        report = PollReport(silent=[url for url, state in mine.items() if polling.is_stale(state, self._now())])
        hosts: dict[str, list[FeedState]] = {}
        for state in polling.due_feeds(mine, self._now()):
            hosts.setdefault(urlsplit(state.address or state.url).netloc.lower(), []).append(state)
        room = asyncio.Semaphore(self._hosts)

        async def host(queue: list[FeedState]) -> None:
            async with room:
                for place, state in enumerate(queue):
                    if not time_left():
                        report.left += len(queue) - place
                        return
                    await self._feed(state, wanted[state.url], report)

        await _all([host(queue) for queue in hosts.values()])
        return report

    async def _feed(self, state: FeedState, feed: WatchedFeed, report: PollReport) -> None:
        report.polled += 1
        every = feed.every * 60.0 if feed.every else None
        try:
            page = await self._fetcher.fetch(
                state.address or state.url, etag=state.etag, last_modified=state.last_modified
            )
            parsed, entries = None, []
            brought, links = list[NewEntry](), list[FeedItem]()
            if page.not_modified:
                report.unchanged += 1
            else:
                parsed = await self._parsed(page)
                entries = [(entry, entry_keys(entry, state.url), entry_fingerprint(entry)) for entry in parsed.entries]
                await self._recall(state)
                fresh = polling.new_entries(state, entries, self._now(), self._rules)
                brought, links = await self._links(fresh, parsed, feed)
        except (InputRejectedError, TemporaryFetchError, FeedError) as problem:
            await self._failed(state, problem, report)
            return
        known = dict(state.seen)
        if parsed is not None:
            polling.mark_seen(state, entries)
            state.title = parsed.title or state.title
            state.etag, state.last_modified = page.etag, page.last_modified
            if page.permanent_url != (state.address or state.url):
                # Where it moved for good is polled from now on; the new place may have other validators.
                state.address = page.permanent_url
            if parsed.moved_to:
                state.address, state.etag, state.last_modified = parsed.moved_to, None, None
        polling.record_success(state, parsed, len(links), self._now(), self._rules, every)
        if unsent := await self._ask(self._states.save, state, links):
            polling.record_unsent(state, known, [key for place in unsent for key in brought[place].keys], self._now())
            await self._ask(self._states.save, state, [])
        report.links += len(links) - len(unsent)

    async def _recall(self, state: FeedState) -> None:
        seen = await self._ask(self._states.seen, state)
        if seen is None:  # taken for a feed that was never polled: its recent entries are news
            state.last_success, seen = 0.0, {}
        state.seen = seen

    async def _ask(self, function: Callable[..., T], *args: object) -> T:
        """What a store answers."""
        if self._threads is None:
            return function(*args)
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    async def _failed(
        self, state: FeedState, problem: InputRejectedError | TemporaryFetchError | FeedError, report: PollReport
    ) -> None:
        report.failed += 1
        wait = problem.retry_after if isinstance(problem, TemporaryFetchError) else None
        gone = isinstance(problem, ResourceGoneError) and problem.reason == "gone"
        polling.record_failure(state, str(problem), self._now(), self._rules, self._chance, wait, gone)
        if isinstance(problem, ResourceGoneError) and state.address:
            # What it moved to is gone: next time the address in the list is polled.
            state.address, state.retired, state.due = "", "", self._now()
        await self._ask(self._states.save, state, [])

    async def _parsed(self, page: FetchedPage) -> Feed:
        """The page as a feed; of a sitemap index, what its newest sitemaps name."""
        feed = await self._read(parse, page.data, content_type=page.content_type, url=page.final_url)
        for url in feed.sitemaps[:_NEWEST_SITEMAPS]:
            with suppress(FeedError, InputRejectedError, TemporaryFetchError):
                part = await self._fetcher.fetch(url)
                more = await self._read(parse, part.data, content_type=part.content_type, url=part.final_url)
                feed.entries += more.entries
        return feed

    async def _links(
        self, fresh: Sequence[NewEntry], parsed: Feed, feed: WatchedFeed
    ) -> tuple[list[NewEntry], list[FeedItem]]:
        """New entries with their items, but for those that another feed queued for the same watchlist."""
        if not fresh:
            return [], []
        head = msgspec.structs.replace(parsed, entries=[])
        articles: list[Article | None] = await self._read(entry_articles, [one.entry for one in fresh], head, feed)
        pairs = list(zip(fresh, articles, strict=True))
        ours = await self._ask(lambda: [self._ours(one, feed, carried=read is not None) for one, read in pairs])
        kept = [pair for pair, mine in zip(pairs, ours, strict=True) if mine]
        return [one for one, _ in kept], [self._link(one, article, feed) for one, article in kept]

    def _ours(self, one: NewEntry, feed: WatchedFeed, *, carried: bool) -> bool:
        """Whether this feed is the one that hands the entry over: the first that showed its address.

        A feed that carries the text itself speaks for its own domain alone: it takes no entry from the outlet at the
        address. Feeds that are matched against different watchlists queue it each for theirs. Asking again gives the same
        answer, so that a poll that ended before its state was kept loses nothing.
        """
        url = feed.url.encode()
        foreign = carried and not same_owner(one.entry.url, feed.url)
        scope = "".join((f"{registrable_domain(feed.url)} " if foreign else "", f"{feed.watchlist or ''} "))
        across = [key for key in one.keys if key.startswith("url:")][:1]
        rows = [layout.feed_entry_row(f"{scope}{key}".strip()) for key in across]
        return all(self._known.put_if_absent(row, url) == url for row in rows)

    def _link(self, one: NewEntry, article: Article | None, feed: WatchedFeed) -> FeedItem:
        entry = one.entry
        return FeedItem(
            url=entry.url or "",
            feed=feed.url,
            title=entry.title,
            teaser="" if article else plain(entry.summary or entry.content)[:_TEASER],
            published=entry.published,
            tags=feed.tags,
            language=feed.language,
            watchlist=feed.watchlist,
            edited=one.edited,
            article=article,
        )


async def read_here(function: Callable[..., T], *args: object, **named: object) -> T:
    """Read in this process."""
    return function(*args, **named)


def entry_articles(entries: Sequence[FeedEntry], parsed: Feed, feed: WatchedFeed) -> list[Article | None]:
    """Entries as articles; None where the page is to be fetched."""
    return [_article(entry, parsed, feed) for entry in entries]


def _article(entry: FeedEntry, parsed: Feed, feed: WatchedFeed) -> Article | None:
    """The entry itself as an article, where its page is not to be fetched."""
    from wirewatch.documents.reader import extract_article

    with suppress(InputRejectedError):
        document = to_article(entry, parsed, feed.url)
        if document is not None:
            return extract_article(document, seconds=ENTRY_SECONDS)
    if feed.text == "full" and entry.url:
        return None
    from wirewatch.stories.fingerprints import article_id

    text = plain(entry.content or entry.summary) or entry.title
    return Article(
        id=article_id(entry.url, text),
        text=text,
        source=entry.url or feed.url,
        url=entry.url,
        title=entry.title,
        language=entry.language or parsed.language or feed.language,
        published=entry.published,
        site=entry.site or feed.name or parsed.title or None,
        authors=entry.authors,
        teaser=True,
    )


async def _all(works: Sequence[Awaitable[None]]) -> None:
    """Every work to its end; then the first failure, if there was one."""
    done = await asyncio.gather(*works, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome
