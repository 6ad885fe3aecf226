"""What a page states about its article: title, dates with their zones, in its markup and its JSON-LD.

Where statements differ, the ones that people see go first: a heading before what is written for search engines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from wirewatch.text.dates import parse_date

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"\s+(?:[|–—·»›•:/]|-{1,2}|::)\s+")
_MOST_JSON = 1 << 20
_DEEPEST = 12
_PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "parsely-pub-date")
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_ARTICLE = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "OpinionNewsArticle")


class PageMetadata(NamedTuple):
    """What the page states; dates are ISO 8601 and not in the future, with their zone where it is stated."""

    title: str
    published: str | None
    updated: str | None


def page_metadata(tree: Any, arrived: datetime, *, guess: str = "", site: str = "", host: str = "") -> PageMetadata:
    """What the markup states.

    ``guess`` is a title found by other means; ``site``, the outlet's name, and ``host`` are what no title is.
    """
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name and element.get("content"):
            meta.setdefault(name, element.get("content"))
    records = [record for record in _records(tree) if _is_article(record)]
    headline = next((text for record in records if isinstance(text := record.get("headline"), str)), "")
    published = [record.get("datePublished") for record in records]
    updated = [record.get("dateModified") for record in records]
    first, last = _dates(published, meta, _PUBLISHED, arrived), _dates(updated, meta, _UPDATED, arrived)
    if first is None:
        times = [element.get("datetime") for element in tree.iter("time")][:1]
        first = _dates(times, {}, (), arrived)
    named = meta.get("og:title") or headline or meta.get("twitter:title") or ""
    return PageMetadata(_title(tree, _line(named), _line(guess), (site, host)), first, last)


def _dates(stated: list[Any], meta: dict[str, str], names: tuple[str, ...], arrived: datetime) -> str | None:
    for value in [*stated, *(meta.get(name) for name in names)]:
        if isinstance(value, str) and (date := parse_date(value, arrived)):
            return date
    return None


def _records(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") and len(text) < _MOST_JSON:
            try:
                yield from _flat(json.loads(text, strict=False), 0)
            except (ValueError, RecursionError):
                continue


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
    kinds = record.get("@type")
    return any(kind in _ARTICLE for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _title(tree: Any, named: str, guess: str, outlet: tuple[str, str]) -> str:
    page = _line(tree.findtext(".//head/title") or tree.findtext(".//title"))
    headings = [_line("".join(element.itertext())) for element in tree.iter("h1")]
    headings = [heading for heading in headings if 1 < len(heading) < 300 and not _is_outlet(heading, outlet)]
    known = [set(_words(text)) for text in (named, page) if text]
    best, best_value = "", 0.0
    for heading in headings:
        words = set(_words(heading))
        # How much of the heading is in the titles that the page gives itself, and how much of them it fills.
        value = max((len(words & other) / len(words) for other in known), default=0.0) if words else 0.0
        if value >= 0.6 and value * len(words) > best_value:
            best, best_value = heading, value * len(words)
    named = _without_outlet(named, outlet)
    if best and not (len(_words(best)) < 3 and len(_words(named)) > 6):
        behind_kicker = len(named.split()) > 3 and best.lower().endswith(named.lower())
        return named if behind_kicker else best
    if len(_words(guess)) > 2 and guess.lower() in (named or page).lower():
        return guess
    return named or (headings[0] if len(headings) == 1 else "") or guess or _without_outlet(page, outlet)


def _is_outlet(heading: str, outlet: tuple[str, str]) -> bool:
    """Whether a heading names the outlet: it is its name, or half of its words are in its address."""
    site, host = outlet
    words = [word for word in _words(heading) if len(word) > 3]
    return heading.lower() == site.lower() or (bool(words) and sum(word in host for word in words) * 2 >= len(words))


def _without_outlet(title: str, outlet: tuple[str, str]) -> str:
    """A title without the outlet's name before or behind it."""
    parts = _PARTED.split(title)
    if len(parts) < 2:
        return title
    name = "".join(_words(outlet[0]))
    tail, head = "".join(_words(parts[-1])), "".join(_words(parts[0]))
    if (name and (tail in name or name in tail)) or _is_outlet(parts[-1], outlet):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·»›•:/-")
    if name and (head in name or _is_outlet(parts[0], outlet)):
        return title[title.index(parts[1], len(parts[0])) :]
    return title


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _line(text: str | None) -> str:
    return _SPACES.sub(" ", text or "").strip()
