"""What the tests of the documents read of a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TARGET = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)|(?:src|href)=\"(?!https?:)([^\"#]+)\"")
# Not after an initial or an abbreviation: "S. Korea", "e.g. this".
_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)[\"”)*]*\s+")


def sentences(page: str) -> Iterator[str]:
    """The sentences of a page, without code: of paragraphs, headings, items of lists, and cells of tables.

    Code within a sentence counts as one word, a link as its text.
    """
    for block in _blocks(_FENCE.sub("\n\n", page)):
        plain = _LINK.sub(r"\1", _CODE.sub("CODE", block))
        for sentence in _END.split(plain):
            words = [word for word in sentence.split() if re.search(r"\w", word)]
            if words:
                yield " ".join(words)


def _blocks(page: str) -> Iterator[str]:
    held: list[str] = []
    for line in [*page.splitlines(), ""]:
        begins = re.match(r"\s*(?:[-*+]|\d+\.)\s", line)
        if not line.strip() or begins or line.startswith(("#", "|", "    ", "<")):
            yield " ".join(held)
            held = []
        if line.startswith("|"):
            yield from re.split(r"(?<!\\)\|", line)
        elif line.startswith("#"):
            yield line
        elif line.strip() and not line.startswith(("<", "    ")):
            held.append(re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", line))
    yield " ".join(held)


def code(page: str) -> list[str]:
    """Lines and words of a page that are code: of fenced and indented blocks, and within a line."""
    blocks = [line for found in _FENCE.finditer(page) for line in found[0].splitlines()]
    rest = _FENCE.sub("", page)
    indented = [line.strip() for line in rest.splitlines() if line.startswith("    ")]
    return blocks + indented + [found.strip("`") for found in _CODE.findall(rest)]


def links(page: str) -> list[tuple[str, str]]:
    """File and anchor of every link to the repository; the file is empty for a place on the same page."""
    return [(file or other, anchor) for file, anchor, other in _TARGET.findall(_FENCE.sub("", page))]


def anchors(page: str) -> set[str]:
    """What a link can name on a page: its headings, as GitHub writes them."""
    found = re.findall(r"^#+ (.*)$", _FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def section(page: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return page.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def codes_in_first_column(page: str, header: str) -> set[str]:
    """What is written as code in the first column of every table whose first header is this."""
    found: set[str] = set()
    inside = False
    for line in page.splitlines():
        if not line.startswith("|"):
            inside = False
        elif line.split("|")[1].strip() == header:
            inside = True
        elif inside:
            found |= set(re.findall(r"`([^`]+)`", line.split("|")[1]))
    return found
