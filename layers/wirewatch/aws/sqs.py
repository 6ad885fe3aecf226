"""What travels in queues, and what is published to topics."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from wirewatch.aws.clients import client
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import MatchedArticle

_CONTROL = re.compile(r"[^\x20-\x7e]")
_BATCH_BYTES = 256 * 1024


class DeadLetter(NamedTuple):
    """A dead letter: what was tried, and why it was set aside; without a reason it used up its tries."""

    body: str
    reason: str
    problem: str
    receipt_handle: str


class Queue:
    """A queue, by its URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, body: str, attributes: Mapping[str, str] | None = None, delay: int = 0) -> None:
        """Send one message; attributes are strings, ``delay`` is seconds until it can be received, 900 at most."""
        client("sqs").send_message(
            QueueUrl=self.url,
            MessageBody=body,
            DelaySeconds=min(delay, 900),
            MessageAttributes={
                # SQS refuses empty values and control characters; the log holds the reason in full.
                name: {"DataType": "String", "StringValue": _CONTROL.sub("?", value) or "-"}
                for name, value in (attributes or {}).items()
            },
        )

    def send_all(self, bodies: Sequence[str]) -> None:
        """Send messages, as many at a time as SQS takes: ten, and no more bytes than of one message.

        Raises:
            RuntimeError: SQS took only some of them.
        """
        for batch in _batches(bodies):
            entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(batch)]
            answer = client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]
            if failed := answer.get("Failed"):
                raise RuntimeError(f"SQS did not take {len(failed)} messages: {failed[0].get('Message')}")

    def receive_dead_letters(self, most: int = 10_000) -> Iterator[DeadLetter]:
        """Messages that lie in the queue, each for ten minutes hidden from others; until there are none or ``most``."""
        seen: set[str] = set()
        while len(seen) < most:
            answer = client("sqs").receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=600,
                WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
            )
            found = [message for message in answer.get("Messages", []) if message["MessageId"] not in seen]
            if not found:
                return
            for message in found[: most - len(seen)]:
                seen.add(message["MessageId"])
                said = {
                    name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()
                }
                yield DeadLetter(
                    message["Body"], said.get("reason", ""), said.get("problem", ""), message["ReceiptHandle"]
                )

    def delete(self, receipt_handle: str) -> None:
        """Delete a received message."""
        client("sqs").delete_message(QueueUrl=self.url, ReceiptHandle=receipt_handle)

    def delay_retry(self, receipt_handle: str, seconds: int) -> None:
        """Have a received message come again after so many seconds, if it is not deleted before."""
        client("sqs").change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        )


class AlertRequestsQueue(Queue):
    """The alert requests queue."""

    def send_request(self, request: AlertRequest, _article: MatchedArticle) -> None:
        """Send a request; whoever receives it reads the article from the data bucket."""
        self.send(msgspec.json.encode(request).decode())

    def send_when_due(self, due: BatchDue) -> None:
        """Have a batch sent when it is due; a batch that is due later than SQS can delay is woken before."""
        self.send(msgspec.json.encode(due).decode(), delay=max(0, due.due - int(time.time()) + 1))


def _batches(bodies: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for body in bodies:
        length = len(body.encode())
        if batch and (len(batch) == 10 or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(body)
        size += length
    if batch:
        yield batch
