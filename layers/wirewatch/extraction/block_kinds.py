"""What each block of a story is: a paragraph, a standfirst, a heading, an item of a list, a quotation, a row of a table.

The markup says it where there is any. Else the form does: what does not end as a sentence ends is no paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wirewatch.extraction.data_tables import CELLS
from wirewatch.extraction.line_features import ENDS
from wirewatch.extraction.page_structure import line_key
from wirewatch.records import BlockKind
from wirewatch.text.words import count_words

_ITEM = re.compile(r"(?:[-*•‣▪●■–]|\d{1,2}[.)])\s")
_CLOSED = re.compile(r"(?:[.!?。！？…।؟။។:：;,]|\w[)\]])[\"'”’»›)\]」』]*$")
_UNMARKED = re.compile(r"[\u0e00-\u0eff]")
"""Thai and Lao, which end sentences without a mark."""
_STANDFIRST = 60
"""Words of the longest standfirst, and of the longest line without an end that is no prose."""
_HEADING = 14
_FIRST = 2
"""Blocks at the beginning that may be standfirsts."""


def block_kinds(blocks: Sequence[str], stated: Mapping[str, BlockKind] | None = None) -> list[BlockKind]:
    """The kind of each block.

    Args:
        blocks: of one story, in order.
        stated: what the markup says of lines, by their key (``page_structure.line_key``).
    """
    stated = stated or {}
    kinds: list[BlockKind] = []
    prose = False
    for text in blocks:
        kind = _kind(text, stated.get(line_key(text)), first=not prose and len(kinds) < _FIRST, last=len(blocks) == 1)
        prose = prose or kind == "paragraph"
        kinds.append(kind)
    return kinds if "paragraph" in kinds else ["paragraph" if kind == "standfirst" else kind for kind in kinds]


def _kind(text: str, stated: BlockKind | None, *, first: bool, last: bool) -> BlockKind:
    words = count_words(text)
    if CELLS in text and not ENDS.search(text):
        return "row"
    if _ITEM.match(text):
        return "item"
    if stated == "standfirst":
        return "standfirst" if first and words <= _STANDFIRST else "paragraph"
    if stated:
        return stated
    if _CLOSED.search(text) or _UNMARKED.search(text[-2:]) or last:
        return "paragraph"
    if first and words <= _STANDFIRST:
        return "standfirst"
    return "heading" if words <= _HEADING and text[-1:] not in "\"'”’»›」』" else "paragraph"
