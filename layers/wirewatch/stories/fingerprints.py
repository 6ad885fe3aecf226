"""An article's identity, and the fingerprint by which copies of its text are recognised.

Two texts are copies where one holds at least four fifths of the other's word 5-grams: containment, not Jaccard,
because outlets cut agency texts short. Every 5-gram is hashed (Broder's shingles). The sorted hashes are kept with the
article, so that the decision is exact. A few of them are the keys by which copies find each other. They are chosen by
winnowing (Schleimer, Wilkerson and Aiken 2003): the least hash of every window of 40, so that any 44 words in common
give a key in common. In the first 44 words the window is 8, so that a first sentence that was kept alone suffices.
MinHash with banding was measured beside it: it estimates Jaccard, and misses what was cut.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from hashlib import blake2b

import msgspec

from wirewatch.fetching.urls import url_key

SHINGLE = 5


WINDOW = 40


LEAD = 40
"""Shingles at the beginning of a text, in which the windows are of ``LEAD_WINDOW``."""


LEAD_WINDOW = 8


KEYS = 64
"""At most, of one article: with its own key they fit one batch-get of 100."""


SAME = 0.8
"""Containment from which two texts are copies."""


_LEAST_SHARED = 4


_SKETCH = 2048


_WORDS = 50_000


# Scripts that are written without spaces are cut into characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


class Signature(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a text to recognise it.

    Attributes:
        keys: hexadecimal, in rising order, at most ``KEYS``.
        scale: only hashes below 2**32 / scale are kept; 1 for texts of up to 2048 different 5-grams.
        sketch: the kept hashes, 4 bytes each, native order, rising.
    """

    keys: list[str]
    scale: int
    sketch: bytes

    def hashes(self, scale: int = 1) -> set[int]:
        """The kept hashes, thinned to ``scale`` where that is coarser."""
        values = array("I", self.sketch)
        return set(values) if scale <= self.scale else {value for value in values if value < 2**32 // scale}


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; characters where the script has no spaces. The first 50,000."""
    found = []
    for word in _WORD.finditer(text.lower()):
        found.append(word.group())
        if len(found) == _WORDS:
            break
    return found


def fingerprint(text: str) -> str:
    """128 bits of the text's words in hexadecimal: equal where only case, spacing or punctuation differ."""
    return blake2b(" ".join(words(text)).encode("utf-8", "replace"), digest_size=16).hexdigest()


def article_id(url: str | None, text: str) -> str:
    """An article's id, 32 hexadecimal digits: of its address where it has one, else of its text.

    Two revisions at one address are one article, whatever has been edited. An address without a path is a site's, not
    an article's (some pages name their front page as canonical), and does not count.
    """
    key = url_key(url) if url else None
    return blake2b(key.encode(), digest_size=16).hexdigest() if key else fingerprint(text)


def signature(text: str) -> Signature:
    """The signature of a text; of one shorter than five words it is empty, and equal to none."""
    tokens = words(text)
    shingles = [
        int.from_bytes(blake2b(" ".join(tokens[i : i + SHINGLE]).encode("utf-8", "replace"), digest_size=8).digest())
        for i in range(len(tokens) - SHINGLE + 1)
    ]
    kept = {shingle >> 32 for shingle in shingles}
    scale = 1
    while len(kept) > _SKETCH:
        scale *= 2
        kept = {value for value in kept if value < 2**32 // scale}
    return Signature(
        keys=[f"{key:016x}" for key in sorted(_winnow(shingles))],
        scale=scale,
        sketch=array("I", sorted(kept)).tobytes(),
    )


def _winnow(shingles: list[int]) -> set[int]:
    # Short texts get narrower windows, so that they too have several keys; so does the beginning of every text, as what
    # others keep of a story is often only that.
    window = min(WINDOW, max(1, len(shingles) // 6))
    chosen = set(_least(shingles[:LEAD], min(window, LEAD_WINDOW)))
    for least in _least(shingles, window):
        if len(chosen) == KEYS:
            break
        chosen.add(least)
    return chosen


def _least(shingles: list[int], window: int) -> Iterator[int]:
    """The least shingle of every window."""
    return (min(shingles[i : i + window]) for i in range(len(shingles) - window + 1))


def _shared(a: Signature, b: Signature) -> tuple[int, int, int]:
    scale = max(a.scale, b.scale)
    ours, theirs = a.hashes(scale), b.hashes(scale)
    return len(ours & theirs), len(ours), len(theirs)


def similarity(a: Signature, b: Signature) -> float:
    """Jaccard similarity of the two texts' word 5-grams, 0 to 1."""
    shared, ours, theirs = _shared(a, b)
    return shared / (ours + theirs - shared) if shared else 0.0


def containment(a: Signature, b: Signature) -> float:
    """Share of the shorter text's word 5-grams that the longer one holds, 0 to 1."""
    shared, ours, theirs = _shared(a, b)
    return shared / min(ours, theirs) if shared else 0.0


def same_story(a: Signature, b: Signature, at_least: float = SAME) -> bool:
    """Whether one text is a copy of the other, whole or cut; never on fewer than four 5-grams in common."""
    shared, ours, theirs = _shared(a, b)
    return shared >= _LEAST_SHARED and shared >= at_least * min(ours, theirs)
