"""Nationality words that are languages: ``sang in Portuguese``, ``English-language``."""

from __future__ import annotations

import re
from typing import Final

_REACH: Final = 60
_SPEAKS: Final = re.compile(
    r"\b(?:speaks?|spoke|speaking|spoken|learn(?:s|ed|ing)?|(?:fluent|translated|written|writes|wrote|said|says|sang|sings|"
    r"sing|answered|replied|published|broadcasts?|taught|read|reads) (?:in|into|from)) (?:broken |fluent |perfect |both )?$"
)
_IN: Final = re.compile(r"\b(?:in|into|from) (?:both |either )?$")
_LANGUAGE_ENDS: Final = re.compile(r"(?: ?[.;:!?)\"]| ''|$| (?:and|or) \w+(?: ?[.;:!?)\"]|$))")
_LANGUAGE_GOES_ON: Final = re.compile(
    r"(?: ?,| (?:and|or|with|but|as|on|at|to|for|by|that|until|before|after|when|while|because|than|only|too|or)\b)"
)
_LANGUAGE_ONLY: Final = re.compile(r" (?:language|translations?|speaking|speakers?|lessons?|subtitles|dictionary)\b")


def is_language(text: str, start: int, end: int) -> bool:
    """Whether a nationality word is a language (``sang in Portuguese``, ``English-language``); folded text."""
    if _LANGUAGE_ONLY.match(text, end):
        return True
    before = text[max(0, start - _REACH) : start]
    if before.endswith(("(", "( ")) and text.startswith((":", " :"), end):
        return True
    if _LANGUAGE_ENDS.match(text, end):
        return bool(_IN.search(before) or _SPEAKS.search(before))
    return bool(_LANGUAGE_GOES_ON.match(text, end) and _SPEAKS.search(before))
