"""Fields of exports under names that nobody has listed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.reading import STORY, article, articles
from wirewatch.errors import InputRejectedError

TEXT = "\n\n".join(STORY)
HTML = "".join(f"<p>{p}</p>" for p in STORY)
URL = "https://aldmere.example/a1"


@pytest.mark.parametrize(
    "text",
    [
        {"cleaned_text": TEXT},
        {"selftext": TEXT},
        {"body_nitf": HTML},
        {"paragraphs": list(STORY)},
        {"content": list(STORY)},
        {"body": [{"type": "paragraph", "text": one} for one in STORY]},
        {"blocks": {"body": [{"id": "x", "bodyHtml": HTML, "bodyTextSummary": TEXT}]}},
        {"what_it_says": TEXT, "summary": "Ferry sails."},
    ],
)
def test_the_text(text: dict[str, Any]) -> None:
    assert article(json.dumps({"title": "Ferry", "url": URL, **text})).text.split("\n\n") == list(STORY)


@pytest.mark.parametrize(
    "fields",
    [
        {"pageUrl": URL},
        {"canonical_link": URL},
        {"articleUrl": URL},
        {"source": URL},
        {"image_url": "https://aldmere.example/a.jpg", "story_link": URL},
    ],
)
def test_the_address(fields: dict[str, str]) -> None:
    assert article(json.dumps({"title": "Ferry", "text": TEXT, **fields})).url == URL


def test_the_title_under_a_longer_name() -> None:
    assert article(json.dumps({"articleTitle": "Ferry", "articleText": TEXT})).title == "Ferry"


def test_an_outlet_in_a_list() -> None:
    assert (
        article(json.dumps({"title": "F", "text": TEXT, "provider": [{"name": "Aldmere Post"}]})).site == "Aldmere Post"
    )


def test_what_only_wraps_an_article_is_not_its_outlet() -> None:
    hit = {"_source": {"title": "Ferry", "body": TEXT, "source": "Aldmere Post"}}
    assert article(json.dumps({"hits": {"hits": [hit]}})).site == "Aldmere Post"


def test_a_date_in_an_object() -> None:
    data = {"title": "F", "text": TEXT, "published": {"$date": "2026-11-24T07:15:00Z"}}
    assert article(json.dumps(data)).published == "2026-11-24T07:15:00+00:00"


def test_a_graph_holds_other_things_than_articles() -> None:
    graph = [
        {"@type": "WebSite", "name": "Aldmere Post"},
        {"@type": "NewsArticle", "headline": "F", "articleBody": TEXT},
    ]
    found = articles(json.dumps({"@context": "https://schema.org", "@graph": graph}).encode())
    assert [one.title for one in found if not isinstance(one, InputRejectedError)] == ["F"]
    assert len(found) == 1


def test_prose_of_others_is_not_the_text() -> None:
    with pytest.raises(InputRejectedError):
        article(json.dumps({"title": "Ferry", "url": URL, "comment": TEXT, "license": TEXT}))


def test_a_list_of_articles_is_no_text_of_what_holds_it() -> None:
    items = [{"title": f"Number {n}", "url": f"{URL}/{n}", "summary": {"content": HTML}} for n in range(2)]
    for name in ("items", "content"):
        found = articles(json.dumps({"title": "Starred", "author": "me", "id": "x", name: items}).encode())
        assert [one.title for one in found if not isinstance(one, InputRejectedError)] == ["Number 0", "Number 1"]
