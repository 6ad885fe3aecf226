"""Page → Article: the story without what stood around it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from wirewatch.errors import InputRejectedError
from wirewatch.extraction import boilerplate, plain_text
from wirewatch.extraction.block_kinds import block_kinds
from wirewatch.extraction.cleanup import clean_paragraphs
from wirewatch.extraction.data_tables import add_tables
from wirewatch.extraction.metadata import page_metadata, stated_text
from wirewatch.extraction.page_preparation import prepare_page
from wirewatch.extraction.page_structure import analyse_page, without_dialogs
from wirewatch.extraction.split_containers import add_split_containers
from wirewatch.extraction.text_nodes import text_nodes
from wirewatch.fetching import encoding as charsets
from wirewatch.records import Article
from wirewatch.stories.fingerprints import article_id
from wirewatch.text.dates import find_dates
from wirewatch.text.languages import detect_language
from wirewatch.text.mojibake import is_misread, repair
from wirewatch.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_WORDS = 15
"""Words below which what was found is no story."""
_COPYRIGHT = re.compile(
    r"(?:©|\(c\))\s*(?:Copyright\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*"
    r"(?P<site>(?!Copyright|All\b)[A-Z][\w&.' -]{2,40}?)\s*(?:[.,|]|All [Rr]ights|$)"
)
_BETWEEN_RESETS = 500
_STORY = 2000
"""Characters of the story whose words tell a headline from an outlet's name."""
_read = Counter[str]()


class NoArticleFoundError(InputRejectedError):
    """There is no story on the page. ``reason`` is short and stable; the message names the page and what can be done."""


def extract_html(
    data: bytes,
    *,
    source: str = "",
    url: str | None = None,
    charset: str | None = None,
    arrived: datetime | None = None,
) -> Article:
    """The article on an html page.

    Raises:
        InputRejectedError: the page holds no story.
    """
    import trafilatura
    from trafilatura.meta import reset_caches

    arrived = arrived or datetime.now(UTC)
    _read["html"] += 1
    if _read["html"] % _BETWEEN_RESETS == 0:
        reset_caches()  # trafilatura's and its helpers' caches only ever grow
    page = charsets.decode(data, charset or charsets.detect(data))
    tree = trafilatura.load_html(repair(page) if is_misread(page) else page)
    if tree is None:
        raise _no_story(source, "")
    prepare_page(tree)
    without_dialogs(tree)
    said = analyse_page(tree)
    found: Any = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        include_tables=False,
        deduplicate=False,
        config=_settings(_is_dense(tree)),
    )
    lines = found.text.split("\n") if found is not None and found.text else []
    own = stated_text(tree)
    if _is_missed(own, lines):
        lines = own
    elif not lines:
        raise _no_story(source, _visible_text(tree))
    else:
        lines = add_split_containers(tree, lines)
    stated = page_metadata(tree, arrived, url=url, story="\n".join(lines)[:_STORY])
    article = _article(
        add_tables(tree, clean_paragraphs(lines, said)),
        stated.title,
        source=source,
        url=stated.url,
        arrived=arrived,
    )
    article.blocks = block_kinds(article.text.split("\n\n"), said.kinds)
    article.site, article.published, article.updated = stated.site, stated.published, stated.updated
    article.authors = stated.authors or article.authors
    article.image, article.section = stated.image, stated.section
    return article


def _is_missed(own: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the text that the publisher states in JSON-LD is a story that was not found on the page.

    It counts as found where half of its words were; not where they were run together to one line.
    """
    if sum(map(count_words, own)) < _STATED_WORDS:
        return False
    words = set(_WORD.findall(" ".join(own).lower()))
    shared = len(words & set(_WORD.findall(" ".join(lines).lower())))
    return shared * 2 < len(words) or (len(lines) == 1 < len(own) and shared * 10 > len(words) * 9)


_WORD = re.compile(r"\w+")
_STATED_WORDS = 80
"""Words of a publisher's text from which on it is the story and no teaser."""
_DENSE = 100
"""Characters of the shortest text that the extractor is content with where each is a syllable or a word; else 250."""


@cache
def _settings(dense: bool) -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    if dense:
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_DENSE))
    return config


def _is_dense(tree: Any) -> bool:
    """Whether a page's paragraphs are Chinese, Japanese, Korean or of another script that says much in few characters."""
    pieces = (
        text for block in tree.iter("p", "h1") for _, text in text_nodes(block) if block.tag == "h1" or len(text) > 20
    )
    text = "".join(islice(pieces, 40))[:4000]
    return len(text) < 5 * sum(character > "\u2e7f" for character in text)


def extract_text(text: str, *, source: str = "", url: str | None = None, arrived: datetime | None = None) -> Article:
    """The article in a page saved as plain text.

    Raises:
        InputRejectedError: the text holds no story.
    """
    arrived = arrived or datetime.now(UTC)
    found = plain_text.extract_plain_text(repair(text) if is_misread(text) else text)
    if found is None:
        raise _no_story(source, text[:_MOST_SHOWN])
    article = _article(found.paragraphs, found.title, source=source, url=url, arrived=arrived)
    article.blocks = block_kinds(article.text.split("\n\n"))
    article.published, article.updated = find_dates([*found.stamps, *found.before], arrived)
    for line in (*found.stamps, *found.before):
        article.agency = article.agency or boilerplate.agency_of(line)
        article.authors = article.authors or boilerplate.byline(line)
    copyright_ = next((m for m in map(_COPYRIGHT.search, reversed(text[-3000:].splitlines())) if m), None)
    article.site = copyright_["site"].strip() if copyright_ else None
    return article


def _article(paragraphs: Sequence[str], title: str, *, source: str, url: str | None, arrived: datetime) -> Article:
    """The paragraphs as an article, without boilerplate; dateline and agency become fields."""
    story: list[str] = []
    agency = dateline = None
    authors: list[str] = []
    for paragraph in (_line(paragraph) for paragraph in paragraphs):
        if boilerplate.is_agency_footer(paragraph):
            agency = agency or boilerplate.tail_agency(paragraph)
        elif not story and (names := boilerplate.byline(paragraph)) and count_words(paragraph) < 14:
            authors = names
        elif not paragraph or boilerplate.is_related_link(paragraph) or boilerplate.is_photo_credit(paragraph):
            continue
        elif not (not story and (boilerplate.is_timestamp_line(paragraph) or paragraph == title)):
            story.append(paragraph)
    if story:
        story[0], dateline, stated = boilerplate.split_dateline(story[0])
        agency = agency or stated
    text = "\n\n".join(story)
    shell = len(story) < 3 and count_words(text) < 2 * LEAST_WORDS and _NEEDS_SCRIPT.search(text)
    if shell or (count_words(text) < LEAST_WORDS and len(text) < 5 * LEAST_WORDS):
        raise _no_story(source, text or "\n".join(paragraphs))
    return Article(
        id=article_id(url, text),
        text=text,
        source=source,
        url=url,
        title=title,
        language=detect_language(text),
        arrived=arrived.astimezone(UTC).isoformat(timespec="seconds"),
        authors=authors,
        agency=agency,
        dateline=dateline,
    )


_NEEDS_SCRIPT = re.compile(
    r"\b(?:enable|requires?|activate|turn on|aktivieren|activer|activar)\b.{0,30}\bjavascript|javascript.{0,40}(?:disabled|required)",
    re.IGNORECASE,
)
_MOST_SHOWN = 100_000
WARM_UP = b"""<html><head><title>Harbour opens again</title></head><body><article><h1>Harbour opens again</h1>
<p>The harbour opens again on Monday after a winter of repairs, the ministry said, and the first ferry leaves at noon.</p>
<p>Eleven cranes were painted, two quays were raised, and the old customs house has become a school for pilots.</p>
<p>What it cost will be known in May; the council had asked for less, and the fishermen for a second slipway.</p>
</article><p>Privacy policy, &copy; 2026 Example Paper 1</p></body></html>"""


def warm_up() -> None:
    """Read a page of our own, so that nothing is left to load when the first one comes.

    1 s of a processor: the extractor, the language model, and how dates are written in the languages of news, which is
    loaded for the first date that is not written plainly.
    """
    with suppress(OSError):  # with no room in /tmp, say: then the first page fails, and reports it
        extract_html(WARM_UP)


def _line(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def _no_story(source: str, text: str) -> NoArticleFoundError:
    """What was seen instead of a story: how much text there is, and the longest piece of it."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    words = count_words(text)
    longest = max(lines, key=len, default="")
    seen = f"{words:,} words" + (f", the longest line “{longest[:100]}”" if longest else "")
    if _NEEDS_SCRIPT.search(text) or not words:
        seen += "; its text may be made by a script"
    return NoArticleFoundError("no-story", f"no story was found on it ({seen}); save the page from a browser", source)


def _visible_text(tree: Any) -> str:
    body = tree.find(".//body")
    return (
        "\n".join(text for _, text in text_nodes(body, ("script", "style")))[:_MOST_SHOWN] if body is not None else ""
    )
