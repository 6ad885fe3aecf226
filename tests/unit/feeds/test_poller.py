"""Whose entry it is, and when a feed that fails is polled again: a poller on pages in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from wirewatch.errors import InputRejectedError, ResourceGoneError
from wirewatch.feeds.feed_list import WatchedFeed
from wirewatch.feeds.poller import Poller
from wirewatch.feeds.scheduling import FeedState
from wirewatch.fetching.fetcher import FetchedPage
from wirewatch.messages import FeedItem
from wirewatch.storage.key_value import MemoryKeyValueStore

HONEST = "https://paper.example/feed.json"
EVIL = "https://evil.example/feed.json"
ENTRY = "https://paper.example/world/1"
DAY = 86_400.0


class States:
    def __init__(self) -> None:
        self.states: dict[str, FeedState] = {}
        self.items: list[FeedItem] = []

    def load(self) -> dict[str, FeedState]:
        return dict(self.states)

    def seen(self, state: FeedState) -> dict[str, str]:
        return state.seen

    def save(self, state: FeedState, links: Sequence[FeedItem]) -> Sequence[int]:
        self.states[state.url] = state
        self.items += links
        return ()


class Pages:
    """A fetcher of feeds in memory; an exception is raised."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Exception] = {}

    async def fetch(self, url: str, **_: Any) -> FetchedPage:
        body = self.pages[url]
        if isinstance(body, Exception):
            raise body
        return FetchedPage(
            url=url,
            final_url=url,
            permanent_url=url,
            status=200,
            data=body,
            content_type="application/json",
            charset="utf-8",
            etag=None,
            last_modified=None,
            arrived="2026-01-01T00:00:00+00:00",
            headers={},
        )


def feed(*urls: str, text: str = "") -> bytes:
    items = [{"id": url, "url": url, "title": "Treaty", **({"content_text": text} if text else {})} for url in urls]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items}).encode()


class World:
    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.pages, self.states = Pages(), States()
        self.poller = Poller(self.pages, self.states, MemoryKeyValueStore(), now=lambda: self.now)  # type: ignore[arg-type]

    def poll(self, *feeds: WatchedFeed) -> list[FeedItem]:
        before = len(self.states.items)
        asyncio.run(self.poller.poll(feeds))
        return self.states.items[before:]


TEXT = "Norway and Iceland said that nothing at all was signed. " * 40


def test_nobody_speaks_for_another_by_being_polled_first() -> None:
    world = World()
    world.pages.pages = {EVIL: feed(ENTRY, text=TEXT), HONEST: feed(ENTRY)}
    assert [item.feed for item in world.poll(WatchedFeed(url=EVIL))] == [EVIL]
    assert [item.feed for item in world.poll(WatchedFeed(url=HONEST))] == [HONEST]


def test_a_link_in_two_feeds_is_handed_over_once() -> None:
    world = World()
    world.pages.pages = {EVIL: feed(ENTRY), HONEST: feed(ENTRY)}
    assert len(world.poll(WatchedFeed(url=HONEST), WatchedFeed(url=EVIL))) == 1


def test_an_article_in_two_feeds_with_two_watchlists_is_matched_against_both() -> None:
    world = World()
    world.pages.pages = {EVIL: feed(ENTRY), HONEST: feed(ENTRY)}
    items = world.poll(WatchedFeed(url=HONEST, watchlist="north"), WatchedFeed(url=EVIL, watchlist="south"))
    assert {item.watchlist for item in items} == {"north", "south"}


def test_feeds_that_are_gone_are_polled_daily_and_say_so() -> None:
    world = World()
    world.pages.pages = {HONEST: ResourceGoneError("gone", "410", HONEST)}
    world.poll(WatchedFeed(url=HONEST))
    state = world.states.states[HONEST]
    assert "410" in state.retired
    assert 0.7 * DAY < state.due - world.now <= DAY
    world.now += DAY
    world.pages.pages = {HONEST: feed(ENTRY)}
    assert len(world.poll(WatchedFeed(url=HONEST))) == 1
    assert world.states.states[HONEST].retired == ""


def test_deadlines_of_feeds_make_no_other_wait() -> None:
    async def read(function: Any, *args: object, **named: Any) -> Any:
        if "slow" in str(named.get("url")):
            raise InputRejectedError("too-slow", "not read within 20 s")
        return function(*args, **named)

    world = World()
    slow = "https://slow.example/feed.json"
    world.pages.pages = {slow: feed(ENTRY), HONEST: feed(ENTRY)}
    world.poller._read = read
    items = world.poll(WatchedFeed(url=slow), WatchedFeed(url=HONEST))
    assert [item.feed for item in items] == [HONEST]
    assert world.states.states[slow].failures == 1


@pytest.mark.parametrize("text", ["", TEXT])
def test_entries_seen_before_are_not_handed_over_again(text: str) -> None:
    world = World()
    world.pages.pages = {HONEST: feed(ENTRY, text=text)}
    assert len(world.poll(WatchedFeed(url=HONEST))) == 1
    world.now += DAY
    assert world.poll(WatchedFeed(url=HONEST)) == []
