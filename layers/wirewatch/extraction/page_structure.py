"""What the markup of a page says about its lines: which are only links, which stand in boxes, which are the title.

The extractor gives text without markup; a line is found again here by its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from wirewatch.records import BlockKind
from wirewatch.text.words import count_words

_SPACES = re.compile(r"\s+")
_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "div", "span", "td", "blockquote", "figcaption")
_PARTS = frozenset(("p", "div", "ul", "ol", "table", "section", "article", "blockquote", "h1", "h2", "h3", "h4"))
_HEADLINE = 6
"""Words of the shortest heading that may be another story's headline."""
_LONGEST = 600
_MOST_LINKS = 400
"""Letters of the longest line that is looked up: boxes around a story hold short ones."""
_BOX = re.compile(
    r"(?:^|[-_ ])(?:related|recirc\w*|newsletters?|promo\w*|teasers?|captions?|credits?|byline\w*|authors?|bio"
    r"|author-?(?:bio|info|box)|share|sharing|social|tags?|tag-?list|copyright|disclaimer|read-?more|readmore|read-?also|also-?read|see-?also"
    r"|sign-?up|subscri\w+|advert\w*|ads?|anzeige|werbung|sponsor\w*|breadcrumbs?|timestamp|pub-?date|dateline-?date"
    r"|most-?(?:read|popular)|popular|trending|recommended|recommendations?|kicker|eyebrow|comments?|paywall|cta"
    r"|embed|inline-?(?:link|related|promo)\w*|more-?(?:on|from|stories)|topics?|photo-?(?:by|credit)|image-?(?:credit|source)"
    r"|autor\w*|bildunterschrift|bildnachweis|relacionad\w+|publicidad|leia|saiba)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_LEADS = re.compile(
    r"(?:^|[-_ ])(?:stand-?first|lead|lede|dek|deck|intro\w*|summary|excerpt|abstract|sub-?(?:title|head\w*|headline)|vorspann|"
    r"chapo|chapeau|bajada|entradilla|sommario|sumario|copete|strapline|synopsis)(?:$|[-_ ])",
    re.IGNORECASE,
)
"""Names of elements that hold a standfirst."""
_SUBHEAD = 100
"""Characters of the longest line in bold letters that is a heading."""
_TITLE_PARTS = re.compile(r"\s+[|–—·»-]\s+")


class PageStructure(NamedTuple):
    """What the markup says.

    Attributes:
        titles: the page's titles, folded.
        headlines: folded level-one headings that are not the page's title but long enough to be another story's.
        links: folded lines, each with the share of its letters that are links.
        link_texts: folded texts of the links that stand in paragraphs with other text.
        boxed: folded lines that stand in an element whose class or id says that it is not the story.
        kinds: folded lines that the markup says are headings, standfirsts or quotations.
    """

    titles: frozenset[str]
    headlines: frozenset[str]
    links: dict[str, float]
    boxed: frozenset[str]
    link_texts: frozenset[str] = frozenset()
    kinds: dict[str, BlockKind] = {}


_DIALOG = re.compile(r"(?:^|[-_ ])(?:modals?|popups?|pop-up|lightbox|off-?canvas)(?:$|[-_ ])", re.IGNORECASE)


def without_dialogs(tree: Any) -> None:
    """Remove what a page opens over itself (dialogues, pop-ups), as long as most of its text is elsewhere."""
    most = len(tree.text_content()) // 3
    for element in list(tree.iter("div", "section", "aside", "dialog")):
        if element.getparent() is not None and _is_dialog(element) and len(element.text_content()) < most:
            element.drop_tree()


def _is_dialog(element: Any) -> bool:
    if element.tag == "dialog" or element.get("role") in ("dialog", "alertdialog"):
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return bool(_DIALOG.search(name)) and element.find(".//h1") is None


def line_key(text: str) -> str:
    """A line without case, punctuation at its ends, a bullet and extra space, to be found again by."""
    return _SPACES.sub(" ", text).strip(" -–—•*|:.»«\"'“”‘’\t\n").lower()


def analyse_page(tree: Any, *titles: str | None) -> PageStructure:
    """What the markup of a page says; ``titles`` are further ones, known from elsewhere."""
    found = {line_key(title) for title in titles if title}
    named, headings = set(found), []
    for element in tree.iter("title", "h1"):
        text = _text(element)
        found.add(line_key(text))
        if element.tag == "h1":
            headings.append(line_key(text))
        else:
            named.add(line_key(text))
        if element.tag == "title":
            found |= {line_key(part) for part in _TITLE_PARTS.split(text) if count_words(part) > 3}
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name")) in ("og:title", "twitter:title"):
            found.add(line_key(element.get("content") or ""))
            named.add(line_key(element.get("content") or ""))
    links: dict[str, float] = {}
    boxed = set()
    boxes: dict[Any, bool | None] = {}
    kinds: dict[str, BlockKind] = {}
    for element in tree.iter(*_BLOCKS):
        if element.tag in ("div", "span", "td", "li", "blockquote") and any(child.tag in _PARTS for child in element):
            continue
        text = _text(element)
        if not 2 < len(text) < _LONGEST:
            continue
        key = line_key(text)
        linked = sum(len(_text(link)) for link in element.iter("a"))
        outer = _outer_link(element)
        share = 1.0 if outer else linked / len(text)
        links[key] = min(links.get(key, 1.0), share)
        if _in_box(element, boxes):
            boxed.add(key)
        if kind := _kind(element, text):
            kinds.setdefault(key, kind)
    inner = {line_key(link.text_content()[:300]) for link in tree.xpath("//p//a | //li//a")[:_MOST_LINKS]}
    known = frozenset(title for title in found if len(title) > 3)
    return PageStructure(
        known,
        frozenset(_headlines(headings, named)),
        links,
        frozenset(boxed),
        frozenset(text for text in inner if len(text.split()) > 1),
        kinds,
    )


def _kind(element: Any, text: str) -> BlockKind | None:
    """What the markup says that a block is, by its name or that of the element that it fills; None for a paragraph."""
    if element.tag in _HEADINGS:
        return "heading"
    parent = element.getparent()
    for one in (element, parent):
        if one is None or one.tag in ("body", "article", "main"):
            break
        if one.tag == "blockquote":
            return "quote"
        name = one.get("class") or one.get("id")
        if name and _LEADS.search(name[:200]):
            return "standfirst"
        if parent is not None and len(parent) > 1:
            break
    if len(element) == 1 and element[0].tag in ("b", "strong") and len(text) <= _SUBHEAD and text[-1] not in ".!?:;,":
        bold = _text(element[0])
        return "heading" if len(bold) == len(text) else None
    return None


def _headlines(headings: list[str], named: set[str]) -> Iterator[str]:
    for heading in headings[1:]:
        words = set(heading.split())
        if len(words) >= _HEADLINE and all(len(words & set(title.split())) * 2 < len(words) for title in named):
            yield heading


def _text(element: Any) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _outer_link(element: Any) -> bool:
    parent = element.getparent()
    for _ in range(2):
        if parent is None:
            return False
        if parent.tag == "a":
            return True
        parent = parent.getparent()
    return False


def _in_box(element: Any, known: dict[Any, bool | None]) -> bool:
    """Whether the element, or one of the two around it that hold little else, is named as a box.

    ``known`` keeps what was found of each element, since thousands may stand in one.
    """
    for _ in range(3):
        if element is None:
            return False
        if element not in known:
            known[element] = _is_box(element)
        if (verdict := known[element]) is not None:
            return verdict
        element = element.getparent()
    return False


def _is_box(element: Any) -> bool | None:
    """Whether an element is named as a box; None where what is around it decides."""
    if element.tag in ("body", "article", "main"):
        return False
    if element.tag == "figcaption":
        return True
    if next(islice(element.iterchildren("p"), 3, None), None) is not None:
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return True if len(name) > 1 and _BOX.search(name[:300]) else None
