"""The strict proxy refuses what AWS refuses, and passes on the rest."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from devtools.testbed.strict import CHAIN, Limits, strict

QUEUE = "http://127.0.0.1/000000000000/AlertRequestsQueue"


class Backend(ThreadingHTTPServer):
    """Takes every call of SQS, DynamoDB and SNS, and remembers it."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        super().__init__(("127.0.0.1", 0), _Backend)


class _Backend(BaseHTTPRequestHandler):
    server: Backend

    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        asked: Any = json.loads(body) if operation or body.startswith(b"{") else body
        self.server.calls.append(asked)
        data: bytes = b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
        if operation == "SendMessageBatch":
            data = json.dumps({"Successful": [{"Id": e["Id"], "MessageId": "1"} for e in asked["Entries"]]}).encode()
        elif operation == "BatchGetItem":
            data = json.dumps({"Responses": {"t": asked["RequestItems"]["t"]["Keys"]}}).encode()
        elif operation or self.path.startswith("/schedules"):
            data = b'{"MessageId": "1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def backend() -> Iterator[Backend]:
    server = Backend()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def client(service: Any, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def test_what_aws_refuses_is_refused_entry_by_entry(backend: Backend) -> None:
    limits = Limits()
    with strict(f"http://127.0.0.1:{backend.server_port}", limits) as endpoint:
        sqs = client("sqs", endpoint)
        bodies = ["good", "bad \uffff", "x" * 100]
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        answer = sqs.send_message_batch(QueueUrl=QUEUE, Entries=entries)
        assert [(one["Id"], one["SenderFault"]) for one in answer["Failed"]] == [("1", True)]
        assert len(answer["Successful"]) == 2
        for body in ("\x0b", "x" * (1 << 20) + "y"):
            with pytest.raises(ClientError):
                sqs.send_message(QueueUrl=QUEUE, MessageBody=body)
        with pytest.raises(ClientError, match="BatchRequestTooLong"):
            sqs.send_message_batch(
                QueueUrl=QUEUE, Entries=[{"Id": str(n), "MessageBody": "x" * 600_000} for n in range(2)]
            )
    assert limits.counts["InvalidMessageContents"] == 2
    assert len(backend.calls) == 1


def test_topics_and_tables_refuse_what_is_too_large(backend: Backend) -> None:
    with strict(f"http://127.0.0.1:{backend.server_port}", Limits()) as endpoint:
        sns, table = client("sns", endpoint), client("dynamodb", endpoint)
        arn = "arn:aws:sns:us-east-1:000000000000:t"
        sns.publish(TopicArn=arn, Subject="s", Message="fine")
        with pytest.raises(ClientError, match="InvalidParameter"):
            sns.publish(TopicArn=arn, Subject="s", Message="x" * 262_145)
        with pytest.raises(ClientError, match="InvalidParameter"):
            sns.publish(TopicArn=arn, Subject="two\nlines", Message="fine")
        with pytest.raises(ClientError, match="ValidationException"):
            table.put_item(TableName="t", Item={"pk": {"S": "a"}, "value": {"B": bytes(410_000)}})
        table.put_item(TableName="t", Item={"pk": {"S": "a"}, "value": {"B": b"1"}})
    assert len(backend.calls) == 2


def test_keys_are_left_unprocessed_under_load(backend: Backend) -> None:
    with strict(f"http://127.0.0.1:{backend.server_port}", Limits(share=1.0)) as endpoint:
        keys = [{"pk": {"S": str(n)}} for n in range(5)]
        answer = client("dynamodb", endpoint).batch_get_item(RequestItems={"t": {"Keys": keys}})
        assert len(answer["Responses"]["t"]) == 2
        assert len(answer["UnprocessedKeys"]["t"]["Keys"]) == 3


def test_a_timer_that_queues_itself_is_ended(backend: Backend) -> None:
    limits = Limits(exempt=("ArticlesQueue",))
    with strict(f"http://127.0.0.1:{backend.server_port}", limits) as endpoint:
        sqs, body = client("sqs", endpoint), json.dumps({"batch": "quiet-hours#1", "due": 1})
        for _ in range(CHAIN + 3):
            sqs.send_message(QueueUrl=QUEUE, MessageBody=body)
        assert (len(backend.calls), limits.dropped) == (CHAIN, [body] * 3)
        # A schedule begins anew, and an exempt function's cursor goes on.
        client("scheduler", endpoint).create_schedule(
            Name="n",
            ScheduleExpression="at(2030-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "a", "RoleArn": "r", "Input": body},
        )
        sqs.send_message(QueueUrl=QUEUE, MessageBody=body)
        for part in range(40):
            rest = json.dumps({"bucket": "b", "key": "k", "offset": part})
            sqs.send_message(QueueUrl=QUEUE.replace("AlertRequests", "Articles"), MessageBody=rest)
    assert len(limits.dropped) == 3
