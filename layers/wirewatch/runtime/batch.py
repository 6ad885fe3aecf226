"""A batch of SQS messages: each is processed, failures are reported one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.sqs import Queue
from wirewatch.errors import RetryLaterError, TemporaryFetchError
from wirewatch.runtime.observability import logger, metrics, report
from wirewatch.services.results import ServiceResult


def retry_of(record: SQSRecord, queue: Queue) -> tuple[int, Callable[[int], None]]:
    """How often a message was received, from 1, and what has it received again after so many seconds."""
    attempt = int(record.attributes.approximate_receive_count or 1)
    return attempt, lambda seconds: queue.delay_retry(record.receipt_handle, seconds)


def process_batch(
    event: dict[str, Any],
    context: LambdaContext,
    process: Callable[[SQSRecord], Iterable[ServiceResult]],
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
    is_slow: Callable[[str], bool] = lambda _body: False,
) -> Any:
    """Process each message of a batch; the partial answer that SQS takes.

    A message whose processing raises is logged with the reason and reported as failed: SQS delivers it again, and moves
    it to the dead-letter queue after its last attempt. The other messages are untouched. What ``around`` raises when all
    are processed fails the run, so that all of them come again. Messages whose body ``is_slow`` are processed last: they
    may take the time that the others need.
    """
    event = {**event, "Records": sorted(event["Records"], key=lambda record: is_slow(record.get("body", "")))}

    def attempt(record: SQSRecord) -> None:  # Powertools passes it by this name
        try:
            for result in process(record):
                report(result)
        except (RetryLaterError, TemporaryFetchError) as later:  # an outlet that is down is no failure of ours
            logger.info("message postponed", message_id=record.message_id, why=str(later))
            raise
        except Exception:
            logger.exception("message failed", message_id=record.message_id)
            metrics.add_metric("MessagesFailed", MetricUnit.Count, 1)
            raise

    # A whole batch that failed is reported message by message too: raising would hide which ones.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with around():
        return process_partial_response(event, attempt, processor, context)
