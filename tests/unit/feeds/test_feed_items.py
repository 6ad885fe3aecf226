"""Links fit into messages, and add what a page does not say."""

from __future__ import annotations

import msgspec
import pytest

from wirewatch.messages import MESSAGE, FeedItem
from wirewatch.records import Article
from wirewatch.watchlists.file_names import watchlist_name


def test_an_article_that_is_too_long_for_a_message_travels_with_its_beginning() -> None:
    text = "\n\n".join(f"Paragraph {number} of the harbour’s long report." for number in range(20_000))
    link = FeedItem(url="https://a.example/1", feed="f", article=Article(id="a", text=text, title="Report"))
    sent = msgspec.json.decode(link.message(), type=FeedItem)
    assert len(link.message().encode()) <= MESSAGE
    assert sent.article is not None
    assert sent.article.title == "Report"
    assert len(sent.article.text) > 40_000
    assert text.startswith(sent.article.text)
    assert sent.article.text.endswith("long report.")
    assert link.article is not None
    assert link.article.text == text


def test_a_text_of_one_paragraph_is_cut_as_well() -> None:
    link = FeedItem(url="", article=Article(id="a", text="ж" * 1_000_000))
    assert len(link.message().encode()) <= MESSAGE


def test_what_a_page_does_not_say_its_feed_may() -> None:
    link = FeedItem(url="u", published="2026-03-02T10:00:00+00:00", tags=["ports"])
    assert link.complete(Article(id="a", text="x")).published == "2026-03-02T10:00:00+00:00"
    assert link.complete(Article(id="a", text="x", published="2026-03-01")).published == "2026-03-01"
    assert link.complete(Article(id="a", text="x")).tags == ["ports"]
    link.language = "fr"
    assert link.complete(Article(id="a", text="x")).language == "fr"
    assert link.complete(Article(id="a", text="x", language="de")).language == "de"


def test_the_name_of_a_watchlist_can_be_part_of_a_path() -> None:
    assert watchlist_name("watchlists/africa desk.yaml") == "africa desk"
    for wrong in ("", "..", "a\nb", "x" * 200):
        with pytest.raises(ValueError, match="no name of a watchlist"):
            watchlist_name(wrong)
