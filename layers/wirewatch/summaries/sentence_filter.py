"""Which of an article's sentences may stand in a summary, and where each begins.

The judgement is by form, the same in every language: a paragraph that does not end as a sentence ends is a heading, a
standfirst, a caption or a teaser; what begins with a bullet is a list item; labels that come again are an interview's
speakers; whatever stands before the dateline is not the story. Sentences are verbatim slices of the article.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from wirewatch.records import Article, Genre
from wirewatch.summaries.context_words import QUOTATION_MARKS, holds_half_quotation
from wirewatch.summaries.news_marks import header_end, is_note, marks_end
from wirewatch.text import sentences
from wirewatch.text.sentences import count_words

MAX_SENTENCES = 40
"""Sentences of an article that are considered: later ones were chosen in under one article of a hundred."""
MAX_CHARACTERS = 20_000
"""Characters of an article that are considered."""
MIN_WORDS = 4
"""Words that a sentence must have."""
_STANDFIRST_WORDS = 45
"""A longer paragraph without a mark at its end is taken for prose whose mark is missing."""
_WRAPPED_BYTES = 45
"""Of a line, in UTF-8, that a program may have wrapped; a shorter one ends where its writer ended it."""
_PROSE_WORDS = 12
"""Words from which on a paragraph is taken for prose, where it is asked whether an outlet writes full stops."""
_DATELINE_CHARACTERS = 120
_DATELINE_PARAGRAPHS = 4
"""Before how many paragraphs a dateline still shows that what stands above it is not the story."""

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥](?:\s?[\"'’”»“›)\]}」』]|\s?'')*\s*$")
_CLOSING = "\"'”’»“›)]}」』 "
_ASKS = "?？؟"
_BULLET = re.compile(r"[-*•‣▪●■►–—·]\s+")
_ITEM = re.compile(r"(?:[-*•‣▪●■►–—·]\s|[-–—](?=[^\W\d_])|\d{1,2}[.)]\s\S.{0,60}$)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+\S")
_FIGURE = re.compile(r"[^\W\d_]{3,12}\.?\s\d{1,3}[a-z]?\s?[:：]")
_DATE_BEFORE = re.compile(r"(?:\((?=[^()]*\d)[^()]{2,40}\)|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}:?)\s+(?=[\"“„«]?[^\W\d_])")
_LABEL = re.compile(r"(?P<label>[^\W\d_][^\n:：.!?\"“„«]{0,30})\s?[:：]\s?(?=\S)")
_SEPARATOR = re.compile(r"\s*(?:\.?\s?[—–―]|\.?-{1,3}(?=\s)|\s=)\s*(?=[\"'“‘„«»(\[¿¡]{0,2}(?P<next>\w))")
_DATED = re.compile(r"(?P<place>[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,2}), \d{1,2}\.? [^\W\d_]{3,12}(?: \d{4})?\.\s+(?=\S)")
_PLAIN_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][\w’'-]+(?:[ /][^\W\d_][\w’'-]+){0,2})(?:\s[–—]|\s\([\w./ -]{2,25}\)(?:\s[–—:-])?)\s+"
    r"(?=[\"“„«»]?(?P<next>[^\W\d_]))"
)
_BRACKETED = re.compile(r"(?:\([^()]{2,40}\)|/[^/]{2,40}/|\[[^\[\]]{2,40}\]|-LRB- .{2,40}? -RRB-)\s*\.?$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\.?$")
_WORD = re.compile(r"[^\W\d_]+")
_CAPTION = re.compile(
    r"\b(?:pictured|seen here|(?:file|stock) (?:photo|image|picture))\b|[,(] ?(?:left|right|centre|center) ?[,)]",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence that may be chosen.

    Attributes:
        start, end: character offsets in the article's text.
        paragraph: which paragraph it stands in, counted from 0.
        place: which sentence of the article it is, counted from 0 over all of them, unsuitable ones included.
    """

    start: int
    end: int
    paragraph: int
    place: int


def candidate_sentences(article: Article, genre: Genre = "") -> list[Sentence]:
    """The sentences to choose from, in order; the first three of all where none is suitable."""
    text = article.text[:MAX_CHARACTERS]
    header = header_end(text)
    paragraphs = _paragraphs(text, header)
    unsuitable = _unsuitable_paragraphs([text[start:end] for start, end in paragraphs], article.authors, genre)
    unsuitable |= _stated_unsuitable(article, [text.count("\n\n", 0, start) for start, _ in paragraphs])
    every: list[Sentence] = []
    suitable: list[Sentence] = []
    for number, (start, stop) in enumerate(paragraphs):
        base = start + dateline_end(text[start:stop])
        if not suitable:
            base += _opening_end(text[base:stop], (*article.authors, *_outlets(article)))
        answers = False
        for begin, end in sentences.spans(text[base:stop], article.language):
            begin += marks_end(text[base + begin : base + end])
            begin += dateline_end(text[base + begin : base + end])
            if bullet := _BULLET.match(text, base + begin, base + end):
                begin = bullet.end() - base
            if begin >= end:
                continue
            sentence = Sentence(base + begin, base + end, number, len(every))
            every.append(sentence)
            words = text[sentence.start : sentence.end]
            asks = words.rstrip(_CLOSING)[-1:] in _ASKS
            praises = genre == "press release" and words[0] in QUOTATION_MARKS  # of itself
            # The answer to a question that an article opens with is its news, unless it is an advertisement's.
            answers = answers and (sentence.place > 1 or words.rstrip(_CLOSING)[-1:] in "!！")
            if not (number in unsuitable or asks or answers or praises) and _is_prose(words):
                suitable.append(sentence)
            answers = asks
        if len(suitable) >= MAX_SENTENCES:
            break
    ended = [one for one in suitable if _ENDS.search(text[one.start : one.end])]
    if 2 * len(ended) >= len(suitable):  # else a script or an outlet that writes no full stops
        suitable = ended
    low = [one for one in suitable if text[one.start].islower()]
    if 2 * len(low) < len(suitable):  # what begins in small letters has lost its beginning
        suitable = [one for one in suitable if one not in low]
    return suitable[:MAX_SENTENCES] or every[:3]


def _paragraphs(text: str, start: int) -> list[tuple[int, int]]:
    """Where paragraphs begin and end. Lines that a line break parts are joined where the text is wrapped at a width."""
    found = []
    for paragraph in _PARAGRAPH.finditer(text, start):
        lines = paragraph[0].split("\n")
        if all(len(line.encode()) >= _WRAPPED_BYTES and line.rstrip()[-1:] not in ":：" for line in lines[:-1]):
            found.append(paragraph.span())
            continue
        begin = paragraph.start()
        for line in lines:
            found.append((begin, begin + len(line)))
            begin += len(line) + 1
    return [(begin, end) for begin, end in found if text[begin:end].strip()]


def dateline_end(text: str) -> int:
    """Where a sentence begins behind its dateline: ``ZURICH, May 12 /Agency/ -- ``; 0 where it has none.

    A dateline is a place in capitals, or ends with an agency in brackets or slashes, or with a year behind a comma; next to
    no word in small letters stands in it.
    """
    if (found := _DATED.match(text[:_DATELINE_CHARACTERS])) and found["place"].isupper():
        return found.end()
    for found in _SEPARATOR.finditer(text[:_DATELINE_CHARACTERS]):
        prefix = text[: found.start()].strip()
        words = _WORD.findall(prefix)
        if not words or len(words) > 14:
            return 0
        low = sum(word[0].islower() and len(word) > 3 for word in words)
        bracketed = _BRACKETED.search(prefix)
        capitals = words[0].isupper() and any(len(word) > 2 and word.isupper() for word in words[:2])
        upper_next = not found["next"].islower()
        dated = _YEAR.search(prefix) and "," in prefix
        if upper_next and low <= 2 and (capitals or ((bracketed or dated) and words[0][0].isupper())):
            return found.end()
    return 0


def _outlets(article: Article) -> list[str]:
    """How an outlet may name itself before a story: its name, and its host without ``www.``."""
    host = (urlsplit(article.url or "").hostname or "").removeprefix("www.")
    return [name for name in (article.site, host) if name]


def _opening_end(text: str, authors: Sequence[str]) -> int:
    """Where a story begins behind a date in brackets, a byline or an outlet's name with a colon or dash, or a dateline in
    small letters.

    ``By A Name: …``, ``Potsdam – …``, ``Rom (news.example/xy) …``: such is told from prose only at a story's beginning.
    """
    if dated := _DATE_BEFORE.match(text):
        return dated.end()
    for author in authors:
        byline = re.match(
            rf"(?:\w{{2,9}}\s)?{re.escape(author)}\s*[:–—-]\s*(?=\S)", text[:_DATELINE_CHARACTERS], re.IGNORECASE
        )
        if len(author) > 3 and byline:
            return byline.end()
    found = _PLAIN_DATELINE.match(text[:_DATELINE_CHARACTERS])
    if not found or "–" in text[found.end() : found.end() + _DATELINE_CHARACTERS]:
        return 0
    capital = all(word[0].isupper() for word in (*re.split("[ /]", found["place"]), found["next"]))
    return found.end() if capital else 0


def _unsuitable_paragraphs(paragraphs: Sequence[str], authors: Sequence[str], genre: Genre) -> set[int]:
    """Headings, standfirsts, captions, items, teasers, an interview's turns, what stands above the dateline, and notes on
    the author.
    """
    unfinished = {n for n, text in enumerate(paragraphs) if not _ENDS.search(text)}
    prose = {n for n, text in enumerate(paragraphs) if count_words(text) >= _PROSE_WORDS and not _ITEM.match(text)}
    if 2 * len(prose & unfinished) > len(prose):
        unfinished -= prose  # a script or an outlet that writes no full stops
    found = {n for n in unfinished if count_words(paragraphs[n]) <= _STANDFIRST_WORDS}
    found |= {n for n, text in enumerate(paragraphs) if _ITEM.match(text)}
    numbered = {n for n, text in enumerate(paragraphs) if _NUMBERED.match(text)}
    found |= numbered if len(numbered) > 1 else set()
    labels = {n: match["label"].casefold() for n, text in enumerate(paragraphs) if (match := _LABEL.match(text))}
    times = Counter(labels.values())
    found |= {n for n, label in labels.items() if times[label] > 1}
    found |= {n for n, text in enumerate(paragraphs) if 2 * n > len(paragraphs) and text.startswith(tuple(authors))}
    if genre == "press release":  # behind its first heading it speaks of the sender
        first = min((n for n in found if n and n in unfinished), default=len(paragraphs))
        found |= set(range(first, len(paragraphs)))
    for number, text in enumerate(paragraphs[:_DATELINE_PARAGRAPHS]):
        if dateline_end(text):
            found |= set(range(number))
    return found if len(found) < len(paragraphs) else set()


def _stated_unsuitable(article: Article, blocks: Sequence[int]) -> set[int]:
    """The paragraphs that the article says are headings, standfirsts, items or rows of a table.

    ``blocks`` says which block of the article each paragraph lies in. Where all of them are such, none is.
    """
    if len(article.blocks) != article.text.count("\n\n") + 1:
        return set()
    found = {number for number, block in enumerate(blocks) if article.blocks[block] not in ("paragraph", "quote")}
    return found if len(found) < len(blocks) else set()


def _is_prose(sentence: str) -> bool:
    """Whether a sentence states something: it is long enough, ends, and is no credit and no promotion."""
    return (
        count_words(sentence) >= MIN_WORDS
        and sentence.rstrip(_CLOSING)[-1:] not in ":：…"
        and not sentence.rstrip(_CLOSING).endswith("...")
        and not _CAPTION.search(sentence)
        and not _FIGURE.match(sentence)
        and not is_note(sentence)
        and not holds_half_quotation(sentence)
        and "{" not in sentence  # a script's
        and 2 * sentence.count("#") <= count_words(sentence)
        and sum(unicodedata.category(char)[0] == "L" for char in sentence) * 2 > len(sentence.replace(" ", ""))
    )
