"""send_digest: the alerts of a day or a week as one mail, and as the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.alerting.rendering import valid_time_zone
from wirewatch.aws.clients import create_clients
from wirewatch.aws.s3 import Bucket, ObjectUnavailableError
from wirewatch.aws.sns import Topic
from wirewatch.digests import board
from wirewatch.digests.digest import digest, mail, subject
from wirewatch.digests.groups import EVERYBODY, DigestGroup, DigestGroupsError, parse_groups
from wirewatch.records import ArchivedMessage
from wirewatch.runtime.settings import load_settings


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    digest_topic_arn: str
    digest_period_days: int = 1
    time_zone: str = "UTC"
    max_alert_bytes: int = 1_000_000


GROUPS = "digest/groups.json"
"""Where the groups lie in the store bucket."""
HISTORY = 7
"""Periods before, that what is usual is told from."""
WEEK = 7
LINK_DAYS = 7
"""Days for which the board's address is good; SNS's mails have no other way to show a private page. AWS ends it sooner
where the function's own credentials end."""

logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3", "sns")
zone = valid_time_zone(settings.time_zone)
if zone != settings.time_zone:
    logger.error("no such time zone; mails show UTC", time_zone=settings.time_zone)
store = Bucket(settings.data_bucket)
topic = Topic(settings.digest_topic_arn)


def kept_between(start: datetime, end: datetime) -> Iterator[ArchivedMessage]:
    """Messages that were sent from ``start`` until before ``end``."""
    day = start.date()
    while day <= end.date():
        for key in store.etags(f"alerts/{day.isoformat()}/"):
            kept = msgspec.json.decode(store.read(key, settings.max_alert_bytes), type=ArchivedMessage)
            if start <= datetime.fromisoformat(kept.sent) < end:
                yield kept
        day += timedelta(days=1)


def counts_before(start: datetime) -> dict[str, list[int]]:
    """Stories of each entry in the periods before, as their digests counted them."""
    period = timedelta(days=settings.digest_period_days)
    names = [(start - period * n).date().isoformat() for n in range(HISTORY)]
    held = set(store.etags("board/counts/"))
    found = [
        Counter(msgspec.json.decode(store.read(key, settings.max_alert_bytes), type=dict[str, int]))
        for name in names
        if (key := f"board/counts/{name}.json") in held
    ]
    return {entry: [counts[entry] for counts in found] for entry in set().union(*found)}


def read_groups() -> list[DigestGroup]:
    """The groups in the bucket; everybody where there are none, or where they cannot be used."""
    if GROUPS not in store.etags("digest/"):
        return [EVERYBODY]
    try:
        return parse_groups(store.read(GROUPS, settings.max_alert_bytes))
    except (DigestGroupsError, ObjectUnavailableError) as problem:
        logger.error("the groups of digests cannot be used; everybody gets the digest", problem=str(problem))
        metrics.add_metric("DigestGroupsRejected", MetricUnit.Count, 1)
        return [EVERYBODY]


def is_due(group: DigestGroup, end: datetime) -> bool:
    """Whether the group's digest goes out now: a weekly one on Mondays, or whenever the schedule itself is weekly."""
    return not group.weekly or settings.digest_period_days >= WEEK or end.astimezone(ZoneInfo(zone)).weekday() == 0


def tell(group: DigestGroup, end: datetime) -> dict[str, Any]:
    """Make the digest of one group, and publish it if a run before this one did not."""
    days = max(WEEK, settings.digest_period_days) if group.weekly else settings.digest_period_days
    start = end - timedelta(days=days)
    history = counts_before(start) if days == settings.digest_period_days else {}
    made = digest(kept_between(start, end), start=start.isoformat(), end=end.isoformat(), history=history, group=group)
    folder = "board/" if group.name == EVERYBODY.name else f"board/groups/{group.name}/"
    page = f"{folder}{end.date().isoformat()}.html"
    store.write(page, board.page(made, zone).encode(), "text/html; charset=utf-8")
    store.write(f"{folder}feed.atom", board.atom(made), "application/atom+xml")
    store.write(f"{folder}feed.json", board.json_feed(made), "application/feed+json")
    told = f"{folder}told/{end.isoformat()}"
    if made.stories and told not in store.etags(f"{folder}told/"):
        link = store.link(page, LINK_DAYS * 86_400)
        topic.publish_text(subject(made), mail(made, link, zone), {"group": group.name})
        store.write(told, b"")
    logger.info("digest sent", group=group.name, stories=len(made.stories), alerts=made.articles, page=page)
    metrics.add_metric("DigestStories", MetricUnit.Count, len(made.stories))
    return {"group": group.name, "stories": len(made.stories), "page": page}


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> list[dict[str, Any]]:  # noqa: ARG001 (the schedule gives one)
    """Tell each group of the period that ended at ``event["time"]``, or now.

    Tried again with the same time, it writes the same pages once more and publishes only what it did not before.
    """
    end = datetime.fromisoformat(event.get("time") or datetime.now(UTC).isoformat(timespec="seconds")).astimezone(UTC)
    start = end - timedelta(days=settings.digest_period_days)
    # What is usual is counted over all stories, whoever wants which.
    everything = digest(kept_between(start, end), start=start.isoformat(), end=end.isoformat())
    counts = {count.entry: count.stories for count in everything.counts}
    store.write(f"board/counts/{end.date().isoformat()}.json", msgspec.json.encode(counts))
    return [tell(group, end) for group in read_groups() if is_due(group, end)]
