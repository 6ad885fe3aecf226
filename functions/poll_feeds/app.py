"""poll_feeds: feeds that are due are polled, and what is new in them goes onto the articles queue."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable, Lock
from wirewatch.aws.s3 import Bucket
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.feeds.state_table import DAYS
from wirewatch.runtime.deadline import time_left
from wirewatch.runtime.observability import logger, metrics, report, tracer
from wirewatch.runtime.settings import PollFeedsSettings, load_settings
from wirewatch.services.feed_polling import ENTRY_DAYS, NOTICE_DAYS, FeedPolling

settings = load_settings(PollFeedsSettings)
create_clients("s3", "dynamodb", "sqs")
polling = FeedPolling(
    objects=Bucket(settings.data_bucket),
    prefix=settings.feeds_prefix,
    max_bytes=settings.max_feed_list_bytes,
    articles=Queue(settings.articles_queue_url),
    operations=Topic(settings.operations_topic_arn),
    notices=KeyValueTable(settings.table_name, NOTICE_DAYS),
    lock=Lock(settings.table_name, "poll_feeds"),
    states=KeyValueTable(settings.table_name, DAYS),
    entries=KeyValueTable(settings.table_name, ENTRY_DAYS),
    min_interval=settings.min_poll_interval_minutes * 60,
    fetch_options=settings.fetch_options(),
)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 (the schedule's event is empty)
    """Poll, unless another poll is at work."""
    for result in polling.run(f"{context.aws_request_id} {uuid4()}", time_left(context)):
        report(result)
