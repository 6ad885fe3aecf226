"""A page made ready for the extractor, which drops whole elements by their names: what holds the story is kept.

Pages put their story into ``aside``, ``form``, ``details`` and elements of their own; ``q`` and ``time`` stand in the
middle of sentences. What holds at least half of a page's prose is given a name that the extractor keeps.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Any

from wirewatch.extraction.line_features import ENDS
from wirewatch.extraction.text_nodes import text_nodes
from wirewatch.limits import ELEMENT_INLINE, PAGE_PARAGRAPHS
from wirewatch.text.words import count_words

_DROPPED = frozenset(("aside", "form", "details", "fieldset", "dialog", "footer", "nav", "menu", "noindex", "object"))
"""Elements that the extractor drops with all that is in them."""
_BLOCKS = "p|div|section|article|ul|ol|table|h1|h2|h3|h4|blockquote|main|header|figure|pre"
_NO_PROSE = ("script", "style", "noscript", "template", "textarea")
_PROSE = 80
"""Characters of a piece of text from which on it is prose and no label."""
_WORD = re.compile(r"\w+")
_LOOKED_AT = 20_000
_LEAST_PROSE = 150
_MOST_TEXTS = 3000
_MOST_PROSE = 0.6
"""Share of a page's prose that a story without a name of its own has at least."""
_NOT_NAMED_SO = re.compile(r"comment|modal|pop-?up|overlay", re.IGNORECASE)
_INLINE = (
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "output", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
)  # fmt: skip
_QUOTES = {"de": ("„", "“"), "fr": ("« ", " »"), "ru": ("«", "»"), "uk": ("«", "»"), "es": ("«", "»"), "it": ("«", "»"), "ja": ("「", "」"), "zh": ("“", "”")}  # fmt: skip
_STANDFIRST = 6
"""Words in bold letters at the beginning of a paragraph from which on they are no mere lead-in."""
_IN_SENTENCE = 40
"""Characters of a paragraph beside a ``time`` element from which on the time is a part of its sentences."""


def prepare_page(tree: Any) -> None:
    """Rename what holds the story, and undo what would break its sentences; the tree is changed in place."""
    _cut_endless(tree)
    renamed = _rename_own_elements(tree)
    _keep_story_elements(tree, renamed)
    for line_break in tree.xpath("//h1//br"):
        line_break.tail = f" {line_break.tail or ''}"
    _part_at_breaks(tree)
    language = (tree.get("lang") or "")[:2].lower()
    for element in reversed(list(tree.iter("q"))):
        outer = any(above.tag == "q" for above in element.iterancestors())
        opening, closing = ("'", "'") if outer else _QUOTES.get(language, ('"', '"'))
        last = element[-1] if len(element) else None
        if last is None:
            element.text = f"{opening}{(element.text or '').strip()}{closing}"
        else:
            element.text = f"{opening}{(element.text or '').lstrip()}"
            last.tail = f"{(last.tail or '').rstrip()}{closing}"
        element.drop_tag()
    sizes: dict[Any, int] = {}  # of the text in an element, which stays as it is
    for element in list(tree.iter("time", "label", "output")):
        parent = element.getparent()
        if parent is not None and parent.tag in ("p", "li", "td", "span", "em", "strong", "a"):
            if parent not in sizes:
                sizes[parent] = len(parent.text_content())
            rest = sizes[parent] - len(element.text_content())
            if rest > _IN_SENTENCE:
                element.drop_tag()


def _part_at_breaks(tree: Any) -> None:
    """Make paragraphs of what a single line break parts, where it stands between two long sentences; and of a bold
    standfirst without a full stop before the first sentence."""
    for line_break in tree.xpath("//br[not(ancestor::pre)]")[:_MOST_TEXTS]:
        before, after = _text_before(line_break), (line_break.tail or "").strip()
        if len(before) > _PROSE and len(after) > _PROSE and ENDS.search(before):
            again = line_break.makeelement("br")
            again.tail, line_break.tail = line_break.tail, None
            line_break.addnext(again)
    for bold in tree.xpath("//p/*[1][self::b or self::strong] | //div/*[1][self::b or self::strong]"):
        text = " ".join(bold.text_content().split())
        after = (bold.tail or "").lstrip()
        if (bold.getparent().text or "").strip() or len(after) < _PROSE or not after[:1].isupper():
            continue
        if count_words(text) >= _STANDFIRST and text[-1:].isalnum() and text[:1].isupper() and not text.isupper():
            for _ in range(2):
                line_break = bold.makeelement("br")
                line_break.tail, bold.tail = bold.tail, None
                bold.addnext(line_break)


def _text_before(element: Any) -> str:
    previous = element.getprevious()
    if previous is None:
        return (element.getparent().text or "").strip()
    return (previous.tail or "").strip() or (previous.text_content().strip() if isinstance(previous.tag, str) else "")


def _rename_own_elements(tree: Any) -> set[Any]:
    """Custom elements, whose names have a hyphen, as the block or the piece of a line that they are; the blocks."""
    renamed = set()
    for element in tree.xpath("//body//*[contains(name(), '-') or contains(name(), ':')]"):
        if isinstance(element.tag, str):
            block = element.xpath(f"boolean(.//*[{' or '.join(f'self::{name}' for name in _BLOCKS.split('|'))}])")
            element.tag = "div" if block or len(element.text_content()) > _PROSE else "span"
            if block:
                renamed.add(element)
    return renamed


def _cut_endless(tree: Any) -> None:
    """Remove inline elements and paragraphs beyond what any story has."""
    inside: Counter[Any] = Counter()
    for element in list(tree.iter(*_INLINE)):
        parent = element.getparent()
        inside[parent] += 1
        if inside[parent] > ELEMENT_INLINE:
            parent.remove(element)
    for paragraph in list(tree.iter("p"))[PAGE_PARAGRAPHS:]:
        paragraph.getparent().remove(paragraph)


def _keep_story_elements(tree: Any, renamed: set[Any]) -> None:
    held, total = _prose_of_elements(tree)
    heading = next(tree.iter("h1"), None)
    if total < _LEAST_PROSE:
        return
    title = _words(heading.text_content() if heading is not None else tree.findtext(".//title") or "")
    for element, size in held.items():
        if size * 2 < total:
            continue
        # What holds most of the prose and neither the heading nor its words is a list of other stories, a note on the
        # author, a notice.
        if element.tag in _DROPPED and (
            heading is None or element in heading.iterancestors() or _tells(element, size, total, title)
        ):
            element.tag = "div"
            for role in ("role", "aria-hidden", "hidden"):
                element.attrib.pop(role, None)
        if element.tag == "table":
            _unwrap(element)
        for name in ("class", "id"):
            named_so = _NOT_NAMED_SO.search(element.get(name) or "")
            if named_so and (element.find(".//h1") is not None or _tells(element, size, total, title)):
                element.attrib.pop(name)
    for element in list(tree.iter("summary")):
        if element.getparent() is not None and element.getparent().tag == "div":
            element.tag = "p"
    if any(size * 2 > total for element, size in held.items() if element in renamed):
        _name_story(tree, held, total)


def _unwrap(table: Any) -> None:
    """Make a table that only lays a page out what it is: divisions. Those in it that hold data stay tables."""
    inner = {part for other in table.iterdescendants("table") for part in other.iter()}
    for part in list(table.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th")):
        if part not in inner:
            part.tag = "div"


def _tells(element: Any, size: int, total: int, title: set[str]) -> bool:
    """Whether an element tells what the heading says: half of its words are there, or all of the page's prose is."""
    if element.find(".//h1") is not None or element.xpath("boolean(.//h2/a | .//h3/a)"):
        return False
    shared = len(title & _words(element.text_content()[:_LOOKED_AT]))
    return shared * 2 >= len(title) > 0 or total - size < _LEAST_PROSE


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text[:_LOOKED_AT].lower()) if len(word) > 3}


def _prose_of_elements(tree: Any) -> tuple[Counter[Any], int]:
    """How many characters of prose each element holds, and the page."""
    held: Counter[Any] = Counter()
    total = 0
    body = tree.find(".//body")
    texts = text_nodes(body, _NO_PROSE) if body is not None else iter(())
    for element, text in islice((pair for pair in texts if len(" ".join(pair[1].split())) > _PROSE), _MOST_TEXTS):
        total += len(text)
        while element is not None and element.tag not in ("body", "html"):
            held[element] += len(text)
            element = element.getparent()
    return held, total


def _name_story(tree: Any, held: Counter[Any], total: int) -> None:
    """Where a page of elements of its own names no article: the lowest element that holds its heading and most of its prose is one."""
    heading = next(tree.iter("h1"), None)
    if heading is None or next(tree.iter("article", "main"), None) is not None:
        return
    for element in heading.iterancestors("div", "section"):
        if held[element] > _MOST_PROSE * total:
            if held[element] < total:
                element.tag = "article"
            return
