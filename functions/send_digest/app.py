"""send_digest: the alerts of a day or a week as one mail, and as the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch import board
from wirewatch.article import Kept
from wirewatch.digest import digest, mail, subject
from wirewatch.mail import zone_of
from wirewatch.settings import read_settings
from wirewatch.store import Bucket, Topic


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    store_bucket: str
    digest_topic_arn: str
    digest_days: int = 1
    time_zone: str = "UTC"
    alert_limit: int = 1_000_000


HISTORY = 7
"""Periods before, that what is usual is told from."""
LINK_DAYS = 7
"""Days for which the board's address is good; SNS's mails have no other way to show a private page. AWS ends it sooner
where the function's own credentials end."""

logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = read_settings(Settings)
zone = zone_of(settings.time_zone)
if zone != settings.time_zone:
    logger.error("no such time zone; mails show UTC", time_zone=settings.time_zone)
store = Bucket(settings.store_bucket)
topic = Topic(settings.digest_topic_arn)


def kept_between(start: datetime, end: datetime) -> Iterator[Kept]:
    """Messages that were sent from ``start`` until before ``end``."""
    day = start.date()
    while day <= end.date():
        for key in store.etags(f"alerts/{day.isoformat()}/"):
            kept = msgspec.json.decode(store.read(key, settings.alert_limit), type=Kept)
            if start <= datetime.fromisoformat(kept.sent) < end:
                yield kept
        day += timedelta(days=1)


def counts_before(start: datetime) -> dict[str, list[int]]:
    """Stories of each entry in the periods before, as their digests counted them."""
    period = timedelta(days=settings.digest_days)
    names = [(start - period * n).date().isoformat() for n in range(HISTORY)]
    held = set(store.etags("board/counts/"))
    found = [
        Counter(msgspec.json.decode(store.read(key, settings.alert_limit), type=dict[str, int]))
        for name in names
        if (key := f"board/counts/{name}.json") in held
    ]
    return {entry: [counts[entry] for counts in found] for entry in set().union(*found)}


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (the schedule gives one)
    """Tell of the period that ended at ``event["time"]`` (or now): tried again, it writes the same page once more."""
    end = datetime.fromisoformat(event.get("time") or datetime.now(UTC).isoformat(timespec="seconds")).astimezone(UTC)
    start = end - timedelta(days=settings.digest_days)
    made = digest(kept_between(start, end), start=start.isoformat(), end=end.isoformat(), history=counts_before(start))
    name = end.date().isoformat()
    counts = {count.entry: count.stories for count in made.counts}
    store.write(f"board/counts/{name}.json", msgspec.json.encode(counts))
    store.write(f"board/{name}.html", board.page(made, zone).encode(), "text/html; charset=utf-8")
    store.write("board/feed.atom", board.atom(made), "application/atom+xml")
    store.write("board/feed.json", board.json_feed(made), "application/feed+json")
    if made.stories:
        link = store.link(f"board/{name}.html", LINK_DAYS * 86_400)
        topic.tell(subject(made), mail(made, link, zone))
    logger.info("digest sent", stories=len(made.stories), alerts=made.articles, page=f"board/{name}.html")
    metrics.add_metric("DigestStories", MetricUnit.Count, len(made.stories))
    return {"stories": len(made.stories), "page": f"board/{name}.html"}
