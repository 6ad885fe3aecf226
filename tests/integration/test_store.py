"""The store against the emulator: what is read, written, sent and published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devtools.testbed.emulator import Emulator, subscribe_queue, take
from wirewatch.alerting.sns_message import Message
from wirewatch.aws.s3 import Bucket
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.errors import ObjectUnavailableError


@pytest.fixture(scope="module")
def bucket(aws: Emulator) -> Bucket:
    aws.client("s3").create_bucket(Bucket="store")
    return Bucket("store")


def test_what_is_written_is_read(bucket: Bucket) -> None:
    bucket.write("a/b.json", b"{}")
    assert bucket.read("a/b.json", 2) == b"{}"


def test_an_object_over_the_limit_is_refused_before_it_is_read(bucket: Bucket) -> None:
    bucket.write("big", b"123")
    with pytest.raises(ObjectUnavailableError, match="3 bytes and 2 are allowed") as refused:
        bucket.read("big", 2)
    assert refused.value.reason == "too-large"


def test_an_object_that_is_gone_is_told_from_a_failure(bucket: Bucket) -> None:
    with pytest.raises(ObjectUnavailableError, match="s3://store/none") as gone:
        bucket.read("none", 1)
    assert gone.value.reason == "gone"


def test_etags_leave_folders_out(bucket: Bucket) -> None:
    bucket.write("lists/", b"")
    bucket.write("lists/a.yaml", b"a")
    bucket.write("other/b.yaml", b"b")
    assert list(bucket.etags("lists/")) == ["lists/a.yaml"]


def test_a_copy_is_only_loaded_again_when_it_changed(bucket: Bucket, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert bucket.download_if_changed("index", copy, None) is None
    bucket.write("index", b"one")
    first = bucket.download_if_changed("index", copy, None)
    assert copy.read_bytes() == b"one"
    copy.write_bytes(b"untouched")
    assert bucket.download_if_changed("index", copy, first) == first
    assert copy.read_bytes() == b"untouched"
    bucket.write("index", b"two")
    assert bucket.download_if_changed("index", copy, first) != first
    assert copy.read_bytes() == b"two"


def test_a_copy_that_cannot_be_kept_leaves_no_half_of_it_behind(bucket: Bucket, tmp_path: Path) -> None:
    bucket.write("index", b"one")
    copy = tmp_path / "copy"
    copy.mkdir()
    with pytest.raises(OSError, match="directory"):
        bucket.download_if_changed("index", copy, None)
    assert list(tmp_path.iterdir()) == [copy]


def test_a_message_keeps_its_reason_whatever_it_is_made_of(aws: Emulator) -> None:
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="letters")["QueueUrl"]
    Queue(url).send("body", {"reason": "empty", "problem": "näme\x00 with\ud800 all", "none": ""})
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "body"
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes == {"reason": "empty", "problem": "n?me? with? all", "none": "-"}


def test_each_subscriber_gets_its_form(aws: Emulator) -> None:
    topic = aws.client("sns").create_topic(Name="alerts")["TopicArn"]
    queue = subscribe_queue(aws, topic, "reader")
    body = json.dumps({"default": "for machines", "email": "for people"})
    Topic(topic).publish(Message(subject="Who: what", body=body, attributes={"entries": ("String.Array", '["EE"]')}))
    (message,) = aws.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    envelope = json.loads(message["Body"])
    assert (envelope["Subject"], envelope["Message"]) == ("Who: what", "for machines")
    assert envelope["MessageAttributes"]["entries"] == {"Type": "String.Array", "Value": '["EE"]'}


def test_messages_that_are_too_many_or_too_large_for_one_call_are_sent_in_several(aws: Emulator) -> None:
    url = aws.client("sqs").create_queue(QueueName="many")["QueueUrl"]
    bodies = [f"{number} " + "x" * (90_000 if number % 3 else 10) for number in range(25)]
    assert Queue(url).send_each(bodies) == []
    assert sorted(message["Body"] for message in take(aws.client("sqs"), url)) == sorted(bodies)


def test_a_reader_can_open_what_a_link_names_by_a_signature_that_new_buckets_take(bucket: Bucket) -> None:
    import urllib.request

    bucket.write("board/page.html", b"<p>x</p>", "text/html")
    link = bucket.link("board/page.html", 60)
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
    with urllib.request.urlopen(link) as answered:
        assert answered.read() == b"<p>x</p>"
