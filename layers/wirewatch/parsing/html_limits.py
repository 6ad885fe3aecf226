"""Limits on HTML, checked before a parser sees it."""

from __future__ import annotations

import re

from wirewatch.errors import InputRejectedError
from wirewatch.limits import ELEMENT_ATTRIBUTES, MB, PAGE_BYTES, PAGE_ELEMENTS

# One start tag with up to ELEMENT_ATTRIBUTES attributes, as html tokenises it (quotes count only behind an equals sign).
# Everything is possessive: a match costs what it spans.
_START_TAG = re.compile(
    rb"<[a-zA-Z][^\s/>]*+"
    rb"(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)?+)?+){0,%d}+[\s/]*+"
    % ELEMENT_ATTRIBUTES
)


def _check_tags(markup: bytes, source: str) -> None:
    """Refuse too many elements, and too many attributes on one of them.

    libxml2 takes time that is quadratic in an element's attributes, inside one call that no alarm interrupts: 40,000
    take a second, a million a quarter of an hour. Every ``<`` before a letter counts as a start tag, in comments,
    scripts and quotes as well, so that nothing hides behind a tokeniser's state; where tags looked at in this way
    overlap so much that the work is no longer linear, the page was made for that and is rejected as well.
    """
    elements, words, work, allowed = 0, 0, 0, 8 * len(markup) + MB
    start = markup.find(b"<")
    while start >= 0:
        tag = _START_TAG.match(markup, start)
        if tag:
            elements += 1
            work += tag.end() - start
            if tag.end() - start > 100:
                words += len(tag.group().split())
            if markup[tag.end() : tag.end() + 1] not in (b">", b"") or work > allowed:
                raise InputRejectedError("bomb", f"an element with more than {ELEMENT_ATTRIBUTES:,} attributes", source)
        start = markup.find(b"<", start + 1)
    if elements > PAGE_ELEMENTS:
        raise InputRejectedError("bomb", f"{elements:,} elements; a page may have {PAGE_ELEMENTS:,}", source)
    if words > 10 * PAGE_ELEMENTS:
        raise InputRejectedError(
            "bomb", f"{words:,} words in long tags; a page may have {10 * PAGE_ELEMENTS:,}", source
        )


def check_html_limits(markup: bytes, source: str = "") -> None:
    """Refuse a page that a parser would need too much time or memory for.

    Depth is not looked at: libxml2 stops at 256 elements by itself.

    Raises:
        InputRejectedError: ``too-large`` or ``bomb``.
    """
    if len(markup) > PAGE_BYTES:
        raise InputRejectedError("too-large", f"{len(markup):,} bytes; a page may have {PAGE_BYTES:,}", source)
    _check_tags(markup, source)
