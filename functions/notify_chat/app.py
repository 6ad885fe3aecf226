"""notify_chat: alerts go on to chat services, each once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.secrets import Secret
from wirewatch.messages import parse_sns_envelope
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.observability import logger, metrics, tracer
from wirewatch.runtime.settings import NotifyChatSettings, load_settings
from wirewatch.services.chat_notification import ChatNotification
from wirewatch.services.results import ServiceResult

settings = load_settings(NotifyChatSettings)
create_clients("dynamodb", "secretsmanager")
chat = ChatNotification(
    secret=Secret(settings.chat_secret_arn).read,
    taken=KeyValueTable(settings.table_name, settings.data_retention_days),
    zone=settings.valid_time_zone(),
)


def notify(record: SQSRecord) -> Iterator[ServiceResult]:
    """Hand one message to every service that has not taken it."""
    yield chat.notify(parse_sns_envelope(record.body), record.message_id)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Notify of a batch; messages that failed are reported one by one, and are delivered again."""
    return process_batch(event, context, notify)
