"""Scripts and languages: which language a text can only be in, and one code for each."""

from __future__ import annotations

import re
from typing import Final

_SAME: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ms": "id", "ji": "yi", "mo": "ro"}
# Letters that only one of the languages of news writes; the first that a text holds decides.
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3041-\u30fa]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("el", re.compile(r"[\u0391-\u03ce]")),
    ("fa", re.compile(r"[پچژگکی]")),
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0410-\u044f]")),
)
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SAMPLE: Final = 4000


def base_language(code: str | None) -> str | None:
    """ISO 639-1 of a language tag, one code for each language: ``nb-NO`` → ``no``, ``zh-Hant`` → ``zh``."""
    if not code:
        return None
    base = re.split("[-_]", code.strip().lower(), maxsplit=1)[0]
    return _SAME.get(base, base) or None


def language_of_script(text: str) -> str | None:
    """The likeliest language of a text by its letters alone; None for Latin letters, which many languages share.

    A text counts as being in a script where at least as many of its letters belong to it as to the Latin one. Only the
    first 4,000 characters are looked at.
    """
    sample = text[:_SAMPLE]
    latin = len(_LATIN.findall(sample))
    letters = sum(map(str.isalpha, sample))
    if not letters or latin * 2 > letters:
        return None
    return next((language for language, pattern in _SCRIPTS if pattern.search(sample)), None)
