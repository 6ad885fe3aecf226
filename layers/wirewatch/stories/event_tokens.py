"""The title and the first sentences of an article, cut into tokens."""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

SENTENCES = 12
"""Sentences that are read; what an event is stands at the beginning of a report."""
LEAD_SENTENCES = 2
MAX_CHARACTERS = 8_000

_WORD = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*(?:['’][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Prof|Rev|Jr|Sr|vs|No|Inc|Co|Corp|Ltd|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_POSSESSIVE = re.compile(r"['’].*$")
_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{2,4}(?!\d)")


class Token(NamedTuple):
    """A word or a number as it stands in its sentence, from ``start`` to ``end``."""

    text: str
    start: int
    end: int
    word: str
    """Lower case, without a possessive."""


class Sentence(NamedTuple):
    """A sentence or the title; ``lead`` where it is the title or one of the first two sentences."""

    text: str
    tokens: list[Token]
    lead: bool
    title_case: bool


def term_key(word: str) -> int:
    """What a word or a stem is kept as: its CRC-32."""
    return crc32(word.encode("utf-8", "replace"))


def split_sentences(title: str, text: str) -> list[Sentence]:
    """The title and the first sentences, cut into tokens. Dates in digits are left out: which part is the month is a guess."""
    pieces = []
    last = 0
    body = _NUMERIC_DATE.sub(" ", text[:MAX_CHARACTERS])
    for gap in _SENTENCE_END.finditer(body):
        piece = body[last : gap.start()]
        if gap.group().strip("\"'”’)] ") == "" and "\n" not in gap.group() and _ABBREVIATION.search(piece[-6:]):
            continue
        if piece.strip():
            pieces.append(piece.strip())
            if len(pieces) == SENTENCES:
                break
        last = gap.end()
    else:
        if body[last:].strip():
            pieces.append(body[last:].strip())
    title = _NUMERIC_DATE.sub(" ", title[:500]).strip()
    found = []
    for number, piece in enumerate(([title] if title else []) + pieces[:SENTENCES]):
        tokens = []
        for match in _WORD.finditer(piece):
            word = _POSSESSIVE.sub("", match.group()).lower()
            if word:
                tokens.append(Token(match.group(), match.start(), match.end(), word))
        capital = sum(token.text[0].isupper() for token in tokens)
        small = sum(token.text[0].islower() and len(token.text) > 3 for token in tokens)
        found.append(Sentence(piece, tokens, number <= LEAD_SENTENCES, small * 3 <= capital and len(tokens) > 3))
    return found
