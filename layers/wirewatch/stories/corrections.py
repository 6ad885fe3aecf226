"""Whether an article says that it corrects an earlier one."""

from __future__ import annotations

import re

_TITLE = re.compile(r"^\W*(?:correction|corrected|corrects|clarification|erratum)\s*[:)\]–—-]", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:^|\n|[(\[])\s*(?:correction|corrected|corrects|clarification|erratum)\b\s*[:,(]?\s+(?:\w+ ){0,4}?"
    r"(?:paragraph|headline|version|spelling|name|figure|number|date|story|article|report|to)\b"
    r"|\b(?:an|the) (?:earlier|previous|original) version of this (?:story|article|report)\b"
    r"|\bthis (?:story|article|report) (?:has been|was) (?:corrected|amended)\b",
    re.IGNORECASE,
)
_BEGINNING, _END = 400, 800
"""Characters of the text in which such a note stands: outlets put it first or last."""


def is_correction(title: str, text: str) -> bool:
    """Whether title, beginning or end say so in the words that outlets use; a text that only speaks of corrections does not."""
    if _TITLE.search(title):
        return True
    return bool(_NOTE.search(text[:_BEGINNING]) or (len(text) > _BEGINNING and _NOTE.search(text[-_END:])))
