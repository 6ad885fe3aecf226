"""News in NITF, the XML in which agencies deliver stories (https://iptc.org/standards/nitf/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.parsing.xml import parse_xml
from wirewatch.records import Article

ROOT = re.compile(rb"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!DOCTYPE\s+nitf\b[^>]{0,500}>\s*)?<nitf[\s>]")


class NitfFormat:
    """Reads one story from an NITF document."""

    def recognises(self, head: bytes) -> bool:
        """Whether the first element is ``nitf``."""
        return ROOT.match(head) is not None

    def documents(self, data: bytes, source: str) -> Iterator[Document]:
        """The story. Its id is left empty: wirewatch makes one of the text."""
        root, problem = parse_xml(data)  # loads nothing, puts in no entities
        if root is None:
            raise InputRejectedError("broken", problem, source)
        paragraphs = [text(one) for one in root.iterfind(".//body.content//p")]
        story = "\n\n".join(one for one in paragraphs if one)
        if not story:
            raise InputRejectedError("no-story", "its body.content has no paragraphs", source)
        author = first(root, ".//byline/person") or first(root, ".//byline")
        article = Article(
            id="",
            text=story,
            source=source,
            title=first(root, ".//hedline/hl1") or first(root, ".//head/title"),
            language=root.get("{http://www.w3.org/XML/1998/namespace}lang"),
            authors=[author] if author else [],
            dateline=first(root, ".//dateline/location") or None,
        )
        yield Document(kind="article", source=source, article=article)


def first(root: Any, path: str) -> str:
    """The text of the first element at a path; empty where there is none."""
    found = root.find(path)
    return "" if found is None else text(found)


def text(element: Any) -> str:
    """All text in an element, on one line."""
    return " ".join("".join(element.itertext()).split())
