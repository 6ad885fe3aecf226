"""OPML 2.0 (http://opml.org/spec2.opml), in which feed readers exchange their lists of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from wirewatch.feeds.feed_list import (
    FeedList,
    FeedListError,
    WatchedFeed,
    feed_key,
    wrong_address,
)
from wirewatch.feeds.fields import one_line
from wirewatch.fetching import encoding as charsets
from wirewatch.limits import FEED_LIST_BYTES, FEED_LIST_FEEDS
from wirewatch.parsing.xml import as_utf8, escape_ampersands, parse_xml
from wirewatch.text.languages import language_code
from wirewatch.watchlists.models import Problem

MAX_TAGS: Final = 16


def from_opml(data: bytes, name: str = "opml") -> FeedList:
    """The feeds of an OPML list: the outlines around a feed, and its categories, become its tags.

    A feed that is named twice is one with the tags of both. What cannot be used is left out with a warning.

    Raises:
        FeedListError: where it is no OPML, or names no feed.
    """
    if len(data) > FEED_LIST_BYTES:
        raise FeedListError([Problem(name, 0, "", f"larger than {FEED_LIST_BYTES // 2**20} MB; split it")])
    text = charsets.decode(data, charsets.detect(data))
    root, _ = parse_xml(escape_ampersands(as_utf8(text)), "utf-8")
    if root is None or root.tag != "opml":
        raise FeedListError([Problem(name, 1, "", "is no OPML: it does not begin with an opml element")])
    feeds: dict[str, WatchedFeed] = {}
    warnings = []
    for outline in root.iter("outline"):
        fields = {key.lower(): value for key, value in outline.attrib.items()}
        url = fields.get("xmlurl", "").strip()
        if not url:
            if fields.get("type", "").lower() in ("rss", "atom"):
                warnings.append(Problem(name, outline.sourceline, "xmlUrl", "is missing: the outline is left out"))
            continue
        if url.startswith("feed:"):  # feed://host/… and feed:https://…
            inner = url[5:].lstrip("/")
            url = inner if inner.startswith(("http:", "https:")) else f"http://{inner}"
        if wrong := wrong_address(url):
            warnings.append(Problem(name, outline.sourceline, "xmlUrl", f"{wrong}; it is left out"))
            continue
        feed = WatchedFeed(
            url=url,
            name=one_line(fields.get("title") or fields.get("text"), markup=None, limit=200),
            tags=list(dict.fromkeys(_tags(outline, fields)))[:MAX_TAGS],
            language=language_code(fields.get("language")),
            enabled=fields.get("iscomment", "").lower() != "true",
        )
        known = feeds.setdefault(feed_key(url), feed)
        known.tags = list(dict.fromkeys([*known.tags, *feed.tags]))[:MAX_TAGS]
        if len(feeds) > FEED_LIST_FEEDS:
            raise FeedListError(
                [Problem(name, outline.sourceline, "", f"more than {FEED_LIST_FEEDS:,} feeds; split it")]
            )
    if not feeds:
        raise FeedListError([*warnings, Problem(name, 0, "", "names no feed: no outline has an xmlUrl")])
    return FeedList(feeds=list(feeds.values()), sources=[name], warnings=warnings)


def _tags(outline: Any, fields: dict[str, str]) -> Iterator[str]:
    around = [parent.get("title") or parent.get("text") or "" for parent in outline.iterancestors("outline")]
    for said in [*reversed(around), *re.split(r"[,/]", fields.get("category", ""))]:
        # A tag holds no comma and no slash.
        if tag := one_line(said.replace(",", " ").replace("/", " "), limit=64):
            yield tag


def to_opml(feeds: FeedList, title: str = "wirewatch") -> bytes:
    """The list as OPML in UTF-8: each feed within its first tag, all its tags as categories.

    OPML has no place for ``every``, ``text`` and ``watchlist``; a feed that is not enabled is a comment in it.
    """
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    groups: dict[str, Any] = {}
    for feed in feeds.feeds:
        parent = body
        if feed.tags:
            parent = groups.get(feed.tags[0])
            if parent is None:
                parent = groups[feed.tags[0]] = etree.SubElement(body, "outline", text=feed.tags[0])
        shown = feed.name or feed.url
        fields = {"text": shown, "title": shown, "type": "rss", "xmlUrl": feed.url}
        if feed.tags:
            fields["category"] = ",".join(feed.tags)
        if feed.language:
            fields["language"] = feed.language
        if not feed.enabled:
            fields["isComment"] = "true"
        etree.SubElement(parent, "outline", fields)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written
