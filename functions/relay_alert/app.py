"""relay_alert: alerts go on to chat services, each once."""

from __future__ import annotations

from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerting.mail import valid_time_zone
from wirewatch.alerting.relay import parse_chat_urls, send_to_chat
from wirewatch.handling import process_batch
from wirewatch.messages import parse_alert_payload, parse_sns_envelope
from wirewatch.settings import load_settings
from wirewatch.store import KeyValueTable, Secret, create_clients


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    table: str
    relay_secret_arn: str
    retention_days: int
    time_zone: str = "UTC"


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("dynamodb", "secretsmanager")
secret = Secret(settings.relay_secret_arn)
done = KeyValueTable(settings.table, settings.retention_days)


def relay_message(record: SQSRecord) -> None:
    """Hand one message to every service that has not taken it; where some did not, it comes again for those."""
    envelope = parse_sns_envelope(record.body)
    name, zone = envelope.name or record.message_id, valid_time_zone(settings.time_zone)
    taken = send_to_chat(name, parse_alert_payload(envelope.message), parse_chat_urls(secret.read()), done, zone)
    logger.info("alert relayed", alert=envelope.name, taken=taken, correlation_ids=envelope.correlation_ids)
    metrics.add_metric("AlertsRelayed", MetricUnit.Count, taken)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Relay a batch; messages that failed are reported one by one, and come again."""
    return process_batch(event, context, relay_message, logger, metrics)
