"""Pages made into plain text, in the ways that people and programs do it: what the line classifier is learnt and measured on.

A browser that saves a page as text writes each block on lines of its own; so do text browsers, which also mark list
items and break lines at a fixed width; simple programs write each piece of text between two tags on its own line, or
keep the white space of the source. Each ``Style`` is one such way.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from lxml import etree, html

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "title", "tr", "ul",
))
_PARTED = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "hr", "article",
    "section", "header", "footer",
))
_HIDDEN = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "audio",
    "video",
))
# fmt: on
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Style:
    """A way to flatten.

    Attributes:
        name: for tables.
        blank: between which blocks a blank line stands: ``none``, ``some`` (paragraphs, headings, lists), ``all``.
        bullet: written before a list item.
        width: columns at which lines are broken; 0 for none.
        pieces: each piece of text between two tags on its own line.
        source: white space as in the markup.
        title: whether the page's title is the first line.
        visible: whether what the page hides by an inline style is left out.
        newline: what ends a line.
    """

    name: str
    blank: str = "some"
    bullet: str = ""
    width: int = 0
    pieces: bool = False
    source: bool = False
    title: bool = False
    visible: bool = True
    newline: str = "\n"


STYLES = (
    Style("browser"),
    Style("browser, all parted", blank="all"),
    Style("browser, dense", blank="none"),
    Style("bullets", bullet="* ", title=True),
    Style("bullets, 80 columns", bullet="   * ", width=80),
    Style("72 columns, CRLF", blank="all", width=72, newline="\r\n"),
    Style("pieces", blank="none", pieces=True, visible=False),
    Style("pieces, title", blank="none", pieces=True, title=True, visible=False),
    Style("source", source=True, visible=False),
)


def parse(page: str) -> html.HtmlElement:
    """The tree of a page; a page without markup becomes one paragraph."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return html.document_fromstring("<p></p>")


def flatten(page: str | html.HtmlElement, style: Style) -> str:
    """The page as plain text."""
    tree = parse(page) if isinstance(page, str) else page
    out: list[str] = []
    title = tree.findtext(".//title")
    if style.title and title:
        out += [title, "\n\n"]
    body = tree.find("body")
    _walk(body if body is not None else tree, style, out)
    text = "".join(out)
    if style.source:
        return text
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    if style.width:
        lines = [part for line in lines for part in (textwrap.wrap(line, style.width) or [""])]
    shown: list[str] = []
    for line in lines:
        if line or (shown and shown[-1] and style.blank != "none"):
            shown.append(line)
    return style.newline.join(shown) + style.newline


def _walk(root: html.HtmlElement, style: Style, out: list[str]) -> None:
    # Depth first with a stack of our own: pages nest deeper than Python's.
    stack: list[tuple[html.HtmlElement, bool]] = [(root, True)]
    while stack:
        element, entering = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        if not entering:
            out.append(_edge(name, style))
            _text(element.tail, style, out)
            continue
        hidden = not name or name in _HIDDEN or (style.visible and _is_hidden(element))
        if hidden:
            _text(element.tail, style, out)
            continue
        out.append("\n" if name == "br" and not style.source else _edge(name, style))
        if name == "li" and style.bullet:
            out.append(style.bullet)
        if name in ("td", "th"):
            out.append(" ")
        _text(element.text, style, out)
        stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))


def _edge(name: str, style: Style) -> str:
    if style.source or style.pieces:
        return ""
    if name not in _BLOCKS:
        return ""
    if style.blank == "all" or (style.blank == "some" and name in _PARTED):
        return "\n\n"
    return "\n"


def _text(text: str | None, style: Style, out: list[str]) -> None:
    if not text:
        return
    if style.source:
        out.append(text)
    elif style.pieces:
        if text.strip():
            out.append(_SPACES.sub(" ", text).strip() + "\n")
    else:
        out.append(_SPACES.sub(" ", text))


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_INVISIBLE.search(element.get("style") or ""))
