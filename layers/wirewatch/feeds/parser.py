"""Feeds: bytes in, entries out; which entries are the same, and which can be read without fetching their page."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime

from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.feeds import json_feed as feedjson
from wirewatch.feeds import rss_atom as feedxml
from wirewatch.feeds import sitemaps
from wirewatch.feeds.discovery import discover
from wirewatch.feeds.fields import plain
from wirewatch.feeds.records import Feed, FeedEntry, FeedError
from wirewatch.fetching import encoding as charsets
from wirewatch.fetching.decompression import gunzip
from wirewatch.fetching.urls import url_key
from wirewatch.limits import FEED_BYTES
from wirewatch.text import dates
from wirewatch.text.words import count_words

__all__ = ["discover", "entry_fingerprint", "entry_keys", "parse", "to_article"]

FULL_TEXT = 120
"""Words from which the content of an entry is taken for the whole article."""
FULL_SUMMARY = 250
"""Words from which a summary without content is: feeds of RSS put their articles there, and long teasers too."""

_HEAD = 1 << 16
_PROLOGUE = re.compile(r"(?:\s++|<\?[^>]{0,500}>|<!--.{0,5000}?-->|<![Dd][Oo][Cc][Tt][Yy][Pp][Ee]\s[^>\[]{0,500}(?:\[[^\]]{0,20000}\]\s*)?>)*+", re.DOTALL)  # fmt: skip
_ELEMENT = re.compile(r"<(?:[a-zA-Z][\w.-]{0,20}:)?([a-zA-Z][\w.-]{0,30})")
_BEGIN = re.compile(rb"<\?xml\s|<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "urlset", "sitemapindex", "opml"})
_LITTER = frozenset({"", "br", "b", "div", "p", "script", "font"})  # what scripts print by mistake before a feed
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+|&)[^\]]{0,40}\]|(?:read|see|view|continue)\s+(?:more|reading|the (?:full|rest)|full)\b.{0,60})\W*$", re.IGNORECASE)  # fmt: skip


def parse(body: bytes, *, content_type: str = "", url: str = "") -> Feed:
    """A feed in RSS 0.9x to 2.0, Atom, RDF, JSON Feed 1.x, or a sitemap, as its content says and not its type.

    Args:
        body: as the server sent it, content codings undone; may be gzipped once more, as sitemaps are.
        content_type: the header it came with.
        url: its address, that relative links are relative to.

    Raises:
        FeedError: ``empty``; ``not-a-feed`` for html and anything else; ``broken`` for what begins like a feed and
            cannot be read; ``too-large``.
    """
    feed = _parsed(_bounded(body), content_type, url)
    together: dict[str, list[FeedEntry]] = {}
    for entry in feed.entries:
        if key := _address(entry):
            together.setdefault(key, []).append(entry)
    for entries in together.values():
        # One of a page's entries edited has another title or another guid, and not both.
        guids = {entry.guid or entry.title for entry in entries}
        titles = {entry.title or entry.guid for entry in entries}
        if len(guids) > 1 and len(titles) > 1:
            for entry in entries:
                entry.shared = True
    return feed


def _parsed(body: bytes, content_type: str, url: str) -> Feed:
    charset = charsets.detect(body, content_type)
    head = charsets.decode(body[:_HEAD], charset).lstrip("\0 \t\r\n\f\ufeff")
    if head.startswith(("{", "[")):
        return feedjson.read(_utf8(body, charset), url=url)
    root = _root(head)
    if root in ("html", "body", "head"):
        raise FeedError("not-a-feed", f"it is an html page, not a feed{_page_title(head)}")
    if root in ("urlset", "sitemapindex"):
        return sitemaps.read(_utf8(body, charset).lstrip(), url=url)
    if root == "opml":
        raise FeedError("not-a-feed", "it is an OPML list of feeds: import it")
    begin = _beginning(body) if root in _LITTER else 0
    if begin < 0 and b"\0" not in body[:100]:
        raise FeedError("not-a-feed", "it is text or a piece of html, not a feed")
    feed = feedxml.read(body[max(0, begin) :], content_type=content_type, url=url)
    if begin > 3:
        feed.problems.append(f"{begin:,} bytes that belong to no feed come before it")
    return feed


def entry_keys(entry: FeedEntry, feed_url: str) -> list[str]:
    """Keys by which an entry is known again, strongest first; two entries are the same where they share one.

    The first holds across feeds: the article's address, unless entries of the feed share it. The others hold within the
    feed; the last, of title and day, is given only where there is nothing else.
    """
    keys = []
    if not entry.shared and (key := _address(entry)):
        keys.append(f"url:{_digest(key)}")
    if entry.guid:
        keys.append(f"guid:{_digest(feed_url, entry.guid)}")
    if not keys:
        day = (entry.published or entry.updated or "")[:10]
        text = entry.title.casefold() or plain(entry.summary or entry.content)[:300].casefold()
        keys.append(f"title:{_digest(feed_url, text, day)}")
    return keys


def _address(entry: FeedEntry) -> str | None:
    key = url_key(entry.url) if entry.url else None
    # Logs have one page for many entries, and name the place on it; `#xtor=RSS` and its like are tracking.
    place = (entry.url or "").partition("#")[2]
    return f"{key}#{place}" if key and place and "=" not in place else key


def entry_fingerprint(entry: FeedEntry) -> str:
    """A short fingerprint of what the entry says: another one means that it was edited.

    Markup and spacing do not count, as feeds change both without an edit; nor do dates, which jitter.
    """
    return _digest(entry.title, plain(entry.content or entry.summary))


def to_article(entry: FeedEntry, feed: Feed, feed_url: str) -> Document | None:
    """The entry as a document to read (``documents.reader.extract_article``) without fetching its page; None where it is but a teaser.

    It is taken for the whole article where its content has ``FULL_TEXT`` words and half as many again as its summary,
    or where there is only a summary, of ``FULL_SUMMARY`` words; and where it does not end as cut-off texts do.
    """
    markup = entry.content or entry.summary
    text = plain(markup)
    words = count_words(text)
    if words < (FULL_TEXT if entry.content else FULL_SUMMARY) or _CUT_OFF.search(text[-120:]):
        return None
    if entry.content and words * 2 < 3 * count_words(plain(entry.summary)):
        return None
    title = html.escape(entry.title, quote=False)
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article>{markup}</article></body></html>"
    return Document(
        "html",
        source=entry.url or f"{feed_url}#{_digest(entry.guid or entry.title)}",
        data=page.encode("utf-8", "replace"),
        url=entry.url,
        title=entry.title,
        published=dates.parse(entry.published),
        arrived=datetime.now(UTC).isoformat(timespec="seconds"),
        authors=list(entry.authors),
        site=entry.site or feed.title or None,
        language=entry.language or feed.language,
    )


def _bounded(body: bytes) -> bytes:
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, FEED_BYTES)
        except InputRejectedError as error:
            raise FeedError("too-large" if error.reason == "bomb" else "broken", str(error)) from None
    if len(body) > FEED_BYTES:
        raise FeedError("too-large", f"{len(body):,} bytes; a feed may have {FEED_BYTES:,}")
    if not body.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf"):
        raise FeedError("empty", "the server sent an empty page")
    return body


def _utf8(body: bytes, charset: str) -> bytes:
    return charsets.decode(body, charset).encode("utf-8", "replace")


def _beginning(body: bytes) -> int:
    found = _BEGIN.search(body, 0, _HEAD)
    return found.start() if found else -1


def _root(head: str) -> str:
    prologue = _PROLOGUE.match(head)
    begin = prologue.end() if prologue else 0
    found = _ELEMENT.match(head, begin)
    name = found[1].lower() if found else ""
    # Some feeds say that they are html; what follows decides.
    if name not in _ROOTS and "<!doctype" in head[: begin + 9].lower():
        return "html"
    return name


def _page_title(head: str) -> str:
    found = re.search(r"<title[^<>]{0,200}>([^<]{1,200})<", head, re.IGNORECASE)
    return f": {' '.join(html.unescape(found[1]).split())!r}" if found else ""


def _digest(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()
