"""What title and lead of a report count: how many are dead, injured or missing, and what is said to have grown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wirewatch.stories.event_figures import number_value, words_beside
from wirewatch.stories.event_tokens import Sentence, Token, term_key
from wirewatch.stories.figure_words import MONTHS
from wirewatch.stories.rarity import stem

# What news counts and keeps counting. The words of one line count the same people, so that "killing 12" and "31 dead" compare.
_CASUALTIES = {
    "dead": "dead deaths died die dies dying killed kill kills killing toll bodies drowned drown fatalities lives",
    "injured": "injured injuries injuring wounded wounding hurt",
    "missing": "missing unaccounted",
}
_LABELS = {stem(word): label for label, words in _CASUALTIES.items() for word in words.split()}
DEATHS = frozenset(term_key(word) for word, label in _LABELS.items() if label == "dead")
_GROWTH_WORDS = (
    "rise rises rose risen climb climbed reach reached grow grew grown increased bring brought bringing now corrected raised "
    "jumped total"
)
_GROWTH = frozenset(map(stem, _GROWTH_WORDS.split()))
_VAGUE = {"dozen": 12, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000}
"""The least that a word for many stands for: its plural is twice or more."""
_AT_MOST = {"dozens": 99, "scores": 199, "hundreds": 999, "thousands": 9999}
_AT_LEAST = {
    ("at", "least"): 0,
    ("more", "than"): 1,
    ("as", "over"): 1,
    ("up", "to"): 0,
    ("fewer", "than"): 0,
    ("less", "than"): 0,
}
_MAX_COUNTS = 12
_MAX_COUNT = 1_000_000


class Count(NamedTuple):
    """A number of people or things.

    Attributes:
        label: ``dead``, ``injured``, ``missing``, or the stem of what is counted.
        value: the least that it says.
        most: the most that it may say: ``dozens`` may be 99.
        words: as it is written: ``at least 60``.
        grown: 1 where the sentence says that it grew.
    """

    label: str
    value: int
    most: int
    words: str
    grown: int

    @property
    def is_casualties(self) -> bool:
        """Whether it counts dead, injured or missing people."""
        return self.label in _CASUALTIES


def find_counts(sentences: Sequence[Sentence]) -> list[Count]:
    """The counts of title and lead; of one label the largest."""
    found: dict[str, Count] = {}
    for sentence in sentences:
        if not sentence.lead:
            continue
        for number in range(len(sentence.tokens)):
            count = _count(sentence, number)
            if count and (count.label not in found or count.value > found[count.label].value):
                found[count.label] = count
    return list(found.values())[:_MAX_COUNTS]


def _count(sentence: Sentence, number: int) -> Count | None:
    tokens = sentence.tokens
    token = tokens[number]
    before = [other.word for other in tokens[max(0, number - 8) : number]]
    vague = _VAGUE.get(token.word)
    value = number_value(token.word, currency=False) if vague is None else float(vague)
    if value is None or value != int(value) or not 1 < value <= _MAX_COUNT or before[-1:] == ["from"]:
        return None
    if _is_no_count(sentence, number):
        return None
    beside = words_beside(sentence, number, number + 1)
    label = next((_LABELS[stem(other.word)] for other in beside if stem(other.word) in _LABELS), "")
    label = label or next((stem(word) for word in _counted(tokens[number + 1 : number + 4])), "")
    if not label:
        return None
    pair = (before[-2], before[-1]) if len(before) > 1 else ("", "")
    least = int(value) + _AT_LEAST.get(pair, int(before[-1:] == ["over"]))
    written = " ".join(pair) + " " if pair in _AT_LEAST else "over " if before[-1:] == ["over"] else ""
    return Count(
        label,
        least,
        max(least, _AT_MOST.get(token.word, least)),
        written + (token.word if vague else f"{int(value):,}"),
        int(any(stem(word) in _GROWTH for word in before)),
    )


def _counted(following: Sequence[Token]) -> list[str]:
    """Words behind a number that may say what it counts: the first that is no article and no preposition."""
    return [token.word for token in following if token.word.isalpha() and len(token.word) > 3][:1]


def _is_no_count(sentence: Sentence, number: int) -> bool:
    """Whether a number is money, a share, a day, or part of a larger number or a name."""
    tokens = sentence.tokens
    start, end = tokens[number].start, tokens[number].end
    following = tokens[number + 1].word if number + 1 < len(tokens) else ""
    beside = {tokens[other].word for other in (number - 1, number + 1) if 0 <= other < len(tokens)}
    return (
        sentence.text[max(0, start - 1) : start] in {"$", "£", "€", "¥", "-"}
        or sentence.text[end : end + 1] in {"%", "-"}
        or following in {"percent", "per", "million", "billion", "mln", "dollars", "euros", "pounds", "cents"}
        or not beside.isdisjoint(MONTHS)
    )
