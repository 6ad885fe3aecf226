"""archive_alert: what came out of the alerts topic is noted as sent, and kept for digests and the board."""

from __future__ import annotations

from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerting.sender import confirm_published
from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.s3 import Bucket
from wirewatch.messages import parse_sns_envelope
from wirewatch.records import ArchivedMessage
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.settings import load_settings


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    table_name: str
    data_retention_days: int


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3", "dynamodb")
store = Bucket(settings.data_bucket)
index = KeyValueTable(settings.table_name, settings.data_retention_days)


def keep_message(record: SQSRecord) -> None:
    """Note a message as sent, and keep it by its day."""
    envelope = parse_sns_envelope(record.body)
    name = envelope.name
    if not name:
        logger.info("message of another sender passed over", message_id=record.message_id)
        return
    confirm_published(name, index)
    kept = ArchivedMessage(name=name, sent=envelope.timestamp, message=msgspec.Raw(envelope.message.encode()))
    store.write(f"alerts/{envelope.day}/{name}.json", msgspec.json.encode(kept))
    logger.info("alert kept", alert=name, correlation_ids=envelope.correlation_ids)
    metrics.add_metric("AlertsArchived", MetricUnit.Count, 1)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Keep a batch; messages that failed are reported one by one, and come again."""
    return process_batch(event, context, keep_message, logger, metrics)
