"""A look at a feed as it is now: what it would give, and what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from wirewatch.errors import InputRejectedError, TemporaryFetchError
from wirewatch.feeds.discovery import discover
from wirewatch.feeds.feed_list import feed_key
from wirewatch.feeds.parser import entry_keys, parse, to_article
from wirewatch.feeds.records import Feed, FeedEntry, FeedError, FeedKind
from wirewatch.fetching.fetcher import FetchedPage, Fetcher
from wirewatch.limits import FEED_BYTES

SILENT: Final = 90
"""Days without an entry after which a feed is called stale."""
TRIED: Final = 5
"""Feeds of a page that are looked at, to find one that can be read."""
AT_ONCE: Final = 50


class FeedDiagnosis(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a feed would give.

    Attributes:
        url: as asked for.
        kind: of the feed; None where there is none.
        title: the feed's own.
        entries: how many it holds.
        newest: ISO 8601, of the newest entry, as the feed says.
        newest_title: of the newest entry, or of the first where none is dated.
        hours: how old the newest is.
        full_text: entries that are read without fetching their page.
        language: as the feed says.
        minutes: how long it asks to be left alone.
        address: where it lives now, where that is another than ``url``.
        feeds: addresses that the page at ``url`` names, where it is a page.
        problems: what is wrong with it, in words.
        error: why it gives nothing; empty where it gives something.
    """

    url: str
    kind: FeedKind | None = None
    title: str = ""
    entries: int = 0
    newest: str | None = None
    newest_title: str = ""
    hours: float | None = None
    full_text: int = 0
    language: str | None = None
    minutes: int | None = None
    address: str | None = None
    feeds: list[str] = []
    problems: list[str] = []
    error: str = ""


def diagnose_feed(feed: Feed, url: str, now: datetime) -> FeedDiagnosis:
    """What ``feed``, parsed from ``url``, would give."""
    dated = [
        (datetime.fromisoformat(when), entry) for entry in feed.entries if (when := entry.published or entry.updated)
    ]
    past = [pair for pair in dated if pair[0] <= now + timedelta(days=1)]
    newest = max(past, key=lambda pair: pair[0], default=None)
    shown = newest[1] if newest else feed.entries[0] if feed.entries else FeedEntry()
    return FeedDiagnosis(
        url=url,
        kind=feed.kind,
        title=feed.title,
        entries=len(feed.entries),
        newest=newest[0].isoformat(timespec="seconds") if newest else None,
        newest_title=shown.title,
        hours=round((now - newest[0]).total_seconds() / 3600, 1) if newest else None,
        full_text=sum(to_article(entry, feed, url) is not None for entry in feed.entries),
        language=feed.language,
        minutes=feed.minutes,
        problems=[
            *feed.problems,
            *_doubts(feed, url, len(dated), len(dated) - len(past), newest[0] if newest else None, now),
        ],
    )


def _doubts(feed: Feed, url: str, dated: int, ahead: int, newest: datetime | None, now: datetime) -> Iterable[str]:
    count = len(feed.entries)
    if feed.sitemaps:
        yield f"it is an index of {len(feed.sitemaps)} sitemaps; name one of them, the newest is {feed.sitemaps[0]}"
    if dated < count:
        yield f"{count - dated} of {count} entries have no date: their time of arrival will stand for it"
    if ahead:
        yield f"{ahead} of {count} entries are dated in the future"
    if linkless := sum(entry.url is None for entry in feed.entries):
        yield f"{linkless} of {count} entries have no address: only what the feed carries of them can be read"
    if nameless := sum(not entry.title for entry in feed.entries):
        yield f"{nameless} of {count} entries have no title"
    firsts = {entry_keys(entry, url)[0] for entry in feed.entries}
    if len(firsts) < count:
        yield f"{count - len(firsts)} of {count} entries repeat another: they are taken as one"
    if newest and (now - newest).days > SILENT:
        yield f"it has been silent for {(now - newest).days} days"


async def diagnose_url(url: str, fetcher: Fetcher) -> FeedDiagnosis:
    """Fetch the feed at ``url`` and judge it; never raises for what the feed or its server does."""
    try:
        page = await fetcher.fetch(url)
    except (InputRejectedError, TemporaryFetchError) as error:
        return FeedDiagnosis(url=url, error=_reason(error, url))
    return look_at(page)


def look_at(page: FetchedPage) -> FeedDiagnosis:
    """The same for a page that was fetched."""
    try:
        feed = parse(page.data, content_type=page.content_type, url=page.final_url)
    except FeedError as error:
        named = discover(page.data, page.final_url) if error.reason == "not-a-feed" else []
        return FeedDiagnosis(url=page.url, error=str(error), feeds=named)
    found = diagnose_feed(feed, page.url, datetime.now(UTC))
    address = feed.moved_to or page.permanent_url
    if feed_key(address) != feed_key(page.url):
        found.address = address
        found.problems.append(f"it has moved for good: name {address} instead")
    return found


async def look_all(urls: Sequence[str], **options: Any) -> AsyncIterator[FeedDiagnosis]:
    """``look`` at many, ``AT_ONCE`` at a time and one at a time per host, given out as they come.

    ``options`` are ``Fetcher``'s.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    async with Fetcher(limit=FEED_BYTES, **options) as fetcher:

        async def one(url: str) -> FeedDiagnosis:
            async with turns:
                return await diagnose_url(url, fetcher)

        for done in asyncio.as_completed([asyncio.create_task(one(url)) for url in urls]):
            yield await done


async def find(url: str, **options: Any) -> tuple[FeedDiagnosis, list[str]]:
    """The feed at ``url``, or the first readable one of the page there; and the page's other feeds.

    Without one, the look says in ``error`` why.
    """
    async with Fetcher(limit=FEED_BYTES, **options) as fetcher:
        first = await diagnose_url(url, fetcher)
        if not first.error or not first.feeds:
            return first, []
        for named in first.feeds[:TRIED]:
            found = await diagnose_url(named, fetcher)
            if not found.error:
                return found, [other for other in first.feeds if other != named]
    first.error += f"; of the feeds that it names, none of the first {TRIED} can be read"
    return first, first.feeds


def _reason(error: Exception, url: str) -> str:
    return str(error).removeprefix(f"{url}: ")
