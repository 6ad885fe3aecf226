"""notify_chat: alerts go on to chat services, each once."""

from __future__ import annotations

from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerting.chat import parse_chat_urls, send_to_chat
from wirewatch.alerting.rendering import valid_time_zone
from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.secrets import Secret
from wirewatch.messages import parse_alert_payload, parse_sns_envelope
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.settings import load_settings


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    table_name: str
    chat_secret_arn: str
    data_retention_days: int
    time_zone: str = "UTC"


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("dynamodb", "secretsmanager")
secret = Secret(settings.chat_secret_arn)
done = KeyValueTable(settings.table_name, settings.data_retention_days)


def relay_message(record: SQSRecord) -> None:
    """Hand one message to every service that has not taken it; where some did not, it comes again for those."""
    envelope = parse_sns_envelope(record.body)
    name, zone = envelope.name or record.message_id, valid_time_zone(settings.time_zone)
    taken = send_to_chat(name, parse_alert_payload(envelope.message), parse_chat_urls(secret.read()), done, zone)
    logger.info("alert relayed", alert=envelope.name, taken=taken, correlation_ids=envelope.correlation_ids)
    metrics.add_metric("ChatMessagesSent", MetricUnit.Count, taken)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Relay a batch; messages that failed are reported one by one, and come again."""
    return process_batch(event, context, relay_message, logger, metrics)
