"""Where the sentences of an article stand.

Paragraphs are parted by blank lines and no sentence runs over a paragraph's end; within a paragraph sentencex
decides. What it leaves long is looked at again: it holds a quotation together however long it runs, text that was
tokenised has quotation marks that stand alone, and a caption without a full stop runs into the sentence behind it.
Offsets are kept, so that a sentence is always a verbatim slice of the article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sentencex import get_sentence_boundaries

_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*")
_LONG = 30
"""Words of a sentence from which on further boundaries are looked for in it."""
_LEAST = 4
"""Words that each side of such a boundary must have."""
ORDINALS = frozenset(["cs", "da", "de", "et", "fi", "hr", "hu", "lv", "nb", "no", "pl", "sk", "sl"])
"""Languages that write an ordinal number with a full stop."""
_ORDINAL = re.compile(r"(?:^|\s)\d{1,3}\.$")
# Before a word with a capital only German has an ordinal anywhere, for its nouns have one; elsewhere a small word goes before it, and
# behind any other the figure is an hour, a number in a street or the like: ``kl. 14. | Det``.
_ORDINAL_BEFORE_NAME = re.compile(r"(?:^|(?:^|\s)[^\W\d_A-Z]{1,3}\s)\d{1,3}\.$")
_STOP = re.compile(
    r"[.!?…](?:\s?['\"’”)\]]+)?(?P<gap>\s+)(?=['\"‘“(\[]{0,2}\s?[A-Z0-9])|[.!?]\s?[’”](?P<low>\s+)(?=\w)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|sen|rep|reps|gov|gen|lt|col|sgt|capt|cpl|maj|adm|cmdr|insp|supt|prof|rev|rt|hon|jr|sr|vs|no|dept|inc|co|corp|ltd"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[a-z]|\b(?:[a-z]\.){1,4}[a-z])\s?\.$",
    re.IGNORECASE,
)
# Where a caption ends and a sentence begins with nothing between: "… on the quay The mayor said …".
_GLUED = re.compile(
    r"(?<=[a-z0-9)'’”])(?P<gap>\s+)(?=(?:The|A|An|He|She|It|They|But|His|Her|Its|Their|There|This|That|These|Those|When"
    r"|After|Before|And|In|On|At|As|For|With|Since|While|Although|However)\s[a-z])"
)
_OPENED = re.compile(r"(?<=[a-z0-9)])(?P<gap>\s+)(?=[‘“](?:[A-Z][a-z’']*)\s)(?<!\bsaid )(?<!\bthe )")
# A capital of its own with a full stop: an initial (``М. ``), or a title (``M. Macron``).
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_a-z]\.$")
_LAST_TOKEN = re.compile(r"([^\s('\"«’-]+)\.$")
_ABBREVIATIONS = Path(__file__).parent / "abbreviations.txt"
_CLOSING = re.compile(r"(?:['\"’”)\]]|'')\s+(?=\S)")
_SPEAKS = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|wrote|writes?|added|asked|the|an?|of|called|titled|in|and|by)\s*$", re.IGNORECASE
)


def count_words(text: str) -> int:
    """Words of a text; scripts that part no words (Chinese, Japanese, Thai …) count two letters for a word."""
    wide = len(_WIDE.findall(text))
    return len(_WIDE.sub(" ", text).split()) + (wide + 1) // 2 if wide else len(text.split())


def spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Character offsets ``(start, end)`` of each sentence of ``text``, in order, outer white space excluded.

    ``language`` is an ISO 639-1 code; English rules serve where it is None.
    """
    found: list[tuple[int, int]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        body, base = paragraph.group(), paragraph.start()
        pieces = [
            (piece["start_index"], piece["end_index"]) for piece in get_sentence_boundaries(language or "en", body)
        ]
        if language in (None, "en"):
            pieces = _parted(body, _joined(body, pieces))
        else:
            pieces = _continued(body, pieces, language)
        for start, end in pieces:
            slice_ = body[start:end]
            stripped = slice_.strip()
            if stripped:
                start += len(slice_) - len(slice_.lstrip())
                found.append((base + start, base + start + len(stripped)))
    return found


def _continued(body: str, pieces: list[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    """The pieces of a text in another language, those joined between which no sentence ends.

    It goes on before a small letter, behind an initial or an abbreviation, behind an ordinal number (``zum 400. |
    Jahrestag``), and behind a dateline (``(EFE).- ``).
    """
    found: list[tuple[int, int]] = []
    for start, end in pieces:
        if found:
            before = body[found[-1][0] : found[-1][1]].rstrip()
            behind = body[start:end].lstrip()
            if (
                behind[:1].islower()
                or _INITIAL.search(before)
                or _ends_with_ordinal(before, language)
                or _is_abbreviated(before, behind, language)
                or (before.endswith(").") and behind.startswith(("-", "–", "—")))
            ):
                found[-1] = (found[-1][0], end)
                continue
        found.append((start, end))
    return found


def _ends_with_ordinal(before: str, language: str) -> bool:
    """Whether ``before`` ends with an ordinal number that a capital may follow."""
    if language not in ORDINALS:
        return False
    return bool((_ORDINAL if language == "de" else _ORDINAL_BEFORE_NAME).search(before[-12:]))


def _is_abbreviated(before: str, behind: str, language: str) -> bool:
    """Whether ``before`` ends with an abbreviation of the language behind which ``behind`` goes on."""
    always, before_figures = _abbreviations(language)
    word = _LAST_TOKEN.search(before)
    if not word:
        return False
    token = word[1].lower()
    return token in always or (behind[:1].isdigit() and token in before_figures)


@lru_cache(maxsize=64)
def _abbreviations(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The abbreviations of a language, and those that are one only before a figure."""
    for line in _ABBREVIATIONS.read_text("utf-8").splitlines():
        code, _, words = line.partition(": ")
        if code == language:
            figures = frozenset(word.removesuffix("#") for word in words.split() if word.endswith("#"))
            return frozenset(words.split()), figures
    return frozenset(), frozenset()


def _joined(body: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, a closing quotation mark at the end of the one that it closes; none ends with an abbreviation."""
    found: list[tuple[int, int]] = []
    standing = {"'": 0, '"': 0}  # marks with white space on both sides, as tokenised text has them
    for start, end in pieces:
        piece = body[start:end]
        closing = _CLOSING.match(piece)
        if found and closing and (piece[0] not in standing or standing[piece[0]] % 2):
            found[-1] = (found[-1][0], start + closing.end())
            start += closing.end()
        for mark in standing:
            standing[mark] += len(re.findall(rf"(?<!\S){mark}(?!\S)", piece))
        if found and _ABBREVIATED.search(body[found[-1][0] : found[-1][1]].rstrip()[-8:]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _parted(body: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, long ones parted where a sentence ends within a quotation or behind a caption."""
    found: list[tuple[int, int]] = []
    for start, end in pieces:
        piece = body[start:end]
        if len(piece.split()) >= _LONG:
            begun = start
            for gap in sorted({*_stops(piece), *_seams(piece)}):
                here = start + gap
                if len(body[begun:here].split()) >= _LEAST and len(body[here:end].split()) >= _LEAST:
                    found.append((begun, here))
                    begun = here
            found.append((begun, end))
        else:
            found.append((start, end))
    return found


def _stops(piece: str) -> list[int]:
    """Where a sentence ends by its marks."""
    return [
        stop.end()
        for stop in _STOP.finditer(piece)
        if not _ABBREVIATED.search(piece[max(0, stop.start() - 8) : stop.start() + 1])
    ]


def _seams(piece: str) -> list[int]:
    """Where a caption without a mark at its end runs into a sentence."""
    return [
        seam.end()
        for pattern in (_GLUED, _OPENED)
        for seam in pattern.finditer(piece)
        if not _SPEAKS.search(piece[max(0, seam.start() - 12) : seam.start()])
    ]
