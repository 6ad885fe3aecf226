"""SNS topics."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from wirewatch.aws.clients import client
from wirewatch.errors import PublishRejectedError

if TYPE_CHECKING:
    from wirewatch.alerting.sns_message import Message


class Topic:
    """A topic to publish to."""

    def __init__(self, arn: str) -> None:
        self.arn = arn

    def publish(self, message: Message) -> str:
        """Publish to every subscriber, each protocol its own form; SNS's id for the message.

        Raises:
            PublishRejectedError: SNS rejected it. Anything else that is raised leaves open whether it was published.
        """
        try:
            answer = client("sns").publish(
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
                raise PublishRejectedError(str(error)) from error
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
        """Publish plain text, which must be within SNS's bounds: the subject ASCII, one line, under 100 characters."""
        client("sns").publish(
            TopicArn=self.arn,
            Subject=subject,
            Message=text,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value} for name, value in (attributes or {}).items()
            },
        )
