"""What all feed formats share: how a title, a date, a language and an address are brought into one form."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from wirewatch.feeds.records import FeedError
from wirewatch.feeds.redirectors import direct_address
from wirewatch.limits import ELEMENT_ATTRIBUTES, FEED_ENTRIES, FEED_NAMESPACES, FEED_TAGS
from wirewatch.text.mojibake import repair

AUTHORS: Final = 20

_ENTRIES = {
    root: (re.compile(rb"<(?:[A-Za-z][\w.-]{0,20}:)?%s[\s>/]" % entry), re.compile(rb"</(?:[A-Za-z][\w.-]{0,20}:)?%s\s{0,20}>" % entry))
    for root, entry in {b"rss": b"item", b"rdf": b"item", b"feed": b"entry", b"urlset": b"url", b"sitemapindex": b"sitemap"}.items()
}  # fmt: skip
_ROOT = re.compile(rb"<((?:[A-Za-z][\w.-]{0,20}:)?(rss|feed|rdf|urlset|sitemapindex))[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(?:[a-zA-Z/][^<>]*|!--[^<>]*--)>")
_LONG_TAG = re.compile(rb"<[A-Za-z][^<]{4000}")
_ATTRIBUTES = re.compile(
    rb"<[^\s<>]++(?:\s++[^\s<>=\"'/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"']++))?+){%d}"
    % (ELEMENT_ATTRIBUTES + 1)
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_KNOWN_TAG = re.compile(r"</?(?:a|abbr|acronym|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)\b[^<>]*>", re.IGNORECASE)  # fmt: skip
_OUTLET = re.compile(r"\s+[-–—|·]\s+(?P<name>[^-–—|·]{1,100}?)\s*$")
_OUTLET_OF_LINK = re.compile(r"</a>(?:\s|&nbsp;|&#160;)*<font\b[^<>]{0,100}>[^<>]{1,100}</font>", re.IGNORECASE)
"""Google News: a list of links, each with its outlet in grey."""
_FOOTER = 60
"""Letters of a feed's footer beside the names of the entry and of the feed."""
_MAIL = re.compile(r"(?:mailto:)?[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_CDATA = re.compile(r"^(?:\s*<!\[CDATA\[)+|(?:\]\]>\s*)+$")
_RELATIVE = re.compile(
    r"(?:/|\./|\.\./|\?\w)[^\s<>]*|[A-Za-z][\w-]{2,}/[^\s<>]*|[\w-]{2,}\.(?:html?|php|aspx?|jsp)(?:[?#][^\s<>]*)?"
)
"""A relative address as feeds write them; "N/A", "12/34" and "none" are no addresses."""
_NO_ADDRESS = frozenset(("", "n/a", "na", "none", "null", "nil", "undefined", "unknown", "tbd", "false", "-", "#"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def one_line(text: object, *, markup: bool | None = None, limit: int = 1000) -> str:
    """A title as one line of plain text: tags, control and direction marks and line breaks gone.

    ``markup``: whether ``text`` is html; None where the feed does not say: then only well-known tags and entities go.
    """
    if not isinstance(text, str) or not text:
        return ""
    text = _CDATA.sub("", text[: 20 * limit])
    if markup is not False and "<" in text:
        text = _SCRIPT.sub("", text)
        text = (_TAG if markup else _KNOWN_TAG).sub("", text)
    if markup is not False and "&" in text:
        text = html.unescape(text)
        if markup is None and ("<" in text or "&" in text):  # escaped twice, which feeds without a type often are
            text = _KNOWN_TAG.sub("", _CDATA.sub("", html.unescape(text)))
    return " ".join(_CONTROL.sub(" ", repair(text)).split())[:limit].rstrip()


def plain(markup: str) -> str:
    """The text of a piece of html, without its tags, on one line; to measure, not to be shown."""
    return " ".join(html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", markup))).split())


def as_html(text: str) -> str:
    """Plain text as html: a paragraph for each block of lines, or for each line where there are no blocks."""
    text = text.replace("\r\n", "\n").strip()
    blocks = re.split(r"\n[ \t]*\n", text) if re.search(r"\n[ \t]*\n", text) else text.split("\n")
    return "\n".join(f"<p>{html.escape(block.strip(), quote=False)}</p>" for block in blocks if block.strip())


def absolute(base: str, address: object) -> str | None:
    """``address`` as an absolute http(s) address; None where it is none."""
    if not isinstance(address, str) or not (address := address.strip()) or len(address) > 8000:
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def entry_address(base: str, address: object, *, reference: bool = True) -> str | None:
    """The address of an entry, as ``absolute``: a redirector's link is what it leads to, and "N/A" is none.

    ``reference``: whether the format says that relative ones may stand there; RSS does not, so that only what looks like
    a path is taken for one.
    """
    if not isinstance(address, str) or (address := address.strip()).casefold() in _NO_ADDRESS:
        return None
    has_scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:", address)
    if not (has_scheme or reference or _RELATIVE.fullmatch(address)):
        return None
    found = absolute(base, address)
    return direct_address(found) if found else None


def without_outlet(title: str, outlets: Iterable[str]) -> str:
    """A title without the name of its outlet behind it: "… - Aldmere Post", where ``outlets`` says that it is one."""
    for outlet in outlets:
        found = _OUTLET.search(title)
        if outlet and found and found["name"].casefold() == outlet.strip().casefold():
            return title[: found.start()].rstrip()
        tail = re.search(rf"\s+[-–—|·]\s+{re.escape(outlet)}\s*$", title, re.IGNORECASE) if outlet else None
        if tail and tail.start():
            return title[: tail.start()].rstrip()
    return title


def without_source(markup: str, outlet: str) -> str:
    """A teaser without the name of its outlet as the last thing in it, and without those behind the links of a list."""
    markup = _OUTLET_OF_LINK.sub("</a>", markup) if outlet else markup
    place = markup.rfind(outlet) if outlet else -1
    if place <= 0 or plain(markup[place + len(outlet) :]):
        return markup
    return markup[:place] if plain(markup[:place]) else markup


def without_footer(markup: str, title: str, outlets: Iterable[str]) -> str:
    """A teaser without a last paragraph that names both the entry and its feed: "The post … appeared first on …"."""
    place = max(markup.rfind("<p"), markup.rfind("\n"))
    last = plain(markup[place:]) if place > 0 else ""
    for outlet in outlets:
        if title and title in last and outlet in last and len(last) <= len(title) + len(outlet) + _FOOTER:
            return markup[:place].rstrip()
    return markup


def without_mail(author: str) -> str:
    """An author's name without the mail address that RSS puts there; the address where there is no name."""
    name = _MAIL.sub(" ", author).strip(" ()<>,;\t\n")
    return name if re.search(r"[^\W\d_]", name) else author


def names(values: Any) -> list[str]:
    """Author names in order, each once."""
    found = dict.fromkeys(one_line(value, limit=200) for value in values if isinstance(value, str))
    return [name for name in found if name][:AUTHORS]


def whole_entries(body: bytes) -> tuple[bytes, list[str]]:
    """A feed in XML with the entries that are kept, closed again, and what was left out, in words.

    Those behind the first ``FEED_ENTRIES`` are left out, and one in the middle of which the body ends: its address may be
    half of one.

    Raises:
        FeedError: ``too-large`` for more than ``FEED_TAGS`` tags, or for too many attributes or namespaces.
    """
    problems = []
    root = _ROOT.search(body, 0, 1 << 16)
    begin, end = _ENTRIES[root[2].lower()] if root else (None, None)
    places = [found.start() for found in begin.finditer(body)] if begin else []
    if root and places and end:
        close = b"</" + root[1] + b">"
        close = b"</channel>" + close if root[2].lower() == b"rss" else close
        if len(places) > FEED_ENTRIES:
            problems.append(f"{len(places) - FEED_ENTRIES:,} entries behind the first {FEED_ENTRIES:,} were left out")
            body = body[: places[FEED_ENTRIES]] + close
        elif b"</" + root[1] not in body[places[-1] :] and not end.search(body, places[-1]):
            problems.append("it ends in the middle of an entry, which was left out")
            body = body[: places[-1]] + close
    if (tags := body.count(b"<")) > FEED_TAGS:
        raise FeedError("too-large", f"{tags:,} tags; a feed may have {FEED_TAGS:,}")
    if body.count(b"xmlns:") > FEED_NAMESPACES:
        raise FeedError("too-large", f"more than {FEED_NAMESPACES:,} namespaces")
    if any(_ATTRIBUTES.match(body, found.start()) for found in _LONG_TAG.finditer(body)):
        raise FeedError("too-large", f"an element with more than {ELEMENT_ATTRIBUTES:,} attributes")
    return body, problems
