"""The built template, deployed on the emulator once for all tests."""

from __future__ import annotations

import collections
import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devtools.testbed.emulator import (
    ALIAS,
    Emulator,
    build,
    configure,
    deploy,
    emulator,
    limit_workers,
    physical_name,
    subscribe_queue,
    take,
    waiting,
)
from devtools.testbed.permissions import FUNCTIONS, Call, recorded
from devtools.testbed.strict import Limits, strict
from tests.support.fake_chat import Chat, chat

PATIENCE = 600.0
"""Seconds without any change after which a test gives up waiting for the stack; never waited for when things work."""
BOARD_TOKEN = "e2e-" + "7" * 40
QUEUES = ("ArticlesQueueUrl", "AlertRequestsQueueUrl", "SentAlertsQueueUrl", "ChatQueueUrl", "WatchlistsQueueUrl")


class Stack:
    """The deployed stack, and what tests do with it.

    Attributes:
        calls: what each function was seen to call.
        chat: the chat service that alerts are relayed to.
    """

    def __init__(self, running: Emulator, outputs: dict[str, str], chat: Chat) -> None:
        self.running = running
        self.outputs = outputs
        self.chat = chat
        self.calls: collections.Counter[tuple[str, Call]] = collections.Counter()
        self.s3 = running.client("s3")
        self.sqs = running.client("sqs")
        self.logs = running.client("logs")
        self.lambdas = running.client("lambda")
        self._inboxes = itertools.count()
        self._log_read = self._events_seen = 0

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]

    def inbox(self, topic: str = "AlertsTopicArn") -> str:
        """A new queue, subscribed to a topic."""
        return subscribe_queue(self.running, self[topic], f"inbox-{next(self._inboxes)}")

    def drop(self, key: str, body: bytes) -> None:
        """Put a page into the inbox."""
        with self.announced():
            self.s3.put_object(Bucket=self["InboxBucketName"], Key=f"inbox/{key}", Body=body)

    @contextlib.contextmanager
    def announced(self) -> Iterator[None]:
        """Wait until the event of a change in a bucket is in its queue: the emulator sends it behind the answer."""
        before = self._events()
        yield
        self.wait_for(lambda: self._events() != before, "the bucket's event")

    def _events(self) -> int:
        """Events of buckets that the emulator has put into queues so far."""
        with self.running.log.open("rb") as log:
            log.seek(self._log_read)
            lines = log.read()
        whole = lines.rfind(b"\n") + 1
        self._log_read += whole
        self._events_seen += lines[:whole].count("S3 notification → SQS".encode())
        return self._events_seen

    def event(self, *keys: str) -> str:
        """An S3 event about pages in the inbox, as the bucket sends it."""
        records = [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "us-east-1",
                "eventTime": "2026-01-01T00:00:00.000Z",
                "eventName": "ObjectCreated:Put",
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "bucket": {"name": self["InboxBucketName"], "arn": f"arn:aws:s3:::{self['InboxBucketName']}"},
                    "object": {"key": f"inbox/{key}", "size": 1, "eTag": "0", "sequencer": "0"},
                },
            }
            for key in keys
        ]
        return json.dumps({"Records": records})

    def settle(self) -> None:
        """Wait until no message waits or is being worked on in the queues between bucket and topic."""
        before, since = [-1], time.monotonic()
        while time.monotonic() - since < PATIENCE:
            now = [waiting(self.sqs, self[name]) for name in QUEUES]
            if not any(now):
                return
            if now != before:
                before, since = now, time.monotonic()
            time.sleep(0.05)
        wrong = [
            line.get("exception") or line.get("message")
            for function in ("PollFeeds", "ProcessArticle", "SendAlert", "ArchiveAlert", "CompileWatchlist")
            for line in self.log_of(function)
            if line.get("level") == "ERROR"
        ]
        raise AssertionError(f"the stack did not settle; the last errors: {wrong[-2:]}")

    def board(self, address: str) -> bytes:
        """What the distribution serves at an address, read from the bucket as it does: the emulator has no way there."""
        _, _, path = address.partition(f"/{BOARD_TOKEN}/")
        key = f"board/{path}" + ("index.html" if not path or path.endswith("/") else "")
        return bytes(self.s3.get_object(Bucket=self["DataBucketName"], Key=key)["Body"].read())

    def messages(self, url: str) -> list[dict[str, Any]]:
        """Everything that lies in a queue now, taken out of it."""
        return take(self.sqs, url)

    @staticmethod
    def wait_for(condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come"
            time.sleep(0.05)

    def alerts(self, inbox: str) -> list[dict[str, Any]]:
        """The alerts that arrived in an inbox once the stack has settled: SNS's envelopes, ``Message`` parsed."""
        self.settle()
        found = []
        for message in self.messages(inbox):
            envelope = json.loads(message["Body"])
            found.append({**envelope, "Message": json.loads(envelope["Message"])})
        return found

    def name_of(self, logical: str) -> str:
        """The physical name of a resource."""
        return physical_name(self.running, logical)

    def invoke(self, function: str, event: object) -> Any:
        """Invoke a function by hand; its answer."""
        name = f"{self.name_of(function)}:{ALIAS}"
        answer = self.lambdas.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return payload

    def restart(self, function: str, **settings: str) -> None:
        """Make the next invocation start a new environment, with some settings changed."""
        configure(self.running, self.name_of(function), end=False, **settings)

    @contextlib.contextmanager
    def paused(self, function: str) -> Iterator[None]:
        """Keep a function from taking messages from its queue."""
        mapping = self.lambdas.list_event_source_mappings(FunctionName=f"{self.name_of(function)}:{ALIAS}")
        uuid = mapping["EventSourceMappings"][0]["UUID"]
        self.lambdas.update_event_source_mapping(UUID=uuid, Enabled=False)
        try:
            yield
        finally:
            self.lambdas.update_event_source_mapping(UUID=uuid, Enabled=True)

    def log_of(self, function: str) -> list[dict[str, Any]]:
        """A function's structured log lines so far, oldest first."""
        events = self.logs.filter_log_events(logGroupName=self.name_of(f"{function}Log"))["events"]
        lines = (line for event in events for line in event["message"].splitlines())
        return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The template of this repository, built for this machine and deployed."""
    folder = build()
    with emulator() as running, chat() as service:
        secret = running.client("secretsmanager").create_secret(Name="chat", SecretString=json.dumps([service.address]))
        # What the tests of the way itself drop goes out at once.
        outputs = deploy(
            running,
            folder,
            AlertRateLimit="600",
            BypassPriority="low",
            ChatSecretArn=secret["ARN"],
            BoardToken=BOARD_TOKEN,
        )
        deployed = Stack(running, outputs, service)
        # More would only start processes: a test is about a handful of messages.
        for function in FUNCTIONS:
            limit_workers(running, deployed.name_of(function), 2)
        # The buckets' test messages are on their way: a function that a test starts anew would leave one in hand.
        deployed.settle()
        # What functions send is judged as AWS does. process_article may continue its own work.
        limits = Limits(share=0.05, exempt=("ArticlesQueue",))
        with strict(running.endpoint, limits) as endpoint, recorded(running, endpoint) as deployed.calls:
            yield deployed
        assert not limits.dropped


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether every file of tests here takes part in this run."""
    here = Path(__file__).parent
    return {item.path for item in request.session.items} >= set(here.glob("test_*.py"))
