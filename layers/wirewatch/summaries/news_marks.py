"""What collections of news and outlets leave in front of a sentence or in its place: marks and notes in English.

"By . A Name . PUBLISHED: …", "(CNN) --", "Scroll down for video", "NEW:", and a caption's label. Forms that are the same in
every language are judged in ``sentence_filter``.
"""

from __future__ import annotations

import re

from wirewatch.extraction import boilerplate

_LABELLED_WORDS = 8
"""Words that must follow a caption's label."""

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
    r"\bcontributed to this (?:report|story|article)\b|^(?:this|the) (?:article|story|post|piece)\b.{0,40}\b(?:originally|first) (?:appeared|published)\b|\breported from\b.{0,80}\bwrote\b|\ball rights reserved\b|\bCLICK HERE\b",
    re.IGNORECASE,
)


def header_end(text: str) -> int:
    """Where the story begins behind a byline with its times."""
    found = _HEADER.match(text[:600])
    return found.end() if found and len(text) - found.end() > found.end() else 0


def marks_end(sentence: str) -> int:
    """Where a sentence begins behind marks, an agency's dateline and a caption's label."""
    start = 0
    while (found := _BEFORE.match(sentence, start)) and found.end() > start:
        start = found.end()
    if (found := _LABEL.match(sentence, start)) and len(sentence[found.end() :].split()) >= _LABELLED_WORDS:
        start = found.end()
    return start


def is_note(sentence: str) -> bool:
    """Whether a sentence is a credit, a call to readers, or an agency's or outlet's note on the story."""
    return bool(
        _NOT_NEWS.match(sentence)
        or (_BYLINE.match(sentence) and sentence[-1] not in ".!?…\"'”’)")
        or _TAIL.search(sentence)
        or boilerplate.is_agency_footer(sentence)
        or boilerplate.is_photo_credit(sentence)
        or boilerplate.is_related_link(sentence)
        or boilerplate.is_promotion(sentence)
        or (boilerplate.is_timestamp_line(sentence) and not sentence.endswith("."))
    )
