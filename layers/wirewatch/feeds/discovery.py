"""The feeds that an html page names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from wirewatch.feeds.fields import absolute
from wirewatch.fetching import encoding as charsets

FEEDS: Final = 50
_PAGE: Final = 2_000_000
"""Bytes of a page that are looked at."""
_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json",
    "application/x-rss+xml", "text/rss+xml",
})  # fmt: skip
_PATH = re.compile(
    r"(?:/(?:feeds?|rss|atom|rdf)(?:/[\w./-]{0,80})?/?|[/.](?:rss|atom|rdf)(?:\.xml|\.php)?|/(?:feed|index|rss|atom)\.(?:xml|json|rdf))(?:\?[^#]{0,200})?$",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"<(?:link|a|base)\s", re.IGNORECASE)
_START = re.compile(r"<[a-z]+(?:[^<>\"']++|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,60}+>", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?(?:/feed|\b)", re.IGNORECASE)


class _Finder(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = url
        self.named: dict[str, None] = {}
        self.linked: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("link", "a", "base"):
            return
        fields = {name: value or "" for name, value in attrs}
        address = absolute(self.base, fields.get("href"))
        if not address:
            return
        if tag == "base":
            self.base = address
        elif tag == "a":
            if _PATH.search(address.split("#")[0]):
                self.linked[address] = None
        else:
            relation = fields.get("rel", "").lower().split()
            kind = fields.get("type", "").lower().split(";")[0].strip()
            if (kind in _TYPES and {"alternate", "feed"} & set(relation)) or relation == ["feed"]:
                self.named[address] = None


def discover(page: bytes, url: str) -> list[str]:
    """Absolute addresses of the feeds that an html page names, the likeliest first, at most ``FEEDS``.

    First what its ``link`` elements say (https://www.rssboard.org/rss-autodiscovery), feeds of comments last; then
    links that look like a feed's address. None of them was looked at.
    """
    text = charsets.decode(page[:_PAGE], charsets.detect(page[:_PAGE]))
    finder = _Finder(url)
    for piece in _starts(text):
        finder.feed(piece)
    named = sorted(finder.named, key=lambda address: bool(_COMMENTS.search(address)))
    return list(dict.fromkeys([*named, *finder.linked]))[:FEEDS]


def _starts(text: str) -> Iterator[str]:
    """The start tags that matter: a page is hostile, and its scripts and comments are none of our business."""
    place = broken = 0
    while broken < 1000 and (begin := _BEGIN.search(text, place)):
        tag = _START.match(text, begin.start())
        if tag:
            yield tag[0]
        else:
            broken += 1
        place = tag.end() if tag else begin.end()
