"""send_alert: a hit becomes an alert, once; what has to wait is sent together, once."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import gettempdir
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

from wirewatch.alerting.rendering import valid_time_zone
from wirewatch.alerting.sender import CONFIRMATION_SECONDS, AlertSender, SendResult
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable, TallyTable
from wirewatch.aws.s3 import Bucket, parse_s3_uri
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.errors import DeliveryUncertainError
from wirewatch.messages import AlertRequest, BatchDue, parse_alert_message
from wirewatch.records import MatchedArticle, Priority
from wirewatch.runtime.batch import RetryLaterError, process_batch
from wirewatch.runtime.settings import load_settings
from wirewatch.summaries.summariser import Summariser


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    table_name: str
    alert_requests_queue_url: str
    alerts_topic_arn: str
    data_retention_days: int
    max_article_bytes: int = 25_000_000
    story_days: int = 7
    alert_rate_limit: int = 20
    alert_rate_window_minutes: float = 10
    follow_up_delay_minutes: float = 15
    quiet_hours: str = ""
    bypass_priority: Priority = "high"
    time_zone: str = "UTC"
    publish_confirmation_seconds: float = CONFIRMATION_SECONDS
    summary_model_uri: str = ""
    """``s3://bucket/prefix/`` of a model of your own; empty for the one that ships."""


ENOUGH_TRIES = 3
"""Deliveries after which no model is asked any more: one that ends the process must not keep an alert for ever."""

logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3", "dynamodb", "sqs", "sns")
zone = valid_time_zone(settings.time_zone)
if zone != settings.time_zone:
    logger.error("no such time zone; mails show UTC", time_zone=settings.time_zone)
store = Bucket(settings.data_bucket)
hits = Queue(settings.alert_requests_queue_url)
models = Summariser()
if models.problem:
    # An alert never waits for a summary: it goes out with the lead, and says so.
    logger.error("the summary model could not be loaded", problem=models.problem)
if settings.summary_model_uri:
    bucket, prefix = parse_s3_uri(settings.summary_model_uri)
    own = Bucket(bucket)
    models.fetch_own(
        lambda name, path: own.download(prefix + name, path), Path(gettempdir()) / "summary-model-of-your-own"
    )
sender = AlertSender(
    publish=Topic(settings.alerts_topic_arn).publish,
    read=lambda key: msgspec.json.decode(store.read(key, settings.max_article_bytes), type=MatchedArticle),
    wake=lambda due: hits.send(msgspec.json.encode(due).decode(), delay=max(0, due.due - int(time.time()) + 1)),
    tally=TallyTable(settings.table_name, settings.data_retention_days),
    index=KeyValueTable(settings.table_name, settings.story_days),
    models=models,
    rules=ThrottlePolicy(
        rate=settings.alert_rate_limit,
        window=round(settings.alert_rate_window_minutes * 60),
        fold=round(settings.follow_up_delay_minutes * 60),
        quiet=settings.quiet_hours,
        break_through=settings.bypass_priority,
    ),
    unsure=settings.publish_confirmation_seconds,
    zone=zone,
)
# The story and what it matched are the key: one page dropped twice makes two messages, and so does one event delivered
# twice.
idempotency = IdempotencyConfig(
    event_key_jmespath="key",
    raise_on_no_idempotency_key=True,
    expires_after_seconds=settings.data_retention_days * 86_400,
    hash_function="sha256",
)
done = DynamoDBPersistenceLayer(table_name=settings.table_name, key_attr="pk", expiry_attr="expires_at")


@idempotent_function(data_keyword_argument="identity", config=idempotency, persistence_store=done, key_prefix="alert")
def once(*, identity: dict[str, Any], work: AlertRequest | BatchDue, note: str) -> dict[str, str]:
    """Send one alert or one list; runs once for a story and what it matched, and for a list."""
    if isinstance(work, BatchDue):
        outcome = sender.flush_batch(work)
        report(outcome, identity, {"correlation_ids": outcome.correlation_ids})
    else:
        report(sender.send_or_defer(work, note), identity, {"correlation_id": work.correlation_id})
    return {"key": str(identity["key"])}


def report(outcome: SendResult, identity: dict[str, Any], came: dict[str, Any]) -> None:
    """Log and count what became of an alert or a list; ``came`` says what it came from."""
    alert = outcome.alert
    article = alert.article.id if alert else None
    if outcome.waits is not None:
        where: dict[str, Any] = {"list": outcome.waits.key, "due": outcome.waits.due}
        logger.info("alert waits", article=article, identity=identity, **where, **came)
        metrics.add_metric("AlertsDeferred", MetricUnit.Count, 1)
        return
    if alert is None and not outcome.message:
        logger.info("nothing left to tell", identity=identity)
        return
    if alert is None:
        logger.info("list of alerts sent", identity=identity, sns=outcome.message, alerts=outcome.listed, **came)
        metrics.add_metric("AlertBatchesSent", MetricUnit.Count, 1)
        return
    if models.is_fallback(alert.summary):
        how: dict[str, Any] = {"kind": alert.summary.kind, "note": alert.summary.note}
        logger.warning("summary fell back", article=article, **how, **came)
        metrics.add_metric("SummaryFallbacks", MetricUnit.Count, 1)
    logger.info("alert sent", article=article, identity=identity, sns=outcome.message, **came)
    metrics.add_metric("AlertsSent", MetricUnit.Count, 1)


@tracer.capture_method(capture_response=False)
def send(record: SQSRecord) -> None:
    """Alert for the hit that a message points to, or send the list that it says is due."""
    work = parse_alert_message(record.body)
    tries = int(record.attributes.approximate_receive_count or 1)
    if isinstance(work, BatchDue):
        if sender.reschedule_if_early(work):
            return
        key = work.batch
    else:
        key = msgspec.json.encode([work.story, sorted(work.entries)]).decode()
    note = f"{tries - 1} tries before this one did not end" if tries > ENOUGH_TRIES else ""
    try:
        once(identity={"key": key}, work=work, note=note)
    except IdempotencyAlreadyInProgressError as error:
        # 2, 4, 8 … s: within the queue's receives, longer than a run can last before its claim is void.
        hits.delay_retry(record.receipt_handle, 2**tries)
        raise RetryLaterError(f"{key} is being sent") from error
    except DeliveryUncertainError as error:
        hits.delay_retry(record.receipt_handle, round(settings.publish_confirmation_seconds / 3) + 1)
        raise RetryLaterError(str(error)) from error


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Send a batch; messages that failed are reported one by one, and come again."""
    idempotency.register_lambda_context(context)
    return process_batch(event, context, send, logger, metrics)
