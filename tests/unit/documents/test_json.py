"""Articles in JSON, under any of the usual names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wirewatch.documents.document import Document
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.records import Article
from wirewatch.stories.fingerprints import article_id


def found(value: Any) -> list[Document]:
    return list(open_documents(json.dumps(value).encode(), source="drop.json"))


def article(value: Any) -> Article:
    (document,) = found(value)
    assert document.article
    return document.article


def test_our_own_article_comes_back_as_it_was() -> None:
    value = {"id": "a1", "text": "One.\n\nTwo.", "title": "T", "source": "s", "language": "en", "authors": ["A"]}
    assert article(value) == Article(id="a1", text="One.\n\nTwo.", title="T", source="s", language="en", authors=["A"])


def test_common_names_are_understood() -> None:
    read = article(
        {
            "headline": "Bridge\n opens",
            "articleBody": "One line.\nAnother line.",
            "datePublished": "2024-03-01T08:00:00Z",
            "dateModified": "2024-03-02",
            "author": [{"@type": "Person", "name": "Jo Writer"}, "Al Other"],
            "publisher": {"name": "The Post"},
            "inLanguage": "en-GB",
            "url": "https://example.com/bridge",
        }
    )
    assert (read.title, read.text) == ("Bridge opens", "One line.\n\nAnother line.")
    assert (read.published, read.updated) == ("2024-03-01T08:00:00+00:00", "2024-03-02")
    assert (read.authors, read.site, read.language) == (["Jo Writer", "Al Other"], "The Post", "en")
    assert read.url == "https://example.com/bridge"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One.\nTwo.", "One.\n\nTwo."),
        ("One\nline.\r\n \r\n\r\nTwo.\n", "One line.\n\nTwo."),
        ("\n" * 1_000_000 + "One." + " " * 1_000_000 + "Two.", "One. Two."),
    ],
)
def test_paragraphs(body: str, text: str) -> None:
    assert article({"body": body}).text == text


def test_a_json_feed_gives_its_items() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Feed",
        "items": [
            {"id": "1", "url": "https://example.com/1", "title": "First", "content_html": "<p>One</p>"},
            {"id": "2", "content_text": "Two", "date_published": "2024-03-01T08:00:00Z"},
            {"id": "3", "url": "https://example.com/3", "title": "Only a link"},
        ],
    }
    first, second, third = found(feed)
    assert (first.kind, first.url, first.title) == ("html", "https://example.com/1", "First")
    assert b"<p>One</p>" in first.data
    assert second.article
    assert second.article.text == "Two"
    assert extract_article(second).id == article_id(None, "Two")
    assert third.problem
    assert third.problem.reason == "empty"
    assert "https://example.com/3" in str(third.problem)
    assert [document.index for document in (first, second, third)] == [0, 1, 2]


def test_markup_in_a_text_field_is_read_as_markup() -> None:
    (document,) = found({"title": "T", "content": "<p>One</p><p>Two</p>"})
    assert document.kind == "html"


@pytest.mark.parametrize("wrap", [lambda rows: json.dumps(rows), lambda rows: "\n".join(map(json.dumps, rows))])
def test_lists_and_lines_can_be_taken_up_again(wrap: Any) -> None:
    data = wrap([{"id": str(n), "text": f"Text {n}."} for n in range(5)]).encode()
    rest = [document.article.id for document in open_documents(data, source="a", skip=3) if document.article]
    assert rest == ["3", "4"]


def test_a_broken_item_leaves_the_others_untouched() -> None:
    kinds = [document.kind for document in found([{"text": "One."}, 7, {"nothing": 1}, {"text": "Two."}])]
    assert kinds == ["article", "problem", "problem", "article"]


@pytest.mark.parametrize("data", [b'{"text": "cut', b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_not_json_is_broken(data: bytes) -> None:
    with pytest.raises(InputRejectedError) as error:
        list(open_documents(data if data[1:2] != b"[" else b"[[" + data, source="a"))
    assert error.value.reason == "broken"


def test_json_without_articles_is_empty() -> None:
    with pytest.raises(InputRejectedError) as error:
        list(open_documents(b"[]", source="a"))
    assert error.value.reason == "empty"
    (document,) = open_documents(b'{"items": []}', source="a")
    assert document.problem
    assert document.problem.reason == "empty"


def test_utf16_json_is_read() -> None:
    (document,) = open_documents(json.dumps({"text": "Žluťoučký."}, ensure_ascii=False).encode("utf-16"), source="a")
    assert document.article
    assert document.article.text == "Žluťoučký."


def test_wrong_types_do_not_crash() -> None:
    values: list[Any] = [None, 7, [], {}, [[1]], {"a": {}}]
    for value in values:
        for name in ("title", "url", "authors", "author", "published", "site", "language", "id", "content_html"):
            for document in found({"text": "Body.", name: value}):
                assert document.kind in ("article", "problem", "html")
