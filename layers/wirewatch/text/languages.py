"""Languages: any name or code of one as ISO 639-1, and which one a text is in: by its script alone, or by its words too."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

from wirewatch.text.language_model import classify

_SCRIPTS = {
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", "ja": "\u3040-\u30ff", "zh": "\u3400-\u9fff", "th": "\u0e01-\u0e5b",
    "el": "\u0370-\u03ff\u1f00-\u1fff", "he": "\u0590-\u05ff", "ka": "\u10a0-\u10ff", "hy": "\u0530-\u058f", "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "gu": "\u0a80-\u0aff", "pa": "\u0a00-\u0a7f",
    "or": "\u0b00-\u0b7f", "si": "\u0d80-\u0dff", "lo": "\u0e80-\u0eff", "km": "\u1780-\u17ff", "my": "\u1000-\u109f",
}  # fmt: skip
"""Scripts that the news of one language alone is written in (Unicode blocks)."""
_LETTERS = {code: re.compile(f"[{block}]") for code, block in _SCRIPTS.items()}
_LIKELIEST = (
    ("hi", re.compile("[\u0900-\u097f]")),
    ("fa", re.compile("[پچژگکی]")),
    ("ar", re.compile("[\u0620-\u06ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
"""Letters of scripts that several languages share, and the likeliest of these; the first that a text holds decides."""
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LEAST_LETTERS = 8
"""Letters of such a script that tell a language."""
_KANA = 0.05
"""Share of kana in Japanese from which on Han letters are Japanese: Chinese has none, but may quote some."""
_LEAST_TEXT = 60
"""Characters of a text in a script of many languages that the classifier is asked about."""
_LOOKED_AT = 3000


def language_code(value: object) -> str | None:
    """ISO 639-1 of a BCP 47 tag, a code of ISO 639-2 or 639-3, a locale or a language's name; None for anything else.

    Members of a macrolanguage are the macrolanguage: ``yue`` and ``wuu`` are ``zh``.
    """
    if not isinstance(value, str) or not 2 <= len(text := value.strip().casefold()) <= 60:
        return None
    table = _table()
    code = re.split(r"[-_.@;,\s]", text, maxsplit=1)[0]
    name = re.split(r"\s*[(,;/]", text, maxsplit=1)[0]
    found = (
        table["codes"].get(code)
        or (code if code in table["two_letters"] else None)
        or table["names"].get(text)
        or table["names"].get(name)
    )
    return str(found).partition("-")[0] if found else None


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language that a text is written in; None for a text too short to tell."""
    text = text[:_LOOKED_AT]
    if code := _only_language(text, _LEAST_LETTERS):
        return code
    if len(text) < _LEAST_TEXT:
        return None
    return language_code(classify(text))


def language_of_script(text: str) -> str | None:
    """The likeliest language of a text by its letters alone, however short; None where most of them are Latin.

    A guess at once and without a model: of Cyrillic Russian or Ukrainian, of Arabic letters Arabic or Persian.
    """
    text = text[:_LOOKED_AT]
    if code := _only_language(text, 1):
        return code
    letters = sum(map(str.isalpha, text))
    if not letters or len(_LATIN.findall(text)) * 2 > letters:
        return None
    return next((code for code, pattern in _LIKELIEST if pattern.search(text)), None)


def _only_language(text: str, least: int) -> str | None:
    """The one language of the script that most of the letters belong to, at least ``least`` of them."""
    counts = Counter({code: len(letters.findall(text)) for code, letters in _LETTERS.items()})
    # Japanese is written in Han letters and kana.
    if counts["ja"] > _KANA * counts["zh"]:
        counts["ja"] += counts.pop("zh")
    code, most = counts.most_common(1)[0]
    return code if most >= least and most * 2 > sum(map(str.isalpha, text)) else None


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("wirewatch.text").joinpath("data/language_codes.json").read_text("utf-8"))
    return {**table, "two_letters": frozenset(table["two_letters"].split())}
