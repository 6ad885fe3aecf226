"""compile_watchlist: watchlists in the data bucket become the indexes that process_article matches against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.s3 import Bucket
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.observability import logger, metrics, tracer
from wirewatch.runtime.settings import CompileWatchlistSettings, load_settings
from wirewatch.services.results import ServiceResult
from wirewatch.services.watchlist_compilation import WatchlistCompilation

settings = load_settings(CompileWatchlistSettings)
create_clients("s3")
compilation = WatchlistCompilation(
    objects=Bucket(settings.data_bucket),
    prefix=settings.watchlist_prefix,
    max_bytes=settings.max_watchlist_bytes,
    rejected=Queue(settings.dead_letter_queue_url),
    operations=Topic(settings.operations_topic_arn),
)


def compile_watchlists(record: SQSRecord) -> Iterator[ServiceResult]:
    """Compile after one change."""
    return compilation.run(record.body)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Compile once for each change; messages that failed are reported one by one, and are delivered again."""
    return process_batch(event, context, compile_watchlists)
