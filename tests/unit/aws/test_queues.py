"""What is sent to queues, topics and the table, where AWS refuses some of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from wirewatch.alerting.sns_message import Message
from wirewatch.aws import dynamodb, sns, sqs
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import MESSAGE_BYTES, Queue
from wirewatch.errors import ItemTooLargeError, PublishRejectedError, TableBusyError

Patch = pytest.MonkeyPatch


def refusal(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Send")


class FakeSqs:
    """Takes messages as SQS does: those with ``BAD`` in them are the sender's fault, those with ``BUSY`` its own."""

    def __init__(self, judge: Callable[[list[str]], None] = lambda bodies: None) -> None:
        self.taken: list[str] = []
        self.calls = 0
        self.busy = 2
        self.judge = judge

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.calls += 1
        self.judge([entry["MessageBody"] for entry in Entries])
        failed = []
        for entry in Entries:
            if "BAD" in entry["MessageBody"]:
                failed.append({"Id": entry["Id"], "Code": "InvalidMessageContents", "SenderFault": True})
            elif "BUSY" in entry["MessageBody"] and self.busy:
                self.busy -= 1
                failed.append({"Id": entry["Id"], "Code": "InternalError", "SenderFault": False})
            else:
                self.taken.append(entry["MessageBody"])
        return {"Failed": failed}


def queue(patch: Patch, fake: FakeSqs) -> Queue:
    patch.setattr(sqs, "client", lambda service: fake)
    patch.setattr("time.sleep", lambda seconds: None)
    return Queue("queue")


def test_one_bad_message_is_one_loss(monkeypatch: Patch) -> None:
    fake = FakeSqs()
    unsent = queue(monkeypatch, fake).send_each([f"{'BAD' if n == 7 else 'good'} {n}" for n in range(25)])
    assert [(one.place, one.permanent) for one in unsent] == [(7, True)]
    assert "InvalidMessageContents" in unsent[0].reason
    assert len(fake.taken) == 24


def test_a_message_that_spoils_a_whole_call_is_found(monkeypatch: Patch) -> None:
    def judge(bodies: list[str]) -> None:
        if any("POISON" in body for body in bodies):
            raise refusal("InvalidMessageContents")

    fake = FakeSqs(judge)
    unsent = queue(monkeypatch, fake).send_each(["a", "POISON", "b"])
    assert [(one.place, one.permanent) for one in unsent] == [(1, True)]
    assert sorted(fake.taken) == ["a", "b"]


def test_messages_that_failed_for_no_fault_of_theirs_are_tried_again(monkeypatch: Patch) -> None:
    fake = FakeSqs()
    assert queue(monkeypatch, fake).send_each(["a", "BUSY", "b"]) == []
    assert sorted(fake.taken) == ["BUSY", "a", "b"]


def test_messages_that_fail_at_each_try_may_be_sent_another_time(monkeypatch: Patch) -> None:
    fake = FakeSqs()
    fake.busy = 1000
    unsent = queue(monkeypatch, fake).send_each(["a", "BUSY"])
    assert [(one.place, one.permanent) for one in unsent] == [(1, False)]


@pytest.mark.parametrize("trouble", [refusal("RequestThrottled"), EndpointConnectionError(endpoint_url="x")])
def test_an_outage_is_no_fault_of_the_messages(monkeypatch: Patch, trouble: Exception) -> None:
    def judge(bodies: list[str]) -> None:
        if "11" in bodies:
            raise trouble

    fake = FakeSqs(judge)
    unsent = queue(monkeypatch, fake).send_each([str(n) for n in range(25)])
    assert [one.place for one in unsent] == list(range(10, 20))
    assert not any(one.permanent for one in unsent)
    assert len(fake.taken) == 15


def test_sizes_are_judged_before_anything_is_sent(monkeypatch: Patch) -> None:
    fake = FakeSqs(lambda bodies: None if sum(map(len, bodies)) <= MESSAGE_BYTES else pytest.fail("too large a batch"))
    bodies = ["x" * (MESSAGE_BYTES + 1), "y" * MESSAGE_BYTES, *["z" * (MESSAGE_BYTES // 3)] * 4, ""]
    unsent = queue(monkeypatch, fake).send_each(bodies)
    assert [(one.place, one.permanent) for one in unsent] == [(0, True), (6, True)]
    assert len(fake.taken) == 5


@pytest.mark.parametrize("character", ["\uffff", "\ufffe", "\x00", "\x0b", "\ud800", "\x1f"])
def test_characters_that_sqs_refuses_are_left_out(monkeypatch: Patch, character: str) -> None:
    fake = FakeSqs()
    assert queue(monkeypatch, fake).send_each([f"Bridge{character} opens", "\t\n\r\u20ac\U0001f309"]) == []
    assert fake.taken == ["Bridge opens", "\t\n\r\u20ac\U0001f309"]


class FakeSns:
    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.trouble: Exception | None = None

    def publish(self, **asked: Any) -> dict[str, str]:
        if self.trouble:
            raise self.trouble
        self.published.append(asked)
        return {"MessageId": "1"}


def test_a_message_that_no_topic_takes_is_rejected_for_good(monkeypatch: Patch) -> None:
    fake = FakeSns()
    monkeypatch.setattr(sns, "client", lambda service: fake)
    large = Message(subject="s", body="x" * 262_000, attributes={"entries": ("String.Array", "y" * 300)})
    with pytest.raises(PublishRejectedError) as rejected:
        Topic("arn").publish(large)
    assert rejected.value.permanent
    assert not fake.published
    fake.trouble = refusal("InvalidParameter")
    with pytest.raises(PublishRejectedError) as rejected:
        Topic("arn").publish(Message(subject="s", body="{}", attributes={}))
    assert rejected.value.permanent
    fake.trouble = refusal("Throttling")
    with pytest.raises(PublishRejectedError) as rejected:
        Topic("arn").publish(Message(subject="s", body="{}", attributes={}))
    assert not rejected.value.permanent


def test_plain_text_is_made_to_fit(monkeypatch: Patch) -> None:
    fake = FakeSns()
    monkeypatch.setattr(sns, "client", lambda service: fake)
    Topic("arn").publish_text("Línea\none " * 40, "\uffffa \u20ac" * 200_000, {"group": "g\x00"})
    (sent,) = fake.published
    assert len(sent["Subject"]) < 100
    assert sent["Subject"].isascii()
    assert "\n" not in sent["Subject"]
    assert len(sent["Message"].encode()) < 256 * 1024
    assert sent["Message"].endswith("does not fit into a message)\n")
    assert "\uffff" not in sent["Message"]


class FakeTable:
    """Gives one key of each call, and says that it did not come to the others."""

    def __init__(self, each: int) -> None:
        self.each, self.calls = each, 0

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        self.calls += 1
        keys = RequestItems["table"]["Keys"]
        items = [{**key, "value": {"B": b"v"}, "expires_at": {"N": "99999999999"}} for key in keys[: self.each]]
        left = keys[self.each :]
        return {"Responses": {"table": items}, "UnprocessedKeys": {"table": {"Keys": left}} if left else {}}


def test_unprocessed_keys_are_asked_for_again_after_longer_and_longer_waits(monkeypatch: Patch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    fake = FakeTable(each=3)
    monkeypatch.setattr(dynamodb, "client", lambda service: fake)
    assert len(KeyValueTable("table", 1).get([f"k{n}" for n in range(10)])) == 10
    assert len(waits) == 3
    fake.each = 0
    waits.clear()
    with pytest.raises(TableBusyError):
        KeyValueTable("table", 1).get(["k"])
    assert waits == sorted(waits)
    assert sum(waits) > 3


def test_an_item_that_the_table_does_not_take_is_refused_before_it_is_sent(monkeypatch: Patch) -> None:
    fake = FakeTable(each=0)  # it has no way to put
    monkeypatch.setattr(dynamodb, "client", lambda service: fake)
    with pytest.raises(ItemTooLargeError):
        KeyValueTable("table", 1).put_if_absent("key", bytes(410_000))


def test_a_retry_that_cannot_be_delayed_hides_no_failure(monkeypatch: Patch) -> None:
    class Expired:
        def change_message_visibility(self, **_: Any) -> None:
            raise refusal("ReceiptHandleIsInvalid")

    monkeypatch.setattr(sqs, "client", lambda _: Expired())
    Queue("https://queue.example/q").delay_retry("handle", 60)
