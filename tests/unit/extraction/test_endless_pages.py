"""A page of nothing but links or paragraphs takes as long as the part that is looked at."""

from __future__ import annotations

from lxml import html

from wirewatch.extraction.html import extract_html
from wirewatch.extraction.page_preparation import prepare_page

STORY = "<p>The harbour opens again on Monday after a winter of repairs, the ministry said, and the ferry leaves at noon.</p>"


def prepared(body: str) -> html.HtmlElement:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    prepare_page(tree)
    return tree


def test_links_beyond_what_a_list_has_are_removed_from_each_element_alone() -> None:
    link = "<a href='/a'>more to read</a> "
    tree = prepared(f"<nav>{link * 5000}</nav><div>{link * 30}</div>{STORY}")
    assert len(list(tree.iter("a"))) == 1030


def test_paragraphs_beyond_those_of_a_book_are_removed() -> None:
    tree = prepared(STORY + "<p>x y z</p>" * 20_000)
    assert len(list(tree.iter("p"))) == 10_000


def test_the_story_above_an_endless_list_is_read() -> None:
    page = f"<html><body><article>{STORY * 3}</article><div>{'<a href=/a>more</a> ' * 20_000}</div></body></html>"
    assert "The harbour opens again" in extract_html(page.encode()).text
