"""Where the sentences of an article stand.

Paragraphs are parted by blank lines and no sentence runs over a paragraph's end; within a paragraph sentencex
decides. Offsets are kept, so that a sentence is always a verbatim slice of the article.
"""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*")


def spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Character offsets ``(start, end)`` of each sentence of ``text``, in order, outer white space excluded.

    ``language`` is an ISO 639-1 code; English rules serve where it is None.
    """
    found: list[tuple[int, int]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        body, base = paragraph.group(), paragraph.start()
        for piece in get_sentence_boundaries(language or "en", body):
            start, end = piece["start_index"], piece["end_index"]
            slice_ = body[start:end]
            stripped = slice_.strip()
            if stripped:
                start += len(slice_) - len(slice_.lstrip())
                found.append((base + start, base + start + len(stripped)))
    return found
