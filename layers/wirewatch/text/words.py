"""Words and sentences also where they are written without spaces: how many words, and sentences put together."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHINESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff]")
_LETTERS_A_WORD = {_CHINESE: 2, _THAI: 5}
"""Chinese and Japanese words have some two letters; those of Thai, Lao, Burmese and Khmer five, marks included."""


def count_words(text: str) -> int:
    """The words of a text: between spaces, and by the number of letters in scripts that have none.

    An estimate: bounds on the length of texts need no more.
    """
    if text.isascii():
        return len(text.split())
    words = 0
    for letters, of_a_word in _LETTERS_A_WORD.items():
        if found := len(letters.findall(text)):
            words += (found + of_a_word - 1) // of_a_word
            text = letters.sub(" ", text)
    if not words:
        return len(text.split())
    return words + sum(1 for word in text.split() if any(map(str.isalnum, word)))


_WIDE_STOP = re.compile("([。！？][」』”’）]*) (?=\\S)")


def join_sentences(sentences: Iterable[str]) -> str:
    """Sentences as one text: a space between two, and none behind the full stop of Chinese and Japanese."""
    return _WIDE_STOP.sub(r"\1", " ".join(sentences))
