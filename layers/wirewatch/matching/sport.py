"""Is an article sport? Judged of the whole of it: title, text, section, tags and address.

A linear model over words, learnt by ``devtools/training/sport_model.py`` and stored as numbers. What happens around
sport (crime, politics, accidents, money) is not sport: the model has learnt from both.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from wirewatch.records import Article
from wirewatch.text.normalize import normalize

SPORT: Final = 0.0
"""From these log-odds on an article is sport."""

MAX_CHARACTERS: Final = 2400
"""Of a text that are read: what an article is about is told at its beginning (inverted pyramid)."""

_FILE: Final = Path(__file__).with_name("sport_model.json")
_WORD: Final = re.compile(r"[a-z]{2,}")
_SECTION: Final = 2.5
"""Added to the log-odds where the outlet files the article under sport, and taken from it where under other news."""
# The openings that the model learnt from are half sport, and news is not: few words are held against that.
_PRIOR: Final = 1.5
_FEW: Final = 4
_STRONG: Final = 3.0
_AGAINST: Final = -200  # in hundredths: words that weigh like this are few


def words_of(text: str) -> list[str]:
    """The words that the model knows text by: runs of at least two Latin letters, small."""
    return _WORD.findall(text.lower())


class SportModel:
    """Weights of words, open for use."""

    def __init__(self, words: dict[str, list[int]], scale: int, bias: float, length: float) -> None:
        self._words = words
        self._scale = scale
        self._bias = bias
        self._length = length

    @classmethod
    def load(cls, file: Path = _FILE) -> SportModel:
        """Open the numbers in ``file``."""
        numbers = json.loads(file.read_text("utf-8"))
        return cls(numbers["words"], numbers["scale"], numbers["bias"], numbers["length"])

    def score(self, text: str) -> float:
        """Log-odds that ``text`` is sport; linear in its length."""
        found = words_of(text)
        alone = rarity = on_top = 0
        known = 0
        for word in found:
            if numbers := self._words.get(word):
                alone += numbers[0]
                rarity += numbers[1]
                known += numbers[1] > 0
        distinct = [numbers[2] for word in dict.fromkeys(found) if (numbers := self._words.get(word))]
        on_top = sum(distinct)
        return (
            self._bias
            + alone / (rarity + self._scale)
            + self._length * math.log1p(known)
            + on_top / self._scale / math.sqrt(max(len(distinct), 1))
            - _PRIOR * _FEW / (known + _FEW)
        )

    def words_against(self, text: str) -> int:
        """How many distinct words of ``text`` speak clearly against sport: ``police``, ``troops``."""
        found = (self._words.get(word) for word in set(words_of(text)))
        return sum(numbers is not None and numbers[0] + numbers[2] < _AGAINST for numbers in found)

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return word in self._words

    def is_sport_word(self, word: str) -> bool:
        """Whether a word says sport alone: ``football``, ``nfl``."""
        return word in ("sport", "sports") or (len(word) > 2 and self.score(word) > _STRONG)


@lru_cache(maxsize=1)
def sport_model() -> SportModel:
    """The model that ships, opened once."""
    return SportModel.load()


def sport_score(article: Article) -> float:
    """Log-odds that the article is sport.

    Articles in other languages are judged by section, tags and address alone: the words are English.
    """
    model = sport_model()
    english = article.language in (None, "en")
    text = normalize(f"{article.title}. {article.text[:MAX_CHARACTERS]}").text
    score = model.score(text) if english else -_SECTION
    return score + _filed_under(article, model)


def _filed_under(article: Article, model: SportModel) -> float:
    """What section, tags and the folders of the address add to the log-odds."""
    path = urlsplit(article.url).path if article.url else ""
    folders = [part for part in path.lower().split("/")[1:-1] if part.isalpha()]
    named = [
        *folders[:3],
        *(words_of(article.section or "")),
        *(word for tag in article.tags[:8] for word in words_of(tag)),
    ]
    if not named:
        return 0.0
    if any(model.is_sport_word(word) for word in named):
        return _SECTION
    return -_SECTION / 2 if folders or article.section else 0.0
