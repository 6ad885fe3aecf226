"""What all feed formats share: how a title, a date, a language and an address are brought into one form."""

from __future__ import annotations

import html
import re
import time
from calendar import timegm
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from wirewatch.feeds.records import FeedError

BYTES: Final = 20 * 1024 * 1024
"""Of a feed, after decompression."""
ENTRIES: Final = 5_000
"""Of a feed that are kept."""
TAGS: Final = 500_000
"""Of a feed's markup, after the entries that are left out; the parsers take time and memory by the tag."""
ATTRIBUTES: Final = 1000
"""Of one element, and ``NAMESPACES`` of a feed: both cost the parsers time that is quadratic in them."""
NAMESPACES: Final = 20_000
AUTHORS: Final = 20

_ENTRIES = {
    root: (re.compile(rb"<(?:[A-Za-z][\w.-]{0,20}:)?%s[\s>/]" % entry), re.compile(rb"</(?:[A-Za-z][\w.-]{0,20}:)?%s\s{0,20}>" % entry))
    for root, entry in {b"rss": b"item", b"rdf": b"item", b"feed": b"entry", b"urlset": b"url", b"sitemapindex": b"sitemap"}.items()
}  # fmt: skip
_ROOT = re.compile(rb"<((?:[A-Za-z][\w.-]{0,20}:)?(rss|feed|rdf|urlset|sitemapindex))[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(?:[a-zA-Z/][^<>]*|!--[^<>]*--)>")
_LONG_TAG = re.compile(rb"<[A-Za-z][^<]{4000}")
_ATTRIBUTES = re.compile(
    rb"<[^\s<>]++(?:\s++[^\s<>=\"'/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"']++))?+){%d}" % (ATTRIBUTES + 1)
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_KNOWN_TAG = re.compile(r"</?(?:a|abbr|acronym|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)\b[^<>]*>", re.IGNORECASE)  # fmt: skip
_DATE = re.compile(r"\b(\d{1,2})\.?[ -](?:de )?([^\W\d_]{3,12})\.?[ -](?:de )?(\d{4}[ ,].{4,40})")
_MONTHS = {
    name: english
    for english, named in {
        "Jan": "jan gen ene янв sty oca", "Feb": "feb fev fév févr фев lut şub", "Mar": "mar mär mrz mrt мар", "Apr": "apr avr abr апр kwi nis",
        "May": "may mai mag mei май мая maj", "Jun": "jun giu juin июн cze haz", "Jul": "jul lug juil июл lip tem",
        "Aug": "aug ago aoû авг sie ağu", "Sep": "sep set сен wrz eyl", "Oct": "oct okt ott out окт paź eki",
        "Nov": "nov ноя lis kas", "Dec": "dec dez dic déc дек gru ara",
    }.items()
    for name in named.split()
}  # fmt: skip
# Of the IANA time zone database's abbreviations those that stand for one offset in news: not IST, BST, CST.
_ZONES = {
    "WEST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200", "EET": "+0200", "SAST": "+0200",
    "EEST": "+0300", "MSK": "+0300", "EAT": "+0300", "PKT": "+0500", "WIB": "+0700", "HKT": "+0800", "SGT": "+0800",
    "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "HST": "-1000",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9_-]{1,30})?", re.IGNORECASE)


def one_line(text: object, *, markup: bool | None = None, limit: int = 1000) -> str:
    """A title as one line of plain text: tags, control and direction marks and line breaks gone.

    ``markup``: whether ``text`` is html; None where the feed does not say: then only well-known tags and entities go.
    """
    if not isinstance(text, str) or not text:
        return ""
    text = text[: 20 * limit]
    if markup is not False and "<" in text:
        text = _SCRIPT.sub("", text)
        text = (_TAG if markup else _KNOWN_TAG).sub("", text)
    if markup is not False and "&" in text:
        text = html.unescape(text)
        if markup is None and "<" in text:  # escaped twice, which feeds without a type often are
            text = _KNOWN_TAG.sub("", text)
    return " ".join(_CONTROL.sub(" ", text).split())[:limit].rstrip()


def plain(markup: str) -> str:
    """The text of a piece of html, without its tags, on one line; to measure, not to be shown."""
    return " ".join(html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", markup))).split())


def as_html(text: str) -> str:
    """Plain text as html: a paragraph for each block of lines, or for each line where there are no blocks."""
    text = text.replace("\r\n", "\n").strip()
    blocks = re.split(r"\n[ \t]*\n", text) if re.search(r"\n[ \t]*\n", text) else text.split("\n")
    return "\n".join(f"<p>{html.escape(block.strip(), quote=False)}</p>" for block in blocks if block.strip())


def parse_feed_date(value: object) -> str | None:
    """A date in ISO 8601 or RFC 5322, in seconds since 1970, or a UTC ``struct_time``, as ISO 8601 in UTC.

    A date without a zone is taken for UTC. None for anything else, and for dates up to 1970, which stand for none.
    """
    try:
        if isinstance(value, time.struct_time):
            moment = datetime.fromtimestamp(timegm(value), UTC)
        elif isinstance(value, str) and 6 <= len(value.strip()) < 80:
            moment = _read_date(mended_date(value) or value.strip())
        else:
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    return moment.isoformat(timespec="seconds") if moment.year > 1970 else None


def _read_date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def mended_date(text: str) -> str | None:
    """A date that parsers misread, in a form that they do not: None where there is nothing to fix.

    That is: the month in another language, a zone by name that RFC 5322 does not know (but one), ``GMT+1``, a day with
    slashes, seconds since 1970.
    """
    mended = text = text.strip()[:100]
    if re.fullmatch(r"[0-9]{9,10}", text):
        return datetime.fromtimestamp(int(text), UTC).isoformat()
    if found := re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})(.{0,30})", text):
        mended = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{found[4]}"
    if found := _DATE.search(mended):
        name = found[2].lower()
        month = next((known for length in (4, 3) if (known := _MONTHS.get(name[:length]))), None)
        mended = f"{found[1]} {month} {found[3]}" if month and month.lower() != name else mended
    if found := re.search(r"(?<=\d) ?(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d{2}))?$", mended):
        mended = f"{mended[: found.start()]} {found[1]}{found[2]:0>2}{found[3] or '00'}"
    elif (found := re.search(r"(?<=\d) ([A-Z]{3,4})$", mended)) and found[1] in _ZONES:
        mended = f"{mended[: found.start()]} {_ZONES[found[1]]}"
    return mended if mended != text else None


def language(value: object) -> str | None:
    """ISO 639-1 of a language tag (``en-GB``); None for anything else."""
    found = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return found[1].lower() if found else None


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


def names(values: Any) -> list[str]:
    """Author names in order, each once."""
    found = dict.fromkeys(one_line(value, limit=200) for value in values if isinstance(value, str))
    return [name for name in found if name][:AUTHORS]


def whole_entries(body: bytes) -> tuple[bytes, list[str]]:
    """A feed in XML with the entries that are kept, closed again, and what was left out, in words.

    Those behind the first ``ENTRIES`` are left out, and one in the middle of which the body ends: its address may be
    half of one.

    Raises:
        FeedError: ``too-large`` for more than ``TAGS`` tags, or for too many attributes or namespaces.
    """
    problems = []
    root = _ROOT.search(body, 0, 1 << 16)
    begin, end = _ENTRIES[root[2].lower()] if root else (None, None)
    places = [found.start() for found in begin.finditer(body)] if begin else []
    if root and places and end:
        close = b"</" + root[1] + b">"
        close = b"</channel>" + close if root[2].lower() == b"rss" else close
        if len(places) > ENTRIES:
            problems.append(f"{len(places) - ENTRIES:,} entries behind the first {ENTRIES:,} were left out")
            body = body[: places[ENTRIES]] + close
        elif b"</" + root[1] not in body[places[-1] :] and not end.search(body, places[-1]):
            problems.append("it ends in the middle of an entry, which was left out")
            body = body[: places[-1]] + close
    if (tags := body.count(b"<")) > TAGS:
        raise FeedError("too-large", f"{tags:,} tags; a feed may have {TAGS:,}")
    if body.count(b"xmlns:") > NAMESPACES:
        raise FeedError("too-large", f"more than {NAMESPACES:,} namespaces")
    if any(_ATTRIBUTES.match(body, found.start()) for found in _LONG_TAG.finditer(body)):
        raise FeedError("too-large", f"an element with more than {ATTRIBUTES:,} attributes")
    return body, problems
