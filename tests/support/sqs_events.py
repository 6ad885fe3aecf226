"""Events as a queue hands them to a function."""

from __future__ import annotations

from typing import Any


def sqs_event(*bodies: str) -> dict[str, Any]:
    """One event with a message for each body, each received for the first time."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "r",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:queue",
                "awsRegion": "us-east-1",
            }
            for number, body in enumerate(bodies)
        ]
    }
