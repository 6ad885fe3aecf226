"""The guard: is what a summary says in the article?

Every name, number, unit of money or measure, date, quotation and negation of each sentence is looked for in the
article, and the sentence's words are laid beside the article's: how many are new, in how long stretches they follow
the article's, and how well one place of the article holds them all (extractive fragments after Grusky et al. 2018,
"Newsroom", NAACL). A logistic combination of these
says how likely the sentence is supported. No model is opened and no service asked.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from wirewatch import sentences

MOST_CHARACTERS = 100_000
"""Characters of an article that are looked at; an article that is longer supports what its first part says."""
MOST_PLACES = 500
"""Sentences of an article that a summary's are laid beside."""
MOST_SUMMARY = 10_000
MOST_SENTENCES = 40
"""Characters and sentences of a summary; what is longer is no summary and not supported."""

Kind = Literal["name", "number", "date", "unit", "quotation", "negation", "sentence"]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[%$£€¥]")
_QUOTED = re.compile(r'"([^"\n]{1,400})"')
_FOLDED = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "’": "'",
        "‘": "'",
        "‚": "'",
        "‐": "-",
        "‑": "-",
        "–": " ",
        "—": " ",
    }
)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_NUMBERS = {
    word: float(value)
    for value, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty"
        )
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0}
_SCALES = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 1e9),
    **dict.fromkeys(("tn", "trillion", "trillions"), 1e12),
    "hundred": 1e2,
}
_UNITS = {
    **dict.fromkeys(("%", "percent", "pc"), "%"),
    **dict.fromkeys(("$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("£", "pound", "pounds"), "£"),
    **dict.fromkeys(("€", "euro", "euros"), "€"),
    **dict.fromkeys(("¥", "yen"), "¥"),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("mile", "miles"), "mile"),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), "tonne"),
    **dict.fromkeys(("second", "seconds"), "second"),
    **dict.fromkeys(("minute", "minutes"), "minute"),
    **dict.fromkeys(("hour", "hours"), "hour"),
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
}
_DATES = frozenset(
    _listed(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december yesterday today tomorrow"
    )
)
_NEGATIONS = frozenset(_listed("not no never none nobody nothing neither nor without cannot denied denies deny"))
_STOPS = frozenset(
    _listed(
        "a an the and or but if of at by for with about against between into through during before after above below to "
        "from up down in out on off over under again then once here there when where why how all any both each few more "
        "most other some such no nor not only own same so than too very s t can will just should now is are was were be "
        "been being have has had having do does did doing would could may might must shall he she it they we you i his her "
        "its their our your my him them us me this that these those as who whom which what while also said says say"
    )
)


class Finding(msgspec.Struct, kw_only=True):
    """Something that the article does not support.

    Attributes:
        kind: what it is; ``sentence`` where the sentence as a whole is too far from the article.
        text: as the summary writes it.
        sentence: which of the summary's sentences, from 0.
    """

    kind: Kind
    text: str
    sentence: int


class Verdict(msgspec.Struct, kw_only=True):
    """What the guard says of a summary.

    Attributes:
        supported: whether each sentence is.
        score: 0 to 1, of the worst sentence; one half divides.
        unsupported: what is not found, in the summary's order.
        kept: the sentences that are supported, as written.
    """

    supported: bool
    score: float
    unsupported: list[Finding]
    kept: list[str]


class Place(NamedTuple):
    """A sentence of the article, and the one behind it."""

    words: list[str]
    stems: frozenset[str]


class Source:
    """An article made ready to be asked; may judge any number of summaries."""

    def __init__(self, text: str) -> None:
        text = text[:MOST_CHARACTERS]
        self.words = _words(text)
        self.stems = frozenset(map(_stem, self.words))
        self.flat = " ".join(self.words)
        self.pairs = set(pairwise(self.words))
        self.triples = set(zip(self.words, self.words[1:], self.words[2:], strict=False))
        self.at: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.at[word].append(place)
        self.numbers, self.measured = _quantities(self.words)
        folded = _folded(text)
        self.initials = _initials(folded)
        single = [_words(text[start:end]) for start, end in sentences.spans(text)[:MOST_PLACES]]
        self.places = [
            Place(words, frozenset(map(_stem, words)))
            for words in ([*one, *two] for one, two in zip(single, [*single[1:], []], strict=False))
        ]

    def findings(self, sentence: str, number: int) -> Iterator[Finding]:
        """What the sentence names that the article does not."""
        folded = _folded(sentence)
        words = _words(sentence)
        for name in _names(folded):
            if not self._named(name):
                yield Finding(kind="name", text=name, sentence=number)
        values, measured = _quantities(words)
        for value in sorted(values - self.numbers):
            yield Finding(kind="number", text=f"{value:g}", sentence=number)
        for value, unit in sorted(measured - self.measured):
            # A unit is wrong where the article gives the same number another one; it may leave a unit out.
            if value in self.numbers and any(value == other for other, _ in self.measured):
                yield Finding(kind="unit", text=f"{value:g} {unit}", sentence=number)
        for word in words:
            if word in _DATES and word not in self.at and word != "may":
                yield Finding(kind="date", text=word, sentence=number)
        for quoted in _QUOTED.findall(folded):
            said = " ".join(_words(quoted))
            if said and f" {said} " not in f" {self.flat} ":
                yield Finding(kind="quotation", text=quoted.strip(), sentence=number)
        if self._negated(words) or self._denial_dropped(words):
            yield Finding(kind="negation", text=sentence.strip(), sentence=number)

    def features(self, sentence: str) -> list[float]:
        """How the sentence lies beside the article, in the order of ``WEIGHTS``."""
        words = _words(sentence)
        stems = [_stem(word) for word in words if word not in _STOPS]
        if not stems:
            return [0.0] * len(WEIGHTS)
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
            1 - (_common(words, place.words) / len(words) if place else 0.0),
            math.log(sum(length * length for length in fragments) / len(words) + 0.1),
            (len(fragments) - 1) / 5,
        ]

    def _named(self, name: str) -> bool:
        """Whether each word of a name is in the article, as it is, as a nationality of it, or as its initials."""
        if "".join(name.split()).lower() in self.initials:
            return True
        return all(
            word in self.at
            or word in self.initials
            or _stem(word) in self.stems
            or any(len(word) > 4 and other.startswith(word[:5]) for other in self.at)
            for word in _words(name)
            if word not in _STOPS and word != "unk"  # some systems write UNK for a word that they do not know
        )

    def _nearest(self, stems: Sequence[str]) -> Place | None:
        wanted = set(stems)
        return max(self.places, key=lambda place: len(wanted & place.stems), default=None)

    def _negated(self, words: Sequence[str]) -> bool:
        """Whether the sentence denies and its place in the article does not, or the other way round."""
        stems = [_stem(word) for word in words if word not in _STOPS]
        place = self._nearest(stems)
        if place is None or not stems:
            return False
        if sum(stem in place.stems for stem in stems) < 0.6 * len(stems):
            return False
        return _denies(words) and not _denies(place.words)

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


BIAS = -0.019
WEIGHTS = [-1.284, -0.559, 0.151, -0.927, -0.428, 0.638, -0.739]
"""By scripts/train_guard.py; in the order of ``Source.features``."""


def check(text: str, summary: str) -> Verdict:
    """Judge each sentence of ``summary`` against the article ``text``.

    An empty summary says nothing and is not supported.
    """
    parts = [summary[start:end] for start, end in sentences.spans(summary[: MOST_SUMMARY + 1])]
    if len(summary) > MOST_SUMMARY or len(parts) > MOST_SENTENCES:
        finding = Finding(kind="sentence", text="too long to be a summary", sentence=0)
        return Verdict(supported=False, score=0.0, unsupported=[finding], kept=[])
    source = Source(text)
    unsupported: list[Finding] = []
    kept, worst = [], 1.0 if parts else 0.0
    for number, part in enumerate(parts):
        found = list(source.findings(part, number))
        score = _score(source, part)
        worst = min(worst, min(score, 0.49) if found else score)
        if score < 0.5 and not found:
            found.append(Finding(kind="sentence", text=part, sentence=number))
        if not found:
            kept.append(part)
        unsupported += found
    return Verdict(supported=bool(kept) and not unsupported, score=round(worst, 4), unsupported=unsupported, kept=kept)


def _score(source: Source, sentence: str) -> float:
    """How likely the sentence is supported; certain where the article has it word for word."""
    if f" {' '.join(_words(sentence))} " in f" {source.flat} ":
        return 1.0
    features = source.features(sentence)
    total = BIAS + sum(weight * feature for weight, feature in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    return text.replace("``", '"').replace("''", '"').replace(" 's", "'s")


def _words(text: str) -> list[str]:
    """Words in small letters, possessives off, numbers without separators of thousands."""
    found = []
    for word in _WORD.findall(_folded(text).lower()):
        word = word.removesuffix("'s")
        if word[:1].isdigit():
            word = re.sub(r",(?=\d{3}(?!\d))", "", word)
        if word.endswith("n't"):
            found += [word.removesuffix("n't"), "not"]
        else:
            found.append(word)
    return found


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word


def _names(folded: str) -> list[str]:
    """Runs of words in capitals, other than a sentence's first word on its own."""
    found: list[str] = []
    words = folded.split()
    run: list[str] = []
    for place, word in enumerate([*words, ""]):
        bare = word.strip("\"'()[],.;:!?").removesuffix("'s")
        if bare[:1].isupper() and not (place == 0 and bare.lower() in _STOPS):
            run.append(bare)
            if word[-1:] in ",.;:!?)" and len(bare) > 1:
                found, run = _closed(found, run, place), []
        elif run:
            found, run = _closed(found, run, place - 1), []
    return found


def _closed(found: list[str], run: list[str], last: int) -> list[str]:
    """The run joins the names unless it is the sentence's first word alone, which any sentence has in capitals."""
    if len(run) == 1 and last == 0:
        return found
    return [*found, " ".join(run)]


def _initials(folded: str) -> set[str]:
    """Short forms that the article's runs of capitals would have: International Monetary Fund → imf."""
    found: set[str] = set()
    letters = ""
    for word in [*folded.split(), ""]:
        if word[:1].isupper():
            letters = (letters + word[0].lower())[-8:]
            found |= {letters[start:] for start in range(len(letters) - 1)}
        elif word not in ("of", "for", "and", "the", "on"):
            letters = ""
    return found


def _quantities(words: Sequence[str]) -> tuple[set[float], set[tuple[float, str]]]:
    """Numbers, in digits or words, and those that stand by a unit."""
    values: set[float] = set()
    measured: set[tuple[float, str]] = set()
    for place, word in enumerate(words):
        value = _value(word)
        if value is None or word == "one":
            continue
        follows = place + 1
        scale = _SCALES.get(words[follows]) if follows < len(words) else None
        if scale:
            value, follows = value * scale, follows + 1
        values.add(value)
        for unit in (words[follows : follows + 1], words[max(0, place - 1) : place]):
            if unit and unit[0] in _UNITS and not (unit[0].isalpha() and unit == words[max(0, place - 1) : place]):
                measured.add((value, _UNITS[unit[0]]))
    return values, measured


def _value(word: str) -> float | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    try:
        return float(word) if word[:1].isdigit() and len(word) < 20 else None
    except ValueError:
        return None


def _denies(words: Sequence[str]) -> bool:
    return not _NEGATIONS.isdisjoint(words)


def _common(words: Sequence[str], others: Sequence[str]) -> int:
    """Length of the longest common subsequence of words, both cut to bounds that sentences keep."""
    words, others = words[:80], others[:160]
    row = [0] * (len(others) + 1)
    for word in words:
        before = 0
        for place, other in enumerate(others, 1):
            kept = row[place]
            row[place] = before + 1 if word == other else max(kept, row[place - 1])
            before = kept
    return row[-1]
