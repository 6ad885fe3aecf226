"""Chinese: does a name begin and end where words do?

Chinese writes no spaces: ``欧美国家`` (Europe and America | countries) holds ``美国`` (United States) by accident. The likeliest words
around the place decide, by how often each is written (Viterbi over a unigram model). The counts are those of the dictionary of
jieba (MIT licence), reduced by ``devtools/packs/chinese_words.py``; traditional characters are read as simplified ones after the
table of OpenCC (Apache-2.0).
"""

from __future__ import annotations

import gzip
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "chinese_words.txt.gz"
_REACH: Final = 6
"""Characters on each side that are looked at."""
_LONGEST: Final = 4
_UNKNOWN: Final = 1.0
_NAME: Final = 300.0
"""Count of a name that the dictionary lacks."""
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# Single characters that a name is joined to in the dictionary without meaning something else: people, army, team …
_SUFFIXES: Final = frozenset("人籍军队方产式版裔兵史政岛")


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, float], float, dict[int, int]]:
    """The log-count of each word, the logarithm of all counts together, and traditional → simplified characters."""
    traditional, simplified, *lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    table = {ord(char): ord(other) for char, other in zip(traditional, simplified, strict=True)}
    counts = {word: float(count) for word, count in (line.split(" ") for line in lines)}
    return {word: math.log(count) for word, count in counts.items()}, math.log(sum(counts.values())), table


def crosses_words(text: str, start: int, end: int) -> bool:
    """Whether the name at ``start`` to ``end`` begins or ends within a word, or is only a part of one."""
    low, high = start, end
    while low > max(0, start - _REACH) and _HAN.match(text, low - 1):
        low -= 1
    while high < min(len(text), end + _REACH) and _HAN.match(text, high):
        high += 1
    if low == start and high == end:
        return False
    words = _segment(text[low:high], text[start:end])
    at = low
    for word in words:
        stop = at + len(word)
        if at <= start < stop:
            if at < start:
                return True
            if stop > end and not _is_appended(word[end - start :]):
                return True
        elif at < end < stop:
            return True
        at = stop
    return False


def _is_appended(rest: str) -> bool:
    """Whether what follows a name in a word of the dictionary is a word of its own (``美国`` + ``国会``)."""
    return rest in _SUFFIXES or (len(rest) > 1 and rest in _words()[0])


def _segment(text: str, name: str) -> list[str]:
    """The likeliest words of a text of which one may be ``name``."""
    counts, total, table = _words()
    text, name = text.translate(table), name.translate(table)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        choices = []
        for start in range(max(0, end - max(_LONGEST, len(name))), end):
            word = text[start:end]
            count = counts.get(word)
            if word == name:
                count = max(count or 0.0, math.log(_NAME))
            if count is None:
                if end - start > 1:
                    continue
                count = math.log(_UNKNOWN)
            choices.append((best[start][0] + count - total, start))
        best.append(max(choices))
    words: list[str] = []
    end = len(text)
    while end:
        start = best[end][1]
        words.append(text[start:end])
        end = start
    return words[::-1]
