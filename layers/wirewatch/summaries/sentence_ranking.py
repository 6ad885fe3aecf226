"""Which of an article's sentences, taken together, tell it best.

Sentences are scored one by one, then small sets of the best are scored as a whole: a set can say the same twice, run
long or leave the beginning out, which no sentence shows by itself (the second look of Zhong et al. 2020, "Extractive
Summarization as Text Matching", here with a linear score). The first sentences of news are hard to beat, so another set
takes their place only where it scores better by a margin. The first sentence of all is always in: what comes later calls
things and people by what it has said of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import numpy as np

MOST_SENTENCES = 3
EARLY, BEST = 12, 9
"""Of the first twelve sentences, the best by their own score that sets are made of, besides the first three."""

_DANGLING = re.compile(
    r"^[\"'“‘(\[]*(?:he|she|it|they|his|her|its|their|this|that|these|those|such|there|but|and|or|so|however|also"
    r"|meanwhile|instead|moreover|furthermore|nevertheless|nonetheless|equally|similarly|likewise|therefore|thus|still|then"
    r"|yet|in addition|as a result|the move|the news|the comments?)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"(?:I|i|We|we|My|You)\b")
_SPEAKER = re.compile(r"\W*(?:I|We|My|You)\b")
_SAID = re.compile(
    r"\b(?:said|says?|told|added|wrote|tweeted|asked|explained|insisted|admitted|claimed|warned|[Aa]ccording|continued"
    r"|revealed|joked|recalled|replied|argued)\b"
)
_QUOTED = re.compile(r"(?<!\w)['‘]\s?.+?['’](?!\w)|[\"“].+?[\"”]|``.+?(?:''|``)")
_FIRST_PERSON = re.compile(r"\b(?:I|i|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Yy]ours?|[Yy]ou)\b")
_CAPTION = re.compile(
    r"\b(?:pictured|left|right|cent(?:re|er)|above|below|seen here|(?:file|stock) (?:photo|image|picture))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    [
        "also",
        "been",
        "could",
        "does",
        "from",
        "have",
        "having",
        "into",
        "only",
        "over",
        "said",
        "says",
        "some",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
    ]
) | frozenset("they this those very were what when where which while will with would your about after".split())  # noqa: SIM905


class RankingWeights(msgspec.Struct):
    """What was learnt.

    Attributes:
        sentence: weights of ``Sentences.features``.
        bias: added to a sentence's score.
        sets: weights of ``Sentences.set_features``.
        margin: by how much a set must score better than the first sentences.
    """

    sentence: list[float]
    bias: float
    sets: list[float]
    margin: float


class SentenceSet:
    """An article's sentences, looked at once."""

    def __init__(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        """``vectors``: one unit vector a sentence, shape (len(texts), width)."""
        self.texts = texts
        self.vectors = vectors
        self.words = [len(text.split()) for text in texts]
        self.all_words = [frozenset(_WORD.findall(text.lower())) for text in texts]
        content = [_content(text) for text in texts]
        self.content = [frozenset(words) for words in content]
        self.pairs = [frozenset(pairwise(words)) for words in content]
        self.times = Counter(word for words in content for word in words)
        self.in_sentences = Counter(word for words in self.content for word in words)
        self.pair_in = Counter(pair for pairs in self.pairs for pair in pairs)
        self.total = sum(self.times.values()) or 1

    def features(self) -> list[list[float]]:
        """For each sentence: where it stands, how near it is to the whole and to the beginning, what comes again."""
        import numpy as np

        near = self.vectors @ _unit(self.vectors.mean(axis=0))
        near_lead = self.vectors @ _unit(self.vectors[:3].mean(axis=0))
        alike = self.vectors @ self.vectors.T
        nearest = (
            np.sort(alike, axis=1)[:, -4:-1].mean(axis=1) if len(self.texts) > 3 else np.full(len(self.texts), 0.5)
        )
        beginning = frozenset[str]().union(*self.content[:3])
        rows = []
        for place, text in enumerate(self.texts):
            words, content, pairs = self.words[place], self.content[place], self.pairs[place]
            again = [self.in_sentences[word] - 1 for word in content]
            rows.append(
                [
                    *(float(place == n) for n in range(5)),
                    1 / (1 + place),
                    float(np.log1p(place)),
                    min(place, 8) / 8,
                    place / len(self.texts),
                    float(near[place]),
                    float(near_lead[place]),
                    float(nearest[place]),
                    float(alike[place, 0]),
                    min(words, 40) / 40,
                    (min(words, 40) / 40) ** 2,
                    min(words, 60) / 60,
                    float(words < 8),
                    float(words < 10),
                    float(words > 35),
                    float(bool(_DANGLING.match(text))),
                    float(bool(_SPEAKER.match(text))),
                    float(bool(_CAPTION.search(text))),
                    float(any(char.isdigit() for char in text)),
                    sum(char.isdigit() for char in text) / len(text),
                    float(text[:1] in "\"'“‘"),
                    float(any(mark in text for mark in ('"', "''", "``", "“"))),
                    float(text.endswith("?")),
                    sum(word[:1].isupper() for word in text.split()[1:]) / words,
                    float(np.log1p(np.mean(again))) if again else 0.0,
                    sum(number > 0 for number in again) / max(1, len(again)),
                    sum(self.pair_in[pair] > 1 for pair in pairs) / max(1, len(pairs)),
                    sum(self.times[word] for word in content) / self.total,
                    len(content & beginning) / max(1, len(content)) if place > 2 else 0.5,
                ]
            )
        return rows

    def set_features(self, places: Sequence[int], scores: Sequence[float]) -> list[float]:
        """For a set of sentences in order: their scores, what of the article they hold, repetition, length, place."""
        content = frozenset[str]().union(*(self.content[place] for place in places))
        pairs = frozenset[tuple[str, str]]().union(*(self.pairs[place] for place in places))
        held = sum(self.times[word] for word in content) / self.total
        words = sum(self.words[place] for place in places)
        mean = _unit(self.vectors[list(places)].mean(axis=0))
        alike = [float(self.vectors[one] @ self.vectors[two]) for one, two in combinations(places, 2)]
        own = [scores[place] for place in places]
        return [
            sum(own),
            sum(own) / len(own),
            min(own),
            held,
            held / float(words) ** 0.5,
            1 - len(content) / max(1, sum(len(self.content[place]) for place in places)),
            words / 60,
            (words / 60) ** 2,
            float(len(places) == MOST_SENTENCES),
            float(mean @ _unit(self.vectors.mean(axis=0))),
            float(mean @ self.vectors[0]),
            *(float(place in places) for place in range(3)),
            places[0] / 10,
            places[-1] / 10,
            sum(self.pair_in[pair] > 1 for pair in pairs) / max(1, len(pairs)),
            sum(alike) / len(alike) if alike else 1.0,
        ]

    def is_valid(self, places: Sequence[int], most_words: int) -> bool:
        """Whether sentences may stand together.

        They are short enough, none leans on one left out, and none nearly repeats another.
        """
        return (
            (len(places) == 1 or sum(self.words[place] for place in places) <= most_words)
            and all(place - 1 in places for place in places if place and depends_on_context(self.texts[place]))
            and not any(self.repeats(one, two) for one, two in combinations(places, 2))
        )

    def repeats(self, one: int, two: int) -> bool:
        """Whether two sentences say much the same."""
        fewer = min(len(self.all_words[one]), len(self.all_words[two]))
        return len(self.all_words[one] & self.all_words[two]) > 0.7 * fewer > 0

    def first(self, most_words: int) -> tuple[int, ...]:
        """The first sentences that fit."""
        places: tuple[int, ...] = ()
        for place in range(len(self.texts)):
            if len(places) < MOST_SENTENCES and self.is_valid((*places, place), most_words):
                places = (*places, place)
        return places or (0,)

    def sets(self, scores: Sequence[float], most_words: int, also: Sequence[int] = ()) -> list[tuple[int, ...]]:
        """The first sentences, then every set of the first and one or two of the best that fits.

        Each place of ``also`` is in one set at least, fit or not: with the first, and the sentence that it leans on.
        """
        best = sorted(range(min(EARLY, len(scores))), key=lambda place: -scores[place])[:BEST]
        places = sorted({*best, *range(min(3, len(scores))), *also} - {0})
        found = [self.first(most_words)]
        for size in (1, 2):
            sets = [(0, *some) for some in combinations(places, size)]
            found += [some for some in sets if self.is_valid(some, most_words) and some != found[0]]
        for place in also:
            before = {place - 1} if place and depends_on_context(self.texts[place]) else set()
            found.append(tuple(sorted({0, place, *before})))
        return found

    def select(
        self, ranking: RankingWeights, most_words: int, also: Sequence[int], names: Callable[[tuple[int, ...]], int]
    ) -> tuple[int, ...]:
        """The set that names most of what it should (``names`` counts), and of those the one that scores best."""
        scores = self.scores(ranking)
        found = self.sets(scores, most_words, also)
        most = max(map(names, found))
        found = [some for some in found if names(some) == most]
        worth = [_dot(ranking.sets, self.set_features(some, scores)) for some in found]
        if found[0] == self.first(most_words):
            worth[0] += ranking.margin
        return found[worth.index(max(worth))]

    def scores(self, ranking: RankingWeights) -> list[float]:
        """Each sentence's own score; higher is better."""
        return [_dot(ranking.sentence, row) + ranking.bias for row in self.features()]


def depends_on_context(text: str) -> bool:
    """Whether a sentence cannot stand by itself: it points back ("He said …"), or is speech and names no speaker."""
    if _DANGLING.match(text) or _SPEECH.match(text):
        return True
    if _SAID.search(text):
        return False
    return text[:1] in "\"'“‘`" or bool(_FIRST_PERSON.search(_QUOTED.sub("", text)))


def _dot(weights: Sequence[float], row: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def _unit(vector: Any) -> Any:
    return vector / max(float((vector @ vector) ** 0.5), 1e-9)


def _content(text: str) -> list[str]:
    """Words that carry meaning, cut to six letters so that their forms fall together."""
    return [
        word[:6] for word in _WORD.findall(text.lower()) if (len(word) > 3 or word.isdigit()) and word not in _COMMON
    ]
