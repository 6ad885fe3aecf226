"""What a feed gives, parsed: plain values, not yet articles."""

from __future__ import annotations

from typing import Literal

import msgspec

from wirewatch.errors import WirewatchError

FeedKind = Literal["rss", "atom", "rdf", "json", "sitemap"]


class FeedError(WirewatchError):
    """A body that is no feed.

    Attributes:
        reason: short and stable, for metrics: ``not-a-feed``, ``empty``, ``broken``, ``too-large``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class FeedEntry(msgspec.Struct, kw_only=True):
    """One entry of a feed.

    Attributes:
        guid: the feed's own identity for it; one feed's guid may be another feed's guid. Empty where none is given.
        url: absolute http(s) address of the article, as given; None where there is none.
        title: one line of plain text.
        published: ISO 8601 with zone as the feed says, which may be wrong; None where it says nothing usable.
        updated: like ``published``, for the last change.
        authors: in the feed's order.
        summary: html or text of the teaser; empty where none is given.
        content: html of the whole article where the feed carries it; else empty.
        language: ISO 639-1, lower case, where the feed or entry says.
        site: the outlet that the entry is from, where the feed collects several and says so.
        shared: other entries of the feed have the same address: it does not identify this one.
    """

    guid: str = ""
    url: str | None = None
    title: str = ""
    published: str | None = None
    updated: str | None = None
    authors: list[str] = []
    summary: str = ""
    content: str = ""
    language: str | None = None
    site: str = ""
    shared: bool = False


class Feed(msgspec.Struct, kw_only=True):
    """A parsed feed.

    Attributes:
        kind: its format.
        title: one line.
        site: absolute address of the page it belongs to.
        language: ISO 639-1, lower case.
        entries: in the feed's order.
        minutes: how long the feed asks to be left alone (``ttl``, ``sy:updatePeriod``); None where it does not.
        moved_to: address the feed says it lives at now (``itunes:new-feed-url``, Atom ``self`` is not one).
        problems: what was wrong with it and was tolerated, in words.
        sitemaps: for a sitemap index: the addresses of its sitemaps, newest first.
    """

    kind: FeedKind
    title: str = ""
    site: str | None = None
    language: str | None = None
    entries: list[FeedEntry] = []
    minutes: int | None = None
    moved_to: str | None = None
    problems: list[str] = []
    sitemaps: list[str] = []
