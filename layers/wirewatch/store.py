"""The only room that talks to S3, SQS, SNS and DynamoDB (but for what Powertools' idempotency keeps in the table)."""

from __future__ import annotations

import functools
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from wirewatch.delivery import NotSentError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

    from wirewatch.alerts import Message
    from wirewatch.formats import Stream

# Standard retries back off with jitter; the short connect timeout keeps a lost endpoint from eating a function's time.
_CONTROL = re.compile(r"[^\x20-\x7e]")
# What was published is not published again where only the answer was lost: see Sender.
_ONE_TRY = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 4}, connect_timeout=5, read_timeout=20)


@overload
def _client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def _client(service: Literal["s3"]) -> S3Client: ...
@overload
def _client(service: Literal["sns"]) -> SNSClient: ...
@overload
def _client(service: Literal["sqs"]) -> SQSClient: ...
def _client(service: Any) -> Any:
    return _made(service)


@functools.cache
def _made(service: Any) -> Any:
    return boto3.client(service, config=_ONE_TRY if service == "sns" else _CONFIG)


class StoreError(Exception):
    """An object cannot be had, and trying again will not change that.

    Attributes:
        reason: short and stable, for metrics: ``gone`` or ``too-large``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def place_of(address: str) -> tuple[str, str]:
    """Bucket and prefix that ``s3://bucket/prefix/`` names.

    Raises:
        ValueError: it names none.
    """
    scheme, _, rest = address.partition("://")
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3" or not bucket or not prefix.endswith("/"):
        raise ValueError(f"{address!r} is no place in S3; write it as s3://bucket/prefix/")
    return bucket, prefix


def outputs_of(stack: str) -> dict[str, str]:
    """The outputs of a deployed stack.

    Raises:
        ClientError: there is no such stack here.
    """
    stacks = boto3.client("cloudformation", config=_CONFIG).describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}


class Bucket:
    """A bucket, read and written by key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, key: str, limit: int) -> bytes:
        """The object's bytes, of which there may be ``limit`` at the most.

        Raises:
            StoreError: the object is larger, or is not there (any more).
        """
        try:
            answer = _client("s3").get_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise StoreError(
                    "gone", f"s3://{self.name}/{key} is not there any more; if it should be, upload it again"
                ) from error
            raise
        body = answer["Body"]
        if answer["ContentLength"] > limit:
            body.close()
            raise StoreError(
                "too-large",
                f"s3://{self.name}/{key} has {answer['ContentLength']:,} bytes and {limit:,} are allowed; "
                "split it and upload the parts",
            )
        return body.read()

    def open(self, key: str, offset: int = 0) -> Stream:
        """The object as a stream from a byte on.

        Raises:
            StoreError: the object is not there (any more), or ends before ``offset``.
        """
        try:
            part = {"Range": f"bytes={offset}-"} if offset else {}
            return _client("s3").get_object(Bucket=self.name, Key=key, **part)["Body"]  # type: ignore[arg-type]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404", "InvalidRange", "416"}:
                raise StoreError(
                    "gone", f"s3://{self.name}/{key} is not there any more; if it should be, upload it again"
                ) from error
            raise

    def write(self, key: str, data: bytes, content_type: str = "application/json") -> None:
        """Store an object."""
        _client("s3").put_object(Bucket=self.name, Key=key, Body=data, ContentType=content_type)

    def upload(self, key: str, path: Path) -> str:
        """Store a file's bytes; their ETag."""
        with path.open("rb") as file:
            return _client("s3").put_object(Bucket=self.name, Key=key, Body=file)["ETag"]

    def link(self, key: str, seconds: int) -> str:
        """An address by which whoever has it can read the object, for so long at the most."""
        return str(
            _client("s3").generate_presigned_url(
                "get_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=seconds
            )
        )

    def etags(self, prefix: str) -> dict[str, str]:
        """The keys below a prefix, folders excluded, each with its ETag."""
        return dict(self._etags(prefix))

    def changed_since(self, prefix: str, moment: datetime) -> Iterator[str]:
        """The keys below a prefix that were written at a moment or later."""
        pages = _client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        for page in pages:
            for item in page.get("Contents", []):
                if item["LastModified"] >= moment:
                    yield item["Key"]

    def _etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        pages = _client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        for page in pages:
            for item in page.get("Contents", []):
                if not item["Key"].endswith("/"):
                    yield item["Key"], item["ETag"]

    def download(self, key: str, path: Path) -> None:
        """Write the object to ``path``, piece by piece.

        Raises:
            StoreError: the object is not there.
        """
        stream = self.open(key)
        with path.open("wb") as file:
            while chunk := stream.read(1 << 20):
                file.write(chunk)

    def download_if_changed(self, key: str, path: Path, etag: str | None) -> str | None:
        """Write the object to ``path`` unless its ETag is still ``etag``; its ETag, or None where there is none.

        The file is replaced in one step: a reader that has the old one open keeps it whole.
        """
        try:
            condition = {"IfNoneMatch": etag} if etag else {}
            answer = _client("s3").get_object(Bucket=self.name, Key=key, **condition)  # type: ignore[arg-type]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in {"304", "NotModified"}:
                return etag
            if code in {"NoSuchKey", "404"}:
                return None
            raise
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            for chunk in answer["Body"].iter_chunks(1 << 20):
                file.write(chunk)
        part.replace(path)
        return answer["ETag"]


class Letter(NamedTuple):
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
        _client("sqs").send_message(
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
        """Send messages, ten at a time.

        Raises:
            RuntimeError: SQS took only some of them.
        """
        for start in range(0, len(bodies), 10):
            entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies[start : start + 10])]
            answer = _client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]
            if failed := answer.get("Failed"):
                raise RuntimeError(f"SQS did not take {len(failed)} messages: {failed[0].get('Message')}")

    def letters(self, most: int = 10_000) -> Iterator[Letter]:
        """Messages that lie in the queue, each for ten minutes hidden from others; until there are none or ``most``."""
        seen: set[str] = set()
        while len(seen) < most:
            answer = _client("sqs").receive_message(
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
                yield Letter(message["Body"], said.get("reason", ""), said.get("problem", ""), message["ReceiptHandle"])

    def delete(self, receipt_handle: str) -> None:
        """Delete a received message."""
        _client("sqs").delete_message(QueueUrl=self.url, ReceiptHandle=receipt_handle)

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        """Have a received message come again after so many seconds, if it is not deleted before."""
        _client("sqs").change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        )


class Topic:
    """A topic to publish to."""

    def __init__(self, arn: str) -> None:
        self.arn = arn

    def publish(self, message: Message) -> str:
        """Publish to every subscriber, each protocol its own form; SNS's id for the message.

        Raises:
            NotSentError: SNS refused it. Anything else that is raised leaves open whether it was published.
        """
        try:
            answer = _client("sns").publish(
                TopicArn=self.arn,
                Subject=message.subject,
                Message=message.body,
                MessageStructure="json",
                MessageAttributes={
                    name: {"DataType": kind, "StringValue": value} for name, (kind, value) in message.attributes.items()
                },
            )
        except ClientError as error:
            if error.response["ResponseMetadata"].get("HTTPStatusCode", 500) < 500:
                raise NotSentError(str(error)) from error
            raise
        return answer["MessageId"]

    def subscribe(self, protocol: str, endpoint: str, policy: Mapping[str, Any]) -> str:
        """Subscribe an endpoint; the subscription's ARN. Mail and webhooks have to confirm it."""
        attributes = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": "MessageAttributes"} if policy else {}
        answer = _client("sns").subscribe(
            TopicArn=self.arn, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
        )
        return answer["SubscriptionArn"]

    def tell(self, subject: str, text: str) -> None:
        """Publish plain text, which must be within SNS's bounds: the subject ASCII, one line, under 100 characters."""
        _client("sns").publish(TopicArn=self.arn, Subject=subject, Message=text)


class StoryTable:
    """What is known of stories, in DynamoDB: a ``StoryIndex`` that holds across concurrent functions.

    Items hold ``pk``, ``value`` (bytes) and ``expires_at`` (seconds since 1970), after which they count as gone even
    where DynamoDB has not yet removed them.
    """

    _BATCH = 100  # keys that BatchGetItem takes

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """The values held under ``keys``."""
        now, found = time.time(), {}
        wanted: list[dict[str, AttributeValueTypeDef]] = [{"pk": {"S": key}} for key in dict.fromkeys(keys)]
        while wanted:
            answer = _client("dynamodb").batch_get_item(
                RequestItems={self.name: {"Keys": wanted[: self._BATCH], "ConsistentRead": True}}
            )
            for item in answer["Responses"].get(self.name, []):
                if float(item["expires_at"]["N"]) > now:
                    found[item["pk"]["S"]] = bytes(item["value"]["B"])
            left: Any = answer.get("UnprocessedKeys", {}).get(self.name)
            wanted = [*(left["Keys"] if left else ()), *wanted[self._BATCH :]]
        return found

    def put(self, key: str, value: bytes) -> None:
        """Hold ``value`` under ``key``."""
        _client("dynamodb").put_item(TableName=self.name, Item=self._item(key, value))

    def claim(self, key: str, value: bytes) -> bytes:
        """Hold ``value`` under ``key`` unless something is held there already; what is held."""
        try:
            _client("dynamodb").put_item(
                TableName=self.name,
                Item=self._item(key, value),
                ConditionExpression="attribute_not_exists(pk) OR expires_at < :now",
                ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            held = error.response["Item"]  # type: ignore[typeddict-item]
            return bytes(held["value"]["B"])
        return value

    def _item(self, key: str, value: bytes) -> dict[str, AttributeValueTypeDef]:
        return {"pk": {"S": key}, "value": {"B": value}, "expires_at": {"N": str(int(time.time()) + self._seconds)}}


class Lease:
    """A right that one worker has at a time, until it gives it back or its time is up."""

    def __init__(self, table: str, name: str) -> None:
        self._table = table
        self._key = f"lease#{name}"

    def take(self, holder: str, seconds: float) -> bool:
        """Have the right for so many seconds; whether it was free."""
        days = seconds / 86_400
        return StoryTable(self._table, days).claim(self._key, holder.encode()) == holder.encode()

    def give_back(self, holder: str) -> None:
        """Let others have it, if this holder still has it."""
        table = StoryTable(self._table, 0)
        if table.get([self._key]).get(self._key) == holder.encode():
            table.put(self._key, b"")

    def first(self, what: str, days: float) -> bool:
        """Whether this is the first time within so many days that this is said."""
        mine = uuid4().bytes
        return StoryTable(self._table, days).claim(f"{self._key}#{what}", mine) == mine


class TallyTable:
    """Counts and lists in DynamoDB: a ``Tally`` that holds across concurrent functions, for some days."""

    def __init__(self, name: str, days: float) -> None:
        self.name = name
        self._seconds = int(days * 86_400)

    def take(self, key: str, most: int) -> bool:
        """Count one more, unless ``most`` have been counted; whether it was."""
        try:
            self._update(
                key,
                "SET expires_at = :until ADD counted :one",
                "attribute_not_exists(counted) OR counted < :most",
                {":one": {"N": "1"}, ":most": {"N": str(most)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def counted(self, key: str) -> int:
        """How often something was counted."""
        item = _client("dynamodb").get_item(TableName=self.name, Key={"pk": {"S": f"tally#{key}"}}).get("Item", {})
        return int(item["counted"]["N"]) if "counted" in item else 0

    def hold(self, key: str, item: bytes) -> bool:
        """Add to a list unless it is closed or full; whether the item is in it."""
        try:
            self._update(
                key,
                "SET expires_at = :until ADD held :item",
                "attribute_not_exists(closed)",
                {":item": {"BS": [item]}},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                return item in self._held(error.response.get("Item", {}))
            # 400 kB of them are there already.
            if code == "ValidationException" and "size" in error.response["Error"]["Message"].lower():
                return False
            raise
        return True

    def close(self, key: str) -> list[bytes]:
        """Everything in a list, to which nothing will be added any more."""
        answer = self._update(key, "SET expires_at = :until, closed = :yes", "", {":yes": {"BOOL": True}})
        return self._held(answer["Attributes"])

    @staticmethod
    def _held(item: Any) -> list[bytes]:
        return [bytes(value) for value in item.get("held", {}).get("BS", [])]

    def _update(self, key: str, change: str, condition: str, values: dict[str, AttributeValueTypeDef]) -> Any:
        conditions: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        return _client("dynamodb").update_item(
            TableName=self.name,
            Key={"pk": {"S": f"tally#{key}"}},
            UpdateExpression=change,
            ExpressionAttributeValues={":until": {"N": str(int(time.time()) + self._seconds)}, **values},
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **conditions,
        )


class Secret:
    """A secret of Secrets Manager, kept for five minutes."""

    _SECONDS = 300

    def __init__(self, arn: str) -> None:
        self._arn = arn
        self._kept = ""
        self._until = 0.0

    def read(self) -> str:
        """Its text."""
        if time.monotonic() > self._until:
            client = boto3.client("secretsmanager", config=_CONFIG)
            self._kept = client.get_secret_value(SecretId=self._arn)["SecretString"]
            self._until = time.monotonic() + self._SECONDS
        return self._kept
