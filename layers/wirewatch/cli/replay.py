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
        if not any(folder.rglob(f"*{layout.ARTICLE_BATCH_SUFFIX}")):
            fail(f"{folder} holds no stored articles (*{layout.ARTICLE_BATCH_SUFFIX})")
    try:
        start = since_of(since, datetime.now(UTC))
        index = opened(watchlist)
        read = counted = sent = 0
        sender = _Sender(stack) if send else None
        for stored in _newest(_local(folder, start) if folder else _stored(stack, start)):
            read += 1
            found = replay(stored, index)
            if not (found.added or found.gone or found.same):
                continue
            counted += bool(found.added)
            _print(found, json)
            if sender is not None and found.added:
                sent += sender.send(stored, found, index)
        if sender is not None:
            sender.archive.flush()
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


def _newest(batches: Iterator[tuple[str, bytes]]) -> Iterator[MatchedArticle]:
    """The articles of batches, of which the newest comes first; of an article that was kept several times the newest."""
    from wirewatch.services.article_archive import read_batch

    seen: set[int] = set()  # of hashes: a million ids themselves would take 80 MB
    for source, data in batches:
        for article in read_batch(data, source):
            if (name := hash(article.article.id)) not in seen:
                seen.add(name)
                yield article


def _local(folder: Path, start: datetime) -> Iterator[tuple[str, bytes]]:
    """Batches in a folder that is a copy of ``articles/``; the day of each stands in its path."""
    for path in sorted(folder.rglob(f"*{layout.ARTICLE_BATCH_SUFFIX}"), reverse=True):
        day = path.parent.name.removeprefix("day=")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or day >= f"{start:%Y-%m-%d}":
            yield str(path), path.read_bytes()


def _stored(stack: str, start: datetime) -> Iterator[tuple[str, bytes]]:
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.s3 import Bucket

    bucket = Bucket(stack_outputs(stack)["DataBucketName"])
    day, first = datetime.now(UTC).date(), start.astimezone(UTC).date()
    while day >= first:
        for key in sorted(bucket.changed_since(layout.article_batches_prefix(day.isoformat()), start), reverse=True):
            yield key, bucket.read(key, _LIMIT)
        day -= timedelta(days=1)


class _Sender:
    """Requests alerts of articles that were kept, and keeps their new matches."""

    def __init__(self, stack: str) -> None:
        from wirewatch.aws.cloudformation import stack_outputs
        from wirewatch.aws.dynamodb import KeyValueTable
        from wirewatch.aws.s3 import Bucket
        from wirewatch.aws.sqs import AlertRequestsQueue
        from wirewatch.services.article_archive import ArticleArchive
        from wirewatch.services.article_processing import AlertRequester

        outputs = stack_outputs(stack)
        requests = AlertRequestsQueue(outputs["AlertRequestsQueueUrl"])
        self._bucket = Bucket(outputs["DataBucketName"])
        self._alerts = AlertRequester(KeyValueTable(outputs["TableName"], 7), requests.send_request)
        self.archive = ArticleArchive(self._bucket)

    def send(self, stored: MatchedArticle, found: Replayed, index: WatchlistIndex) -> bool:
        """Request the alert of what was added, where the article's story has none yet; whether it was requested."""
        from wirewatch.matching.matcher import match
        from wirewatch.messages import correlation_id
        from wirewatch.services.article_archive import pin_article

        matches = match(stored.article, index)
        if stored.story:
            kept = msgspec.structs.replace(stored, matches=matches)
        else:
            kept = self._alerts.assign(stored.article, matches)
        self.archive.add(kept)
        key = correlation_id("replay", stored.article.id)
        return bool(self._alerts.request(lambda: pin_article(kept, self._bucket), kept, found.added, key))
