"""compile_watchlist: watchlists in the store bucket become the index that process_article opens."""

from __future__ import annotations

from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.s3 import Bucket, ObjectUnavailableError
from wirewatch.aws.sns import Topic
from wirewatch.aws.sqs import Queue
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.settings import load_settings
from wirewatch.watchlists import index
from wirewatch.watchlists.file_names import watchlist_file_name
from wirewatch.watchlists.index_cache import PACKS
from wirewatch.watchlists.loader import load_watchlist, parse_files
from wirewatch.watchlists.models import Watchlist, WatchlistError
from wirewatch.watchlists.rejection_email import rejection_email


class Settings(msgspec.Struct, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    watchlist_prefix: str
    dead_letter_queue_url: str
    operations_topic_arn: str
    max_watchlist_bytes: int = 64_000_000


logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3")
store = Bucket(settings.data_bucket)
dead_letters = Queue(settings.dead_letter_queue_url)
operations = Topic(settings.operations_topic_arn)


def read_watchlists(etags: dict[str, str]) -> Watchlist:
    """All watchlists in the bucket, joined; the packs where there is none."""
    if not etags:
        return load_watchlist(PACKS)
    return parse_files({key: store.read(key, settings.max_watchlist_bytes) for key in etags})


def compile_watchlists() -> None:
    """Compile what lies in the bucket, again until it did not change meanwhile: several may load at once."""
    etags = store.etags(settings.watchlist_prefix)
    while True:
        watchlist = read_watchlists(etags)
        store.write("index/current", index.compile(watchlist), "application/octet-stream")
        for key in etags if len(etags) > 1 else ():
            # For feeds that are matched against one watchlist alone.
            alone = parse_files({key: store.read(key, settings.max_watchlist_bytes)})
            store.write(f"index/{watchlist_file_name(key)}", index.compile(alone), "application/octet-stream")
        logger.info("watchlist in force", files=sorted(etags), entries=len(watchlist.entries))
        metrics.add_metric("WatchlistsCompiled", MetricUnit.Count, 1)
        now = store.etags(settings.watchlist_prefix)
        if now == etags:
            return
        etags = now


@tracer.capture_method(capture_response=False)
def load_message(message: SQSRecord) -> None:
    """Load after a change, and for the bucket's test message, so that there is an index from the start.

    A watchlist that cannot be used is refused: the last good one stays in force.
    """
    try:
        compile_watchlists()
    except (WatchlistError, ObjectUnavailableError) as problem:
        logger.error("watchlist refused; the last good one stays in force", problem=str(problem))
        metrics.add_metric("WatchlistsRejected", MetricUnit.Count, 1)
        dead_letters.send(message.body, {"reason": "watchlist-refused", "problem": str(problem)[:1000]})
        operations.publish_text(*rejection_email(store.etags(settings.watchlist_prefix), problem))


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Load once for each change; messages that failed are reported one by one, and come again."""
    return process_batch(event, context, load_message, logger, metrics)
