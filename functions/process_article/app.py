"""process_article: extract the articles that a message names, match them, request alerts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import CounterTable, KeyValueTable
from wirewatch.aws.s3 import Bucket, open_object
from wirewatch.aws.sqs import AlertRequestsQueue, Queue
from wirewatch.documents.isolation import IsolatedExtractor
from wirewatch.messages import is_link, parse_article_message
from wirewatch.runtime.batch import process_batch, retry_of
from wirewatch.runtime.deadline import time_left
from wirewatch.runtime.observability import logger, metrics, report, tracer
from wirewatch.runtime.settings import ProcessArticleSettings, load_settings
from wirewatch.services.article_processing import AlertRequester, ArticleProcessor, index_failures
from wirewatch.services.results import ServiceResult
from wirewatch.watchlists.index_cache import IndexCaches

settings = load_settings(ProcessArticleSettings)
create_clients("s3", "dynamodb", "sqs")
data = Bucket(settings.data_bucket)
indexes = IndexCaches(data.download_if_changed, Path(gettempdir()))
articles = Queue(settings.articles_queue_url)
table = KeyValueTable(settings.table_name, settings.story_days)
processor = ArticleProcessor(
    open_object=open_object,
    fetch=settings.fetch,
    extract=IsolatedExtractor(),
    store=data,
    index_of=indexes.get,
    alerts=AlertRequester(table, AlertRequestsQueue(settings.alert_requests_queue_url).send_request),
    articles=articles,
    rejected=Queue(settings.dead_letter_queue_url),
    matches=CounterTable(settings.table_name, settings.feed_matches_days),
    places=table,
)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Process a batch; messages that failed are reported one by one, and are delivered again."""

    def process(record: SQSRecord) -> Iterator[ServiceResult]:
        for item in parse_article_message(record.body):
            yield from processor.process(item, time_left(context), *retry_of(record, articles))

    answer = process_batch(event, context, process, processor.archiving, is_link)
    for result in index_failures(indexes.problems()):
        report(result)
    return answer
