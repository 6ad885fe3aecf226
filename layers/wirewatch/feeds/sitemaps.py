"""Sitemaps (https://www.sitemaps.org/protocol.html) with Google's news extension, and indexes of them."""

from __future__ import annotations

from typing import Any

from wirewatch.feeds.fields import absolute, one_line, whole_entries
from wirewatch.feeds.records import Feed, FeedEntry, FeedError
from wirewatch.limits import FEED_ENTRIES
from wirewatch.parsing.xml import as_utf8, escape_ampersands, parse_xml
from wirewatch.text import dates
from wirewatch.text.languages import language_code


def read(body: bytes, *, url: str) -> Feed:
    """A sitemap or a sitemap index, in UTF-8 whatever it says.

    Raises:
        FeedError: ``broken`` where it is not XML, ``too-large`` where it has too many tags.
    """
    body, problems = whole_entries(escape_ampersands(as_utf8(body.decode("utf-8", "replace"))))
    root, mended = parse_xml(body, "utf-8")
    if root is None:
        raise FeedError("broken", f"the sitemap is not XML: {mended}")
    if mended:
        problems.append(f"it is not well-formed XML and was read with guesses: {mended}")
    rows = [_fields(child) for child in root if _name(child) in ("url", "sitemap")]
    if _name(root) == "sitemapindex":
        dated = [
            (dates.parse_utc(row.get("lastmod")) or "", address)
            for row in rows
            if (address := absolute(url, row.get("loc")))
        ]
        dated.sort(key=lambda pair: pair[0], reverse=True)
        return Feed(kind="sitemap", sitemaps=[address for _, address in dated[:FEED_ENTRIES]], problems=problems)
    entries = [_entry(row, url) for row in rows[:FEED_ENTRIES]]
    if not entries:
        problems.append("it has no entries")
    elif not any("title" in row for row in rows):
        problems.append("it is no news sitemap: its entries have no titles")
    publication = next((row["name"] for row in rows if "name" in row), "")
    return Feed(kind="sitemap", title=one_line(publication, markup=False), entries=entries, problems=problems)


def _entry(row: dict[str, str], url: str) -> FeedEntry:
    address = absolute(url, row.get("loc"))
    return FeedEntry(
        guid=address or "",
        url=address,
        title=one_line(row.get("title")),
        published=dates.parse_utc(row.get("publication_date")),
        updated=dates.parse_utc(row.get("lastmod")),
        language=language_code(row.get("language")),
    )


def _fields(element: Any) -> dict[str, str]:
    """The texts in an element of a sitemap, by local name; of ``news:news`` and its ``news:publication`` as well."""
    found: dict[str, str] = {}
    for child in element.iter():
        name = _name(child)
        if child is element or name in ("image", "video") or _name(child.getparent()) in ("image", "video"):
            continue
        if isinstance(child.text, str) and child.text.strip():
            found.setdefault(name, child.text.strip())
    return found


def _name(element: Any) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
