"""``wirewatch replay``: stored articles read again with today's watchlist: what would have alerted, and what did."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import DEFAULT_WATCHLIST, Watchlists, fail, opened
from wirewatch.cli.common import counted as count
from wirewatch.records import MatchedArticle
from wirewatch.storage import layout

if TYPE_CHECKING:
    from wirewatch.watchlists.index import WatchlistIndex

app = App(name="replay")

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_LIMIT = 25_000_000


class Replayed(msgspec.Struct, kw_only=True):
    """What a stored article would alert for.

    Attributes:
        article: its id.
        title: of the article.
        story: id of its story, where it had one.
        added: entries that would alert now and did not match then.
        gone: entries that matched then and do not alert now.
        same: entries that matched then and alert now.
    """

    article: str
    title: str
    story: str
    added: list[str]
    gone: list[str]
    same: list[str]


def since_of(text: str, now: datetime) -> datetime:
    """The moment that ``7d``, ``12h``, ``2w`` or an ISO 8601 date names.

    Raises:
        ValueError: it is none of these.
    """
    if found := re.fullmatch(r"(\d{1,5})([hdw])", text):
        return now - timedelta(**{_UNITS[found[2]]: int(found[1])})
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def replay(stored: MatchedArticle, index: WatchlistIndex) -> Replayed:
    """A stored article beside what it alerted for then; by today's bounds, which were not kept with it."""
    from wirewatch.matching.matcher import match
    from wirewatch.services.article_processing import alertable_entries

    now = set(alertable_entries(match(stored.article, index), index))
    then = set(alertable_entries(stored.matches, index))
    return Replayed(
        article=stored.article.id,
        title=stored.article.title,
        story=stored.story,
        added=sorted(now - then),
        gone=sorted(then - now),
        same=sorted(now & then),
    )


@app.default
def run(
    folder: Path | None = None,
    *,
    since: Annotated[str, Parameter(help="7d, 12h, 2w, or a date.")] = "7d",
    watchlist: Watchlists = DEFAULT_WATCHLIST,
    stack: Annotated[str, Parameter(help="Name of the deployed stack whose articles are read.")] = "wirewatch",
    send: Annotated[bool, Parameter(help="Send alerts for what was added, each once.", negative="")] = False,
    json: Annotated[bool, Parameter(help="Print one article a line, as JSON.", negative="")] = False,
) -> None:
    """Match stored articles against a watchlist again, and say what would have alerted.

    Only articles that would alert now, or did then, are printed.

    For example:

        wirewatch replay --since 7d -w mine.yaml
        wirewatch replay --since 2026-03-01 -w mine.yaml --send
        wirewatch replay articles/ --since 52w

    Parameters
    ----------
    folder
        Stored articles on this machine, instead of a stack's.
    """
    problems: tuple[type[Exception], ...] = (KeyError,)
    if folder is None:
        from wirewatch.aws.clients import AWS_ERRORS  # a folder needs nothing of AWS, which may not be installed

        problems = (*AWS_ERRORS, KeyError)
    else:
        if send:
            fail("--send needs a stack; a folder has nobody to send to")
        if not folder.is_dir():
            fail(f"there is no folder {folder}")
        if not any(folder.glob("*.json")):
            fail(f"{folder} holds no stored articles (*.json)")
    try:
        start = since_of(since, datetime.now(UTC))
        index = opened(watchlist)
        read = counted = sent = 0
        for key, data in _local(folder, start) if folder else _stored(stack, start):
            read += 1
            stored = msgspec.json.decode(data, type=MatchedArticle)
            found = replay(stored, index)
            if not (found.added or found.gone or found.same):
                continue
            counted += bool(found.added)
            _print(found, json)
            if send and found.added:
                sent += _send(stack, key, stored, found, index)
    except ValueError as problem:
        fail(problem)
    except problems as problem:
        fail(f"the articles cannot be had: {problem}")
    told = f", {sent} sent" if send else ""
    print(f"{count(read, 'article')} matched again, {counted} would alert for something new{told}", file=sys.stderr)


def _print(found: Replayed, json: bool) -> None:
    from wirewatch.text.sanitize import single_line

    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    parts = [f"+{entry}" for entry in found.added] + [f"-{entry}" for entry in found.gone] + found.same
    print(f"{single_line(found.title) or found.article}: {' '.join(parts)}")


def _local(folder: Path, start: datetime) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.json")):
        if path.stat().st_mtime >= start.timestamp():
            yield path.name, path.read_bytes()


def _stored(stack: str, start: datetime) -> Iterator[tuple[str, bytes]]:
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.s3 import Bucket

    bucket = Bucket(stack_outputs(stack)["DataBucketName"])
    for key in bucket.changed_since(layout.ARTICLES_PREFIX, start):
        yield key, bucket.read(key, _LIMIT)


def _send(stack: str, key: str, stored: MatchedArticle, found: Replayed, index: WatchlistIndex) -> bool:
    """Keep the article's new matches, and request the alert of what was added where its story has none yet."""
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.dynamodb import KeyValueTable
    from wirewatch.aws.s3 import Bucket
    from wirewatch.aws.sqs import AlertRequestsQueue
    from wirewatch.matching.matcher import match
    from wirewatch.messages import correlation_id
    from wirewatch.services.article_processing import AlertRequester

    outputs = stack_outputs(stack)
    requests = AlertRequestsQueue(outputs["AlertRequestsQueueUrl"])
    alerts = AlertRequester(KeyValueTable(outputs["TableName"], 7), requests.send_request)
    matches = match(stored.article, index)
    kept = msgspec.structs.replace(stored, matches=matches) if stored.story else alerts.assign(stored.article, matches)
    Bucket(outputs["DataBucketName"]).write(key, msgspec.json.encode(kept))
    return bool(alerts.request(key, kept, found.added, correlation_id("replay", key)))
