"""SQS queues: sending, judged message by message, and reading dead-letter queues."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from wirewatch.aws.clients import AWS_ERRORS, client
from wirewatch.messages import AlertRequest
from wirewatch.records import MatchedArticle
from wirewatch.text.sanitize import storable

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

MESSAGE_BYTES = 1 << 20
"""Bytes that SQS takes of one message, its attributes included, and of one batch."""
MAX_DELAY = 900
"""Seconds for which SQS holds a message back, at the most."""
_BATCH = 10  # messages that SQS takes at once
_NOT_ASCII = re.compile(r"[^\x20-\x7e]")
_RETRIES = 3  # of entries of a batch that SQS did not take although nothing is wrong with them
_CONTENT_FAULTS = ("InvalidMessageContents", "InvalidParameterValue", "BatchRequestTooLong", "InvalidAttributeValue")
"""Codes by which SQS says that what is sent is wrong. Whatever else it answers may be otherwise another time."""


class DeadLetter(NamedTuple):
    """A message of a dead-letter queue: what was tried, and why it was rejected; without a reason it used up its tries."""

    body: str
    reason: str
    problem: str
    receipt_handle: str


class Unsent(NamedTuple):
    """A message that a queue did not take.

    Attributes:
        place: among the bodies that were to be sent, from 0.
        reason: what the queue said, or what is wrong with it.
        permanent: whether it would be rejected again (it is too large, say); otherwise it may be sent another time.
    """

    place: int
    reason: str
    permanent: bool


class Queue:
    """A queue, by its URL. Characters that SQS rejects are left out of everything that is sent."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, body: str, attributes: Mapping[str, str] | None = None, delay: int = 0) -> None:
        """Send one message; attributes are strings, ``delay`` is seconds until it can be received, 900 at most."""
        client("sqs").send_message(
            QueueUrl=self.url,
            MessageBody=storable(body),
            DelaySeconds=min(delay, MAX_DELAY),
            MessageAttributes={
                # SQS rejects empty values and control characters; the log holds the reason in full.
                name: {"DataType": "String", "StringValue": _NOT_ASCII.sub("?", value) or "-"}
                for name, value in (attributes or {}).items()
            },
        )

    def send_each(self, bodies: Sequence[str], delays: Sequence[int] = ()) -> list[Unsent]:
        """Send messages, as many at a time as SQS takes; those that it did not take, each with its reason.

        A message that is rejected takes none of its batch with it. Nothing is raised for what SQS answers, so that the
        caller can note what was sent: what is not named in the answer is in the queue. ``delays`` are seconds until each
        can be received.
        """
        unsent: list[Unsent] = []
        for batch in _batches([storable(body) for body in bodies], unsent):
            unsent += self._send_batch(batch, delays)
        return sorted(unsent)

    def _send_batch(self, batch: list[tuple[int, str]], delays: Sequence[int]) -> list[Unsent]:
        """Send up to ten messages; entries that failed for no fault of theirs are tried again."""
        refused: list[Unsent] = []
        for attempt in range(_RETRIES + 1):
            if attempt:
                time.sleep(0.1 * 2**attempt)
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {
                    "Id": str(index),
                    "MessageBody": body,
                    "DelaySeconds": min(delays[index], MAX_DELAY) if delays else 0,
                }
                for index, body in batch
            ]
            try:
                answer = client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)
            except ClientError as error:
                if not error.response["Error"]["Code"].endswith(_CONTENT_FAULTS):  # botocore has tried again already
                    return refused + [Unsent(index, str(error), permanent=False) for index, _ in batch]
                if len(batch) > 1:
                    # One message may be what the call was rejected for: each is tried alone.
                    return refused + [unsent for one in batch for unsent in self._send_batch([one], delays)]
                return [*refused, Unsent(batch[0][0], str(error), permanent=True)]
            except BotoCoreError as error:
                return refused + [Unsent(index, str(error), permanent=False) for index, _ in batch]
            failed = {int(entry["Id"]): entry for entry in answer.get("Failed", [])}
            reasons = {index: f"{entry['Code']}: {entry.get('Message', '')}" for index, entry in failed.items()}
            refused += [
                Unsent(index, reasons[index], permanent=True) for index, entry in failed.items() if entry["SenderFault"]
            ]
            batch = [(index, body) for index, body in batch if index in failed and not failed[index]["SenderFault"]]
            if not batch:
                return refused
        return refused + [Unsent(index, reasons[index], permanent=False) for index, _ in batch]

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
        """Have a received message come again after so many seconds, if it is not deleted before.

        Nothing is raised where that cannot be: it comes again sooner or later all the same, and what it failed for matters
        more.
        """
        with suppress(*AWS_ERRORS):
            client("sqs").change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
            )


class AlertRequestsQueue(Queue):
    """The alert requests queue."""

    def send_request(self, request: AlertRequest, _article: MatchedArticle) -> None:
        """Send a request; whoever receives it reads the article from the data bucket."""
        self.send(msgspec.json.encode(request).decode())


def _batches(bodies: Sequence[str], unsent: list[Unsent]) -> Iterator[list[tuple[int, str]]]:
    """What can be sent at once; bodies that never can are added to ``unsent``."""
    batch: list[tuple[int, str]] = []
    size = 0
    for index, body in enumerate(bodies):
        length = len(body.encode())
        if length > MESSAGE_BYTES or not body:
            why = f"{length:,} bytes; a message may have {MESSAGE_BYTES:,}" if body else "a message may not be empty"
            unsent.append(Unsent(index, why, permanent=True))
            continue
        if batch and (len(batch) == _BATCH or size + length > MESSAGE_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((index, body))
        size += length
    if batch:
        yield batch
