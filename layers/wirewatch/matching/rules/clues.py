"""Clues: words anywhere in the article that speak for or against a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.models import Alias

_WORD: Final = re.compile(r"[^\W_]+")
_SENTENCE: Final = 500


def clues_against(alias: Alias, text: str, start: int, end: int) -> str:
    """The clue that speaks against the name, where more do so than speak for it; empty otherwise.

    A clue in the name's own sentence counts three times one elsewhere; a list of clues counts each once.
    """
    if not alias.clues_against:
        return ""
    first, last = max(start - _SENTENCE, 0), end + _SENTENCE
    low = max(text.rfind(". ", first, start), text.rfind("\n", first, start), first)
    high = min((p for p in (text.find(". ", end, last), text.find("\n", end, last)) if p >= 0), default=last)
    here = text[low:start] + " | " + text[end:high]
    against, said = _clues(alias.clues_against, here, text)
    in_favour, _ = _clues(alias.clues_for, here, text)
    return said if against > in_favour else ""


def _clues(clues: tuple[str, ...], here: str, text: str) -> tuple[int, str]:
    score, first = 0, ""
    for clue in _held(clues, text):
        score += 3 if contains_phrase(here, normalize_name(clue)) else 1
        first = first or clue
    return score, first


@lru_cache(maxsize=32)
def _held(clues: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Those of the clues that the text holds."""
    return tuple(clue for clue in clues if contains_phrase(text, normalize_name(clue)))


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether ``phrase`` stands in ``text`` (both folded) as words of its own."""
    if " " not in phrase and phrase.isalnum():
        return phrase in _words_of(text)
    at = text.find(phrase)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(phrase) : at + len(phrase) + 1].isalnum():
            return True
        at = text.find(phrase, at + 1)
    return False


@lru_cache(maxsize=16)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
