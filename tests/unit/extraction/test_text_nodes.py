"""Pieces of text come in the page's order, each with the element that holds it."""

from __future__ import annotations

import pytest
from lxml import html

from wirewatch.extraction.text_nodes import text_nodes

PAGES = [
    "<body>a<p>b<b>c</b>d<i></i>e</p>f</body>",
    "<body><!-- no -->a<br>b<br>c<?x y?>d</body>",
    "<body><div><p>one</p>two<p>three<span>four</span></p></div>five</body>",
    "<body></body>",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_same_pieces_as_by_xpath(page: str) -> None:
    body = html.document_fromstring(f"<html>{page}</html>").find(".//body")
    wanted = []
    for text in body.xpath(".//text()"):
        owner = text.getparent()
        wanted.append((owner.getparent() if text.is_tail else owner, str(text)))
    assert list(text_nodes(body)) == wanted


def test_what_is_passed_over_keeps_the_text_behind_it() -> None:
    body = html.document_fromstring("<html><body><p>a<script>b<b>c</b></script>d</p></body></html>").find(".//body")
    assert [text for _, text in text_nodes(body, ("script",))] == ["a", "d"]
