"""RSS 0.9x to 2.0, Atom and RDF, read by feedparser, which is given bytes and never an address."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wirewatch.errors import InputRejectedError
from wirewatch.feeds.fields import (
    absolute,
    as_html,
    entry_address,
    names,
    one_line,
    whole_entries,
    without_footer,
    without_mail,
    without_outlet,
    without_source,
)
from wirewatch.feeds.records import Feed, FeedEntry, FeedError, FeedKind
from wirewatch.fetching import encoding as charsets
from wirewatch.limits import FEED_BYTES, FEED_ENTRIES, FEED_SECONDS
from wirewatch.parsing.time_limit import time_limit
from wirewatch.parsing.xml import as_utf8, escape_ampersands
from wirewatch.text import dates
from wirewatch.text.languages import language_code
from wirewatch.text.mojibake import repair

_ENTITY = re.compile(rb"<!ENTITY\s++(?:%\s++)?+[^\s\"'<>]{1,100}\s++(\"[^\"]*+\"|'[^']*+')", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(rb"<\w")
_HEAD = 1 << 16
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_HTML = ("text/html", "application/xhtml+xml")


def read(body: bytes, *, content_type: str, url: str) -> Feed:
    """A feed in XML.

    Raises:
        FeedError: ``not-a-feed``; ``broken`` where its entities or its making would cost too much.
    """
    _check_entities(body)
    codec = charsets.detect(body, content_type)
    problems = _encoding_problems(body, content_type, codec)
    # feedparser is given UTF-8 that says so: it believes declarations, and one bad byte makes it read windows-1252.
    # It is not told the feed's address: it would put it before ids, which then change when the feed moves.
    body, left_out = whole_entries(escape_ampersands(as_utf8(charsets.decode(body, codec))))
    found = _parsed(body, {"content-type": "application/xml; charset=utf-8"})
    kind = _kind(str(found.get("version") or ""), bool(found.entries))
    feed = found.feed
    loose = bool(found.get("bozo"))
    site = _site(feed, url) if kind == "atom" else _link(feed, url)
    site = _plain_query(site) if loose else site
    tag = str(dict.get(feed, "language") or "")
    context = _Context(
        kind=kind,
        base=url if kind == "atom" else site or url,
        names=[name for name in (_title(feed), one_line(dict.get(feed, "subtitle"))) if name],
        loose=loose,
        language=tag or None,
        order=dates.order_of(str(dict.get(one, "published") or "") for one in found.entries[:FEED_ENTRIES]),
    )
    return Feed(
        kind=kind,
        title=_title(feed),
        site=site,
        language=language_code(tag),
        entries=[_entry(entry, context) for entry in found.entries[:FEED_ENTRIES]],
        minutes=_minutes(feed),
        moved_to=absolute(url, dict.get(feed, "newlocation")) or _moved(body, url),
        problems=[*problems, *left_out, *_problems(found)],
    )


class _Context(NamedTuple):
    """What a feed says that its entries' fields are read with."""

    kind: FeedKind
    base: str
    names: list[str]
    loose: bool
    language: str | None
    order: dates.Order | None


def _encoding_problems(body: bytes, content_type: str, codec: str) -> list[str]:
    declared = charsets.codec_from_header(content_type) or charsets.codec_from_html(body)
    if declared and declared != codec and not body[:1024].isascii():
        return [f"its character encoding is not what it says: {codec}, not {declared}"]
    return []


def _parsed(body: bytes, headers: dict[str, str]) -> Any:
    import feedparser

    try:
        with time_limit(FEED_SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return feedparser.parse(
                BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
            )
    except InputRejectedError:
        raise FeedError("broken", f"not parsed within {FEED_SECONDS:g} s") from None
    except Exception as error:  # strange input finds assertions and limits in the parser
        raise FeedError("broken", f"cannot be parsed ({type(error).__name__}: {error})"[:300]) from error


def _kind(version: str, entries: bool) -> FeedKind:
    if not version and not entries:
        raise FeedError("not-a-feed", "it is XML, but no feed: no RSS, Atom, RDF, JSON Feed or sitemap in it")
    if version.startswith("atom"):
        return "atom"
    return "rdf" if version in ("rss10", "rss090") else "rss"


def _entry(entry: Any, context: _Context) -> FeedEntry:
    summary = dict.get(entry, "summary") or ""
    if any(summary == content.get("value") for content in dict.get(entry, "content") or []):
        summary = ""  # feedparser's stand-in for a missing one
    updated = _date(entry, "updated", context)
    details = [dict.get(entry, f"{name}_detail") or {} for name in ("title", "summary")]
    details += dict.get(entry, "content") or []
    outlet = one_line(dict.get(dict.get(entry, "source") or {}, "title"), limit=200)
    address = entry_address(context.base, dict.get(entry, "feedburner_origlink")) or _entry_link(entry, context)
    return FeedEntry(
        guid=one_line(dict.get(entry, "id"), markup=False),
        url=_plain_query(address) if context.loose else address,
        title=without_outlet(_title(entry), [outlet, *context.names]),
        # RSS and RDF have one date, and dc:date, which feedparser calls the update, is it as well.
        published=_date(entry, "published", context)
        or _date(entry, "created", context)
        or (updated if context.kind != "atom" else None),
        updated=updated,
        authors=_authors(entry),
        summary=repair(without_footer(without_source(summary, outlet), _title(entry), context.names)),
        content=repair(_content(entry)),
        language=next((code for detail in details if (code := language_code(detail.get("language")))), None),
        site=outlet,
    )


def _plain_query(address: str | None) -> str | None:
    """An address without the escapes that feedparser leaves in those of XML that is not well-formed: ``?a=1&ampb=2``."""
    return re.sub(r"&amp;?(?=[\w.-]+(?:[=&]|$))", "&", address) if address else None


def _date(entry: Any, name: str, context: _Context) -> str | None:
    said = dict.get(entry, name) or ""
    return dates.parse_utc(said, language=context.language, order=context.order)


def _entry_link(entry: Any, context: _Context) -> str | None:
    """The address of an entry: of several the one on the feed's own host; a guid only where it is an address."""
    said = dict.get(entry, "link")
    named = dict.get(entry, "guidislink") and (context.kind != "atom" or said == dict.get(entry, "id"))
    if named and not str(said).startswith(("http://", "https://")):
        return None
    reference = context.kind == "atom"
    address = entry_address(context.base, said, reference=reference)
    listed = [link.get("href") for link in dict.get(entry, "links") or [] if link.get("rel") == "alternate"]
    usable = [found for one in listed if (found := entry_address(context.base, one, reference=reference))]
    own = [found for found in usable if urlsplit(found).hostname == urlsplit(context.base).hostname]
    if address in own or (address in usable and not own) or not usable:
        return address
    return (own or usable)[0]


def _title(holder: Any) -> str:
    detail = dict.get(holder, "title_detail") or {}
    # Only Atom says what a title is; elsewhere feedparser guesses.
    kind = detail.get("type")
    return one_line(dict.get(holder, "title"), markup=True if kind in _HTML else None)


def _link(holder: Any, url: str) -> str | None:
    said = absolute(url, dict.get(holder, "link"))
    links = [
        absolute(url, link.get("href")) for link in dict.get(holder, "links") or [] if link.get("rel") == "alternate"
    ]
    usable = [address for address in links if address]
    return said if said in usable or not usable else usable[0]


def _site(feed: Any, url: str) -> str | None:
    # An Atom feed without a page has feedparser say its own address, or its id.
    relations = {link.get("rel") for link in dict.get(feed, "links") or []}
    return _link(feed, url) if "alternate" in relations else None


def _content(entry: Any) -> str:
    found = ""
    for content in dict.get(entry, "content") or []:
        value, kind = content.get("value") or "", content.get("type") or "text/html"
        if kind == "text/plain":
            value = as_html(value)
        elif kind not in _HTML:
            continue  # a picture, a film
        found = max(found, value, key=len)
    return found


def _authors(entry: Any) -> list[str]:
    said = str(dict.get(entry, "author") or "")
    listed = []
    for author in dict.get(entry, "authors") or []:
        # feedparser cuts addresses of domains that end in more than four letters in two.
        mailed = author.get("email") and str(author["email"]) in said
        listed.append(without_mail(said) if mailed else author.get("name") or author.get("email"))
    return names(listed) or names([without_mail(said)])


def _minutes(feed: Any) -> int | None:
    ttl = str(dict.get(feed, "ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl) and int(ttl):
        return int(ttl)
    period = _MINUTES.get(str(dict.get(feed, "sy_updateperiod") or "").strip().lower())
    often = str(dict.get(feed, "sy_updatefrequency") or "1").strip()
    if period and re.fullmatch(r"[1-9][0-9]{0,3}", often):
        return max(1, period // int(often))
    return None


def _moved(body: bytes, url: str) -> str | None:
    # feedparser keeps the iTunes elements that it knows, and this one is not among them.
    found = re.search(rb"<itunes:new-feed-url\s*>\s*([^\s<]{1,2000})\s*<", body[: 2 * _HEAD], re.IGNORECASE)
    return absolute(url, found[1].decode("ascii", "replace").replace("&amp;", "&")) if found else None


def _problems(found: Any) -> Iterator[str]:
    said = dict.get(found, "bozo_exception")
    if said is not None and type(said).__name__ == "CharacterEncodingOverride":
        yield f"its character encoding is not what it says: {said}"[:300]
    elif said is not None and type(said).__name__ != "NonXMLContentType":
        yield f"it is not well-formed XML and was read with guesses: {said}"[:300]
    if not found.entries:
        yield "it has no entries"


def _check_entities(body: bytes) -> None:
    """Refuse entities that, put in wherever something is referred to, make more than a feed may hold."""
    probe = body.replace(b"\0", b"") if b"\0" in body[:200] else body
    root = _FIRST_ELEMENT.search(probe)
    head = probe[: root.start()] if root else probe
    if b"<!entity" not in head.lower():
        return
    longest = max((len(found[1]) for found in _ENTITY.finditer(head[:_HEAD])), default=0)
    if len(head) > _HEAD or longest * probe.count(b"&") > FEED_BYTES:
        raise FeedError("broken", "the entities that it declares would make it too large")
