"""The factual consistency check: is what a summary says in the article?

Every name, number, unit of money or measure, date, quotation and negation of each sentence is looked for in the
article, and the sentence's words are laid beside the article's: how many are new, in how long stretches they follow
the article's, and how well one place of the article holds them all (extractive fragments after Grusky et al. 2018,
"Newsroom", NAACL). A logistic combination of these
says how likely the sentence is supported. No model is opened and no service asked.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from wirewatch.summaries.factuality_tokens import (
    DATES,
    STOPS,
    common_words,
    denies,
    fold_marks,
    initials_of,
    names_in,
    quantities_in,
    split_words,
    stem_of,
)
from wirewatch.text import sentences

MOST_CHARACTERS = 100_000
"""Characters of an article that are looked at; an article that is longer supports what its first part says."""
MOST_PLACES = 500
"""Sentences of an article that a summary's are laid beside."""
MOST_SUMMARY = 10_000
MOST_SENTENCES = 40
"""Characters and sentences of a summary; what is longer is no summary and not supported."""

FEATURES = 9
"""Numbers that describe a sentence."""

Kind = Literal["name", "number", "date", "unit", "quotation", "negation", "sentence"]

_QUOTED = re.compile(r'"([^"\n]{1,400})"')


class UnsupportedClaim(msgspec.Struct, kw_only=True):
    """Something that the article does not support.

    Attributes:
        kind: what it is; ``sentence`` where the sentence as a whole is too far from the article.
        text: as the summary writes it.
        sentence: which of the summary's sentences, from 0.
    """

    kind: Kind
    text: str
    sentence: int


class FactualityResult(msgspec.Struct, kw_only=True):
    """What the check says of a summary.

    Attributes:
        supported: whether all of it is.
        score: 0 to 1; one half divides.
        unsupported: what is not found, in the summary's order.
        kept: the sentences that are supported, as written.
    """

    supported: bool
    score: float
    unsupported: list[UnsupportedClaim]
    kept: list[str]

    @property
    def dropped(self) -> int:
        """How many sentences are not supported; one may have several findings."""
        return len({finding.sentence for finding in self.unsupported})


class SourceSentence(NamedTuple):
    """A sentence of the article, and the one behind it."""

    words: list[str]
    stems: frozenset[str]


class SourceText:
    """An article made ready to be asked; may judge any number of summaries."""

    def __init__(self, text: str) -> None:
        text = text[:MOST_CHARACTERS]
        self.words = split_words(text)
        self.stems = frozenset(map(stem_of, self.words))
        self.flat = " ".join(self.words)
        self.pairs = set(pairwise(self.words))
        self.triples = set(zip(self.words, self.words[1:], self.words[2:], strict=False))
        self.at: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.at[word].append(place)
        self.numbers, self.measured = quantities_in(self.words)
        folded = fold_marks(text)
        self.initials = initials_of(folded)
        single = [split_words(text[start:end]) for start, end in sentences.spans(text)[:MOST_PLACES]]
        self.places = [
            SourceSentence(words, frozenset(map(stem_of, words)))
            for words in ([*one, *two] for one, two in zip(single, [*single[1:], []], strict=False))
        ]

    def findings(self, sentence: str, number: int) -> Iterator[UnsupportedClaim]:
        """What the sentence names that the article does not."""
        folded = fold_marks(sentence)
        words = split_words(sentence)
        for name in names_in(folded):
            if not self._named(name):
                yield UnsupportedClaim(kind="name", text=name, sentence=number)
        values, measured = quantities_in(words)
        for value in sorted(values - self.numbers):
            yield UnsupportedClaim(kind="number", text=f"{value:g}", sentence=number)
        for value, unit in sorted(measured - self.measured):
            # A unit is wrong where the article gives the same number another one; it may leave a unit out.
            if value in self.numbers and any(value == other for other, _ in self.measured):
                yield UnsupportedClaim(kind="unit", text=f"{value:g} {unit}", sentence=number)
        for word in words:
            if word in DATES and word not in self.at and word != "may":
                yield UnsupportedClaim(kind="date", text=word, sentence=number)
        for quoted in _QUOTED.findall(folded):
            said = " ".join(split_words(quoted))
            if said and f" {said} " not in f" {self.flat} ":
                yield UnsupportedClaim(kind="quotation", text=quoted.strip(), sentence=number)
        if self._negated(words) or self._denial_dropped(words):
            yield UnsupportedClaim(kind="negation", text=sentence.strip(), sentence=number)

    def features(self, sentence: str) -> list[float]:
        """How the sentence lies beside the article, ``FEATURES`` numbers."""
        words = [word for word in split_words(sentence) if word in self.at or word not in self.initials]
        stems = [stem_of(word) for word in words if word not in STOPS]
        if not stems:
            return [0.0] * FEATURES
        new = sum(stem not in self.stems for stem in stems) / len(stems)
        pairs = list(pairwise(words))
        triples = list(zip(words, words[1:], words[2:], strict=False))
        fragments = self._fragments(words)
        place = self._nearest(stems)
        held = sum(stem in place.stems for stem in stems) / len(stems) if place else 0.0
        return [
            new,
            sum(pair not in self.pairs for pair in pairs) / max(1, len(pairs)),
            sum(triple not in self.triples for triple in triples) / max(1, len(triples)),
            1 - held,
            1 - (common_words(words, place.words) / len(words) if place else 0.0),
            math.log(sum(length * length for length in fragments) / len(words) + 0.1),
            (len(fragments) - 1) / 5,
            1 - len(set(pairs)) / max(1, len(pairs)),
            self._apart(words),
        ]

    def _apart(self, words: Sequence[str]) -> float:
        """The share of neighbouring words of weight that nowhere in the article follow each other within a few words."""
        weighty = [word for word in words if word not in STOPS]
        pairs = list(pairwise(weighty))
        together = sum(
            any(
                0 < second - first <= 6 for first in self.at.get(one, [])[:100] for second in self.at.get(two, [])[:100]
            )
            for one, two in pairs
        )
        return 1 - together / len(pairs) if pairs else 0.0

    def _named(self, name: str) -> bool:
        """Whether each word of a name is in the article, as it is, as a nationality of it, or as its initials."""
        if "".join(name.split()).lower() in self.initials:
            return True
        return all(
            word in self.at
            or word in self.initials
            or stem_of(word) in self.stems
            or any(len(word) > 4 and other.startswith(word[:5]) for other in self.at)
            for word in split_words(name)
            if word not in STOPS and word != "unk"  # some systems write UNK for a word that they do not know
        )

    def _nearest(self, stems: Sequence[str]) -> SourceSentence | None:
        wanted = set(stems)
        return max(self.places, key=lambda place: len(wanted & place.stems), default=None)

    def _negated(self, words: Sequence[str]) -> bool:
        """Whether the sentence denies and its place in the article does not, or the other way round."""
        stems = [stem_of(word) for word in words if word not in STOPS]
        place = self._nearest(stems)
        if place is None or not stems:
            return False
        if sum(stem in place.stems for stem in stems) < 0.6 * len(stems):
            return False
        return denies(words) and not denies(place.words)

    def _denial_dropped(self, words: Sequence[str]) -> bool:
        """Whether two words meet that in the article stand only with a denial between them."""
        return any(
            pair not in self.pairs and any((pair[0], no, pair[1]) in self.triples for no in ("not", "no", "never"))
            for pair in pairwise(words)
        )

    def _fragments(self, words: Sequence[str]) -> list[int]:
        """Lengths of the longest stretches that the sentence shares with the article, taken greedily."""
        found, place = [], 0
        while place < len(words):
            longest = 0
            for start in self.at.get(words[place], [])[:200]:
                length = 1
                while (
                    place + length < len(words)
                    and start + length < len(self.words)
                    and words[place + length] == self.words[start + length]
                ):
                    length += 1
                longest = max(longest, length)
            if longest:
                found.append(longest)
            place += max(1, longest)
        return found


class Weights(msgspec.Struct):
    """How the features are weighed; learnt by devtools/training/factuality.py.

    Attributes:
        bias: of a sentence.
        features: in the order of ``Source.features``.
    """

    bias: float
    features: list[float]


SHIPPED = Weights(bias=-1.671, features=[-2.691, 3.181, -0.956, 0.863, -1.469, 1.033, 0.151, -9.248, -1.919])
LEAST = -2.0
"""Log-odds that no sentence may fall short of, however well the others are supported."""


def check_factuality(text: str, summary: str, weights: Weights = SHIPPED) -> FactualityResult:
    """Judge each sentence of ``summary`` against the article ``text``, and all of them together.

    A summary is supported where nothing that it names is missing, its sentences are close enough to the article on
    average (people who judge summaries see them so), and none is far off. An empty summary says nothing and is not
    supported.
    """
    parts = [summary[start:end] for start, end in sentences.spans(summary[: MOST_SUMMARY + 1])]
    if len(summary) > MOST_SUMMARY or len(parts) > MOST_SENTENCES:
        finding = UnsupportedClaim(kind="sentence", text="too long to be a summary", sentence=0)
        return FactualityResult(supported=False, score=0.0, unsupported=[finding], kept=[])
    if not parts:
        return FactualityResult(supported=False, score=0.0, unsupported=[], kept=[])
    source = SourceText(text)
    odds = [_log_odds(source, part, weights) for part in parts]
    named = [list(source.findings(part, number)) for number, part in enumerate(parts)]
    together = sum(odds) / len(odds)
    least = LEAST if together >= 0 else 0.0
    unsupported: list[UnsupportedClaim] = []
    kept = []
    for number, (part, own, found) in enumerate(zip(parts, odds, named, strict=True)):
        if own < least and not found:
            found.append(UnsupportedClaim(kind="sentence", text=part, sentence=number))
        if not found:
            kept.append(part)
        unsupported += found
    score = _probability(together)
    return FactualityResult(
        supported=not unsupported,
        score=round(min(score, 0.49) if unsupported else score, 4),
        unsupported=unsupported,
        kept=kept,
    )


def _log_odds(source: SourceText, sentence: str, weights: Weights) -> float:
    """How likely the sentence is supported; certain where the article has it word for word."""
    features = source.features(sentence)
    own = weights.bias + sum(weight * feature for weight, feature in zip(weights.features, features, strict=True))
    if f" {' '.join(split_words(sentence))} " in f" {source.flat} ":
        return max(own, 2.0)
    return own


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
