"""send_alert: a hit becomes an alert, once."""

from __future__ import annotations

from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerts import compose, message
from wirewatch.article import Hit, Pointer
from wirewatch.handling import BusyError, work_through
from wirewatch.settings import read_settings
from wirewatch.store import Bucket, Queue, Topic
from wirewatch.summarise import ModelError, Summariser, summarise


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    store_bucket: str
    table: str
    hits_queue_url: str
    alerts_topic_arn: str
    retention_days: int
    article_limit: int = 25_000_000


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = read_settings(Settings)
store = Bucket(settings.store_bucket)
hits = Queue(settings.hits_queue_url)
topic = Topic(settings.alerts_topic_arn)
model: Summariser | None = None
model_problem = ""
try:
    model = Summariser()
except ModelError as error:
    # An alert never waits for a summary: it goes out with the lead, and says so.
    model_problem = "the summary model could not be loaded"
    logger.error(model_problem, problem=str(error))
# The story and what it matched are the key: one page dropped twice makes two messages, and so does one event delivered
# twice.
idempotency = IdempotencyConfig(
    event_key_jmespath="[story, entries]",
    raise_on_no_idempotency_key=True,
    expires_after_seconds=settings.retention_days * 86_400,
    hash_function="sha256",
)
alerted = DynamoDBPersistenceLayer(table_name=settings.table, key_attr="pk", expiry_attr="expires_at")


@idempotent_function(
    data_keyword_argument="identity",
    config=idempotency,
    persistence_store=alerted,
    key_prefix="alert",
)
def alert(*, identity: dict[str, Any], hit: Hit) -> dict[str, str]:
    """Summarise, compose and publish; runs once for a story and what it matched."""
    summary = summarise(hit.article, hit.matches, model, model_problem)
    if summary.kind == "lead":
        logger.warning(
            "summary fell back to the lead", article=hit.article.id, story=identity["story"], note=summary.note
        )
        metrics.add_metric("SummaryFallbacks", MetricUnit.Count, 1)
    sent = topic.publish(message(compose(hit, summary)))
    logger.info("alert sent", article=hit.article.id, story=identity["story"], sns=sent, entries=identity["entries"])
    metrics.add_metric("AlertsSent", MetricUnit.Count, 1)
    return {"message": sent}


@tracer.capture_method(capture_response=False)
def send(record: SQSRecord) -> None:
    """Alert for the hit that a message points to."""
    pointer = msgspec.json.decode(record.body, type=Pointer)
    hit = msgspec.json.decode(store.read(pointer.key, settings.article_limit), type=Hit)
    hit.matches = [match for match in hit.matches if match.entry in pointer.entries]
    if not hit.matches:
        raise ValueError(f"{pointer.key} does not match {pointer.entries} any more")
    try:
        alert(identity={"story": pointer.story, "entries": sorted(pointer.entries)}, hit=hit)
    except IdempotencyAlreadyInProgressError as error:
        # 2, 4, 8 … s: within the queue's receives, longer than a run can last before its claim is void.
        hits.postpone(record.receipt_handle, 2 ** int(record.attributes.approximate_receive_count or 1))
        raise BusyError(f"story {pointer.story} is being alerted") from error


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Send a batch; messages that failed are reported one by one, and come again."""
    idempotency.register_lambda_context(context)
    return work_through(event, context, send, logger, metrics)
