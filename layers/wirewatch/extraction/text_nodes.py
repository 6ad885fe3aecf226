"""The pieces of text of a page in their order.

XPath's ``text()`` compares pieces by walking from one to the other, so that a paragraph with twice as many takes four times
as long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any


def text_nodes(body: Any, skip: Collection[str] = ()) -> Iterator[tuple[Any, str]]:
    """Each piece of text below an element, with the element that holds it; elements named in ``skip`` are passed over."""
    from lxml.etree import iterwalk

    walk = iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element.tag in skip:
                walk.skip_subtree()
            elif element.text:
                yield element, element.text
        elif element is not body and element.tail:
            yield element.getparent(), element.tail
