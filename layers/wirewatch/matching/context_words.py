"""What the words around a name say: for the country, or for a team, an organisation, a person, a thing.

Every word of a vocabulary has a few numbers, one a slot: how much it adds to the log-odds that the name means the country
where it stands right behind the name, among the next words, before it, or anywhere in the sentence. The numbers come
from vectors of a sentence encoder, so that words which no training sentence holds have some too. They are learnt by
``devtools/training/context_classifier.py`` and ship as whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from wirewatch.matching.candidates import ADJECTIVES, NameCandidate
from wirewatch.matching.text_state import Surroundings, TextState
from wirewatch.text.normalize import normalize_name

SLOTS: Final = (
    "behind a name",
    "behind a nationality word",
    "before",
    "near behind a name",
    "near behind a nationality word",
    "near before",
    "in the sentence",
)
NEAR: Final = 4
"""Words and signs on each side that are near."""

_FILE: Final = Path(__file__).with_name("context_words.json")
_REACH: Final = 80
_TOKEN: Final = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")
_WORD: Final = re.compile(r"[a-z]{2,}")


def surroundings(state: TextState, candidate: NameCandidate) -> Surroundings:
    """The words around a candidate, within its sentence."""
    place = (candidate.start, candidate.end)
    if state.around is None or state.around[0] != place:  # one candidate's features ask for it many times
        state.around = (place, _surroundings(state, candidate))
    return state.around[1]


def _surroundings(state: TextState, candidate: NameCandidate) -> Surroundings:
    start, end = state.sentence(candidate.start)
    behind = state.text[candidate.end : min(end, candidate.end + _REACH)].replace("'s", " ")
    before = state.text[max(start, candidate.start - _REACH) : candidate.start]
    return Surroundings(
        behind=_plain(state.word_behind(candidate.end)),
        before=_plain(state.word_before(candidate.start)),
        near_behind=tuple(_TOKEN.findall(behind)[:NEAR]),
        near_before=tuple(_TOKEN.findall(before)[: -NEAR - 1 : -1]),
    )


def _plain(word: str) -> str:
    return normalize_name(word).removesuffix("'s").strip(".")


def slots(around: Surroundings, *, adjective: bool) -> list[tuple[int, Sequence[str]]]:
    """Which words stand in which slot of ``SLOTS``, but for the last one, which is the whole sentence."""
    return [
        (1 if adjective else 0, (around.behind,)),
        (2, (around.before,)),
        (4 if adjective else 3, around.near_behind),
        (5, around.near_before),
    ]


def words_of(text: str) -> list[str]:
    """The words of a sentence that the last slot looks at."""
    return _WORD.findall(text)


class ContextWords:
    """The numbers of the words, open for use."""

    def __init__(self, scale: int, words: dict[str, list[int]]) -> None:
        self._words = words
        self._scale = scale

    @classmethod
    def load(cls, file: Path = _FILE) -> ContextWords:
        """Open the numbers in ``file``."""
        numbers = msgspec.json.decode(file.read_bytes())  # faster than json, which costs at the first article
        return cls(numbers["scale"], numbers["words"])

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return word in self._words

    def log_odds(self, state: TextState, candidate: NameCandidate, around: Surroundings) -> float:
        """What the words around the candidate add to the log-odds that it means its country."""
        adjective = candidate.alias.rule in ADJECTIVES
        total = sum(self._mean(words, slot)[0] for slot, words in slots(around, adjective=adjective))
        return (total + self._sentence(state, candidate)) / self._scale

    def _sentence(self, state: TextState, candidate: NameCandidate) -> float:
        """The mean of the words of the sentence without the name; the sentence is read once for all its names."""
        start, end = state.sentence(candidate.start)
        if start not in state.sentence_words:
            state.sentence_words[start] = self._mean(words_of(state.text[start:end]), len(SLOTS) - 1)
        mean, count = state.sentence_words[start]
        own, own_count = self._mean(words_of(state.text[candidate.start : candidate.end]), len(SLOTS) - 1)
        return (mean * count - own * own_count) / (count - own_count) if count > own_count else 0.0

    def _mean(self, words: Iterable[str], slot: int) -> tuple[float, int]:
        """The mean of the numbers of the words that are known, and how many are."""
        found = [numbers[slot] for word in words if (numbers := self._words.get(word))]
        return (sum(found) / len(found), len(found)) if found else (0.0, 0)


@lru_cache(maxsize=1)
def context_words() -> ContextWords:
    """The numbers that ship, opened once."""
    return ContextWords.load()
