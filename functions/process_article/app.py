"""process_article: a page dropped into the inbox becomes an article; an article that matches becomes a hit."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir
from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.aws.clients import create_clients
from wirewatch.aws.dynamodb import KeyValueTable, TallyTable
from wirewatch.aws.s3 import Bucket, ObjectUnavailableError
from wirewatch.aws.sqs import Queue
from wirewatch.documents.document import Document
from wirewatch.documents.reader import documents_from_response, extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.extraction.html import warm_up
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.messages import AlertRequest, FeedItem, InboxObject, parse_article_message
from wirewatch.records import Article, MatchedArticle
from wirewatch.runtime.batch import process_batch
from wirewatch.runtime.settings import FetchSettings, load_settings
from wirewatch.stories import fingerprints, tracker
from wirewatch.watchlists.file_names import watchlist_name
from wirewatch.watchlists.index import WatchlistIndex
from wirewatch.watchlists.index_cache import IndexCache


class Settings(FetchSettings, kw_only=True):
    """What template.yaml sets."""

    data_bucket: str
    table_name: str
    articles_queue_url: str
    alert_requests_queue_url: str
    dead_letter_queue_url: str
    story_days: int = 7


HABIT_DAYS = 90
"""For which the hits of a feed that brings none any more are remembered."""
ENOUGH_TIME = 40_000
"""Milliseconds that must be left to begin another document: its bound of 20 s, and as much again for the rest."""

logger = Logger()
tracer = Tracer()
metrics = Metrics()
settings = load_settings(Settings)
create_clients("s3", "dynamodb", "sqs")
warm_up()
store = Bucket(settings.data_bucket)
articles = Queue(settings.articles_queue_url)
hits = Queue(settings.alert_requests_queue_url)
dead_letters = Queue(settings.dead_letter_queue_url)
story_table = KeyValueTable(settings.table_name, settings.story_days)
tally = TallyTable(settings.table_name, HABIT_DAYS)
indexes: dict[str, IndexCache] = {}


def index_of(name: str) -> WatchlistIndex:
    """The index of all watchlists (``current``), or of one; of all where that one is not there."""

    def download(path: Path, etag: str | None) -> str | None:
        found = store.download_if_changed(f"index/{name}", path, etag)
        return found or (None if name == "current" else store.download_if_changed("index/current", path, etag))

    if name not in indexes:
        indexes[name] = IndexCache(download, Path(gettempdir()), f"wirewatch-{name}")
    return indexes[name].get()


def pass_on(article: Article, entered: str, watchlist: str | None = None, feed: str = "") -> None:
    """Keep the article with its matches, and send it on where its story had not matched one of them before.

    ``entered`` is the correlation id of the link or the document.
    """
    index = index_of(watchlist_name(watchlist) if watchlist else "current")
    matches = match(article, index)
    entries = [found.entry for found in alertable_matches(matches, index)]
    # Placing an article in its story costs some twenty writes; one that alerts nobody needs no story.
    story = tracker.assign_story(article.id, article.text, story_table).story if entries else ""
    key = f"articles/{article.id}.json"
    store.write(key, msgspec.json.encode(MatchedArticle(article=article, matches=matches, story=story)))
    metrics.add_metric("ArticlesProcessed", MetricUnit.Count, 1)
    logger.info(
        "article read", correlation_id=entered, article=article.id, source=article.source, story=story, entries=entries
    )
    # The text is part of the claim: an edited article alerts only for what it did not match before.
    reading = f"{article.id}.{fingerprints.fingerprint(article.text)}"
    if entries:
        tracker.record_outlet(story, article, story_table)
    if due := tracker.reserve_entries(story, reading, entries, story_table):
        pointer = AlertRequest(key=key, story=story, entries=due, correlation_id=entered)
        hits.send(msgspec.json.encode(pointer).decode())
        tracker.mark_requested(story, reading, due, story_table)
        metrics.add_metric("ArticlesMatched", MetricUnit.Count, 1)
        if feed:
            tally.try_increment(f"hits#{feed}", 10**12)


def set_aside(dropped: InboxObject | FeedItem, problem: InputRejectedError | ObjectUnavailableError) -> None:
    """What will never be readable goes to the dead letters at once, with its reason, and is not tried again."""
    source = dropped.url if isinstance(dropped, FeedItem) else f"s3://{dropped.bucket}/{dropped.key}"
    logger.error(
        "page set aside",
        correlation_id=dropped.correlation_id,
        source=source,
        reason=problem.reason,
        problem=str(problem),
    )
    metrics.add_metric("ArticlesRejected", MetricUnit.Count, 1)
    body = msgspec.json.encode(dropped).decode()
    dead_letters.send(body, {"reason": problem.reason, "problem": str(problem)[:1000]})


def read_document(dropped: InboxObject, document: Document) -> None:
    """Read one of an object's documents."""
    alone = InboxObject(
        bucket=dropped.bucket, key=dropped.key, offset=document.offset, index=document.index, alone=True
    )
    try:
        article = extract_article(document)
    except InputRejectedError as problem:
        return set_aside(alone, problem)
    return pass_on(article, alone.correlation_id)


def read_object(dropped: InboxObject, context: LambdaContext) -> None:
    """Read an object's documents, one or many; what time does not suffice for goes back to the queue as a place."""
    try:
        stream = Bucket(dropped.bucket).open(dropped.key, dropped.offset)
        source = f"s3://{dropped.bucket}/{dropped.key}"
        found = open_documents(stream, source=source, offset=dropped.offset, skip=dropped.index)
        for number, document in enumerate(found):
            if number and context.get_remaining_time_in_millis() < ENOUGH_TIME:
                rest = InboxObject(bucket=dropped.bucket, key=dropped.key, offset=document.offset, index=document.index)
                return articles.send(msgspec.json.encode(rest).decode())
            read_document(dropped, document)
            if dropped.alone:
                return None
    except (InputRejectedError, ObjectUnavailableError) as problem:
        return set_aside(dropped, problem)
    return None


def read_link(link: FeedItem) -> None:
    """Fetch a page and read it. What may succeed another time raises, and the message comes again."""
    from wirewatch.fetching.fetcher import fetch

    if link.article is not None:
        return pass_on(link.complete(link.article), link.correlation_id, link.watchlist, link.feed)
    try:
        for document in documents_from_response(fetch(link.url, **settings.fetch_options())):
            pass_on(link.complete(extract_article(document)), link.correlation_id, link.watchlist, link.feed)
    except InputRejectedError as problem:
        set_aside(link, problem)
    return None


@metrics.log_metrics
@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Read a batch; messages that failed are reported one by one, and come again."""

    def read_message(message: SQSRecord) -> None:
        for place in parse_article_message(message.body):
            if isinstance(place, FeedItem):
                read_link(place)
            else:
                read_object(place, context)

    answer = process_batch(event, context, read_message, logger, metrics)
    for name, index in indexes.items():
        if index.problem:
            logger.error("the newest index cannot be used; an older one is in force", index=name, problem=index.problem)
            metrics.add_metric("IndexLoadFailures", MetricUnit.Count, 1)
    return answer
