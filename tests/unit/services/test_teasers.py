"""What a feed gave of an entry is read where its page cannot be."""

from __future__ import annotations

import pytest

from wirewatch.messages import FeedItem

ITEM = FeedItem(
    url="https://aldmere.example/1",
    feed="https://aldmere.example/rss",
    title="Kenya opens the ferry again",
    teaser="Kenya opens the ferry to the outer islands again, the ministry said on Friday in Nairobi.",
)


def test_title_and_teaser_make_an_article_that_says_so() -> None:
    article = ITEM.as_teaser()
    assert article is not None
    assert (article.title, article.text, article.url, article.teaser) == (ITEM.title, ITEM.teaser, ITEM.url, True)
    assert article.language == "en"


@pytest.mark.parametrize("item", [FeedItem(url="https://a.example/1"), FeedItem(url="https://a.example/1", feed="f")])
def test_nothing_is_made_of_nothing(item: FeedItem) -> None:
    assert item.as_teaser() is None
