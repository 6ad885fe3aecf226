"""read_article: a page dropped into the inbox becomes an article; an article that matches becomes a hit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes import S3Event
from aws_lambda_powertools.utilities.data_classes.s3_event import S3EventRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.article import Article, Hit
from wirewatch.current import CurrentIndex
from wirewatch.extract import Unreadable, extract
from wirewatch.match import alerting, match
from wirewatch.settings import read_settings
from wirewatch.store import Bucket, Queue, StoreError


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    store_bucket: str
    hits_queue_url: str
    dead_letters_url: str
    page_limit: int = 20_000_000


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = read_settings(Settings)
store = Bucket(settings.store_bucket)
hits = Queue(settings.hits_queue_url)
dead_letters = Queue(settings.dead_letters_url)
index = CurrentIndex(lambda path, etag: store.download_if_changed("index/current", path, etag), Path(gettempdir()))
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def read_page(bucket: str, key: str) -> Article:
    """The article on a page in the inbox."""
    data = Bucket(bucket).read(key, settings.page_limit)
    return extract(data, source=f"s3://{bucket}/{key}", arrived=datetime.now(UTC))


def pass_on(article: Article) -> None:
    """Keep the article with its matches, and send it on where one of them is worth an alert."""
    hit = Hit(article=article, matches=match(article, index.get()))
    key = f"articles/{article.id}.json"
    store.write(key, msgspec.json.encode(hit))
    metrics.add_metric("ArticlesRead", MetricUnit.Count, 1)
    due = alerting(hit.matches, index.get())
    logger.info("article read", article=article.id, source=article.source, matches=[m.entry for m in hit.matches])
    if due:
        hits.send(msgspec.json.encode({"key": key, "entries": [m.entry for m in due]}).decode())
        metrics.add_metric("ArticlesMatched", MetricUnit.Count, 1)


def read_dropped(dropped: S3EventRecord) -> None:
    """Read one dropped page. One that never will be readable is set aside with its reason, and not tried again."""
    bucket, key = dropped.s3.bucket.name, dropped.s3.get_object.key
    try:
        article = read_page(bucket, key)
    except (Unreadable, StoreError) as problem:
        logger.error("page set aside", source=f"s3://{bucket}/{key}", reason=problem.reason, problem=str(problem))
        metrics.add_metric("ArticlesSetAside", MetricUnit.Count, 1)
        body = msgspec.json.encode({"Records": [dropped.raw_event]}).decode()
        dead_letters.send(body, {"reason": problem.reason, "problem": str(problem)})
        return
    pass_on(article)


@tracer.capture_method(capture_response=False)
def read_message(message: SQSRecord) -> None:
    """Read every page that a message of the bucket names; its test message names none."""
    event: dict[str, Any] = message.json_body
    if "Records" not in event and event.get("Event") == "s3:TestEvent":
        return
    for dropped in S3Event(event).records:
        read_dropped(dropped)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Read a batch; messages that failed are reported one by one, and come again."""
    return process_partial_response(event, read_message, processor, context)
