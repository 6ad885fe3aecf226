"""How rare a word is in the news: a fixed table of inverse document frequencies, and the light stemmer it is made with.

The table (``rarity.json``) names its sources and licence; ``python -m devtools.training.event_score`` writes it. A word that
is not in it is as rare as can be: names are.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import msgspec

MAX_RARITY = 8.5
"""Natural logarithm of articles to the one that holds a word, at most."""


class RarityTable(msgspec.Struct):
    """What the file holds.

    Attributes:
        source: where the frequencies come from, with date.
        licence: of the sources.
        stems: rarity in tenths → stems parted by blanks; stems that are as rare as can be are left out.
    """

    source: str
    licence: str
    stems: dict[int, str]


@cache
def _table() -> dict[str, float]:
    file = Path(__file__).with_name("rarity.json")
    table = msgspec.json.decode(file.read_bytes(), type=RarityTable)
    return {word: tenths / 10 for tenths, words in table.stems.items() for word in words.split()}


def rarity(word: str) -> float:
    """Rarity of a stem, 0 (in every article) to ``MAX_RARITY``."""
    return _table().get(word, MAX_RARITY)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A lower-case English word without the commonest endings; deliberately light, it never joins what differs in sense."""
    if len(word) > 3 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith("sses"):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiosl":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word
