"""archive_alert: what came out of the alerts topic is confirmed as sent, and kept for digests and the board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.s3 import Bucket
from wirewatch.messages import parse_sns_envelope
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.observability import logger, metrics, tracer
from wirewatch.runtime.settings import ArchiveAlertSettings, load_settings
from wirewatch.services.alert_archive import AlertArchive
from wirewatch.services.results import ServiceResult

settings = load_settings(ArchiveAlertSettings)
create_clients("s3", "dynamodb")
archive = AlertArchive(
    objects=Bucket(settings.data_bucket),
    ledger=KeyValueTable(settings.table_name, settings.data_retention_days),
)


def archive_message(record: SQSRecord) -> Iterator[ServiceResult]:
    """Archive one message."""
    yield archive.archive(parse_sns_envelope(record.body))


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Archive a batch; messages that failed are reported one by one, and are delivered again."""
    return process_batch(event, context, archive_message)
