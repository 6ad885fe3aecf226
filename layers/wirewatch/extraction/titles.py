"""A page's headline, weighed of its heading, its JSON-LD, its meta elements and its title, without the outlet's name.

A title is cut at its ends only where the page itself says what is cut: the outlet's names, its host, its sections.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_SEPARATOR = r"(?:\s+(?:[|–—·»«›•:/~⋆*-]|--|::|—)\s+|\s*[|｜_»]\s*|\s*：\s*|(?<=[\u3040-\u9fff])\s*-\s*)"
_BEHIND = re.compile(rf"(?P<rest>.{{2,}}){_SEPARATOR}(?P<part>.{{1,60}}?)\s*$", re.DOTALL)
_BEFORE = re.compile(rf"(?P<part>.{{1,60}}?)(?:{_SEPARATOR}|:\s+)(?P<rest>.{{4,}})$", re.DOTALL)
_CDATA = re.compile(r"(?:<!\[CDATA\[)+|(?:\]\]>)+\s*$")
_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|span|u|mark|small|sup|sub|font|q)\b[^<>]{0,200}>", re.IGNORECASE)
_OUTLET_META = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "publisher",
    "twitter:site",
    "copyright",
)
_SECTION_META = ("article:section", "section", "parsely-section", "category")
_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\(c\)|©)?\s*(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?)?,?\s*(?:by\s+)?(?P<name>[^\W\d][^.,|©\n]{1,50}?)(?=\s*(?:(?:19|20)\d\d|[.,|©\n]|All |Alle |$))",
    re.IGNORECASE,
)
_LABEL_WORDS = 3
"""Words of the longest section or outlet that only its place and form show."""


_HEADINGS = 30


class Outlet(NamedTuple):
    """What a page says that its outlet and its sections are called, squeezed to letters; and the labels of its host."""

    names: frozenset[str]
    sections: frozenset[str]
    host: tuple[str, ...]


def clean_title(text: str | None) -> str:
    """A title on one line, without what programs leave in it: CDATA marks, entities that were escaped twice."""
    text = _SPACES.sub(" ", text or "").strip()
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _INLINE_TAG.sub("", text)
    return _SPACES.sub(" ", _CDATA.sub("", text)).strip()


def outlet_of(tree: Any, meta: dict[str, str], records: Iterable[dict[str, Any]], site: str, host: str) -> Outlet:
    """What a page says of its outlet: in its meta elements, JSON-LD, logo and copyright line."""
    names = {site, *(meta.get(name, "").lstrip("@") for name in _OUTLET_META)}
    sections = {meta.get(name, "") for name in _SECTION_META}
    for record in records:
        for key in ("publisher", "isPartOf", "sourceOrganization"):
            value = record.get(key)
            for one in value if isinstance(value, list) else [value]:
                names.add(str(one.get("name") or "") if isinstance(one, dict) else "")
        section = record.get("articleSection")
        sections |= {one for one in (section if isinstance(section, list) else [section]) if isinstance(one, str)}
    names |= set(tree.xpath("//a[@href='/' or @rel='home']//img/@alt | //*[contains(@class,'logo')]//img/@alt")[:5])
    roots = ("/", f"http://{host}", f"https://{host}", f"http://{host}/", f"https://{host}/")
    for link in list(tree.iter("a"))[:60]:
        if link.get("href") in roots and len(text := link.text_content()[:80].split()) <= _LABEL_WORDS + 2:
            names.add(" ".join(text))
    for footer in list(tree.iter("footer"))[-3:]:
        names |= {found["name"] for found in _HOLDER.finditer(" ".join(footer.text_content().split())[:2000])}
    labels = tuple(label for label in host.lower().split(".")[:-1] if label not in ("www", "m", "co", "com", "amp"))
    return Outlet(
        frozenset(name for name in map(_squeezed, names) if len(name) > 1),
        frozenset(name for name in map(_squeezed, sections) if len(name) > 1),
        labels,
    )


def page_title(tree: Any, named: Sequence[str], outlet: Outlet, story: str = "") -> str:
    """The headline.

    Args:
        tree: the page.
        named: what its meta elements and its JSON-LD say that it is called, the most telling first.
        outlet: names that are none of the headline.
        story: the beginning of the text: words of it tell a headline from an outlet's name.
    """
    page = clean_title(tree.findtext(".//head/title") or tree.findtext(".//title"))
    named = [title for title in map(clean_title, named) if title]
    headings = [clean_title("".join(element.itertext())) for element in tree.iter("h1")]
    headings = [heading for heading in headings if 1 < len(heading) < 300 and not _is_outlet(heading, outlet)]
    story_words = set(_words(story))
    best = _heading(headings, [text for text in (*named[:1], page) if text])
    title = next(
        (t for t in (without_outlet(text, outlet, story_words) for text in named) if not _is_outlet(t, outlet)), ""
    )
    if best and not (len(_words(best)) < 3 and len(_words(title)) > 6):
        behind_kicker = len(title.split()) > 3 and best.lower().endswith(title.lower())
        return title if behind_kicker else without_outlet(best, outlet, set())
    page = _part_that_is_a_heading(tree, page, outlet) or without_outlet(page, outlet, story_words)
    alone = headings[0] if len(headings) == 1 else ""
    if (
        not title
        and alone
        and (_is_outlet(page, outlet) or _weight(alone, story_words) >= _weight(page, story_words) > (0.0, 0))
    ):
        return alone
    return title or ("" if _is_outlet(page, outlet) else page) or alone or page or _first_heading(tree, outlet)


def _first_heading(tree: Any, outlet: Outlet) -> str:
    """Where a page names itself nowhere: the first heading of a lower level."""
    for element in islice(tree.iter("h2", "h3"), _HEADINGS):
        text = clean_title(element.text_content()[:300])
        if len(_words(text)) > _LABEL_WORDS and not _is_outlet(text, outlet):
            return text
    return ""


def _part_that_is_a_heading(tree: Any, page: str, outlet: Outlet) -> str:
    """The part of the page's title that a heading of a lower level repeats."""
    parts = {_squeezed(part): part.strip() for part in re.split(_SEPARATOR, page) if len(_words(part)) > 1}
    if len(parts) < 2 and len(_words(page)) == len(_words(next(iter(parts.values()), ""))):
        return ""
    for place, element in enumerate(tree.iter("h2", "h3")):
        if place > _HEADINGS:
            break
        part = parts.get(_squeezed(element.text_content()[:300]), "")
        if part and not _is_outlet(part, outlet):
            return part
    return ""


def _heading(headings: Sequence[str], titles: Sequence[str]) -> str:
    """The heading that is most in the titles that the page gives itself, and fills most of them."""
    known = [set(_words(text)) for text in titles]
    best, best_value = "", 0.0
    for heading in headings:
        words = set(_words(heading))
        value = max((len(words & other) / len(words) for other in known), default=0.0) if words else 0.0
        if value >= 0.6 and value * len(words) > best_value:
            best, best_value = heading, value * len(words)
    return best


def without_outlet(title: str, outlet: Outlet, story_words: set[str]) -> str:
    """A title without the outlet's name and section behind it, and without the outlet's name before it.

    ``story_words`` are words of the story: a short name in capitals before a dash that none of them is in is an outlet's too.
    """
    rest = title
    cut = False
    while found := _BEHIND.match(rest):
        part = found["part"]
        section = _squeezed(part) in outlet.sections or (cut and _is_label(part, story_words))
        if not (_is_outlet(part, outlet, strict=False) or section) or len(_words(found["rest"])) < (
            3 if section else 1
        ):
            break
        rest, cut = found["rest"].rstrip(" |–—·»›•:/-_"), True
    if rest == title and (found := _BEFORE.match(rest)):
        part, behind = found["part"], found["rest"]
        dash = not rest[len(part) :].lstrip().startswith(":")
        stranger = dash and _is_label(part, story_words) and bool(story_words & set(_words(behind)) - set(_words(part)))
        if (_is_outlet(part, outlet) or (stranger and len(story_words) > _LABEL_WORDS)) and len(_words(behind)) > 1:
            return behind.strip()
    return rest.strip()


def _is_outlet(text: str, outlet: Outlet, *, strict: bool = True) -> bool:
    """Whether a text is the outlet's name. Where not ``strict``, a part of the name, or the name with a word or two."""
    squeezed = _squeezed(text)
    if not squeezed:
        return True
    if squeezed in outlet.names or squeezed == "".join(outlet.host) or squeezed in outlet.host:
        return True
    plain = squeezed.removeprefix("the")
    if any(plain == name.removeprefix("the") for name in outlet.names) or plain in outlet.host:
        return True
    host = "".join(outlet.host)
    if host and squeezed.startswith(host) and len(squeezed) <= len(host) + 12 and "." in text:
        return True  # aldmerepost.example
    if strict:
        return False
    words = _words(text)
    short = len(words) <= _LABEL_WORDS + 2
    if short and any(plain in name or name in plain for name in outlet.names if len(name) > 2 and len(plain) > 2):
        return True
    long = [word for word in words if len(word) > 3]
    return short and bool(long) and sum(word in host for word in long) * 2 >= len(words)


def _is_label(text: str, story_words: set[str]) -> bool:
    """Whether a text is short, each of its words begins with a capital, and none of them is the story's."""
    words = text.split()
    named = all(word[:1].isupper() or not word[:1].isalpha() for word in words)
    return len(words) <= _LABEL_WORDS and named and not story_words & {word for word in _words(text) if len(word) > 2}


def _shared(text: str, story_words: set[str]) -> float:
    words = {word for word in _words(text) if len(word) > 3}
    return len(words & story_words) / len(words) if words else 0.0


def _weight(text: str, story_words: set[str]) -> tuple[float, int]:
    """How much of a text is in the story, and how long it is."""
    return _shared(text, story_words), len(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _squeezed(text: str) -> str:
    return "".join(_words(text))
