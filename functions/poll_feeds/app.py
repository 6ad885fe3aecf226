"""poll_feeds: feeds that are due are asked, and what is new in them goes onto the articles queue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import Lock
from wirewatch.aws.s3 import Bucket, ObjectUnavailableError
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.feeds.feed_list import FeedListError, WatchedFeed, parse_feeds
from wirewatch.feeds.poller import Poller, PollReport
from wirewatch.feeds.scheduling import PollPolicy
from wirewatch.feeds.sqlite_store import SqliteFeedStore
from wirewatch.fetching.fetcher import Fetcher
from wirewatch.runtime.settings import FetchSettings, load_settings


class Settings(FetchSettings, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    table_name: str
    articles_queue_url: str
    operations_topic_arn: str
    feeds_prefix: str = "feeds/"
    min_poll_interval_minutes: float = 5
    max_feed_list_bytes: int = 5_000_000


STATE = "state/feeds.sqlite"
ENOUGH_TIME = 60_000
"""Milliseconds that must be left to ask another feed: for its answer, and for handing over and keeping the state."""
BATCH = 200

logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3", "dynamodb", "sqs")
store = Bucket(settings.data_bucket)
articles = Queue(settings.articles_queue_url)
operations = Topic(settings.operations_topic_arn)
lease = Lock(settings.table_name, "poll_feeds")
kept: dict[str, str | None] = {"etag": None}


def read_feeds() -> list[WatchedFeed]:
    """The feeds in the bucket's lists; none where a list is wrong, which operations is told once."""
    etags = store.etags(settings.feeds_prefix)
    try:
        return parse_feeds({key: store.read(key, settings.max_feed_list_bytes) for key in etags}).feeds if etags else []
    except (FeedListError, ObjectUnavailableError) as problem:
        logger.error("the list of feeds cannot be used; no feed is polled until it is mended", problem=str(problem))
        metrics.add_metric("FeedListsRejected", MetricUnit.Count, 1)
        if lease.put_if_absent(f"feeds-refused {sorted(etags.items())}", days=1):
            operations.publish_text(
                "wirewatch: list of feeds refused", f"{problem}\n\nNo feed is polled until it is mended.\n"
            )
        return []


async def poll(local: SqliteFeedStore, feeds: list[WatchedFeed], time_left: Callable[[], bool]) -> PollReport:
    """Ask what is due."""
    rules = PollPolicy(least=settings.min_poll_interval_minutes * 60)
    async with Fetcher(**settings.fetch_options(), retries=1) as fetcher:
        return await Poller(fetcher, local, local, rules=rules).poll(feeds, time_left)


def hand_over(local: SqliteFeedStore) -> int:
    """Send the links that wait to the articles queue."""
    sent = 0
    while links := local.pending_items(BATCH):
        articles.send_all([link.message() for _, link in links])
        for _, link in links:
            logger.info("link handed over", correlation_id=link.correlation_id, url=link.url, feed=link.feed)
        local.delete_items([number for number, _ in links])
        sent += len(links)
    return sent


def work(context: LambdaContext) -> None:
    """One poll: the state is fetched, feeds are asked, links handed over, the state kept."""
    feeds = read_feeds()
    if not feeds:
        return
    path = Path(gettempdir()) / "feeds.sqlite"
    if kept["etag"] is None:
        # What a run that was cut off left in /tmp is not what the bucket has: least of all its log of changes, which
        # SQLite would put into the file that is fetched.
        for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            left.unlink(missing_ok=True)
    kept["etag"] = store.download_if_changed(STATE, path, kept["etag"] if path.exists() else None)
    try:
        with SqliteFeedStore(path) as local:
            report = asyncio.run(poll(local, feeds, lambda: context.get_remaining_time_in_millis() > ENOUGH_TIME))
            sent = hand_over(local)
        if report.polled:
            # Links that were sent by a poll that ends before this are sent again by the next: process_article knows them.
            kept["etag"] = store.upload(STATE, path)
    except BaseException:
        kept["etag"] = None
        raise
    logger.info("feeds polled", sent=sent, **msgspec.structs.asdict(report))
    for name, value in (
        ("FeedsPolled", report.polled),
        ("FeedsFailed", report.failed),
        ("FeedsStale", len(report.silent)),
        ("FeedsSkipped", report.left),
        ("FeedItemsQueued", sent),
    ):
        metrics.add_metric(name, MetricUnit.Count, value)


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 (the schedule says nothing)
    """Poll, unless another poll is still at it."""
    run = f"{context.aws_request_id} {uuid4()}"
    if not lease.acquire(run, context.get_remaining_time_in_millis() / 1000 + 5):
        logger.info("another poll is at work")
        return
    begun = time.monotonic()
    try:
        work(context)
    finally:
        lease.release(run)
        metrics.add_metric("PollDuration", MetricUnit.Seconds, time.monotonic() - begun)
