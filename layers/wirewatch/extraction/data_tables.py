"""Tables of a story: standings, prices, results. The extractor leaves all tables out, those that only lay a page out too.

A data table has at least two rows of at least two short cells, and stands among or directly behind the story's paragraphs.
Each row becomes a line of its own, its cells parted by `` | ``. Where a page holds more table than prose, the table is its
story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_SPACES = re.compile(r"\s+")
_LONGEST_CELL = 160
"""Characters of a cell from which on it is prose that a table only lays out."""
CELLS = " | "
"""What parts the cells of a row."""
_MOST_ROWS, _MOST_TABLES, _MOST_ELEMENTS = 300, 12, 20_000
_LEAST_FILLED = 0.5
"""Share of cells with text: calendars and forms have fewer."""
_LEAST_PARAGRAPH = 20
_KNOWN = 60
"""Letters that a paragraph is found again by."""
_BLOCKS = frozenset(("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "dd", "dt", "td", "span"))
_BESIDE = 2
"""Levels to the element that holds both a table and a paragraph beside it. Of 38 pages read by hand, this kept the tables of
the story, and left out boxes of quotes, ratings and other articles' standings."""
_NOT_STORY = re.compile(
    r"(?:^|[-_ ])(?:comment\w*|related\w*|sidebar|footer|nav\w*|menu|cookie\w*|consent|modal|popup|calendar|widget|share\w*|"
    r"author\w*|infobox|toc|navbox|newsletter|advert\w*|ads?|promo\w*)(?:$|[-_ ])",
    re.IGNORECASE,
)
_OUTSIDE = frozenset(("nav", "aside", "footer", "form", "dialog", "header"))


def add_tables(tree: Any, paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs with the rows of the data tables among and behind them, in the order of the page.

    Args:
        tree: the page.
        paragraphs: of its story, as they were found and cleaned.

    Cost: linear in the elements of the page, bounded by ``_MOST_ELEMENTS``.
    """
    tables = [table for table in list(tree.iter("table"))[: 4 * _MOST_TABLES] if _is_story(table)][:_MOST_TABLES]
    if not tables:
        return list(paragraphs)
    rows = {table: found for table in tables if (found := list(_rows(table)))}
    kept: list[str] = []
    cells = {cell for found in rows.values() for row in found for cell in row.split(CELLS)}
    apart = sum(text in cells for text in paragraphs) * 2 > len(paragraphs)  # each cell was taken for a paragraph
    for text in paragraphs:
        if apart and text in cells:
            continue
        if any(_repeats(text, found) for found in rows.values()):
            kept += _apart(tree, text)
        else:
            kept.append(text)
    anchors = _anchors(tree, rows, kept)
    prose = sum(map(len, kept))
    placed: dict[int, list[str]] = {}
    for table, found in rows.items():
        place = anchors.get(table)
        if place is None and sum(map(len, found)) > 2 * prose:
            place = -1  # a page that is mostly its table
        if place is not None:
            placed.setdefault(place, []).extend(found)
    if not placed:
        return list(paragraphs)
    every = list(placed.get(-1, [])) if not kept else []
    for place, text in enumerate(kept):
        every += [text, *placed.get(place, [])]
    return every + (placed.get(-1, []) if kept else [])


def _is_story(table: Any) -> bool:
    """Whether no element around a table is named as something else than the story, and it lays nothing out."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table", "form", "input"), None) is not None
    ):
        return False
    for height, above in enumerate((table, *table.iterancestors())):
        if above.tag in ("body", "main", "article"):
            return True
        if above.tag in _OUTSIDE or (above.tag == "table" and height):
            return False
        if _NOT_STORY.search(f"{above.get('class') or ''} {above.get('id') or ''}"[:200]):
            return False
    return True


def _rows(table: Any) -> Iterator[str]:
    """The rows of a data table as lines; none where it is no data table."""
    lines: list[str] = []
    cells = filled = wide = letters = linked = 0
    for row in list(table.iter("tr"))[:_MOST_ROWS]:
        texts = [_text(cell) for cell in row if cell.tag in ("td", "th")]
        if any(len(text) > _LONGEST_CELL for text in texts):
            return
        cells += len(texts)
        filled += sum(bool(text) for text in texts)
        wide += len(texts) > 1
        letters += sum(map(len, texts))
        linked += sum(len(_text(link)) for link in row.iter("a"))
        if line := CELLS.join(text for text in texts if text):
            lines.append(line)
    if wide < 2 or wide * 2 < len(lines) or filled < cells * _LEAST_FILLED or linked * 10 > letters * 9:
        return
    caption = next((text for element in table.iter("caption") if (text := _text(element))), "")
    yield from ([caption] if 0 < len(caption) <= _LONGEST_CELL else [])
    yield from lines


def _repeats(text: str, rows: Sequence[str]) -> bool:
    """Whether a paragraph is nothing but a table run together."""
    cells = [cell for row in rows for cell in row.split(CELLS)]
    size = sum(len(cell) for cell in cells if cell in text)
    return len(cells) > 3 and size * 10 > 7 * len(text) and size * 2 > sum(map(len, cells))


def _apart(tree: Any, text: str) -> Iterator[str]:
    """The paragraphs of the page that a text run together with a table holds."""
    for element in tree.iter("p"):
        own = _text(element)
        if (
            len(own) > _LEAST_PARAGRAPH
            and own in text
            and not any(above.tag == "table" for above in element.iterancestors())
        ):
            yield own


def _anchors(tree: Any, tables: Iterable[Any], paragraphs: Sequence[str]) -> dict[Any, int]:
    """For each table, the paragraph that it stands behind, where that lies in one of the elements some levels above it."""
    known = {text[:_KNOWN]: place for place, text in enumerate(paragraphs)}
    known |= {text.removeprefix("- ")[:_KNOWN]: place for place, text in enumerate(paragraphs)}
    wanted = set(tables)
    found: dict[Any, int] = {}
    last: tuple[Any, int] | None = None
    for number, element in enumerate(tree.iter()):
        if number > _MOST_ELEMENTS or len(found) == len(wanted):
            break
        if element in wanted and last is not None and _near(element, last[0]):
            found[element] = last[1]
        elif element.tag in _BLOCKS:
            start = _start(element)
            if len(start) > 20 and (place := known.get(start[:_KNOWN])) is not None:
                last = (element, place)
    return found


def _near(table: Any, paragraph: Any) -> bool:
    """Whether a table and a paragraph stand in one container and not only on one page."""
    above = {element: height for height, element in enumerate((paragraph, *paragraph.iterancestors()))}
    for height, element in enumerate((table, *table.iterancestors())):
        if element in above:
            if element.tag in ("body", "html"):
                return above[element] == 1 and height <= _BESIDE
            return height <= _BESIDE or (height <= 2 * _BESIDE and above[element] <= _BESIDE)
    return False


def _start(element: Any) -> str:
    """The first letters of an element's text, without going through all of it."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > 3 * _KNOWN:
            break
    return _SPACES.sub(" ", text).strip()


def _text(element: Any) -> str:
    return _SPACES.sub(" ", " ".join(element.itertext())).strip()
