"""JSON Feed 1.x (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import msgspec

from wirewatch.feeds.fields import ENTRIES, absolute, as_html, language, names, one_line, parse_feed_date
from wirewatch.feeds.records import Feed, FeedEntry, FeedError


def read(text: bytes, *, url: str) -> Feed:
    """A JSON Feed, in UTF-8.

    Raises:
        FeedError: ``broken`` where it is not JSON, ``not-a-feed`` where it is other JSON.
    """
    try:
        top = msgspec.json.decode(text)
    except RecursionError:
        raise FeedError("broken", "the JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FeedError("broken", f"it begins like JSON but is not: {error}") from None
    items = top.get("items") if isinstance(top, dict) else None
    if not isinstance(top, dict) or not isinstance(items, list) or not _is_feed(top, items):
        raise FeedError("not-a-feed", "it is JSON, but no JSON Feed: it has no version of one and no items with ids")
    site = absolute(url, top.get("home_page_url"))
    problems = []
    if not isinstance(top.get("version"), str):
        problems.append("it does not say which version of JSON Feed it is")
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        problems.append(f"{len(items) - len(objects):,} items that are no objects were left out")
    if len(objects) > ENTRIES:
        problems.append(f"{len(objects) - ENTRIES:,} entries behind the first {ENTRIES:,} were left out")
    if not objects:
        problems.append("it has no entries")
    return Feed(
        kind="json",
        title=one_line(top.get("title"), markup=False),
        site=site,
        language=language(top.get("language")),
        entries=[_entry(item, url) for item in objects[:ENTRIES]],
        problems=problems,
    )


def _is_feed(top: dict[str, Any], items: list[Any]) -> bool:
    if "jsonfeed.org/version/" in str(top.get("version"))[:100]:
        return True
    wanted = {"id", "url"} if "version" not in top else {"id"}
    return any(isinstance(item, dict) and wanted <= item.keys() for item in items)


def _entry(item: dict[str, Any], url: str) -> FeedEntry:
    guid = item.get("id")
    guid = str(guid) if isinstance(guid, int | float) and not isinstance(guid, bool) else guid
    addresses = (absolute(url, item.get(name)) for name in ("url", "external_url"))
    address = next((found for found in addresses if found), None)
    if address is None and isinstance(guid, str) and guid.startswith(("http://", "https://")):
        address = absolute("", guid)
    content, text = item.get("content_html"), item.get("content_text")
    if not (isinstance(content, str) and content.strip()):
        content = as_html(text) if isinstance(text, str) else ""
    summary = item.get("summary")
    return FeedEntry(
        guid=one_line(guid, markup=False),
        url=address,
        title=one_line(item.get("title"), markup=False),
        published=parse_feed_date(item.get("date_published")),
        updated=parse_feed_date(item.get("date_modified")),
        authors=_authors(item),
        summary=summary if isinstance(summary, str) else "",
        content=content,
        language=language(item.get("language")),
    )


def _authors(item: dict[str, Any]) -> list[str]:
    listed = item.get("authors")
    values = listed if isinstance(listed, list) else [item.get("author")]  # 1.0 had one author
    return names(value.get("name") for value in values if isinstance(value, dict))
