"""Articles in JSON: one, a list, JSON lines, JSON Feed, and the field names that exports and crawlers commonly use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.records import Article
from wirewatch.text import dates

# Names seen in JSON Feed 1.1, schema.org NewsArticle, news-please and NewsAPI exports, most telling first.
_TEXT = ("text", "content_text", "articleBody", "maintext", "body", "full_text", "content", "article")
_HTML = ("content_html", "html", "body_html")
_TITLE = ("title", "headline", "name")
_URL = ("url", "link", "canonical_url", "permalink", "external_url", "id")
_PUBLISHED = (
    "published",
    "date_published",
    "datePublished",
    "published_at",
    "publishedAt",
    "pubDate",
    "date_publish",
    "date",
)
_UPDATED = ("updated", "date_modified", "dateModified", "updated_at", "date_modify")
_AUTHORS = ("authors", "author", "byline")
_SITE = ("site", "site_name", "publisher", "source_domain", "source")
_LANGUAGE = ("language", "lang", "inLanguage")
_LISTS = ("items", "articles", "entries", "@graph")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
_MARKUP = re.compile(
    r"</(?:p|div|a|h[1-6]|span|li|article|section|br|b|i|em|strong)\s*+>|<(?:p|br)\s*/?>", re.IGNORECASE
)
_ITEMS = 100_000


def documents(data: bytes, source: str) -> Iterator[Document]:
    """A document for each article in ``data``, JSON or JSON lines; an item that is none is given out as a problem.

    Raises:
        Refused: ``broken`` where it is not JSON, ``empty`` where it holds no article.
    """
    items = _items(data, source)
    if not items:
        raise InputRejectedError("empty", "the JSON holds no article", source)
    if len(items) > _ITEMS:
        raise InputRejectedError("too-large", f"{len(items):,} items; one file may have {_ITEMS:,}", source)
    for index, item in enumerate(items):
        place = f"{source}#0.{index}" if len(items) > 1 else source
        try:
            document = _document(item, place)
        except InputRejectedError as problem:
            document = Document("problem", place, problem=problem)
        document.index = index
        yield document


def _items(data: bytes, source: str) -> list[Any]:
    try:
        whole = msgspec.json.decode(data)
    except RecursionError:
        raise InputRejectedError("broken", "the JSON is nested too deeply", source) from None
    except msgspec.DecodeError as error:
        try:
            whole = [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]
        except (msgspec.DecodeError, RecursionError):
            raise InputRejectedError("broken", f"neither JSON nor JSON lines: {error}", source) from None
    if isinstance(whole, dict):
        for name in _LISTS:
            listed = whole.get(name)
            if isinstance(listed, list) and any(isinstance(item, dict) for item in listed):
                return listed
        return [whole]
    return whole if isinstance(whole, list) else []


def _document(item: Any, source: str) -> Document:
    if not isinstance(item, dict):
        raise InputRejectedError("broken", "an item that is no JSON object", source)
    try:
        article = msgspec.convert(item, Article)
        if article.text.strip() and article.id.strip() and not _MARKUP.search(article.text):
            article.source = article.source or source
            return Document("article", source, article=article)
    except msgspec.ValidationError:
        pass  # not in our own words: look for others'
    url = next((u for u in _strings(item, _URL) if _ADDRESS.fullmatch(u)), None)
    fields: dict[str, Any] = {
        "url": url,
        "title": " ".join(_first(item, _TITLE).split())[:1000],
        "published": next((m for name in _PUBLISHED if (m := dates.parse(item.get(name)))), None),
        "authors": _authors(item),
        "site": _named(item, _SITE),
        "language": _first(item, _LANGUAGE)[:2].lower() or None,
    }
    text, html = _first(item, _TEXT), _first(item, _HTML)
    if not html and _MARKUP.search(text):
        text, html = "", text
    if html:
        page = f"<!DOCTYPE html><html><body><article>{html}</article></body></html>"
        return Document("html", source, data=page.encode("utf-8", "replace"), **fields)
    if not text.strip():
        where = f"; its link, {url}, can be fetched" if url else ""
        raise InputRejectedError(
            "empty", f"the item has no text (looked for {', '.join(_TEXT + _HTML)}){where}", source
        )
    lines = text.replace("\r\n", "\n").split("\n")
    # Blank lines part paragraphs where there are any; else each line is one.
    if all(line.strip() for line in lines):
        paragraphs = lines
    else:
        paragraphs = [" ".join(group) for blank, group in groupby(lines, lambda line: not line.strip()) if not blank]
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    updated = next((m for name in _UPDATED if (m := dates.parse(item.get(name)))), None)
    # Its id is another's elsewhere: one is made of address or text when it is read.
    article = Article(id="", text=text, source=source, updated=updated, **fields)
    return Document("article", source, article=article)


def _strings(item: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str:
    return next(_strings(item, names), "")


def _named(item: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = item.get(name)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and value.strip() and not _ADDRESS.match(value):
            return value.strip()[:200]
    return None


def _authors(item: dict[str, Any]) -> list[str]:
    for name in _AUTHORS:
        value = item.get(name)
        values = value if isinstance(value, list) else [value]
        names = [v.get("name") if isinstance(v, dict) else v for v in values]
        if found := [" ".join(n.split())[:200] for n in names if isinstance(n, str) and n.strip()]:
            return found[:50]
    return []
