"""The rest of a story that a page keeps in several containers of one kind, of which the extractor took only some.

Magazines break a story where an advertisement stands, letters and live pages have a container for each piece: all of
one element name and one class, each as deep as the others. Where the text that was found lies in one of them, what its
like hold is the story's as well, as long as it is prose and no other article begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wirewatch.text.words import count_words

_SPACES = re.compile(r"\s+")
_LINES = frozenset(("p", "li", "h2", "h3", "h4", "blockquote"))
_LEAST_PROSE = 40
"""Words of prose that a container holds at least."""
_SENTENCE = re.compile(r"[.!?][\"'”’)]*$")
_KNOWN = 60
"""Letters that a line is found again by."""
_HIGHEST = 3
_NOT_STORY = re.compile(
    r"comment|reply|related|recirc|teaser|promo|card|author|bio\b|footer|newsletter|sidebar|popular|trending",
    re.IGNORECASE,
)


def add_split_containers(tree: Any, found: Sequence[str]) -> list[str]:
    """The lines that were found, with those of the containers like theirs, in the order of the page."""
    known = {line[:_KNOWN] for line in (_plain(line) for line in found) if len(line) > _KNOWN}
    held = [element for element in tree.iter("p", "li") if _text(element)[:_KNOWN] in known]
    container = _common(held)
    for _ in range(_HIGHEST):
        if container is None or container.tag in ("body", "html", "main", "article"):
            break
        alike = [other for other in _alike(container) if other is not container]
        if alike:
            return _joined(container, alike, found)
        container = container.getparent()
    return list(found)


def _joined(container: Any, alike: list[Any], found: Sequence[str]) -> list[str]:
    every = list(container.getroottree().iter(container.tag))
    place = {element: number for number, element in enumerate(every)}
    before: list[str] = []
    behind: list[str] = []
    for other in alike:
        lines = list(_lines(other))
        if _prose(lines, other) < _LEAST_PROSE:
            continue
        (before if place[other] < place[container] else behind).extend(lines)
    known = {_plain(line)[:_KNOWN] for line in found}
    return [
        *(line for line in before if line[:_KNOWN] not in known),
        *found,
        *(line for line in behind if line[:_KNOWN] not in known),
    ]


def _alike(container: Any) -> Iterator[Any]:
    """The containers of the same name and class at the same depth below the same place, no other article's."""
    name = container.get("class")
    if not name or _NOT_STORY.search(name):
        return
    depth, above = _depth(container), container.getparent()
    above = above.getparent() if above is not None else None
    for other in above.iter(container.tag) if above is not None else ():
        if other.get("class") == name and _depth(other) == depth and other.find(".//h1") is None and _in_story(other):
            yield other


def _in_story(element: Any) -> bool:
    """Whether no element around it is named as something else than the story."""
    for above in element.iterancestors():
        if above.tag in ("body", "main", "article"):
            return True
        name = f"{above.get('class') or ''} {above.get('id') or ''}"[:300]
        if above.tag in ("footer", "aside", "nav", "header") or _NOT_STORY.search(name):
            return False
    return True


def _common(elements: Sequence[Any]) -> Any:
    """The lowest element that holds all of those; None where there are none."""
    if not elements:
        return None
    shared = [elements[0], *elements[0].iterancestors()][1:]
    for element in elements[1:]:
        above = set(element.iterancestors())
        shared = [ancestor for ancestor in shared if ancestor in above]
    return shared[0] if shared else None


def _lines(container: Any) -> Iterator[str]:
    for element in container.iter():
        if element.tag in _LINES and not any(child.tag in _LINES for child in element.iterdescendants()):
            text = _text(element)
            linked = sum(len(_text(link)) for link in element.iter("a"))
            if text and linked * 2 < len(text):
                yield ("- " + text) if element.tag == "li" else text


def _prose(lines: Iterable[str], container: Any) -> int:
    text = _text(container)
    linked = sum(len(_text(link)) for link in container.iter("a"))
    words = sum(count_words(line) for line in lines if _SENTENCE.search(line) and count_words(line) > 8)
    return words if linked * 4 < len(text) else 0


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _text(element: Any) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _plain(line: str) -> str:
    return _SPACES.sub(" ", line).strip().removeprefix("- ")
