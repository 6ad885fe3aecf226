"""What an extractor leaves in and around a story, told apart from it.

In the story: "Read also" lines, lines that are only a link, captions and credits, lines from boxes. Before it: the
title again, section names, dates, bylines. Behind it: promotion, tags, notes on the author, lists of other stories.
What is no more than a guess is only made at the two ends, where nothing of the story is cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wirewatch import furniture
from wirewatch.lines import ENDS
from wirewatch.page import Hints, fold

_LABEL_WORDS = 8
_LISTED = 25
_BOXED = 35
_END_ZONE = 14
_PROMOTION = re.compile(
    r"\b(?:sign up|subscribe (?:to|now|here|today)|to subscribe|newsletters?|follow (?:us|the|him|her|me|@)|click here"
    r"|download (?:the|our)|our (?:app|podcast|channel|website|coverage)|rights reserved|derechos reservados"
    r"|contributed (?:to|reporting)|originally (?:published|appeared)|we want to hear|let us know|can be reached"
    r"|e-?mail (?:us|the|him|her)|contact (?:us|the reporter|the author)|to reach the|register (?:now|here|for)|log in to"
    r"|is an? (?:\w+[ -]){0,3}(?:reporter|journalist|writer|columnist|correspondent|contributor|freelancer)"
    r"|is the (?:founder|author|editor)|support our|donate (?:to|now|here|today)|terms of (?:use|service)"
    r"|abonnier(?:e|en sie|t)|registrier(?:e|en sie)|folge uns|folgen sie|jetzt anmelden|spendenfinanziert"
    r"|suscr[ií]b(?:ete|ase|irse)|s[ií]guenos|[uú]nete|inscr[ií]bete|canal de|abonnez|inscrivez|suivez|iscriviti|abbonati"
    r"|seguici|assine|siga-nos|inscreva)\b|©|\s@\w|\w@\w",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def trim(paragraphs: Sequence[str], hints: Hints) -> list[str]:
    """The paragraphs that are the story's; datelines, bylines and agency notes among them are left for the caller."""
    texts = [text for text in paragraphs if text.strip()]
    keys = [fold(text) for text in texts]
    boxed = _boxes(texts, keys, hints)
    kept: list[str] = []
    in_list = False
    for place, (text, key) in enumerate(zip(texts, keys, strict=True)):
        linked = hints.links.get(key, 0.0)
        if in_list and len(text.split()) < _LISTED and (text.startswith("- ") or linked > 0.6):
            continue
        in_list = _announces(text, linked)
        if not (in_list or key in boxed or _stands_apart(text, key, linked, hints, place)):
            kept.append(text)
    return _without_ends(kept, hints)


def _boxes(texts: list[str], keys: list[str], hints: Hints) -> set[str]:
    """The lines that stand in boxes; none where so much does that the names of the boxes cannot mean what they say."""
    boxed = {
        key: len(text)
        for text, key in zip(texts, keys, strict=True)
        if key in hints.boxed
        and len(text.split()) <= _BOXED
        and not furniture.is_tail(text)
        and not furniture.byline(text)
    }
    return set(boxed) if sum(boxed.values()) * 6 < sum(map(len, texts)) else set()


def _announces(text: str, linked: float) -> bool:
    """Whether a line announces a list of other stories."""
    return furniture.is_aside(text) and len(text.split()) <= _LABEL_WORDS and linked < 0.5


def _stands_apart(text: str, key: str, linked: float, hints: Hints, place: int) -> bool:
    words = len(text.split())
    if (key in hints.titles and (place < 6 or words > 4)) or (place < 2 and _is_title(key, hints)):
        return True
    if furniture.is_aside(text) or furniture.is_credit(text):
        return True
    return linked > 0.8 and words <= 25


def _is_title(key: str, hints: Hints) -> bool:
    """Whether a line is a title of the page in other words: two thirds of the words of both together are shared."""
    words = set(_WORD.findall(key))
    for title in hints.titles:
        other = set(_WORD.findall(title))
        if len(words) > 3 and len(words & other) * 3 >= len(words | other) * 2:
            return True
    return False


def _without_ends(paragraphs: list[str], hints: Hints) -> list[str]:
    start = 0
    while start < min(len(paragraphs) - 1, 8) and _before(paragraphs[start]):
        start += 1
    notes: list[str] = []
    end = len(paragraphs)
    while end > start + 1 and len(paragraphs) - end < _END_ZONE:
        text = paragraphs[end - 1]
        if furniture.is_tail(text):
            notes.append(text)
        elif not _behind(text, hints):
            break
        end -= 1
    heads = [text for text in paragraphs[:start] if furniture.is_stamp(text) or furniture.byline(text)]
    return heads + paragraphs[start:end] + notes[::-1]


def _before(text: str) -> bool:
    """Whether a line before the first paragraph is a section's name, a date, a byline or the like."""
    words = len(text.split())
    if furniture.split_dateline(text + " A").dateline and words < 6:
        return False
    return (
        furniture.is_stamp(text)
        or (words <= 5 and not ENDS.search(text))
        or (words < 14 and bool(furniture.byline(text)))
    )


def _behind(text: str, hints: Hints) -> bool:
    """Whether a line behind the last paragraph is promotion, a tag, a name or the like."""
    words = len(text.split())
    if text.startswith("- "):
        return hints.links.get(fold(text), 0.0) > 0.5
    if words <= 60 and text[:1] not in '"“„«' and _PROMOTION.search(text):
        return True
    return words <= 7 and not ENDS.search(text) and not text.endswith(('"', "”", "“", "»", ")"))
