"""Pages become articles: the story, and nothing of what stood around it."""

from __future__ import annotations

from datetime import UTC, datetime

import lxml.html
import pytest

from tests.support.pages import dump
from wirewatch.extraction import html as html_extraction
from wirewatch.extraction import split_containers
from wirewatch.records import Article

ARRIVED = datetime(2026, 11, 20, tzinfo=UTC)
FIRST, LAST = "Estonia and Finland agreed on Wednesday", "whose icebreaker is late."
CLUTTER = (
    "Menu",
    "Read also",
    "Reporting by",
    "TRENDING",
    "Brazil",
    "Argentina",
    "Image credit",
    "© 2026",
    "Newsletter",
)


def as_browser(text: str) -> str:
    return text


def single_newlines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line)


def all_parted(text: str) -> str:
    return "\n\n".join(line for line in text.splitlines() if line)


def windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def bullets(text: str) -> str:
    return "\n".join(f"* {line}" if 0 < len(line.split()) < 5 else line for line in text.splitlines())


def wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.fill(line, 76) for line in text.splitlines())


@pytest.mark.parametrize("style", [as_browser, single_newlines, all_parted, windows, bullets])
def test_the_story_is_found_however_the_page_was_saved(page: bytes, style: object) -> None:
    article = html_extraction.extract_text(style(page.decode()), arrived=ARRIVED)  # type: ignore[operator]
    assert article.text.startswith(FIRST)
    assert article.text.endswith(LAST)
    assert not [word for word in CLUTTER if word in article.text]


def test_hard_wrapped_paragraphs_are_joined(page: bytes) -> None:
    # Byline, share bar and caption have run together here, so the standfirst before them stays.
    text = html_extraction.extract_text(wrapped(page.decode()), arrived=ARRIVED).text
    assert "\n\nUnder the agreement, signed in Tallinn, the two countries will share the cost of keeping the" in text
    assert text.endswith(LAST)
    assert not [word for word in CLUTTER if word in text]


def test_the_facts_of_a_dump(page: bytes) -> None:
    article = html_extraction.extract_text(page.decode(), arrived=ARRIVED)
    assert article.title == "Estonia and Finland agree to reopen winter ferry route, Latvia asks to join"
    assert article.published == "2026-10-21T16:40:00+03:00"
    assert article.updated == "2026-10-21T18:05:00+03:00"
    assert article.language == "en"
    assert article.site == "Harbour Courier"


@pytest.mark.parametrize("seed", range(8))
def test_generated_pages_are_read_whole(seed: int) -> None:
    page = dump(seed, ("Ghana", "Togo")).decode()
    story = page.split("10:00 UTC\n\n")[1].split("\n\n(Reporting")[0]
    assert html_extraction.extract_text(page, arrived=ARRIVED).text == story


def html(body: str, head: str = "") -> bytes:
    return f"<html lang=en><head><title>Quay approved</title>{head}</head><body>{body}</body></html>".encode()


STORY = "".join(
    f"<p>The council approved part {n} of the quay on Monday, and asked the builders to begin before winter comes.</p>"
    for n in range(6)
)


def read(data: bytes, url: str | None = None) -> Article:
    return html_extraction.extract_html(data, url=url, arrived=ARRIVED)


def test_html_without_what_stands_in_and_around_it() -> None:
    body = (
        "<nav><a href=/>Home</a> <a href=/w>World</a></nav><article><h1>Quay approved</h1>"
        "<p>By Harbour Desk</p><p>RIGA, Nov 2 (Reuters) - The council met on Monday to talk about the quay and the winter.</p>"
        f"{STORY}<p><b>Read also: Ten harbours in Brazil</b></p><p>(Reporting by Harbour Desk; Editing by Night Desk)</p></article>"
        "<footer>Privacy policy</footer>"
    )
    article = read(html(body))
    assert article.text.startswith("The council met on Monday")
    assert article.text.endswith("before winter comes.")
    assert (article.dateline, article.agency, article.title) == ("RIGA", "Reuters", "Quay approved")


def test_a_date_in_the_future_is_none() -> None:
    assert (
        read(html(STORY, '<meta property="article:published_time" content="2031-01-01T00:00:00Z">')).published is None
    )


def test_identity_is_the_address_or_the_words() -> None:
    one, two = html(STORY), html(STORY.replace("Monday", "Tuesday"))
    assert read(one, "https://a.example/x?utm_source=y").id == read(two, "https://a.example/x").id
    assert read(one).id != read(two).id
    assert read(one).id == read(html(STORY.replace("</p>", " </p>\n").upper())).id


@pytest.mark.parametrize("text", ["Menu\nHome\nWorld", "Sign in\n\nSubscribe\n\n© 2026 Nobody"])
def test_a_page_without_a_story_is_told(text: str) -> None:
    with pytest.raises(html_extraction.NoArticleFoundError) as told:
        html_extraction.extract_text(text, source="menu.txt", arrived=ARRIVED)
    assert told.value.reason == "no-story"
    assert "menu.txt" in str(told.value)


def _chunk(place: int, name: str = "body-part") -> str:
    paragraphs = "".join(
        f"<p>Part {place}, sentence {n}: the harbour master measured the depth of berth {place * 10 + n} and found it good "
        f"enough for every ship that the council had spoken of in spring.</p>"
        for n in range(4)
    )
    return f'<div class="grid"><div class="{name}">{paragraphs}</div></div>'


def _found(place: int) -> list[str]:
    return [
        f"Part {place}, sentence {n}: the harbour master measured the depth of berth {place}{n} and" for n in range(4)
    ]


def test_a_story_in_several_containers_is_read_whole() -> None:
    chunks = "".join(_chunk(place) + '<div class="ad-slot">Advertisement</div>' for place in range(1, 4))
    page = html(f"<h1>Every berth is deep enough</h1><div class='chunks'>{chunks}</div>")
    lines = split_containers.add_split_containers(lxml.html.fromstring(page), _found(2))
    assert [line[:18] for line in lines] == [
        f"Part {place}, sentence {n}"[:18] for place in (1, 2, 3) for n in range(4)
    ]


@pytest.mark.parametrize("around", ["<footer>{}</footer>", '<div class="related-stories">{}</div>'])
def test_what_stands_in_a_like_container_elsewhere_is_not_the_story(around: str) -> None:
    page = f"<h1>Every berth is deep enough</h1><div>{_chunk(1)}</div>{around.format(_chunk(2))}"
    assert len(split_containers.add_split_containers(lxml.html.fromstring(html(page)), _found(1))) == 4
    taken = f"<h1>Every berth is deep enough</h1><div>{_chunk(1)}{_chunk(2)}</div>"
    assert len(split_containers.add_split_containers(lxml.html.fromstring(html(taken)), _found(1))) == 8


def test_a_dialogue_over_the_page_is_not_the_story() -> None:
    terms = "".join(
        f"<p>Clause {n} of the terms says that readers may read this page as often as they like.</p>" for n in range(3)
    )
    text = read(
        html(f"<article><h1>Quay</h1>{STORY}<div class='modal fade' role='dialog'>{terms}</div></article>")
    ).text
    assert "Clause" not in text
    assert "before winter comes." in text


def test_a_pull_quote_is_read_once() -> None:
    quote = "“We have waited for this quay for eleven long years”"
    page = f"<article><p>The mayor said it. {quote}, she told the council on Monday in the old hall.</p>{STORY}<blockquote><p>{quote}</p></blockquote><p>The vote came at noon, as the bells rang.</p></article>"
    assert read(html(page)).text.count("eleven long years") == 1
