"""A batch of messages: slow ones last, each judged alone."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import msgspec
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from wirewatch.errors import RetryLaterError
from wirewatch.messages import FeedItem, InboxObject, is_link
from wirewatch.records import Article
from wirewatch.runtime.batch import process_batch
from wirewatch.services.results import ServiceResult


def processed(*bodies: str, failing: str = "-") -> tuple[list[str], Any]:
    seen: list[str] = []

    def process(record: SQSRecord) -> Iterator[ServiceResult]:
        seen.append(record.body)
        if failing in record.body:
            raise RetryLaterError("later")
        yield ServiceResult(message="done")

    records = [{"messageId": str(n), "body": body, "eventSource": "aws:sqs"} for n, body in enumerate(bodies)]
    context = cast("Any", SimpleNamespace())
    return seen, process_batch({"Records": records}, context, process, is_slow=is_link)


def test_a_slow_outlet_keeps_no_dropped_page_waiting() -> None:
    link = FeedItem(url="https://slow.example/a").message()
    carried = FeedItem(url="https://a.example/b", article=Article(id="a", text="Text.")).message()
    dropped = msgspec.json.encode(InboxObject(bucket="b", key="k")).decode()
    seen, answer = processed(link, carried, dropped)
    assert seen == [carried, dropped, link]
    assert answer == {"batchItemFailures": []}


def test_one_that_fails_is_named_and_the_others_are_done() -> None:
    seen, answer = processed("a", "bad", "c", failing="bad")
    assert seen == ["a", "bad", "c"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
