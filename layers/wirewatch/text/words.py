"""How many words a text has, also where they are written without spaces."""

from __future__ import annotations

import re

_UNSPACED = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_LETTERS_A_WORD = 2
"""Chinese and Japanese words have two letters on average, as newspapers print them; Thai ones four."""
_WORD = re.compile(r"[^\s]+")


def count_words(text: str) -> int:
    """The words of a text: between spaces, and by the number of letters in scripts that have none.

    Chinese and Japanese have 1.5 to 2 characters a word; two are taken for one word in every such script.
    """
    if text.isascii():
        return len(text.split())
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    spaced = sum(1 for word in _WORD.findall(_UNSPACED.sub(" ", text)) if any(map(str.isalnum, word)))
    return spaced + (unspaced + 1) // _LETTERS_A_WORD
