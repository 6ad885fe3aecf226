"""Can a name be looked for, and is it meant as it is written?"""

from __future__ import annotations

import re
import unicodedata

from wirewatch.limits import NAME_CHARACTERS
from wirewatch.text.normalize import normalize_name

_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ALPHABETS = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC"))


def check(name: str) -> tuple[str, str]:
    """What makes ``name`` unusable, and what is doubtful about it; each empty where nothing is."""
    shown = ascii(name if len(name) <= 60 else name[:60] + "...")
    if found := _INVISIBLE.search(name):
        return f"{shown} holds the invisible character U+{ord(found.group()):04X}; remove it", ""
    if len(name) > NAME_CHARACTERS:
        return f"{shown} is longer than {NAME_CHARACTERS} characters; shorten it", ""
    letters = sum(char.isalnum() for char in normalize_name(name))
    if not letters:
        return f"{shown} holds no letter or digit; write a name", ""
    if letters == 1:
        return f"{shown} is one letter, which stands everywhere; write the name out", ""
    if not name.isascii() and (scripts := _mixed_alphabets(name)):
        return "", f"{shown} mixes {' and '.join(sorted(scripts))} letters in one word; is that meant?"
    return "", ""


def _mixed_alphabets(name: str) -> set[str]:
    for word in name.split():
        alphabets = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()} & _ALPHABETS
        if len(alphabets) > 1:
            return {alphabet.capitalize() for alphabet in alphabets}
    return set()
