"""What the handlers of queues share: work through a batch, log each failure, say which messages are to come again."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

# A batch in which nothing countable happened is no reason for a line in the log.
warnings.filterwarnings("ignore", message="No application metrics to publish")


class RetryLaterError(Exception):
    """Another worker has this message's work in hand: it comes again soon, to see that it was done."""


def process_batch(
    event: dict[str, Any],
    context: LambdaContext,
    work: Callable[[SQSRecord], None],
    logger: Logger,
    metrics: Metrics,
) -> Any:
    """Do ``work`` for each message of a batch; the partial answer that SQS takes.

    A message whose work raises is logged with the reason and reported as failed: SQS delivers it again, and after its
    last chance moves it to the dead letters. The other messages are untouched.
    """

    def attempt(record: SQSRecord) -> None:  # Powertools passes it by this name
        try:
            work(record)
        except RetryLaterError as busy:
            logger.info("message postponed", message_id=record.message_id, why=str(busy))
            raise
        except Exception:
            logger.exception("message failed", message_id=record.message_id)
            metrics.add_metric("MessagesFailed", MetricUnit.Count, 1)
            raise

    # A whole batch that failed is reported message by message too: raising would hide which ones.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event, attempt, processor, context)
