"""Text folded for comparison, with the way back to where it stood.

Folding makes the different ways of writing one name equal: case, accents, typographic quotes and hyphens, full-width
letters, soft hyphens, runs of white space, the dot that Devanagari may leave out. Latin, Greek, Cyrillic and Arabic lose their marks (Unicode NFKD without
combining marks); other scripts keep theirs, because there the marks are letters. Offsets into the folded text can
always be turned back into offsets of the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

# Letters that Unicode does not decompose, and punctuation with several shapes.
_SPECIAL = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n", "ə": "a",
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'", "′": "'", "ʻ": "'", "＇": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "״": '"', "׳": "'",
    "‐": "-", "‑": "-", "－": "-", "⁃": "-", "־": "-",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u0640": "",
    "\u200e": "", "\u200f": "", "\u061c": "", "\u093c": "", "ँ": "ं",
    "\r": " ", "\t": " ", "\v": " ", "\f": " ", "\x1c": " ", "\x1d": " ", "\x1e": " ", "\x85": " ",
    "\n": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip

_MARKS_ARE_DROPPED = re.compile(r"[\u00c0-\u052f\u0600-\u06ff\u1e00-\u1fff\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufeff]")


class _Table(dict[int, str]):
    """Code point → folded string, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lower = char.casefold()
        if lower in _SPECIAL:
            folded = _SPECIAL[lower]
        elif char.isspace():
            folded = " "
        elif "\u0300" <= char <= "\u036f" or "\u064b" <= char <= "\u065f" or "\ufe00" <= char <= "\ufe0f":
            folded = ""
        elif _MARKS_ARE_DROPPED.match(char):
            folded = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
            folded = "".join(_SPECIAL.get(c, c) for c in folded)
        else:
            folded = unicodedata.normalize("NFKC", lower).replace("\u093c", "")
        self[code] = folded
        return folded


_TABLE = _Table()
_INNER_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_LONE_NEWLINE = re.compile(r"(?<!\n)\n(?!\s*\n)(?<!\n\s)")


class NormalizedText:
    """A text and its folded form.

    Attributes:
        original: the text as it came.
        text: the folded text.
    """

    __slots__ = ("_at", "_delta", "original", "text")

    def __init__(self, original: str, text: str, at: list[int], delta: list[int]) -> None:
        self.original = original
        self.text = text
        self._at = at
        self._delta = delta

    def to_original(self, position: int) -> int:
        """Offset in the original of the character at ``position`` of the folded text."""
        if not self._at:
            return position
        return position + self._delta[bisect_right(self._at, position) - 1]

    def to_normalized(self, origin: int) -> int:
        """Offset in the folded text of the first character that stands for the one at ``origin`` of the original.

        Where the character has been left out, that of what follows it.
        """
        if not self._at:
            return origin
        # Pieces begin at rising offsets of either text.
        piece = bisect_right(self._at, origin, key=lambda at: self.to_original(at)) - 1
        position = self._at[piece] + origin - self.to_original(self._at[piece])
        while position and self.to_original(position - 1) == origin:
            position -= 1
        return min(position, len(self.text))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of ``text[start:end]``, which must not be empty."""
        return self.to_original(start), self.to_original(end - 1) + 1


def normalize(text: str) -> NormalizedText:
    """``text`` folded; linear in its length."""
    table = _TABLE
    odd = "".join(re.escape(char) for char in set(text) if len(table[ord(char)]) != 1)
    body = text.translate(table)
    at: list[int] = []
    delta: list[int] = []
    if odd or "  " in body:
        body, at, delta = _fold_unevenly(text, odd)
    if "\n" in body:
        body = _LONE_NEWLINE.sub(" ", body)
    if "-" in body:
        body = _INNER_HYPHEN.sub(" ", body)
    return NormalizedText(text, body, at, delta)


def _fold_unevenly(text: str, odd: str) -> tuple[str, list[int], list[int]]:
    """Fold a text whose folded form has another length, noting where the offsets shift."""
    pieces: list[str] = []
    at, delta = [0], [0]
    length = last = 0
    for found in re.finditer(rf"[{odd}]|[^\S\n\u2028\u2029]{{2,}}" if odd else r"[^\S\n\u2028\u2029]{2,}", text):
        start, end = found.span()
        plain = text[last:start].translate(_TABLE)
        folded = " " if found.group()[0].isspace() else _TABLE[ord(found.group()[0])]
        pieces += (plain, folded)
        length += len(plain)
        for extra in range(1, len(folded)):  # every further letter of an expansion points at the same character
            at.append(length + extra)
            delta.append(start - length - extra)
        length += len(folded)
        at.append(length)
        delta.append(end - length)
        last = end
    pieces.append(text[last:].translate(_TABLE))
    return "".join(pieces), at, delta


def normalize_clean(name: str) -> str:
    """``normalize_name`` of a name with single spaces only; faster, and kept nowhere."""
    body = name.translate(_TABLE)
    return _INNER_HYPHEN.sub(" ", body) if "-" in body else body


@lru_cache(maxsize=8192)
def normalize_name(name: str) -> str:
    """The folded form under which a name is looked up: one line, single spaces, no outer white space."""
    return " ".join(normalize(" ".join(name.split())).text.split())
