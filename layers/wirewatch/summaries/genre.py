"""What kind of article it is, where a reader should know: a live page, an opinion or a press release."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wirewatch.records import Article, Genre
from wirewatch.summaries.context_words import FIRST, speaks_of_self
from wirewatch.summaries.sentence_filter import MAX_CHARACTERS, dateline_end

_OPINION = re.compile(
    r"(?:opinions?|comment(?:ary|isfree)?|editorials?|columnists|op-?ed|meinung|kommentare?|opinión|tribun[ae]|débats|idées"
    r"|opinião|opinion[ei]|commenti|opinie|mening|komentarz|мнени[ея]|думка|yorum|yazarlar|رأي|آراء|社説|オピニオン|评论|观点)$",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"\b(?:live|live-?ticker|liveblog|newsblog|en direct|en vivo|em direto|ao vivo|in diretta|na żywo|canlı)\b"
    r"|онлайн|прямая трансляция|مباشر|ライブ|直播",
    re.IGNORECASE,
)
_TICKER = re.compile(r"\((?:[A-Z]{2,10}|[A-Z][a-z]+ [A-Z][a-z]+): ?[A-Z0-9.]{1,8}(?:[,;][^()]{0,40})?\)")
_WIRE = re.compile(r"/[^/\n]{3,40}/\s*(?:--?|[–—])")
_PERSONAL = 0.4
"""The share of paragraphs in which one writer speaks of himself, from which on it is an opinion; and the least."""
_LEAST_PERSONAL = 3
_LEAST_QUESTIONS = 4
"""Paragraphs that ask something, from which on it is an interview: who speaks of himself there is not the writer."""
_SECTIONS = 3
"""A section with more names is a list of keywords."""


def detect_genre(article: Article) -> Genre:
    """The kind of an article by its section, address and form; empty where it is none that a reader must know."""
    paragraphs = [line for line in article.text[:MAX_CHARACTERS].split("\n") if line.strip()]
    if _is_live(article, paragraphs):
        return "live page"
    if _is_release(article, paragraphs):
        return "press release"
    section = (article.section or "") if (article.section or "").count(",") < _SECTIONS else ""
    segments = {*_words(section), *_words(urlsplit(article.url or "").path)}
    speaks = [speaks_of_self(line, article.language or "en") for line in paragraphs]
    first_half = speaks[: (len(speaks) + 1) // 2]  # behind it a report may give somebody's statement in full
    personal = min(sum(speaks), 2 * sum(first_half))
    interviewed = sum(line.rstrip().endswith(("?", "？", "؟")) for line in paragraphs) >= _LEAST_QUESTIONS
    written = bool(article.authors) and article.language in (*FIRST, None) and not interviewed
    if any(_OPINION.match(segment) for segment in segments) or (
        written and sum(speaks) >= _LEAST_PERSONAL and personal >= _PERSONAL * len(paragraphs)
    ):
        return "opinion"
    return ""


def _is_live(article: Article, paragraphs: list[str]) -> bool:
    """A page that says so, and is made of entries: headings or items between short texts."""
    loose = sum(not line.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "。", "؟")) for line in paragraphs)
    return bool(_LIVE.search(article.title)) and 5 * loose >= len(paragraphs)


def _is_release(article: Article, paragraphs: list[str]) -> bool:
    """Sent by a release service, by a listed company, or by whom the first sentence is about."""
    first = paragraphs[0][:600] if paragraphs else ""
    body = first[dateline_end(first) :]
    return bool(
        _WIRE.search(first[:160])
        or _TICKER.search(body[:120])
        or any(len(name) > 5 and body.startswith(name) for name in article.authors)
    )


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.split(r"[/\s&,]+", text) if word}
