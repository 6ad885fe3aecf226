"""Articles in JSON: one, a list, JSON lines, JSON Feed, and what crawlers, feed readers and news APIs export.

Exports differ in their names and nesting and not in what they hold: somewhere there is a list of objects that have a
text, a title and an address. That list is looked for, and in each object the fields by what their names have in common.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.records import Article
from wirewatch.text import dates
from wirewatch.text.languages import language_code
from wirewatch.text.mojibake import repair

# What the names of fields have in common, without case and punctuation, most telling first. Seen in JSON Feed 1.1,
# schema.org, news-please, NewsAPI, Guardian, Event Registry, Google Reader and its heirs, Feedly, Pocket, WordPress.
_TEXT = re.compile(
    r"(?:full|main|plain|article|raw|cleaned|clean)?(?:text|body|content|html|story|article)(?:text|body|html|content)?"
    r"|markdown|paragraphs|blocks"
)
_TEASER = re.compile(r"summary|description|excerpt|abstract|lead|teaser|trailtext|snippet|standfirst")
_TITLE = ("title", "headline", "webtitle", "resolvedtitle", "giventitle", "heading", "name", "subject")
_TITLE_ENDS = re.compile(r"(?:article|story|news|page|post|item|main|full)(?:title|headline|heading)")
_URL = (
    *("url", "link", "weburl", "resolvedurl", "canonicalurl", "canonical", "alternate", "permalink", "articleurl", "givenurl"),
    *("href", "originid", "externalurl", "sourceurl", "guid", "uri", "id"),
)  # fmt: skip
_URL_ENDS = re.compile(
    r"(?!.*(?:image|thumb|logo|icon|avatar|photo|picture|video|audio|media|author|feed|api|site|home|comment))"
    r".{1,40}(?:url|link|href)|source"
)
"""Further names of an address, after ``_URL``."""
_PUBLISHED = re.compile(r"publ|pubdate|^date|^time$|timestamp|created|datetime$|issued")
_NOT_PUBLISHED = re.compile(r"publisher|publication$|publishedby|updat|modif|crawl|added|read|fetch|expir|precision")
_UPDATED = re.compile(r"updated?(?:at|on|date|time)?$|modif")
_AUTHORS = ("authors", "author", "byline", "creator", "creators", "dccreator", "publishedby", "writer")
_SITE = (
    *("site", "sitename", "publication", "publisher", "sourcename", "source", "origin", "feed", "domainmetadata", "domainname"),
    *("outlet", "provider", "feedtitle", "blogname", "sourcedomain"),
)  # fmt: skip
_LANGUAGE = ("language", "lang", "inlanguage", "languagecode", "langcode", "locale")
_WRAPPERS = ("fields", "_source", "node", "attributes", "article", "item", "data")
_VALUES = ("rendered", "content", "value", "main", "name", "title", "original", "html", "text", "href", "url", "plain")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
_MARKUP = re.compile(
    r"</(?:p|div|a|h[1-6]|span|li|article|section|br|b|i|em|strong)\s*+>|<(?:p|br)\s*/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av)\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_ITEMS = 100_000
_DEEPEST = 8
_LEAST_TEXT = 20
"""Characters of a string from which on it may be an article's text."""
_LEAST_PROSE = 200
"""Characters of a string from which on it may be the text, under a name that says nothing."""
_SENTENCES = re.compile(r"[^\W\d_][\"'”’»)]*[.!?](?=\s|$|<)|[。！？]")
_NOT_TEXT = re.compile(
    r"comment|bio|licen[cs]e|copyright|disclaimer|script|css|transcript|author|keywords?|tags?|message|error"
)
_TYPE = re.compile(r"article|posting|report|news|blog|review", re.IGNORECASE)


def documents(data: bytes, source: str) -> Iterator[Document]:
    """A document for each article in ``data``, JSON or JSON lines; an item that is none is given out as a problem.

    Raises:
        InputRejectedError: ``broken`` where it is not JSON, ``empty`` where it holds no article.
    """
    items = _items(data, source)
    if not items:
        raise InputRejectedError("empty", "the JSON holds no article", source)
    if len(items) > _ITEMS:
        raise InputRejectedError("too-large", f"{len(items):,} items; one file may have {_ITEMS:,}", source)
    for index, item in enumerate(items):
        place = f"{source}#0.{index}" if len(items) > 1 else source
        try:
            if isinstance(item, InputRejectedError):
                raise InputRejectedError(item.reason, str(item), place)
            document = _document(item, place)
        except InputRejectedError as problem:
            document = Document("problem", place, problem=problem)
        document.index = index
        yield document


def _items(data: bytes, source: str) -> list[Any]:
    """The objects that may be articles; an error stands for what cannot be read."""
    try:
        whole = _decoded(data)
    except RecursionError:
        raise InputRejectedError("broken", "the JSON is nested too deeply", source) from None
    except ValueError as error:
        lines = _lines(data)
        good = [line for line in lines if not isinstance(line, InputRejectedError)]
        items = lines if any(isinstance(line, dict | list) for line in good) else _whole_items(data, str(error))
        if not any(isinstance(item, dict) for item in items):
            raise InputRejectedError("broken", f"neither JSON nor JSON lines: {error}", source) from None
        return items
    return _articles_in(whole)


def _decoded(text: bytes) -> Any:
    """A JSON value; also one with NaN, control characters, half a surrogate pair or bytes that are no UTF-8 in it.

    Raises:
        ValueError: it is none even so; the message is the strict reader's.
        RecursionError: it is nested too deeply.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as strict:
        try:
            return json.loads(text.decode("utf-8", "replace"), strict=False)
        except ValueError:
            raise ValueError(str(strict)) from None


def _lines(data: bytes) -> list[Any]:
    found: list[Any] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.strip(b"\x1e \t\r").removesuffix(b",")  # RFC 7464; lists written line by line
        if not text or text in (b"[", b"]"):
            continue
        try:
            values = [_decoded(text)]
        except (ValueError, RecursionError) as error:
            values, rest = _values(text.decode("utf-8", "replace"), 0)
            values = [] if rest and not rest.startswith("{") else values
            if rest or not values:
                values.append(InputRejectedError("broken", f"line {number} is no JSON: {error}"[:300]))
        for value in values:
            good = isinstance(value, dict | InputRejectedError)
            found.append(value if good else InputRejectedError("broken", f"line {number} is no JSON object"))
    return found


def _values(text: str, place: int) -> tuple[list[Any], str]:
    """The JSON values that stand one behind the other from ``place``, and the beginning of what is none."""
    decoder = json.JSONDecoder(strict=False)
    between = re.compile(r"[\s,]*")
    found: list[Any] = []
    while place < len(text) and len(found) <= _ITEMS:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        found.append(value)
        passed = between.match(text, place)
        place = passed.end() if passed else place
    return found, text[place : place + 100].strip("] \n\r\t")


def _whole_items(data: bytes, error: str) -> list[Any]:
    """The items of a list that breaks off, or values one behind the other, and a problem for what is not read."""
    text = data.decode("utf-8", "replace")
    found, rest = _values(text, len(text) - len(text.lstrip()))
    if not found and (start := re.search(r"\[\s*(?=\{)", text)):
        found, rest = _values(text, start.end())
        rest = rest or error
    if rest:
        found.append(InputRejectedError("broken", f"the JSON cannot be read behind item {len(found):,}: {error}"[:300]))
    return found


def _articles_in(whole: Any) -> list[Any]:
    """The list of objects in a value that are most like articles; the value itself where it is one."""
    if isinstance(whole, dict) and _likeness(whole) >= 3:
        return [whole]
    best: list[Any] = []
    best_value = 0
    waiting: list[tuple[Any, int]] = [(whole, 0)]
    seen = 0
    while waiting and seen < 50_000:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, dict):
            listed = [one for one in value.values() if isinstance(one, dict)]
            keyed = bool(listed) and len(listed) == len(value) and all(re.search(r"\d", key) for key in value)
            candidates = listed if keyed else [value] if depth else []
        else:
            candidates = value if isinstance(value, list) else []
        worth = sum(max(0, _likeness(one) - 1) for one in candidates[:200] if isinstance(one, dict))
        if worth > best_value:
            best, best_value = candidates, worth
        if depth < _DEEPEST and not (candidates and worth >= 2 * len(candidates)):
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            waiting += [(one, depth + 1) for one in list(inner)[:1000] if isinstance(one, dict | list)]
    if best:
        # A graph of schema.org holds the outlet and the page beside the article.
        return [
            one for one in best if not isinstance(one, dict) or _TYPE.search(str(one.get("@type", "article")))
        ] or best
    return whole if isinstance(whole, list) else [whole] if isinstance(whole, dict) else []


def _likeness(item: dict[str, Any]) -> int:
    """How much an object is like an article: 2 for a text, 1 each for a title and an address."""
    fields = _fields(item)
    text, markup = _text(fields)
    title = _first(fields, _TITLE) if any(name in fields for name in _TITLE[:-2]) else ""
    return 2 * (len(text or markup) >= _LEAST_TEXT) + bool(title) + (_address(fields) is not None)


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object and of those that only wrap some of them, by their names without case and punctuation."""
    found: dict[str, Any] = {}
    wrapped = [name for name in _WRAPPERS if isinstance(item.get(name), dict)]
    for wrapper in wrapped:
        found |= {_squeezed(name): value for name, value in list(item[wrapper].items())[:200]}
    for name, value in list(item.items())[:200]:
        if value not in (None, "") and name not in wrapped:
            found[_squeezed(name)] = value
    return found


def _squeezed(name: object) -> str:
    return re.sub(r"[\W_]", "", str(name)[:60]).lower()


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
    given = _fields(item)
    url = _address(given)
    fields: dict[str, Any] = {
        "url": url,
        "title": _line(_first(given, _TITLE)),
        "published": _date(given, _PUBLISHED, _NOT_PUBLISHED),
        "authors": _authors(given),
        "site": _site(given),
        "language": language_code(_first(given, _LANGUAGE)),
    }
    text, markup = _text(given)
    if markup:
        page = f"<!DOCTYPE html><html><body><article>{markup}</article></body></html>"
        return Document("html", source, data=page.encode("utf-8", "replace"), **fields)
    if not text.strip():
        where = f"; its link, {url}, can be fetched" if url else ""
        names = ", ".join(str(name)[:40] for name in list(item)[:12])
        raise InputRejectedError("empty", f"the item has no text (its fields: {names}){where}", source)
    updated = _date(given, _UPDATED, None)
    # Its id is another's elsewhere: one is made of address or text when it is read.
    article = Article(id="", text=_paragraphs(repair(text)), source=source, updated=updated, **fields)
    return Document("article", source, article=article)


def _paragraphs(text: str) -> str:
    """A text with a blank line between its paragraphs: between blocks of lines where there are any, else between lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    if all(line.strip() for line in lines):
        paragraphs = lines
    else:
        paragraphs = [" ".join(group) for blank, group in groupby(lines, lambda line: not line.strip()) if not blank]
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _text(fields: dict[str, Any]) -> tuple[str, str]:
    """The article as plain text, or as html: the longest of its fields, html where it says as much; else its teaser.

    Where no name tells the text, a field that holds prose is the text.
    """
    for names in (_TEXT, _TEASER):
        texts = [_long_value(value) for name, value in fields.items() if names.fullmatch(name)]
        if names is _TEASER:  # prose under another name is more than a teaser
            others = [_long_value(value) for name, value in fields.items() if not _NOT_TEXT.search(name)]
            texts += [text for text in others if len(text) >= _LEAST_PROSE and len(_SENTENCES.findall(text)) > 1]
        longest = max(texts, key=lambda text: len(_TAG.sub("", text)), default="")
        pages = [text for text in texts if _MARKUP.search(text)]
        page = max(pages, key=len, default="")
        if page and len(_TAG.sub("", page)) * 10 >= 8 * len(_TAG.sub("", longest)):
            return "", page
        if longest.strip():
            return longest, ""
    return "", ""


def _long_value(value: Any, depth: int = 0) -> str:
    """The text that a value is, or its parts together: a list of paragraphs, or of objects that wrap them."""
    if isinstance(value, list) and depth < 3:
        if any(isinstance(one, dict) and _is_item(one) for one in value[:5]):
            return ""  # a list of articles, and no text of one
        return "\n\n".join(text for one in value[:2000] if (text := _long_value(one, depth + 1)))
    if isinstance(value, dict) and depth < 4:
        named = {_squeezed(name): one for name, one in list(value.items())[:50]}
        texts = [_long_value(one, depth + 1) for name, one in named.items() if _TEXT.fullmatch(name) or name in _VALUES]
        return max(texts, key=len, default="")
    return value.strip() if isinstance(value, str) else ""


def _is_item(value: dict[str, Any]) -> bool:
    named = {_squeezed(name): one for name, one in list(value.items())[:50]}
    return any(named.get(name) for name in _TITLE[:-2]) and _address(named) is not None


def _value(value: Any, depth: int = 0) -> str:
    """The string that a value is, or that an object or a list of one wraps."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and value and depth < 3:
        return _value(value[0], depth + 1)
    if isinstance(value, dict) and depth < 3:
        inner = list(value.values()) if len(value) == 1 else [value.get(name) for name in _VALUES]
        return next((text for one in inner if (text := _value(one, depth + 1))), "")
    return ""


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    found = next((text for name in names if (text := _value(fields.get(name)))), "")
    if not found and names is _TITLE:
        found = next(
            (text for name, one in fields.items() if _TITLE_ENDS.fullmatch(name) and (text := _value(one))), ""
        )
    return found


def _address(fields: dict[str, Any]) -> str | None:
    for name in (*_URL, *(one for one in fields if _URL_ENDS.fullmatch(one))):
        value = fields.get(name)
        for one in value if isinstance(value, list) else [value]:
            text = (one.get("href") or one.get("url")) if isinstance(one, dict) else one
            if isinstance(text, str) and _ADDRESS.fullmatch(text.strip()):
                return text.strip()
    return None


def _line(text: str) -> str:
    if "&" in text or "<" in text:
        text = _TAG.sub("", html.unescape(text))
    return repair(" ".join(text.split()))[:1000]


def _date(fields: dict[str, Any], names: re.Pattern[str], other: re.Pattern[str] | None) -> str | None:
    """The date in the first of those fields; one with its time before one without."""
    alone = None
    for name in sorted((one for one in fields if names.search(one)), key=lambda one: "publ" not in one):
        value = fields[name]
        found = (
            None
            if other and other.search(name)
            else dates.parse(value if isinstance(value, int | float) else _value(value))
        )
        if found and len(found) > 10:
            return found
        alone = alone or found
    return alone


def _site(fields: dict[str, Any]) -> str | None:
    for name in _SITE:
        value = fields.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, str) and value.strip() and not _ADDRESS.match(value):
            return _line(value)[:200]
    return None


def _authors(fields: dict[str, Any]) -> list[str]:
    for name in _AUTHORS:
        value = fields.get(name)
        if isinstance(value, dict) and value and all(isinstance(one, dict) for one in value.values()):
            value = list(value.values())
        values = value if isinstance(value, list) else [value]
        names = [v.get("name") or v.get("original") if isinstance(v, dict) else v for v in values]
        if found := [_BY.sub("", _line(n))[:200] for n in names if isinstance(n, str) and n.strip()]:
            return found[:50]
    return []
