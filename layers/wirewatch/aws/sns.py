"""SNS topics."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from wirewatch.aws.clients import client
from wirewatch.errors import PublishRejectedError
from wirewatch.text.sanitize import storable, to_ascii, truncate

if TYPE_CHECKING:
    from wirewatch.alerting.sns_message import Message


MESSAGE_BYTES = 256 * 1024
"""Bytes that SNS takes of one message, its attributes' names, types and values included."""
SUBJECT_CHARACTERS = 99
_CUT = "\n\n(cut here: the rest does not fit into a message)\n"
_CONTENT_FAULTS = frozenset({"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationError"})
"""Codes by which SNS says that the message itself is wrong."""


class Topic:
    """A topic to publish to."""

    def __init__(self, arn: str) -> None:
        self.arn = arn

    def publish(self, message: Message) -> str:
        """Publish to every subscriber, each protocol its own form; SNS's id for the message.

        Raises:
            PublishRejectedError: it is too large, or SNS refused it. Anything else that is raised leaves open whether it
                was published.
        """
        size = message_size(message.body, message.attributes)
        if size > MESSAGE_BYTES:
            raise PublishRejectedError(f"{size:,} bytes; a message may have {MESSAGE_BYTES:,}", permanent=True)
        try:
            answer = client("sns").publish(
                TopicArn=self.arn,
                Subject=message.subject,
                Message=storable(message.body),
                MessageStructure="json",
                MessageAttributes={
                    name: {"DataType": kind, "StringValue": value} for name, (kind, value) in message.attributes.items()
                },
            )
        except ClientError as error:
            if error.response["ResponseMetadata"].get("HTTPStatusCode", 500) < 500:
                wrong = error.response["Error"]["Code"] in _CONTENT_FAULTS
                raise PublishRejectedError(str(error), permanent=wrong) from error
            raise
        return answer["MessageId"]

    def subscribe(self, protocol: str, endpoint: str, policy: Mapping[str, Any]) -> str:
        """Subscribe an endpoint; the subscription's ARN. Mail and webhooks have to confirm it."""
        attributes = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": "MessageAttributes"} if policy else {}
        answer = client("sns").subscribe(
            TopicArn=self.arn, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
        )
        return answer["SubscriptionArn"]

    def publish_text(self, subject: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        """Publish plain text, made to fit: the subject to one line of ASCII under 100 characters, the text to 256 KiB."""
        given = {name: ("String", storable(value, 256) or "-") for name, value in (attributes or {}).items()}
        room = MESSAGE_BYTES - message_size("", given)
        encoded = storable(text).encode()
        if len(encoded) > room:
            encoded = encoded[: room - len(_CUT)].decode(errors="ignore").encode() + _CUT.encode()
        client("sns").publish(
            TopicArn=self.arn,
            Subject=truncate(to_ascii(subject), SUBJECT_CHARACTERS) or "wirewatch",
            Message=encoded.decode() or "-",
            MessageAttributes={name: {"DataType": kind, "StringValue": value} for name, (kind, value) in given.items()},
        )


def message_size(body: str, attributes: Mapping[str, tuple[str, str]]) -> int:
    """Bytes that SNS counts for a message: its body, and each attribute's name, type and value."""
    return len(body.encode(errors="replace")) + sum(
        len(part.encode(errors="replace")) for name, (kind, value) in attributes.items() for part in (name, kind, value)
    )
