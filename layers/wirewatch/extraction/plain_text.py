"""The story in a page saved as plain text, among its menus, teasers, lists and footers.

There is no markup to lean on. Each line is weighed by a classifier that looks twice: at the line's form, place and
neighbours (``line_features.features``), and again with what it first thought of all the lines around it
(``line_features.second_features``). Its numbers (``line_classifier.json``) are learnt by devtools/training/line_classifier.py from pages
whose story is known. What stands before the byline is a standfirst and not part of the story.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from wirewatch.extraction import boilerplate
from wirewatch.extraction.cleanup import clean_paragraphs
from wirewatch.extraction.decision_trees import GradientBoostedTrees
from wirewatch.extraction.line_features import BREAKS_OFF, ENDS, TextLine, features, prose_score, second_features, shape
from wirewatch.extraction.page_structure import PageStructure, line_key
from wirewatch.text.words import count_words

_SPACES = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^(?:[*•·▪■●○]|-(?=\s))\s*")
# Paragraphs that a program ran together because the markup had no white space between them: "… he said.The port …".
_GLUED = re.compile(r"[a-zß-ÿ][.!?][\"”“»]?[A-ZÀ-Þ][a-zß-ÿ]+ [a-zß-ÿ]")
_GLUED_LEAST = 4
_JOINT = re.compile(
    r"(?<=[a-zß-ÿ0-9)][.!?])(?=[\"„“«]?[A-ZÀ-Þ])|(?<=[.!?][\"”“»])(?=[\"„“«]?[A-ZÀ-Þ])|(?<=[a-zß-ÿ]{3})(?=[A-ZÀ-Þ][a-zß-ÿ]{2})"
)
_MOST_LINES = 6000
"""Lines that are looked at: the longest of 990 flattened pages had 5,200."""
_LIKELY = 0.5
_MOST_PROSE = 200
_STANDFIRST = 90
"""Words that may stand before a byline and not be the story."""


class PlainTextArticle(NamedTuple):
    """What was found: the story's paragraphs, its title, and the lines around it that state facts."""

    title: str
    paragraphs: list[str]
    stamps: list[str]
    before: list[str]
    after: list[str]


def blocks(text: str) -> list[TextLine]:
    """The page's lines, entities resolved and white space folded; hard-wrapped paragraphs joined."""
    text = html.unescape(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\u2028", "\n")
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    if len(_GLUED.findall(text)) >= _GLUED_LEAST:
        lines = [part.strip() for line in lines for part in _JOINT.sub("\n", line).split("\n")]
    if _is_wrapped(lines):
        lines = _unwrapped(lines)
    found: list[TextLine] = []
    parted = True
    for line in lines:
        if line:
            found.append(TextLine(line, parted))
            if len(found) == _MOST_LINES:
                break
        parted = not line
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Whether paragraphs were broken at a fixed width: most long lines end near it, and hardly one ends a sentence."""
    long = [line for line in lines if len(line) > 55]
    if len(long) < 8 or max(map(len, long)) > 100:
        return False
    return sum(bool(ENDS.search(line)) for line in long) < len(long) * 0.35


def _unwrapped(lines: list[str]) -> list[str]:
    width = max(map(len, lines))
    joined: list[str] = []
    open_ = False
    for line in lines:
        if open_ and line:
            joined[-1] += " " + line
        else:
            joined.append(line)
        open_ = len(line) > width * 0.7 or (open_ and bool(line) and not ENDS.search(line))
    return joined


@cache
def _model() -> tuple[GradientBoostedTrees, GradientBoostedTrees]:
    numbers = json.loads(files("wirewatch.extraction").joinpath("line_classifier.json").read_text())
    return GradientBoostedTrees(numbers["first"]), GradientBoostedTrees(numbers["second"])


def line_probabilities(rows: list[TextLine]) -> list[float]:
    """How probably each line is part of the story, 0 to 1."""
    if not rows:
        return []
    first, second = _model()
    seen = features(rows)
    return second.probabilities(second_features(rows, seen, first.probabilities(seen)))


def extract_plain_text(text: str) -> PlainTextArticle | None:
    """The story in a plain-text page, or None where there is none."""
    rows = blocks(text)
    if rows and all(prose_score(shape(row.text)) > 0 for row in rows[:_MOST_PROSE]):
        story = list(range(len(rows)))  # there is nothing but paragraphs: an agency's copy, an e-mail
    else:
        story = [place for place, chance in enumerate(line_probabilities(rows)) if chance >= _LIKELY]
    if not story:
        return None
    story = _behind_standfirst(rows, story)
    start, end = story[0], story[-1] + 1
    title_at = _title(rows, start)
    title = rows[title_at].text if title_at is not None else ""
    structure = PageStructure(frozenset([line_key(title)] if title else []), frozenset(), {}, frozenset())
    paragraphs = clean_paragraphs(_joined([rows[place] for place in story]), structure)
    near = [row.text for row in rows[max(0, start - 12) : start]]
    stamps = [line for line in [*near, *(row.text for row in rows[start:end])] if boilerplate.is_timestamp_line(line)]
    after = [row.text for row in rows[end - 1 : end + 3]] + [rows[-1].text]
    return PlainTextArticle(title, paragraphs, stamps, near, after)


def _behind_standfirst(rows: list[TextLine], story: list[int]) -> list[int]:
    """The story behind the last byline near its beginning that has little of it before it."""
    sizes = {place: count_words(rows[place].text) for place in story}
    total, start = sum(sizes.values()), story[0]
    for place in range(min(len(rows), start + 15) - 1, start, -1):
        if boilerplate.is_timestamp_line(rows[place].text):
            before = sum(size for at, size in sizes.items() if at < place)
            if before <= min(_STANDFIRST, total / 3):
                return [at for at in story if at > place]
    return story


def _joined(rows: list[TextLine]) -> list[str]:
    """The paragraphs; in a page that has each piece of text on a line of its own, put together from their pieces."""
    texts = [text for row in rows if (text := _BULLET.sub("", row.text))]
    goes_on = [text[:1].islower() or text[:1] in ",.;:)]’'" for text in texts]
    if sum(goes_on) * 12 < len(texts):
        return texts
    found: list[str] = []
    for text, on in zip(texts, goes_on, strict=True):
        if found and (on or not (ENDS.search(found[-1]) or found[-1].endswith((":", '"', "”", "»", "“")))):
            found[-1] += ("" if text[0] in ",.;:)]’" else " ") + text
        else:
            found.append(text)
    return found


def _title(rows: list[TextLine], start: int) -> int | None:
    """The line above the story that is most like its title: a phrase, near, said again, sharing the story's words."""
    story = set(re.findall(r"\w{4,}", " ".join(row.text for row in rows[start : start + 6]).lower()))
    best, best_place = 0.0, None
    texts = [row.text for row in rows[: start + 200]]
    for place in range(max(0, start - 30), start):
        text = texts[place]
        words = re.findall(r"\w{4,}", text.lower())
        if not 2 <= count_words(text) <= 30 or len(text) > 220 or _is_boilerplate(text):
            continue
        shared = len(set(words) & story) / max(len(set(words)), 3)
        again = texts.count(text) > 1
        value = shared * 3 + again + min(count_words(text), 10) / 10 - (start - place) / 30
        value -= 1.5 * (bool(ENDS.search(text)) and text[-1] == ".")
        if value > best:
            best, best_place = value, place
    return best_place if best > 0.8 else None


def _is_boilerplate(text: str) -> bool:
    return (
        boilerplate.is_timestamp_line(text)
        or boilerplate.is_related_link(text)
        or boilerplate.is_agency_footer(text)
        or boilerplate.is_photo_credit(text)
        or (bool(BREAKS_OFF.search(text)) and count_words(text) > 8)
    )
