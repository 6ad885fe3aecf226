"""When a page says that it was published and changed: what it states of itself, in order of how plainly it does.

JSON-LD of the article, meta elements, microdata, ``time`` elements, the lines of the byline, and the day in the
address. Dates of anything else on the page (copyright, related stories, events, comments, scripts) are none of it, and
where a page states no date there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wirewatch.extraction.text_nodes import text_nodes
from wirewatch.text import dates

_PUBLISHED = re.compile(
    r"(?:^|[-_.:]|\b)(?:pub|publish|issued|creat|release|post|origin)|pub(?:lish(?:ed)?)?_?-?(?:date|time)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:dc|dcterms|article|sailthru|og|cxenseparse:recs)?[.:]?date|datepublished", re.IGNORECASE)
_UPDATED = re.compile(r"modif|updat|revis", re.IGNORECASE)
_OTHER = re.compile(
    r"publisher|expir|valid|copyright|event|start|end|birth|verif|unix|platform|domain|author|tag|section|article_id",
    re.IGNORECASE,
)
_NOT_STORY = re.compile(
    r"(?:^|[-_ ])(?:related\w*|recirc\w*|recommend\w*|comments?\w*|discussion|reply|replies|respond|sidebar|footer|copyright|"
    r"most-?(?:read|popular|viewed)|popular|trending|events?|calendar|upcoming|latest|archive|newsletter|promo\w*|more-\w+|outbrain|taboola|"
    r"next|prev\w*|nav\w*|menu|breadcrumbs?|ticker|headlines?-list|weather|topbar|top-bar|masthead|today)(?:$|[-_ ])",
    re.IGNORECASE,
)
_OUTSIDE = frozenset(("nav", "aside", "select", "option", "script", "style", "noscript", "template"))
_STAMPED = re.compile(
    r"publish|posted|created|veröffentlicht|erstellt|publié|publicad|pubblicat|опубликован|opublikowan|yayın|发布|發布|公開|게시|입력",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|aktualisiert|mis à jour|actualizad|atualizad|aggiornat|обновлен|更新|수정", re.IGNORECASE
)
_ADDRESS_DAY = re.compile(
    r"/((?:19|20)\d\d)(?P<by>[/-])([01]?\d|[a-z]{3,9})(?P=by)([0-3]?\d)(?=[/_-]|\.\w{2,5}$|$)", re.IGNORECASE
)
_SHORTEST = 3
"""Characters of a piece of text that holds no date."""
_DAY_FIRST = re.compile(r"/([0-3]\d)-([01]\d)-(20\d\d)(?=[/_.-]|$)")
_LABELLED = re.compile(
    r"(?:first\s)?(?:publi[sc]|posted|created|erschienen|veröffentlicht|erstellt|pubblicat|опубликован|opublikowan|yayın|发布|發布|公開|게시|입력|"
    r"(?:date|datum|dato|data|fecha|дата)\b)",
    re.IGNORECASE,
)
"""How lines begin that say when the page was published."""
_BEHIND_DATE = re.compile(r"[)\]]?\s?[–—|-]\s|[)\]]\s")
_DATELINE = 25
"""Letters that may stand before the day that a paragraph begins with: a place."""
_FIRST_PARAGRAPHS = 2
_PARAGRAPH = 120
"""Characters of text from which on an element is the story and no line of a byline."""
_LONGEST_LINE = 160
_LABEL_WORDS, _STAMP_WORDS = 5, 12
"""Words beside a date that make no sentence: of any line, and of one that says "published" or has parts."""
_FAR_WORDS = 3
_MORE_NUMBERS = re.compile(r"\d{3}|\d\s\d\d")
"""What is left of a line besides its date: of a telephone number, say."""
_ABOVE, _BELOW = 40, 12
"""Elements above the heading, and behind the last paragraph, in which a byline may stand."""
_MOST_LINES = 200
_LEVELS = 4
_CARD, _CARD_TEXT = 4, 500
"""Levels above a date at which a card is looked for, and the characters that one has at most."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DATED = re.compile(r"(?:19|20|25)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d|[٠-٩]{4}|[۰-۹]{4}")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


class StatedDates(NamedTuple):
    """When a page was published and changed; see ``stated_dates``."""

    published: str | None
    updated: str | None


def stated_dates(
    tree: Any,
    arrived: datetime,
    *,
    records: Iterable[dict[str, Any]] = (),
    url: str | None = None,
    heading: Any = None,
    language: str | None = None,
) -> StatedDates:
    """When the page was published and changed, ISO 8601 with the zone where one is stated; None where it says nothing.

    Args:
        tree: the page.
        arrived: when it was fetched: what is more than a day behind it is no date of the page's.
        records: its JSON-LD records of articles.
        url: its address.
        heading: the element of its headline.
        language: BCP 47 tag.
    """

    def first(values: Iterable[object]) -> str | None:
        return next((date for value in values if (date := dates.parse(value, arrived, language=language))), None)

    records = list(records)
    published = first(record.get(name) for name in ("datePublished", "dateCreated") for record in records)
    updated = first(record.get("dateModified") for record in records)
    stated, changed = _in_meta(tree)
    published = published or first(stated)
    updated = updated or first(changed)
    if published is None:
        published = first(_in_microdata(tree, heading)) or first(_in_times(tree, heading))
    if published is None:
        published, changed_line = _in_byline(tree, heading, arrived, language)
        updated = updated or changed_line
    if published is None:
        published = (url and _in_address(url, arrived)) or _before_story(tree, heading, arrived, language)
    return StatedDates(published, updated)


def _in_meta(tree: Any) -> tuple[list[str], list[str]]:
    """What meta elements state of publication and change, the plainest names first."""
    published: list[tuple[int, str]] = []
    updated: list[str] = []
    for element in tree.iter("meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        )
        value = element.get("content")
        if not value or not name or len(name) > 80:
            continue
        if _UPDATED.search(name):
            updated.append(value)
        elif _OTHER.search(name):
            continue
        elif name.lower() == "article:published_time":
            published.append((0, value))
        elif _PLAIN.fullmatch(name):
            published.append((1, value))
        elif _PUBLISHED.search(name):
            published.append((2, value))
    return [value for _, value in sorted(published, key=lambda pair: pair[0])], updated


def _in_microdata(tree: Any, heading: Any) -> list[str]:
    """Microdata and RDFa of the story, nearest to its heading first; where all of the page agree, of any place."""
    found = tree.xpath(
        "//*[@itemprop='datePublished' or @itemprop='dateCreated' or @pubdate or @property='schema:datePublished'"
        " or @property='schema:dateCreated']"
    )[:20]
    values = {element: _value(element) for element in found}
    own = [element for element in found if not _is_outside(element)]
    if not own:
        own = found if len({value[:10] for value in values.values()}) == 1 else []
    if len(own) > 1 and heading is not None:
        places = {
            element: place for place, element in enumerate(tree.iter()) if element in values or element is heading
        }
        own.sort(key=lambda element: abs(places[element] - places.get(heading, 0)))
    return [values[element] for element in own]


def _value(element: Any) -> str:
    value = element.get("content") or element.get("datetime") or (element.tag == "abbr" and element.get("title"))
    return value or " ".join(element.text_content()[:200].split())


def _in_times(tree: Any, heading: Any) -> Iterator[str]:
    """``time`` elements of the story: those behind its heading go first."""
    before: list[str] = []
    behind: list[str] = []
    passed = heading is None
    for element in tree.iter("time", "h1", "abbr"):
        if element is heading:
            passed = True
        value = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        if not value or element.tag == "h1" or _is_outside(element):
            continue
        around = " ".join(
            filter(None, (element.get("class"), element.text_content()[:60], (element.getparent().text or "")[:60]))
        )
        if not _CHANGED.search(around) or _STAMPED.search(around):
            (behind if passed else before).append(value)
    yield from behind[:1]
    yield from before[-1:]


def _in_byline(tree: Any, heading: Any, arrived: datetime, language: str | None) -> tuple[str | None, str | None]:
    """The date in the lines that are little else than one: nearest to the heading, or the only one in the story."""
    body = tree.find(".//body")
    lines, story = _stamp_lines(body if body is not None else tree, language)
    if not lines:
        return None, None
    places = {element: place for place, element in enumerate(tree.iter())}
    top = places.get(heading, 0)
    begins = min((place for element in story if (place := places[element]) > top), default=len(places))
    ends = max((places[element] for element in story), default=len(places))
    placed = [(places[element], line) for element, line in lines if places[element] <= ends + _BELOW]
    behind = [line for place, line in placed if heading is not None and top < place <= begins]
    inside = places.get(_container(heading), top)
    above = [line for place, line in placed if max(inside, top - _ABOVE) < place < top][::-1]
    # Farther away, a line with more words than a label tells of something else that has a date.
    nearest = [
        line
        for place, line in sorted(placed, key=lambda pair: abs(pair[0] - min(begins, ends)))
        if place >= inside
        and (_STAMPED.search(line) or _LABELLED.match(line) or len(_LETTERS.findall(line)) <= _FAR_WORDS)
    ]
    labelled = [line for _, line in lines if _LABELLED.match(line)]
    for near in (behind, above, nearest[:1]):
        published, updated = dates.find_dates(near, arrived, language)
        if published:
            return published, updated
    # A line that says so may stand anywhere, as long as no other says something else.
    said = {dates.find_dates([line], arrived, language)[0] for line in labelled}
    return (said.pop() if len(said) == 1 else None), None


def _before_story(tree: Any, heading: Any, arrived: datetime, language: str | None) -> str | None:
    """The day that the first paragraph begins with, before a dash: "29.11.2022 – The ministry …"."""
    passed = heading is None
    looked_at = 0
    for element in tree.iter("p", "h1", "h2", "h3"):
        passed = passed or element is heading
        text = " ".join(element.text_content()[:400].split()) if passed and element.tag == "p" else ""
        if len(text) <= _PARAGRAPH // 2:
            continue
        found = next(dates.find(text[:60], language=language, near=arrived), None)
        if found and found.start < _DATELINE and _BEHIND_DATE.match(text, found.end):
            return dates.parse(text[found.start : found.end], arrived, language=language)
        looked_at += 1
        if looked_at == _FIRST_PARAGRAPHS:
            break
    return None


def _container(heading: Any) -> Any:
    """The element some levels above the heading that is not the whole page: what stands above it is the page's head."""
    around = heading
    for _ in range(_LEVELS):
        above = around.getparent() if around is not None else None
        if above is None or above.tag in ("body", "html"):
            return around
        around = above
    return around


def _stamp_lines(body: Any, language: str | None) -> tuple[list[tuple[Any, str]], list[Any]]:
    """The elements that hold a date and little else, with their text, and those that hold a paragraph of prose."""
    lines: list[tuple[Any, str]] = []
    story: list[Any] = []
    taken: set[Any] = set()
    for element, text in text_nodes(body):
        if len(text) <= _SHORTEST or not isinstance(element.tag, str) or element.tag in _OUTSIDE:
            continue
        if len(text) > _PARAGRAPH:
            story.append(element)
            continue
        if not _DATED.search(text) or element in taken or len(lines) >= _MOST_LINES:
            continue
        taken.add(element)
        around = " ".join(element.text_content().split())
        alone = " ".join(text.split())
        line = around if _is_stamp(around, language) else alone if _is_stamp(alone, language, bare=True) else ""
        if line and not _is_outside(element):
            lines.append((element, line))
    return lines, story


def _is_stamp(line: str, language: str | None, *, bare: bool = False) -> bool:
    """Whether a line is little else than dates, times, names and the words that announce them; ``bare``: nothing else."""
    if not line or len(line) > _LONGEST_LINE or _COPYRIGHT.search(line):
        return False
    rest = line
    for found in reversed(list(dates.find(line, language=language))):
        rest = rest[: found.start] + rest[found.end :]
    if rest == line or _MORE_NUMBERS.search(rest):
        return False
    words = _LETTERS.findall(rest)
    if bare:
        return not words
    return len(words) <= (
        _STAMP_WORDS if _STAMPED.search(line) or _CHANGED.search(line) or "|" in line else _LABEL_WORDS
    )


def _is_outside(element: Any) -> bool:
    """Whether the element belongs to something else than the story: a list of others, comments, navigation."""
    for height, above in enumerate((element, *element.iterancestors())):
        if above.tag in ("body", "html", "main") or above.find(".//h1") is not None:
            return False
        if above.tag in _OUTSIDE:
            return True
        if above.tag == "footer" and not any(outer.tag == "article" for outer in above.iterancestors()):
            return True
        name = f"{above.get('class') or ''} {above.get('id') or ''}"[:200]
        if len(name) > 1 and _NOT_STORY.search(name):
            return True
        if height < _CARD and _is_card(above):
            return True
    return False


def _is_card(element: Any) -> bool:
    """Whether an element is another story's: a headline that is a link, and little else."""
    links = [element, *element.iter("a")] if element.tag == "a" else list(element.iter("a"))
    if not links or len(element.text_content()) > _CARD_TEXT:
        return False
    return any(len(_LETTERS.findall(link.text_content()[:300])) > _LABEL_WORDS for link in links[:6])


def _in_address(url: str, arrived: datetime) -> str | None:
    path = urlsplit(url).path
    if (found := _DAY_FIRST.search(path)) and int(found[1]) > 12:
        return dates.parse(f"{found[3]}-{found[2]}-{found[1]}", arrived)
    found = _ADDRESS_DAY.search(path)
    if not found:
        return None
    month = int(found[3]) if found[3].isdigit() else dates.month_number(found[3], "en")
    return dates.parse(f"{found[1]}-{month:0>2}-{found[4]:0>2}", arrived) if month else None
