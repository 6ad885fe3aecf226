"""EventBridge Scheduler: batches of deferred alerts are woken when they are due.

A message that put itself back on its queue until its time comes would be ended by Lambda, which drops what has gone
through about 16 invocations. A one-time schedule starts anew, is kept by AWS, and costs nothing while it waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec
from botocore.exceptions import ClientError

from wirewatch.aws.clients import client
from wirewatch.aws.sqs import MAX_DELAY, Queue
from wirewatch.messages import BatchDue

MAX_EVENT_AGE = 86_400
"""Seconds for which Scheduler tries to send what is due, before it goes to the dead-letter queue. AWS takes no more."""
MAX_RETRIES = 185
"""How often it tries in that time. AWS takes no more."""


class BatchScheduler:
    """Has a batch sent when it is due.

    Args:
        queue: the alert requests queue.
        queue_arn: its ARN.
        dead_letter_arn: where a schedule's message goes that cannot be sent.
        role_arn: the role by which Scheduler sends to both.
        group: the schedule group.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        queue: Queue,
        *,
        queue_arn: str,
        dead_letter_arn: str,
        role_arn: str,
        group: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._queue = queue
        self._queue_arn = queue_arn
        self._dead_letter_arn = dead_letter_arn
        self._role_arn = role_arn
        self._group = group
        self._now = now

    def wake(self, due: BatchDue) -> None:
        """Have ``due`` received when its time has come, and not before; asked twice for one batch, it comes once.

        What SQS can delay (15 minutes) is delayed there, to the second; what is later is scheduled, to the minute.
        """
        body = msgspec.json.encode(due).decode()
        wait = due.due - int(self._now()) + 1
        if wait <= MAX_DELAY:
            self._queue.send(body, delay=max(0, wait))
            return
        moment = datetime.fromtimestamp(due.due, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        try:
            client("scheduler").create_schedule(
                Name=f"batch-{blake2b(due.batch.encode(), digest_size=16).hexdigest()}",
                GroupName=self._group,
                ScheduleExpression=f"at({moment})",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": self._queue_arn,
                    "RoleArn": self._role_arn,
                    "Input": body,
                    "RetryPolicy": {"MaximumRetryAttempts": MAX_RETRIES, "MaximumEventAgeInSeconds": MAX_EVENT_AGE},
                    "DeadLetterConfig": {"Arn": self._dead_letter_arn},
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConflictException":  # an earlier run made it
                raise
