"""The story in a page saved as plain text, among its menus, teasers, lists and footers.

There is no markup to lean on. A story is one run of prose: long lines that end as sentences do. Menus and lists are
short lines; a teaser is prose that breaks off ("..."). Each block is weighed by its form, and the run with the greatest
weight is the story (the maximum-sum segment; Pasternack and Roth, "Extracting article text from the web with maximum
subsequence segmentation", 2009). What stands before the byline is a standfirst; what stands in the run without being
prose is dropped.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from wirewatch import furniture

_ENDS = re.compile(r"[.!?。！？…][\"'”’»)\]]*$|[\"”»]$")
_BREAKS_OFF = re.compile(r"(?:\.\.\.|…|\[\.\.\.\])[\"'”’)\]]*$")
_SPACES = re.compile(r"[^\S\n]+")
_TITLE_TAIL = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")


class Block(NamedTuple):
    """One line or wrapped paragraph, and whether a blank line stood before it."""

    text: str
    parted: bool


class Dump(NamedTuple):
    """What was found: the story's paragraphs, its title, and the lines around it that state facts."""

    title: str
    paragraphs: list[str]
    stamps: list[str]
    before: list[str]
    after: list[str]


def blocks(text: str) -> list[Block]:
    """The dump's lines, entities resolved and white space folded; hard-wrapped paragraphs joined."""
    text = html.unescape(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\u2028", "\n")
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    if _is_wrapped(lines):
        lines = _unwrapped(lines)
    found: list[Block] = []
    parted = True
    for line in lines:
        if line:
            found.append(Block(line, parted))
        parted = not line
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Whether paragraphs were broken at a fixed width: most long lines end near it, and hardly one ends a sentence."""
    long = [line for line in lines if len(line) > 55]
    if len(long) < 8 or max(map(len, long)) > 100:
        return False
    return sum(bool(_ENDS.search(line)) for line in long) < len(long) * 0.35


def _unwrapped(lines: list[str]) -> list[str]:
    width = max(map(len, lines))
    joined: list[str] = []
    open_ = False
    for line in lines:
        if open_ and line:
            joined[-1] += " " + line
        else:
            joined.append(line)
        open_ = len(line) > width * 0.7 or (open_ and bool(line) and not _ENDS.search(line))
    return joined


def weight(block: Block) -> float:
    """How much a block looks like a paragraph of a story; negative for what looks like something else."""
    text = block.text
    words = len(text.split())
    if furniture.is_aside(text) or furniture.is_tail(text) or furniture.is_credit(text):
        return -1.0
    if furniture.is_stamp(text):
        return -2.0
    if _BREAKS_OFF.search(text) and words > 8:
        return -12.0
    if _ENDS.search(text) and words >= 5:
        return min(words, 60) * (1.0 if words >= 12 else 0.5)
    if words >= 25:
        return words * 0.5
    return -5.0 if words >= 5 else -4.0


def read_dump(text: str) -> Dump | None:
    """The story in a page dump, or None where there is none."""
    rows = blocks(text)
    weights = [weight(row) for row in rows]
    span = _heaviest(weights)
    if span is None:
        return None
    start, end = span
    start = _behind_standfirst(rows, weights, start, end)
    title_at = _title(rows, weights, start)
    story = [
        row.text
        for row, value in zip(rows[start:end], weights[start:end], strict=True)
        if value > 0 or _is_part(row.text, value)
    ]
    title = rows[title_at].text if title_at is not None else ""
    story = [paragraph for paragraph in story if paragraph != title]
    near = [row.text for row in rows[max(0, start - 12) : start]]
    stamps = [line for line in [*near, *(row.text for row in rows[start:end])] if furniture.is_stamp(line)]
    return Dump(title, story, stamps, near, [row.text for row in rows[end - 1 : end + 3]] + [rows[-1].text])


def _is_part(text: str, value: float) -> bool:
    """Whether a block without a sentence's end belongs: quoted speech does, list items and cross-headings do not."""
    return value == -5.0 and text[:1] in "\"“'‘«" and len(text.split()) > 6


def _heaviest(weights: list[float]) -> tuple[int, int] | None:
    """The contiguous run with the greatest sum, as (start, end); None where nothing weighs anything."""
    best, best_span, total, start = 0.0, None, 0.0, 0
    for place, value in enumerate(weights):
        if total <= 0:
            total, start = 0.0, place
        total += value
        if total > best:
            best, best_span = total, (start, place + 1)
    return best_span


def _behind_standfirst(rows: list[Block], weights: list[float], start: int, end: int) -> int:
    """The run's start behind the last byline in it that has less prose before it than behind it."""
    prose = [max(value, 0.0) for value in weights]
    for place in range(min(end, start + 15) - 1, start - 1, -1):
        if furniture.is_stamp(rows[place].text) and sum(prose[start:place]) < sum(prose[place:end]) / 2:
            start = place + 1
            break
    while start < end and weights[start] <= 0:
        start += 1
    return start


def _title(rows: list[Block], weights: list[float], start: int) -> int | None:
    """The line above the story that is most like its title: a phrase, near, said again, sharing the story's words."""
    story = set(re.findall(r"\w{4,}", " ".join(row.text for row in rows[start : start + 6]).lower()))
    best, best_place = 0.0, None
    texts = [row.text for row in rows]
    for place in range(max(0, start - 30), start):
        text = texts[place]
        words = re.findall(r"\w{4,}", text.lower())
        if not 2 <= len(text.split()) <= 30 or len(text) > 220 or weights[place] in (-1.0, -2.0, -12.0):
            continue
        shared = len(set(words) & story) / max(len(set(words)), 3)
        again = texts.count(text) > 1
        value = shared * 3 + again + min(len(text.split()), 10) / 10 - (start - place) / 30
        value -= 1.5 * (bool(_ENDS.search(text)) and text[-1] == ".")
        if value > best:
            best, best_place = value, place
    return best_place if best > 0.8 else None


def clean_title(title: str, site: str | None = None) -> str:
    """A title without the outlet's name behind it."""
    cut = _TITLE_TAIL.sub("", title)
    tail = title[len(cut) :].strip(" |–—-")
    return cut if site and tail.lower() == site.lower() else title
