"""Which of an article's sentences may stand in a summary, and where each begins.

What a page, an agency or a collection of news puts around the story is not told: bylines with their times, datelines,
calls to scroll or click, agency tails. A sentence that begins with one of these begins behind it; offsets are kept, so
that what is told is always a verbatim slice of the article.
"""

from __future__ import annotations

import re

from wirewatch.extraction import boilerplate
from wirewatch.records import Article
from wirewatch.text import sentences

MOST_READ = 40
"""Sentences of an article that are considered: later ones were chosen in under one article of a hundred."""
MOST_CHARACTERS = 20_000
"""Characters of an article that are considered."""
LEAST_WORDS = 4
"""Words that a sentence must have."""

_AGENCY = "|".join(re.escape(name) for name in ("CNN", *boilerplate.AGENCIES))
_OPEN, _CLOSE = r"(?:\(|-LRB-)\s*", r"\s*(?:\)|-RRB-)"
_TIME = (
    r"(?:\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?,?\s*)?(?:[A-Z]{2,4},?\s*)?(?:on\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?|[A-Z][a-z]+\s+\d{1,2},)\s+\d{4}"
)
_STAMP = rf"(?:(?:first\s+)?(?:published|created|(?:last\s+)?updated)(?:\s+at)?\s*:?[\s.]*{_TIME}[\s.|]*)"
# "By . A Name . and . Another . PUBLISHED: . 12:00 EST, 1 January 2013 . | . UPDATED: …", which some collections of
# news leave in front of the story, or the byline alone where full stops stand around it.
_HEADER = re.compile(
    rf"\s*(?:by\b[^|]{{2,160}}?{_STAMP}+|{_STAMP}+|by\s*\.\s(?:[^.|]{{2,60}}\s\.\s)(?:(?:and|for)\s(?:\.\s)?[^.|]{{2,60}}\s\.\s)?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:"
    rf"(?:[A-Z][\w.'’/ -]{{0,40}},?\s+){{0,3}}{_OPEN}(?:{_AGENCY})(?:\s[\w.]{{1,15}})?{_CLOSE}\s*(?:--?|[–—:])?\s*"
    r"|scroll (?:down|below)(?: (?:for|to (?:see|watch|hear|read))(?: the| a| more| full)*)?(?: (?:videos?|audio|photos?|pictures?|more|story))?\b[\s.:]*"
    r"|new\s?:\s+|(?:breaking|exclusive|video|watch|updated?|warning)\s?[:|]\s+|warning\s?: graphic content\s+|story highlights\s+"
    r")",
    re.IGNORECASE,
)
# A caption's label: "Perfect pair: the two of them …".
_LABEL = re.compile(
    r"(?!Editor)(?![^:]{0,40}\b(?:sa(?:id|ys)|told|added|wrote|asks?|asked|reads?|warned|tweeted|continued|explained|that|is|are)\b)"
    r"[A-Z][a-z'’-]+(?:(?: [a-z'’-]+){1,4}\s?:\s+(?=\w)|\s?:\s+(?=(?:The|A|An)\s))"
)
_NOT_NEWS = re.compile(
    r"^(?:by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}(?:,| for\b| in\b|$)|\(?(?:additional )?(?:reporting|writing|editing) by\b"
    r"|\(?this story has\b|read (?:more|also)\b|(?:photo|image|picture)\b|share (?:this|on)\b|sign up\b|click (?:here|to)\b"
    r"|scroll (?:down|below)\b|(?:last )?updated?\s?:|published\s?:|follow (?:us|@|\w+ on (?:twitter|facebook))|editor ?['’]s note\b"
    r"|sorry ,? ?we are not currently accepting comments|(?:for|to get) (?:more|confidential)\b.{0,40}\b(?:call|visit|click|contact)\b"
    r"|do you have a story\b|e-?mail to a friend|watch\b.{0,80}»|(?:the )?copyright\b|all rights reserved|this material may not be"
    r"|(?:click here|here) (?:for|to)\b|(?:like|find) us on\b|comments? below\b|what do you think\b)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\bcontributed to this (?:report|story|article)\b|\breported from\b.{0,80}\bwrote\b|\ball rights reserved\b|\bCLICK HERE\b",
    re.IGNORECASE,
)


def candidate_sentences(article: Article) -> list[tuple[int, int]]:
    """Offsets of the sentences to choose from: those that are news, or the first three where none is."""
    text = article.text[:MOST_CHARACTERS]
    begins = _behind_header(text)
    spans = [
        (begins + start, begins + end)
        for start, end in sentences.spans(text[begins:], article.language)[: MOST_READ * 2]
    ]
    news = [span for start, end in spans if (span := _trimmed(text, start, end)) and _is_news(text[slice(*span)])]
    return news[:MOST_READ] or spans[:3]


def _behind_header(text: str) -> int:
    """Where the story begins behind a byline with its times."""
    found = _HEADER.match(text[:600])
    return found.end() if found and len(text) - found.end() > found.end() else 0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence from behind what is not told of it."""
    while (found := _BEFORE.match(text, start, end)) and found.end() > start:
        start = found.end()
    if (found := _LABEL.match(text, start, end)) and len(text[found.end() : end].split()) >= 2 * LEAST_WORDS:
        start = found.end()
    rest = boilerplate.split_dateline(text[start:end]).text
    return end - len(rest), end


def _is_news(sentence: str) -> bool:
    return (
        len(sentence.split()) >= LEAST_WORDS
        and not _NOT_NEWS.match(sentence)
        and not (_BYLINE.match(sentence) and sentence[-1] not in ".!?…\"'”’)")
        and not _TAIL.search(sentence)
        and not boilerplate.is_agency_footer(sentence)
        and not boilerplate.is_photo_credit(sentence)
        and not boilerplate.is_related_link(sentence)
        and (sentence.endswith(".") or not boilerplate.is_timestamp_line(sentence))
    )
