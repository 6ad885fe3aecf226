"""What messages of the queues say is checked before anything is done with it."""

from __future__ import annotations

import msgspec
import pytest

from wirewatch.messages import (
    AlertRequest,
    BatchDue,
    FeedItem,
    InboxObject,
    parse_alert_message,
    parse_article_message,
    parse_sns_envelope,
)

DEEP = '{"a": ' + "[" * 50_000 + "]" * 50_000 + "}"
EVENT = '{"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "inbox/a+b%C3%A9.txt", "size": 1}}}]}'


def test_a_message_of_the_articles_queue_names_places() -> None:
    assert parse_article_message(EVENT) == [InboxObject(bucket="b", key="inbox/a bé.txt")]
    assert parse_article_message('{"bucket": "b", "key": "k", "offset": 3}') == [
        InboxObject(bucket="b", key="k", offset=3)
    ]
    (link,) = parse_article_message('{"url": "https://a.example/1", "feed": "f"}')
    assert link == FeedItem(url="https://a.example/1", feed="f")
    assert parse_article_message('{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}') == []


def test_a_message_of_the_hits_queue_is_a_hit_or_a_list() -> None:
    assert parse_alert_message('{"batch": "f", "due": 1}') == BatchDue(batch="f", due=1)
    assert parse_alert_message('{"key": "k", "story": "s", "entries": []}') == AlertRequest(
        key="k", story="s", entries=[]
    )


@pytest.mark.parametrize(
    "body",
    [
        *("", "[]", "1", '"url"', "null", "{}", DEEP, '{"Records": [{}]}', '{"Records": 1}', '{"url": 1}'),
        *('{"bucket": "b", "key": "k", "offset": -1}', '{"bucket": "", "key": "k"}', '{"batch": []}'),
    ],
)
def test_what_nobody_sent_is_refused_in_words(body: str) -> None:
    for parse in (parse_article_message, parse_alert_message, parse_sns_envelope):
        with pytest.raises(msgspec.DecodeError):
            parse(body)


def test_one_thing_has_one_id_each_time_it_is_tried() -> None:
    first = InboxObject(bucket="b", key="k", offset=3, index=1)
    assert first.correlation_id == InboxObject(bucket="b", key="k", offset=3, index=1, alone=True).correlation_id
    assert first.correlation_id != InboxObject(bucket="b", key="k", offset=3, index=2).correlation_id
    link = FeedItem(url="https://a.example/1", feed="f", title="x")
    assert msgspec.json.decode(link.message(), type=FeedItem).correlation_id == link.correlation_id


def test_an_envelope_of_another_sender_names_nothing() -> None:
    plain = '{"Message": "x", "Timestamp": "2026-03-02T10:00:00.000Z"}'
    found = parse_sns_envelope(plain)
    assert (found.message_id, found.correlation_ids, found.day) == ("", [], "2026-03-02")
    with pytest.raises(msgspec.ValidationError, match="Timestamp"):
        parse_sns_envelope(plain.replace("2026-03-02T", "../../etc/"))
