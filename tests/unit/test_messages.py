"""What messages of the queues say is checked before anything is done with it."""

from __future__ import annotations

import msgspec
import pytest

from wirewatch.article import Due, Pointer
from wirewatch.fetching.links import Link
from wirewatch.messages import Dropped, envelope_of, places_of, work_of

DEEP = '{"a": ' + "[" * 50_000 + "]" * 50_000 + "}"
EVENT = '{"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "inbox/a+b%C3%A9.txt", "size": 1}}}]}'


def test_a_message_of_the_articles_queue_names_places() -> None:
    assert places_of(EVENT) == [Dropped(bucket="b", key="inbox/a bé.txt")]
    assert places_of('{"bucket": "b", "key": "k", "offset": 3}') == [Dropped(bucket="b", key="k", offset=3)]
    (link,) = places_of('{"url": "https://a.example/1", "feed": "f"}')
    assert link == Link(url="https://a.example/1", feed="f")
    assert places_of('{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}') == []


def test_a_message_of_the_hits_queue_is_a_hit_or_a_list() -> None:
    assert work_of('{"flush": "f", "due": 1}') == Due(flush="f", due=1)
    assert work_of('{"key": "k", "story": "s", "entries": []}') == Pointer(key="k", story="s", entries=[])


@pytest.mark.parametrize(
    "body",
    [
        *("", "[]", "1", '"url"', "null", "{}", DEEP, '{"Records": [{}]}', '{"Records": 1}', '{"url": 1}'),
        *('{"bucket": "b", "key": "k", "offset": -1}', '{"bucket": "", "key": "k"}', '{"flush": []}'),
    ],
)
def test_what_nobody_sent_is_refused_in_words(body: str) -> None:
    for parse in (places_of, work_of, envelope_of):
        with pytest.raises(msgspec.DecodeError):
            parse(body)


def test_one_thing_has_one_id_each_time_it_is_tried() -> None:
    first = Dropped(bucket="b", key="k", offset=3, index=1)
    assert first.correlation_id == Dropped(bucket="b", key="k", offset=3, index=1, alone=True).correlation_id
    assert first.correlation_id != Dropped(bucket="b", key="k", offset=3, index=2).correlation_id
    link = Link(url="https://a.example/1", feed="f", title="x")
    assert msgspec.json.decode(link.message(), type=Link).correlation_id == link.correlation_id


def test_an_envelope_of_another_sender_names_nothing() -> None:
    plain = '{"Message": "x", "Timestamp": "2026-03-02T10:00:00.000Z"}'
    found = envelope_of(plain)
    assert (found.name, found.correlation_ids, found.day) == ("", [], "2026-03-02")
    with pytest.raises(msgspec.ValidationError, match="Timestamp"):
        envelope_of(plain.replace("2026-03-02T", "../../etc/"))
