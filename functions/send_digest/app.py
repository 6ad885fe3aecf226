"""send_digest: the alerts of a day or a week as one e-mail, and as the board."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.aws.s3 import Bucket
from wirewatch.aws.sns import Topic
from wirewatch.runtime.observability import logger, metrics, report, tracer
from wirewatch.runtime.settings import SendDigestSettings, load_settings
from wirewatch.services.digest_publishing import DigestPublishing

settings = load_settings(SendDigestSettings)
create_clients("dynamodb", "s3", "sns")
publishing = DigestPublishing(
    objects=Bucket(settings.data_bucket),
    topic=Topic(settings.digest_topic_arn),
    period_days=settings.digest_period_days,
    zone=settings.valid_time_zone(),
    max_bytes=settings.max_alert_bytes,
    board_address=settings.board_address,
    stories=KeyValueTable(settings.table_name, settings.story_days),
)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> list[dict[str, Any]]:  # noqa: ARG001 (the schedule gives one)
    """Publish the digests of the period that ended at ``event["time"]``, or now; what each group got."""
    end = datetime.fromisoformat(event.get("time") or datetime.now(UTC).isoformat(timespec="seconds"))
    sent = []
    for result in publishing.run(end):
        report(result)
        sent.append(result.fields)
    return sent
