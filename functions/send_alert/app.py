"""send_alert: an alert request becomes an alert, once; what is deferred is sent together, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerting.sender import AlertSender
from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import CounterTable, KeyValueTable, PendingBatchTable
from wirewatch.aws.s3 import Bucket
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import AlertRequestsQueue, Queue
from wirewatch.messages import parse_alert_message
from wirewatch.runtime.batch import process_batch, retry_of
from wirewatch.runtime.idempotency import OnceRunner
from wirewatch.runtime.models import create_summariser
from wirewatch.runtime.observability import logger, metrics, tracer
from wirewatch.runtime.settings import SendAlertSettings, load_settings
from wirewatch.services.alert_delivery import AlertDelivery, MatchedArticleReader
from wirewatch.services.results import ServiceResult

settings = load_settings(SendAlertSettings)
create_clients("s3", "dynamodb", "sqs", "sns", "scheduler")
requests = AlertRequestsQueue(settings.alert_requests_queue_url)
summariser = create_summariser(settings.summary_model_uri)
sender = AlertSender(
    publish=Topic(settings.alerts_topic_arn).publish,
    read=MatchedArticleReader(Bucket(settings.data_bucket), settings.max_article_bytes),
    wake=settings.batch_scheduler(requests).wake,
    counter=CounterTable(settings.table_name, settings.data_retention_days),
    batches=PendingBatchTable(settings.table_name, settings.data_retention_days),
    store=KeyValueTable(settings.table_name, settings.story_days),
    summariser=summariser,
    policy=settings.throttle_policy(),
    confirmation_seconds=settings.publish_confirmation_seconds,
    zone=settings.valid_time_zone(),
)
once = OnceRunner(settings.table_name, "alert", settings.data_retention_days)
rejected = Queue(settings.dead_letter_queue_url)
delivery = AlertDelivery(sender, once, summariser, settings.publish_confirmation_seconds, rejected)


def deliver(record: SQSRecord) -> Iterator[ServiceResult]:
    """Deliver what a message asks for."""
    return delivery.deliver(parse_alert_message(record.body), *retry_of(record, requests))


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Deliver a batch; messages that failed are reported one by one, and are delivered again."""
    once.begin(context)
    return process_batch(event, context, deliver)
