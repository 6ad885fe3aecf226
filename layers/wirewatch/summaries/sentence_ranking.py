"""Which of an article's sentences say what happened, and which of the others add most.

The opening is the first sentence unless a later one says more of what the title says: soft openings and scenes share
little with it. Where it points back, the sentences that it needs come with it. Then come those near it that are closest to the article as a whole, by their words and, where an encoder
is at hand, by their vectors; a sentence that names a match counts more, by its salience. The features are few
and their weights round, chosen on one half of the development articles (docs/concepts/summaries.md has the figures on
the other half). A learnt ranking was no better than the first sentences on articles that it had not learnt from.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wirewatch.records import Genre
from wirewatch.summaries.context_words import (
    QUOTATION_MARKS,
    definite_phrase,
    depends_on_context,
    is_personal,
    may_point_back,
)
from wirewatch.summaries.sentence_filter import Sentence
from wirewatch.text.sentences import count_words

if TYPE_CHECKING:
    import numpy as np

MAX_WORDS = 60
"""Words after which no further sentence is added; the opening is taken whole."""
ENOUGH_WORDS = 45
"""Words at which two sentences suffice."""
MAX_SENTENCES = 3
TITLE_WORDS = 4
"""Words of content that a title is taken to have at the least: of one with two of them, one says little."""
OPENINGS, ARGUMENTS = 6, 12
"""Sentences among which the opening is looked for, and the argument of an opinion."""
WINDOW = 6
"""Sentences behind the opening from which it is added to, besides the first that names a match."""

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(
    r"[^\W\d_a-z][\w’'-]*[^\W\d_](?:\s(?:(?:de|da|di|van|von|der|al|bin|el|la)\s)?[^\W\d_a-z][\w’'-]*[^\W\d_])*"
)

_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")


class Opening(NamedTuple):
    """Features of a sentence as an opening, in the order of ``OPENING_WEIGHTS``.

    Attributes:
        first: whether it is the first one.
        title: the share of the title's words that it holds; half of them are enough.
        distance: logarithm of its place, counted from 1.
        closeness: how close it is to the article as a whole.
        personal: whether the writer speaks of himself or to the reader.
        short: whether it has fewer than eight words.
        long: whether it alone has more than ``MAX_WORDS``.
        exclaims: whether it ends with an exclamation mark.
        quotation: whether it begins with a quotation.
        needs: how many sentences before it must come with it.
        points: whether the first of these points to a sentence that the article does not have.
    """

    first: float
    title: float
    distance: float
    closeness: float
    personal: float
    short: float
    long: float
    exclaims: float
    quotation: float
    needs: float
    points: float


class Addition(NamedTuple):
    """Features of a sentence that is added to an opening, in the order of ``ADDITION_WEIGHTS``.

    Attributes:
        closeness: how close it is to the article as a whole.
        distance: logarithm of its distance from the beginning.
        salience: of the matches that it names and no chosen sentence does.
        quotation: whether it begins with a quotation.
        personal: as in ``Opening``.
    """

    closeness: float
    distance: float
    salience: float
    quotation: float
    personal: float


OPENING_WEIGHTS = Opening(
    first=0.15, title=0.5, distance=-0.3, closeness=0.5, personal=-0.3, short=-0.2, long=-0.6, exclaims=-0.3,
    quotation=-0.3, needs=-0.1, points=-0.2,
)  # fmt: skip
ARGUMENT_WEIGHTS = Opening(
    first=0.0, title=0.5, distance=-0.1, closeness=1.0, personal=-0.1, short=-0.3, long=-0.6, exclaims=-0.3,
    quotation=-0.3, needs=-0.1, points=-0.2,
)  # fmt: skip
"""For an opinion, which begins with a scene as often as with what it argues."""
LEAD_WEIGHTS = Addition(closeness=0.0, distance=-1.0, salience=1.0, quotation=0.0, personal=0.0)
"""For the lead: what comes next, unless a later sentence names a match that none has named."""
ADDITION_WEIGHTS = Addition(closeness=1.0, distance=-0.1, salience=1.0, quotation=-0.25, personal=-0.2)


class SentenceSet:
    """An article's sentences, looked at once.

    Attributes:
        texts: the sentences.
        salience: for each sentence, entry → salience of the matches that it names.
    """

    def __init__(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sentence],
        *,
        title: str = "",
        language: str | None = None,
        genre: Genre = "",
        vectors: np.ndarray | None = None,
        salience: Sequence[dict[str, float]] = (),
        names: Collection[str] = (),
    ) -> None:
        """``vectors``: one unit vector a sentence, shape (len(texts), width); None where there is no encoder.

        ``names``: words that are known to be names, besides those that are seen to be.
        """
        self.texts = texts
        self.salience = salience or [{} for _ in texts]
        self._sentences = sentences
        self._language = language or "en"
        self._argues = genre == "opinion"
        self._words = [count_words(text) for text in texts]
        self._content = [_content(text) for text in texts]
        self._title = _content(title)
        self._vectors = vectors
        self._names = names

    @cached_property
    def closeness(self) -> list[float]:
        """For each sentence its cosine with the whole article: of words, or the mean of words and vectors."""
        total = Counter(word for words in self._content for word in words)
        length = math.sqrt(sum(times * times for times in total.values())) or 1.0
        by_words = [
            sum(total[word] for word in words) / (math.sqrt(len(words)) * length) if words else 0.0
            for words in self._content
        ]
        if self._vectors is None:
            return by_words
        centre = self._vectors.mean(axis=0)
        by_vectors = self._vectors @ (centre / max(float((centre @ centre) ** 0.5), 1e-9))
        return [(one + float(two)) / 2 for one, two in zip(by_words, by_vectors, strict=True)]

    def select(self, weights: Addition = ADDITION_WEIGHTS) -> tuple[int, ...]:
        """The places of the chosen sentences, in order: two where they say enough, at most three.

        Args:
            weights: of what is added to the opening; ``LEAD_WEIGHTS`` for the lead.
        """
        if not self.texts:
            return ()
        chosen = self.opening()
        opening = chosen[-1]
        while len(chosen) < MAX_SENTENCES and (
            len(chosen) == 1 or sum(self._words[place] for place in chosen) < ENOUGH_WORDS
        ):
            options = [
                place
                for place in self._within_reach(opening)
                if place not in chosen and self.is_valid((*chosen, place))
            ]
            if not options:
                break
            chosen = tuple(
                sorted((*chosen, max(options, key=lambda place: _dot(weights, self._addition(place, chosen)))))
            )
        return chosen

    def opening(self) -> tuple[int, ...]:
        """The place of the sentence that says what happened, behind those that it points back to."""
        reach, weights = (ARGUMENTS, ARGUMENT_WEIGHTS) if self._argues else (OPENINGS, OPENING_WEIGHTS)
        options = filter(None, map(self._with_needed, range(min(reach, len(self.texts)))))
        return max(options, key=lambda places: _dot(weights, self.opening_features(places)))

    def opening_features(self, places: Sequence[int]) -> Opening:
        """See ``Opening``; the last of the places is the opening's own."""
        place = places[-1]
        title = max(len(self._title), TITLE_WORDS)
        return Opening(
            first=float(place == 0),
            title=min(1.0, 2 * len(self._content[place] & self._title) / title),
            distance=math.log1p(place),
            closeness=self.closeness[place],
            personal=float(is_personal(self.texts[place], self._language)),
            short=float(self._words[place] < 8),
            long=float(self._words[place] > MAX_WORDS),
            exclaims=float(self.texts[place].rstrip("\"'”’»)")[-1:] in "!！"),
            quotation=float(self._quotes(place)),
            needs=float(len(places) - 1),
            points=float(places[0] == 0 and self._depends(0)),
        )

    def _with_needed(self, place: int) -> tuple[int, ...]:
        """A sentence behind those that it points back to, at any remove; empty where these are too many, or left out.

        Nothing stands before the first one: what it points to is not to be had.
        """
        places = [place]
        while places[0] and self._points_back(places[0], self._title):
            places.insert(0, self._before(places[0]))
            if places[0] < 0 or len(places) > MAX_SENTENCES or sum(self._words[one] for one in places) > MAX_WORDS:
                return ()
        return tuple(places)

    def _addition(self, place: int, chosen: Sequence[int]) -> Addition:
        named = {entry for one in chosen for entry in self.salience[one]}
        return Addition(
            closeness=self.closeness[place],
            distance=math.log1p(place),
            salience=sum(value for entry, value in self.salience[place].items() if entry not in named),
            quotation=float(self._quotes(place)),
            personal=float(is_personal(self.texts[place], self._language)),
        )

    def _within_reach(self, opening: int) -> list[int]:
        """Places behind the opening; of those beyond the window the first that names each match."""
        near = list(range(opening + 1, min(opening + 1 + WINDOW, len(self.texts))))
        named = {entry for place in (opening, *near) for entry in self.salience[place]}
        for place in range(opening + 1 + WINDOW, len(self.texts)):
            if not named.issuperset(self.salience[place]):
                near.append(place)
                named.update(self.salience[place])
        return near

    def is_valid(self, places: Sequence[int]) -> bool:
        """Whether sentences may stand together.

        They are short enough, none points to one that is left out, none calls somebody by a part of a name that only
        one left out says in full, and none nearly repeats another.
        """
        places = sorted(places)
        if len(places) > 1 and sum(self._words[place] for place in places) > MAX_WORDS:
            return False
        introduced: set[str] = set()
        known = self._title
        for number, place in enumerate(places):
            introduced |= self._full_names[place]
            if number and self._points_back(place, known) and self._before(place) not in places:
                return False
            known |= self._content[place]
            if number and not self._needs[place] <= introduced:
                return False
            if any(self._repeats(place, other) for other in places[:number]):
                return False
        return True

    def _points_back(self, place: int, known: frozenset[str]) -> bool:
        """Whether a sentence points, or may point, to one before it; ``known`` are words that were read before."""
        certain, possible, phrase = self._pointers[place]
        return certain or possible or bool(phrase and not phrase & known)

    @cached_property
    def _pointers(self) -> list[tuple[bool, bool, frozenset[str]]]:
        """For each sentence whether it points back, whether it may, and the words of the phrase that it begins with."""
        names = {*self._names} | {word for text in self.texts for word in _WORD.findall(text)[1:] if word[0].isupper()}
        return [
            (
                depends_on_context(text, self._language, personal=self._argues),
                may_point_back(text, self._language, names),
                _content(" ".join(definite_phrase(text, self._language))),
            )
            for text in self.texts
        ]

    def _depends(self, place: int) -> bool:
        return self._pointers[place][0]

    def _quotes(self, place: int) -> bool:
        return self.texts[place][:1] in QUOTATION_MARKS

    def _before(self, place: int) -> int:
        """The sentence that one points back to: the one before it; -1 where that may not stand in a summary."""
        if place == 0:
            return -1
        own, other = self._sentences[place], self._sentences[place - 1]
        return place - 1 if own.paragraph != other.paragraph or own.place == other.place + 1 else -1

    @cached_property
    def _names_in(self) -> list[list[str]]:
        return [[_POSSESSIVE.sub("", name) for name in _NAME.findall(text)] for text in self.texts]

    @cached_property
    def _full_names(self) -> list[set[str]]:
        return [{name.split()[-1] for name in names if " " in name} for names in self._names_in]

    @cached_property
    def _needs(self) -> list[set[str]]:
        """For each sentence the last names that it uses alone and that earlier sentences have in full."""
        seen: set[str] = set()
        found = []
        for names, full in zip(self._names_in, self._full_names, strict=True):
            alone = {name.split()[-1] for name in names} - full
            alone |= {name.split()[-1] for name in names if len(name.split()[0]) <= 3}
            found.append((alone & seen) - (full - seen))
            seen |= full
        return found

    def _repeats(self, one: int, two: int) -> bool:
        fewer = min(len(self._content[one]), len(self._content[two]))
        return len(self._content[one] & self._content[two]) > 0.7 * fewer > 0


def _dot(weights: Sequence[float], row: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def _content(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to six letters so that their forms fall together; pairs of wide letters."""
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if count_words(word) > 1:  # a run of a script that parts no words
            found.update(word[n : n + 2] for n in range(len(word) - 1))
        elif len(word) > 3 or word.isdigit():
            found.add(word[:6])
    return frozenset(found)
