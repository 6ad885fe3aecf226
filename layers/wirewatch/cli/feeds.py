"""``wirewatch feeds``: the list of feeds, checked, added to, and exchanged with feed readers."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import Allow, Port, fail
from wirewatch.storage import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wirewatch.feeds.diagnostics import FeedDiagnosis
    from wirewatch.feeds.feed_list import FeedList, WatchedFeed
    from wirewatch.feeds.scheduling import FeedState

app = App(name="feeds", help="Check feeds, add them to a list, exchange lists with feed readers (OPML).")

List = Annotated[Path, Parameter(name=["--to", "-t"], help="The list to add to; made where there is none.")]


def _counted(number: int) -> str:
    return f"{number} feed{'' if number == 1 else 's'}"


def _options(allow: tuple[str, ...], port: tuple[int, ...]) -> dict[str, Any]:
    return {"allow": allow, "ports": (80, 443, *port)}


@app.command
def check(
    *inputs: str,
    fetch: Annotated[bool, Parameter(help="Look at each feed of a list as well.", negative="")] = False,
    json: Annotated[bool, Parameter(help="Print one line of JSON for each feed.", negative="")] = False,
    allow: Allow = (),
    port: Port = (),
) -> None:
    """Say what feeds would give, and what is wrong with them; exit 1 where one gives nothing or a list has mistakes.

    For example:

        wirewatch feeds check feeds.yaml
        wirewatch feeds check https://news.example/

    Parameters
    ----------
    inputs
        Addresses of feeds, or lists of them (feeds.yaml); the list in this folder by default.
    """
    from wirewatch.feeds.feed_list import FeedListError, load_feeds

    urls = [name for name in inputs if "://" in name]
    paths = [name for name in inputs if "://" not in name] or ([] if urls else ["feeds.yaml"])
    if paths:
        try:
            listed = load_feeds(paths)
        except FeedListError as error:
            fail(error)
        enabled = [feed.url for feed in listed.feeds if feed.enabled]
        if not json:
            off = len(listed.feeds) - len(enabled)
            print(
                f"{', '.join(paths)}: {_counted(len(listed.feeds))}{f', {off} of them not enabled' if off else ''}, no mistakes"
            )
        urls += enabled if fetch else []
    if urls and not asyncio.run(_look_at_all(urls, json, _options(allow, port))):
        raise SystemExit(1)


async def _look_at_all(urls: Sequence[str], json: bool, options: dict[str, Any]) -> bool:
    from wirewatch.feeds.diagnostics import look_all

    good = True
    async for found in look_all(urls, **options):
        good = good and not found.error
        if json:
            sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
            sys.stdout.buffer.flush()
        else:
            print("\n".join(_told(found)), flush=True)
    return good


def _told(found: FeedDiagnosis) -> list[str]:
    """A look in words, one fact a line."""
    from wirewatch.text.sanitize import single_line

    if found.error:
        lines = [found.url, f"  gives nothing: {found.error}"]
        lines += [f"  the page names a feed: {address}" for address in found.feeds[:10]]
    else:
        lines = [found.url, f"  {found.kind}: {found.title or '(no title)'}, {found.entries} entries"]
        if found.entries:
            age = f", {_age(found.hours)} ago" if found.hours is not None else ""
            lines.append(f"  newest: {found.newest_title or '(no title)'}{age}")
            lines.append(f"  {_fullness(found)}")
        lines += [f"  note: {problem}" for problem in found.problems]
    return [line[: len(line) - len(line.lstrip())] + single_line(line) for line in lines]


def _age(hours: float) -> str:
    if hours < 2:
        return f"{max(0, round(hours * 60))} minutes"
    return f"{round(hours)} hours" if hours < 72 else f"{round(hours / 24)} days"


def _fullness(found: FeedDiagnosis) -> str:
    if found.full_text == found.entries:
        return "full text: read without fetching the pages"
    if found.full_text:
        return f"full text in {found.full_text} of {found.entries} entries; the pages of the others are fetched"
    return "teasers: the articles' pages are fetched"


@app.command
def add(
    url: str,
    *,
    to: List = Path("feeds.yaml"),
    tag: Annotated[tuple[str, ...], Parameter(help="Travels with its alerts; may be given more than once.")] = (),
    name: Annotated[str, Parameter(help="Shown instead of the feed's own title.")] = "",
    allow: Allow = (),
    port: Port = (),
) -> None:
    """Add a feed to a list, looked at first; of a page's address, the feed that the page names.

    For example:

        wirewatch feeds add https://news.example/ --tag europe

    Parameters
    ----------
    url
        Address of a feed, or of a page that names its feed.
    """
    from wirewatch.feeds.diagnostics import find
    from wirewatch.feeds.feed_list import WatchedFeed

    found, others = asyncio.run(find(url, **_options(allow, port)))
    if found.error:
        for other in others:
            print(f"the page names a feed: {other}", file=sys.stderr)
        fail(f"{url}: {found.error}")
    feed = WatchedFeed(url=found.address or found.url, name=name or found.title[:200], tags=list(tag))
    _append(to, [feed], again=fail)
    print("\n".join(_told(found)))
    for other in others:
        print(f"  the page names another: {other}")
    print(f"{to}: {feed.url} added")


@app.command(name="import")
def import_(opml: Path, *, to: List = Path("feeds.yaml")) -> None:
    """Add the feeds of an OPML list, as feed readers export it, to a list; outlines and categories become tags.

    For example:

        wirewatch feeds import subscriptions.opml

    Parameters
    ----------
    opml
        The file.
    """
    from wirewatch.feeds.feed_list import FeedListError
    from wirewatch.feeds.opml import from_opml

    try:
        listed = from_opml(opml.read_bytes(), str(opml))
    except OSError as error:
        fail(f"{opml} cannot be read: {error.strerror or error}")
    except FeedListError as error:
        fail(error)
    for warning in listed.warnings:
        print(f"wirewatch: {warning}", file=sys.stderr)
    added = _append(to, listed.feeds)
    known, left = len(listed.feeds) - added, len(listed.warnings)
    print(f"{to}: {_counted(added)} added, {known} were there already, {left} left out")


@app.command
def export(
    *lists: Path, to: Annotated[Path | None, Parameter(name=["--to", "-t"], help="The file to write.")] = None
) -> None:
    """Write a list as OPML, for feed readers; to standard output by default.

    For example:

        wirewatch feeds export feeds.yaml > subscriptions.opml

    Parameters
    ----------
    lists
        Files; feeds.yaml in this folder by default.
    """
    from wirewatch.feeds.opml import to_opml

    written = to_opml(_loaded(lists or (Path("feeds.yaml"),)))
    if to is None:
        sys.stdout.buffer.write(written)
    else:
        _write(to, written)
        print(f"{to}: {_counted(written.count(b'xmlUrl='))}")


def _loaded(paths: Sequence[Path]) -> FeedList:
    from wirewatch.feeds.feed_list import FeedListError, load_feeds

    try:
        return load_feeds(paths)
    except FeedListError as error:
        fail(error)


def _append(path: Path, feeds: Sequence[WatchedFeed], again: Any = None) -> int:
    """Add the feeds that the list does not name yet; how many that were. ``again`` is called for the others."""
    from wirewatch.feeds.feed_list import FeedListError, add_to, feed_key, feeds_in

    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        known = {feed_key(feed.url) for feed in feeds_in(text, str(path))}
        for feed in feeds:
            if again and feed_key(feed.url) in known:
                again(f"{path}: {feed.url} is already named there")
        new = [feed for feed in feeds if feed_key(feed.url) not in known]
        if new:
            _write(path, add_to(text, new, str(path)).encode())
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
    except FeedListError as error:
        fail(error)
    return len(new)


def _write(path: Path, data: bytes) -> None:
    """All or nothing: a list half written is a list lost."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


@app.command
def status(
    *,
    state: Annotated[Path | None, Parameter(help="File of `wirewatch watch`; default: its usual one.")] = None,
    stack: Annotated[str, Parameter(help="Name of a deployed stack, instead of a file.")] = "",
    json: Annotated[bool, Parameter(help="Print one line of JSON for each feed.", negative="")] = False,
) -> None:
    """Say how each feed fares: last success, last error in words, when it is due, what it brought.

    For example:

        wirewatch feeds status
        wirewatch feeds status --stack wirewatch
    """
    import time

    states = _states_of_stack(stack) if stack else _states_of_file(state)
    for found in states.values():
        if json:
            sys.stdout.buffer.write(
                msgspec.json.encode({**msgspec.structs.asdict(found), "seen": len(found.seen)}) + b"\n"
            )
        else:
            print(_fares(found, time.time()))


def _fares(state: FeedState, now: float) -> str:
    from wirewatch.feeds.scheduling import is_stale
    from wirewatch.text.sanitize import single_line

    if state.retired:
        how = f"retired: {state.retired}"
    elif state.failures:
        how = f"failed {state.failures} times in a row: {state.last_error}"
    elif is_stale(state, now):
        how = f"silent against its habit for {(now - state.arrivals[-1]) / 86_400:.0f} days"
    else:
        how = "good"
    success = f"{(now - state.last_success) / 60:.0f} min ago" if state.last_success else "never"
    due = f"due in {max(0.0, state.due - now) / 60:.0f} min"
    return single_line(
        f"{state.url}: {how}; last success {success}, {due}, {state.articles} articles, {state.hits} hits"
    )


def _states_of_file(path: Path | None) -> dict[str, FeedState]:
    from wirewatch.cli.watch import default_state
    from wirewatch.feeds.sqlite_store import SqliteFeedStore, StateFileError

    path = path or default_state()
    if not path.is_file():
        fail(f"{path} is not there; run `wirewatch watch` first, or name its --state")
    try:
        with SqliteFeedStore(path) as local:
            return local.load()
    except StateFileError as problem:
        fail(problem)


def _states_of_stack(stack: str) -> dict[str, FeedState]:
    """What a stack remembers of the feeds in its lists, with the number of articles of each that matched."""
    from wirewatch.aws.clients import AWS_ERRORS
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.dynamodb import CounterTable, KeyValueTable
    from wirewatch.aws.s3 import Bucket
    from wirewatch.errors import ObjectUnavailableError
    from wirewatch.feeds.feed_list import FeedListError, parse_feeds
    from wirewatch.feeds.state_table import DAYS, FeedStateTable
    from wirewatch.limits import FEED_LIST_BYTES

    try:
        outputs = stack_outputs(stack)
        bucket = Bucket(outputs["DataBucketName"])
        lists = {key: bucket.read(key, FEED_LIST_BYTES) for key in bucket.etags(outputs["FeedListsPrefix"])}
        table = FeedStateTable(KeyValueTable(outputs["TableName"], DAYS), lambda _items: ())
        table.open([feed.url for feed in parse_feeds(lists).feeds])
        states, counter = table.load(), CounterTable(outputs["TableName"], 1)
        for state in states.values():
            state.seen = table.seen(state) or {}
            state.hits = counter.counted(layout.feed_matches_counter(state.url))
    except (FeedListError, ObjectUnavailableError) as problem:
        fail(f"the feed lists of the stack {stack} cannot be used: {problem}")
    except (*AWS_ERRORS, KeyError) as problem:
        fail(f"the stack {stack} cannot be asked: {problem}")
    if not states:
        fail(f"the stack {stack} has polled no feed yet")
    return states
