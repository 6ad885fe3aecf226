"""What a page states about its article: title, dates with their zones, in its markup and its JSON-LD."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wirewatch.extraction.publication_date import stated_dates
from wirewatch.extraction.titles import outlet_of, page_title

_MOST_JSON = 1 << 20
_DEEPEST = 12
_AROUND_JSON = re.compile(
    r"^\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)\s*(?:\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)\s*(?:\*/)?\s*$|;\s*$"
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_COMMA = re.compile(r",\s*([}\]])")
_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage"))
_ARTICLE = ("Article", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "NewsArticle")


class PageMetadata(NamedTuple):
    """What the page states of its article.

    Attributes:
        title: one line; empty where there is none.
        published: ISO 8601, with its zone where it is stated; not in the future.
        updated: like ``published``.
        site: the outlet's name.
        authors: people.
        url: the address that it gives itself.
        image: address of the main picture.
        section: the outlet's section.
    """

    title: str
    published: str | None
    updated: str | None
    site: str | None
    authors: list[str]
    url: str | None
    image: str | None
    section: str | None


def page_metadata(tree: Any, arrived: datetime, *, url: str | None = None, story: str = "") -> PageMetadata:
    """What the markup states.

    Args:
        tree: the page.
        arrived: when it was fetched.
        url: where it was fetched.
        story: the beginning of its text.
    """
    found = _found_by_trafilatura(tree, url)
    address = found.url or url
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name and element.get("content"):
            meta.setdefault(name, element.get("content"))
    every = list(_records(tree))
    records = _nearest_first([record for record in every if _is_article(record)], tree)
    # A page that has no record of its article may say when it was published itself.
    dated = records or [record for record in every if _kinds(record) & _PAGES]
    headlines = [text for record in records if isinstance(text := record.get("headline"), str)]
    named = [meta.get("og:title") or "", *headlines[:1], meta.get("twitter:title") or ""]
    outlet = outlet_of(tree, meta, every, found.sitename or "", urlsplit(address or "").hostname or "")
    title = page_title(tree, named, outlet, story)
    stated = stated_dates(
        tree, arrived, records=dated, url=address, heading=_heading(tree, title), language=tree.get("lang")
    )
    return PageMetadata(
        title=title,
        published=stated.published,
        updated=stated.updated,
        site=_line(found.sitename) or None,
        authors=[name for name in map(_line, (found.author or "").split(";")) if name],
        url=address,
        image=found.image or None,
        section=_line((found.categories or [""])[0]) or None,
    )


def _nearest_first(records: list[dict[str, Any]], tree: Any) -> list[dict[str, Any]]:
    """The records, those first whose headline shares most words with the page's title: others tell of other stories."""
    if len(records) < 2:
        return records
    title = set(_line(tree.findtext(".//title")).lower().split())
    return sorted(records, key=lambda record: -len(title & set(str(record.get("headline") or "").lower().split())))


def stated_text(tree: Any) -> list[str]:
    """The paragraphs of the longest ``articleBody`` that the page's JSON-LD states of an article; none where there is none."""
    scripts = (script.text or "" for script in tree.iter("script"))
    if not any("articleBody" in text for text in scripts):
        return []
    bodies = [
        body for record in _records(tree) if _is_article(record) and isinstance(body := record.get("articleBody"), str)
    ]
    longest = html.unescape(max(bodies, key=len, default=""))
    blocks = _BLOCK_TAG.sub("\n", longest).split("\n")
    return [text for block in blocks if (text := _line(_TAG.sub("", block)))]


def _found_by_trafilatura(tree: Any, url: str | None) -> Any:
    """What trafilatura finds but for the date, which it would guess, and in most of the time that all of this takes."""
    from contextlib import suppress

    from trafilatura import metadata as theirs

    found = theirs.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    with suppress(Exception):  # it fails on odd JSON-LD in more ways than it documents
        found = theirs.extract_meta_json(tree, found)
    found.author = found.author or theirs.extract_author(tree)
    found.url = found.url or theirs.extract_url(tree, url)
    if not found.sitename and (name := theirs.extract_sitename(tree)) != _line(tree.findtext(".//title")):
        found.sitename = name  # it takes it from the title, or takes the title for it
    if found.sitename:
        name = found.sitename.lstrip("@")
        found.sitename = name.title() if name and "." not in name and not name[0].isupper() else name
    elif found.url and (host := urlsplit(found.url).hostname):
        found.sitename = host.removeprefix("www.")
    found.categories = found.categories or theirs.extract_catstags("category", tree)
    found.clean_and_trim()
    return found


def _heading(tree: Any, title: str) -> Any:
    """The element of the headline: a heading that holds the title, or the first one."""
    words = set(title.lower().split())
    best, most = None, 0.5
    for place, element in enumerate(tree.iter("h1", "h2", "h3")):
        own = set(element.text_content().lower().split())
        shared = len(own & words) / max(len(own | words), 1)
        if shared > most:
            best, most = element, shared
        if place > 60:
            break
    return best if best is not None else next(tree.iter("h1"), None)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _records(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") and len(text) < _MOST_JSON:
            try:
                yield from _flat(_json(text), 0)
            except (ValueError, RecursionError):
                continue


def _json(text: str) -> Any:
    """The value of a script, also where it stands in a comment or a CDATA section, or has a comma too many."""
    try:
        return json.loads(text, strict=False)
    except ValueError:
        inner = _AROUND_JSON.sub("", text)
        return json.loads(_COMMA.sub(r"\1", inner), strict=False)


def _flat(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _flat(value.get(name), depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, depth + 1)


def _is_article(record: dict[str, Any]) -> bool:
    return any(kind in _ARTICLE or kind.endswith("NewsArticle") for kind in _kinds(record))


def _kinds(record: dict[str, Any]) -> set[str]:
    kinds = record.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}
