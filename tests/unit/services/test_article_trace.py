"""An article's way is put together from captured lines of every function's log."""

from __future__ import annotations

from typing import Any

import pytest

from wirewatch.services.article_trace import LogLine, outcome, trace

ONE, OTHER = "1" * 32, "2" * 32
ARTICLE, STRANGER = "a" * 32, "b" * 32
URL = "https://news.example/ports"
LOGS: list[tuple[int, dict[str, Any]]] = [
    (5, {"service": "send_alert", "message": "alert sent", "correlation_ids": [ONE], "sns": "m-1", "delivery": "d"}),
    (1, {"service": "poll_feeds", "message": "feed item queued", "correlation_id": ONE, "url": URL}),
    (3, {"service": "process_article", "message": "article processed", "correlation_id": ONE, "article": ARTICLE,
         "source": URL, "entries": ["LV"]}),
    (4, {"service": "process_article", "message": "article processed", "correlation_id": OTHER, "article": STRANGER,
         "source": URL + "/2", "entries": []}),
    (6, {"service": "archive_alert", "message": "alert archived", "alert": "m-1", "correlation_ids": [ONE]}),
    (7, {"service": "send_alert", "message": "alert batch sent", "correlation_ids": [ONE, OTHER], "sns": "m-2"}),
]  # fmt: skip


def lines_with(text: str) -> list[tuple[int, dict[str, Any]]]:
    return [line for line in LOGS if text in repr(line)]


@pytest.mark.parametrize("wanted", [ARTICLE, URL, ONE, "m-1"])
def test_the_whole_way_is_found_by_whatever_names_the_article(wanted: str) -> None:
    found = trace(wanted, lines_with)
    assert [line.timestamp for line in found] == [1, 3, 5, 6, 7]


def test_a_batch_leads_to_no_other_article() -> None:
    assert [line.timestamp for line in trace(STRANGER, lines_with)] == [4, 7]


def test_what_only_begins_like_it_is_another() -> None:
    assert trace("https://news.example/port", lines_with) == []
    assert trace("3" * 32, lines_with) == []


def test_a_dropped_object_is_found_by_its_key() -> None:
    line = (
        1,
        {"message": "article rejected", "correlation_id": ONE, "source": "s3://box/inbox/a.txt", "reason": "empty"},
    )
    found = trace("inbox/a.txt", lambda text: [line] if text in repr(line) else [])
    assert outcome(found) == "It was rejected: empty. It lies in the articles dead-letter queue."


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([{"message": "feed item queued"}], "queued"),
        ([{"message": "article processed", "entries": []}], "No entry"),
        ([{"message": "article processed", "entries": ["LV"]}], "already"),
        ([{"message": "article processed", "entries": ["LV"]}, {"message": "alert deferred"}], "deferred"),
        ([{"message": "alert deferred"}, {"message": "alert batch sent"}], "It was sent"),
    ],
)
def test_the_outcome_is_said(messages: list[dict[str, Any]], said: str) -> None:
    assert said in outcome(LogLine(place, fields) for place, fields in enumerate(messages))
