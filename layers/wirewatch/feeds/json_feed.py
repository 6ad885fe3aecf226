"""JSON Feed 1.x (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import msgspec

from wirewatch.feeds.fields import absolute, as_html, entry_address, names, one_line
from wirewatch.feeds.records import Feed, FeedEntry, FeedError
from wirewatch.limits import FEED_ENTRIES
from wirewatch.text import dates
from wirewatch.text.languages import language_code


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
    if len(objects) > FEED_ENTRIES:
        problems.append(f"{len(objects) - FEED_ENTRIES:,} entries behind the first {FEED_ENTRIES:,} were left out")
    if not objects:
        problems.append("it has no entries")
    return Feed(
        kind="json",
        title=one_line(top.get("title"), markup=False),
        site=site,
        language=language_code(top.get("language")),
        entries=[_entry(item, url) for item in objects[:FEED_ENTRIES]],
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
    addresses = (entry_address(url, item.get(name)) for name in ("url", "external_url"))
    address = next((found for found in addresses if found), None)
    if address is None and isinstance(guid, str) and guid.startswith(("http://", "https://")):
        address = entry_address("", guid)
    content, text = _text(item.get("content_html")), _text(item.get("content_text"))
    return FeedEntry(
        guid=one_line(guid, markup=False),
        url=address,
        title=one_line(_text(item.get("title")), markup=False),
        published=dates.parse_utc(item.get("date_published")),
        updated=dates.parse_utc(item.get("date_modified")),
        authors=_authors(item),
        summary=_text(item.get("summary")),
        content=content if content.strip() else as_html(text),
        language=language_code(item.get("language")),
    )


def _text(value: object) -> str:
    """A text, also where a program has put it into an object (``{"rendered": …}``) or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = next((value[name] for name in ("rendered", "value", "content", "text") if name in value), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _authors(item: dict[str, Any]) -> list[str]:
    """The authors, of version 1.1 or 1.0, also where they are one object, a name, or names."""
    for listed in (item.get("authors"), item.get("author")):
        values = listed if isinstance(listed, list) else [listed]
        found = names(value.get("name") if isinstance(value, dict) else value for value in values)
        if found:
            return found
    return []
