"""A proxy before the emulator that judges what functions send as AWS does, where the emulator takes whatever comes.

It refuses characters and sizes that SQS, SNS and DynamoDB refuse, judges each entry of a batch, leaves keys unprocessed,
and ends chains of invocations.

How chains are told: AWS passes a trace header on with each message, and counts in it how often a function was invoked. The
emulator passes none on, and invokes functions without this proxy's knowledge. So a chain is told by its content: a message
that names the same batch or the same object as one that was sent before continues its chain. A schedule begins a chain anew,
as it does on AWS. Functions whose ``RecursiveLoop`` is ``Allow`` are named by their queue in ``exempt``.
"""

from __future__ import annotations

import collections
import contextlib
import json
import random
import re
import threading
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from devtools.testbed.call_counter import item_size
from devtools.testbed.emulator import Emulator
from devtools.testbed.proxy import Passing, proxied

SQS_BYTES = 1 << 20
SNS_BYTES = 256 * 1024
ITEM_BYTES = 400 * 1024
CHAIN = 16
"""Invocations of one chain after which Lambda drops the next: "approximately 16" in its documentation."""
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JSON = "application/x-amz-json-1.0"


class Limits:
    """What is done to calls, and what was done.

    Attributes:
        share: of batches and reads of which a part is left undone, as under load.
        longest_delay: seconds after which a message that a function delays comes again at the latest; None: as asked.
        counts: of refusals, by their names.
        dropped: bodies of messages that continued a chain for too long.
    """

    def __init__(
        self, share: float = 0.0, exempt: Collection[str] = (), seed: int = 0, longest_delay: int | None = None
    ) -> None:
        self.share = share
        self.longest_delay = longest_delay
        self.exempt = exempt
        self.counts: collections.Counter[str] = collections.Counter()
        self.dropped: list[str] = []
        self._chains: collections.Counter[tuple[str, str]] = collections.Counter()
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def strikes(self) -> bool:
        """Whether a part of this call is left undone."""
        with self._lock:
            return self._chance.random() < self.share

    def count(self, what: str) -> None:
        """Note a refusal."""
        with self._lock:
            self.counts[what] += 1

    def continues(self, queue: str, body: str) -> bool:
        """Whether a message may be sent; False where its chain has come to its end, and AWS would drop it."""
        name = lineage(body)
        if name is None or any(part in queue for part in self.exempt):
            return True
        with self._lock:
            self._chains[queue, name] += 1
            if self._chains[queue, name] <= CHAIN:
                return True
            self.dropped.append(body)
            self.counts["RecursiveInvocationsDropped"] += 1
            return False

    def begin_anew(self, body: str) -> None:
        """A schedule was made for a message: what it starts is a chain of its own."""
        name = lineage(body)
        with self._lock:
            for chain in [chain for chain in self._chains if chain[1] == name]:
                del self._chains[chain]


def lineage(body: str) -> str | None:
    """What a message's chain is told by: the batch that it wakes, or the object that it continues; None for others."""
    try:
        fields = json.loads(body)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    if "batch" in fields:
        return f"batch {fields['batch']}"
    return f"object {fields['bucket']}/{fields['key']}" if {"bucket", "key"} <= fields.keys() else None


def sqs_fault(body: str, attributes: Any = None) -> str | None:
    """The code with which SQS refuses a message; None where it takes it."""
    if not body or _REFUSED.search(body):
        return "InvalidMessageContents"
    values = [value for one in (attributes or {}).values() for value in one.values() if isinstance(value, str)]
    size = (
        len(body.encode()) + sum(len(name) for name in attributes or ()) + sum(len(value.encode()) for value in values)
    )
    return "InvalidParameterValue" if size > SQS_BYTES or any(not value for value in values) else None


def sns_fault(form: dict[str, str]) -> str | None:
    """The code with which SNS refuses a publication; None where it takes it."""
    attributes = [value for name, value in form.items() if name.startswith("MessageAttributes.")]
    size = sum(len(part.encode(errors="replace")) for part in [form.get("Message", ""), *attributes])
    subject = form.get("Subject", "")
    fine = len(subject) < 100 and subject.isascii() and subject.isprintable() and form.get("Message")
    return None if fine and size <= SNS_BYTES and not _REFUSED.search(form["Message"]) else "InvalidParameter"


class _Judging(Passing):
    """Judges each call, and passes on what AWS would take of it."""

    limits: Limits

    def call(self) -> None:
        """One call."""
        body = self.received()
        service, _, operation = self.headers.get("X-Amz-Target", "").partition(".")
        if service == "AmazonSQS" and operation == "SendMessage":
            self._send(json.loads(body), body)
        elif service == "AmazonSQS" and operation == "SendMessageBatch":
            self._send_batch(json.loads(body))
        elif operation == "ChangeMessageVisibility" and self.limits.longest_delay is not None:
            asked = json.loads(body)
            asked["VisibilityTimeout"] = min(int(asked["VisibilityTimeout"]), self.limits.longest_delay)
            self._answer(*self._forwarded(asked))
        elif service.startswith("DynamoDB"):
            self._table(operation, json.loads(body), body)
        elif b"Action=Publish&" in body or body.startswith(b"Action=Publish"):
            fault = sns_fault(dict(parse_qsl(body.decode(), keep_blank_values=True)))
            self._refuse_xml(fault) if fault else self.back(*self.onward(body))
        else:
            if self.path.startswith("/schedules/") and self.command == "POST":
                self.limits.begin_anew(json.loads(body)["Target"].get("Input", ""))
            self.back(*self.onward(body))

    def _send(self, asked: dict[str, Any], body: bytes) -> None:
        if fault := sqs_fault(asked["MessageBody"], asked.get("MessageAttributes")):
            self._refuse(fault)
        elif self.limits.continues(asked["QueueUrl"], asked["MessageBody"]):
            self.back(*self.onward(body))
        else:
            self._answer(200, {"MessageId": "dropped", "MD5OfMessageBody": ""})

    def _send_batch(self, asked: dict[str, Any]) -> None:
        entries = asked["Entries"]
        if len(entries) > 10:
            return self._refuse("TooManyEntriesInBatchRequest")
        if sum(len(entry["MessageBody"].encode()) for entry in entries) > SQS_BYTES:
            return self._refuse("BatchRequestTooLong")
        failed, sent = [], []
        for entry in entries:
            fault = sqs_fault(entry["MessageBody"], entry.get("MessageAttributes"))
            if fault is None and self.limits.strikes():
                self.limits.count("SendMessageBatch entry failed")
                failed.append(
                    {"Id": entry["Id"], "Code": "InternalError", "Message": "try again", "SenderFault": False}
                )
            elif fault:
                self.limits.count(fault)
                failed.append({"Id": entry["Id"], "Code": fault, "Message": "refused", "SenderFault": True})
            elif self.limits.continues(asked["QueueUrl"], entry["MessageBody"]):
                sent.append(entry)
        answered: dict[str, Any] = {"Successful": []}
        if sent:
            status, answered = self._forwarded({**asked, "Entries": sent})
            if status != 200:
                return self._answer(status, answered)
        return self._answer(200, {**answered, "Failed": [*answered.get("Failed", []), *failed]})

    def _table(self, operation: str, asked: dict[str, Any], body: bytes) -> None:
        if operation == "PutItem" and item_size(asked["Item"]) > ITEM_BYTES:
            return self._refuse("ValidationException")
        tables = asked.get("RequestItems", {})
        if operation != "BatchGetItem" or len(tables) != 1 or not self.limits.strikes():
            return self.back(*self.onward(body))
        ((name, wanted),) = tables.items()
        half = len(wanted["Keys"]) // 2
        self.limits.count("BatchGetItem keys unprocessed")
        left = {name: {**wanted, "Keys": wanted["Keys"][half:]}}
        answered: dict[str, Any] = {"Responses": {name: []}}
        if half:
            status, answered = self._forwarded({"RequestItems": {name: {**wanted, "Keys": wanted["Keys"][:half]}}})
            if status != 200:
                return self._answer(status, answered)
        return self._answer(200, {**answered, "UnprocessedKeys": left})

    def _forwarded(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        data = json.dumps(asked).encode()
        self.headers.replace_header("Content-Length", str(len(data)))
        answer, held = self.onward(data)
        return answer.status, json.loads(held or b"{}")

    def _refuse(self, code: str) -> None:
        self.limits.count(code)
        self._answer(400, {"__type": code, "message": "refused as AWS would"})

    def _refuse_xml(self, code: str) -> None:
        self.limits.count(code)
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>refused as AWS would</Message></Error>"
        self._write(400, "text/xml", f"<ErrorResponse>{error}</ErrorResponse>".encode())

    def _answer(self, status: int, fields: dict[str, Any]) -> None:
        # Without a checksum of the body botocore does not compare it.
        fields.pop("MD5OfMessageBody", None)
        self._write(status, _JSON, json.dumps(fields).encode())

    def _write(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def strict(endpoint: str, limits: Limits) -> contextlib.AbstractContextManager[str]:
    """Judge calls to ``endpoint``; the address to call instead."""
    return proxied(endpoint, _Judging, limits=limits)


def throttle(running: Emulator, queue_url: str) -> int:
    """Receive what lies in a queue and let it go at once, as a throttled function does: each counts a receive."""
    answer = running.client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return len(answer.get("Messages", []))


def run_again(running: Emulator, function: str, event: dict[str, Any], times: int = 2) -> None:
    """Invoke a function for one event several times at once, as retries of a schedule do that overlap a slow run."""
    client = running.client("lambda")
    payload = json.dumps(event).encode()

    def run() -> None:
        client.invoke(FunctionName=function, Payload=payload)

    runs = [threading.Thread(target=run) for _ in range(times)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
