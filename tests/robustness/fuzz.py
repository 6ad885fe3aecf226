"""Fuzz: every parser of what comes from outside that hostile.py does not try, each with mutated inputs from a seed.

    python -m tests.robustness.fuzz [--count 2000] [--seed 1] [--only NAME]

Inputs are made from good ones: their bytes are damaged, and where they are JSON, their values are replaced by others of
every kind as well, so that what is well-formed and wrong is tried too. Each parser runs in a process of its own. For
each input it must come to an end, with a result or with the error that it documents; anything else is a crash. Ends
non-zero when there was one. Pages, plain-text pages, e-mails, JSON articles, archives and Markdown are tried by
hostile.py.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tests.robustness.good_inputs import (
    ALERT,
    ATOM,
    CSV,
    DUE,
    ENVIRON,
    FEED_LIST,
    FTM,
    GROUPS,
    JSON_FEED,
    LINK,
    OPML,
    PLACE,
    POINTER,
    RSS,
    S3_EVENT,
    SITEMAP,
    SNS,
    TEST_EVENT,
    URLS,
    WRITER,
    YAML,
)
from tests.robustness.hostile_documents import Case, batch, mutations
from wirewatch import messages
from wirewatch.alerting import chat
from wirewatch.digests import digest, groups
from wirewatch.errors import InputRejectedError
from wirewatch.feeds import feed_list, opml
from wirewatch.feeds import parser as feeds
from wirewatch.feeds.records import FeedError
from wirewatch.fetching import encoding, fetcher, urls
from wirewatch.matching.matcher import match
from wirewatch.records import ArchivedMessage, Article
from wirewatch.runtime import settings
from wirewatch.summaries import model_files
from wirewatch.summaries.abstractive import GenerationConfig as WriterSettings
from wirewatch.summaries.model_conversion import read_articles
from wirewatch.text import dates
from wirewatch.watchlists import file_names, index, loader
from wirewatch.watchlists.models import WatchlistError

SECONDS = 10.0
"""In which any input must have come to its end."""
WRONG: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 1e308, "", "\0", "\ud800", "x" * 100_000, [], {}, [[]], [None], {"": None}),
    *("../../etc/passwd", "https://[", "http://a:99999999/", "0000-99-99T99:99:99Z", "\u202e", "%ff%00", "a\nb"),
)
"""Values of every kind, to stand where another was."""


BURIED = "(buried)"
"""Stands where lists are to be nested, deeper than Python's own writer of JSON could."""


class Parser(NamedTuple):
    """What is tried: good inputs, the call, and the errors that it documents."""

    name: str
    seeds: tuple[bytes, ...]
    call: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]


def text(data: bytes) -> str:
    """As text, whatever it is."""
    return data.decode("utf-8", "replace")


def lone(data: bytes) -> str:
    """As text in which half characters may stand, as JSON can carry them."""
    return data.decode("utf-8", "surrogateescape")


def a_feed(data: bytes) -> None:
    """A feed, its entries' keys, and the entries that are articles."""
    found = feeds.parse(data, content_type="text/xml; charset=utf-8", url="https://a.example/feed")
    for entry in found.entries:
        feeds.entry_keys(entry, "https://a.example/feed")
        feeds.entry_fingerprint(entry)
        feeds.to_article(entry, found, "https://a.example/feed")


def a_topic_message(data: bytes) -> None:
    """An SNS envelope, and what it holds."""
    found = messages.parse_sns_envelope(lone(data))
    assert found.message_id == "" or "/" not in found.message_id
    assert all(isinstance(one, str) for one in found.correlation_ids)
    assert found.day
    messages.parse_alert_payload(found.message)


def a_page_of_the_queue(data: bytes) -> None:
    """A message of the articles queue: what it names can be put into keys and back onto the queue."""
    for place in messages.parse_article_message(lone(data)):
        assert len(place.correlation_id) == 32
        if isinstance(place, messages.FeedItem):
            assert len(place.message().encode()) <= 256 * 1024
            if place.watchlist:
                file_names.watchlist_name(place.watchlist)
        else:
            assert place.offset >= 0 <= place.index
            msgspec.json.encode(place)


def a_kept_message(data: bytes) -> None:
    """An alert of the store, as digests read it."""
    kept = ArchivedMessage(name="a", sent="2026-03-02T10:00:00Z", message=msgspec.Raw(data))
    digest.alerts_of(kept)
    made = digest.digest([kept], start="2026-03-02T00:00:00+00:00", end="2026-03-03T00:00:00+00:00")
    digest.mail(made)


def a_group(data: bytes) -> None:
    """Groups of digests, whose names become parts of keys."""
    for group in groups.parse_groups(data):
        assert "/" not in group.name


def a_model(data: bytes) -> None:
    """The record of a model, and the files that it names."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "writer.json").write_bytes(data)
        model_files.checked(Path(folder), "writer.json", WriterSettings)


def an_index(data: bytes) -> None:
    """A compiled index, opened as a function opens it, and asked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        path.write_bytes(data)
        opened = index.WatchlistIndex.open(path, verify=True)
        match(Article(id="a", text="Alpha Beta met Gamma in Tallinn."), opened)


def an_address(data: bytes) -> None:
    """An address, as it is kept, compared and checked before it is fetched."""
    url = lone(data)
    urls.canonical_url(url)
    urls.url_key(url)
    feed_list.wrong_address(url)
    file_names.watchlist_file_name(url)
    messages.correlation_id(url)


def some_headers(data: bytes) -> None:
    """Values of an answer's headers, and dates as pages write them."""
    value = text(data)
    fetcher.retry_after(value)
    encoding.codec_from_header(value)
    dates.parse(value)
    dates.find_dates(value.splitlines(), document_time())


def document_time() -> Any:
    """A moment."""
    from datetime import UTC, datetime

    return datetime(2026, 3, 2, tzinfo=UTC)


def some_text(data: bytes) -> None:
    """Bytes in any character set."""
    encoding.decode(data, encoding.detect(data, "text/html"))
    encoding.codec_from_html(data)


def an_environment(data: bytes) -> None:
    """Settings of a function."""
    values = msgspec.json.decode(data, type=dict[str, str])
    settings.load_settings(
        settings.FetchSettings, {name.upper(): value for name, value in values.items()}
    ).fetch_options()


JSON_ERRORS = (msgspec.MsgspecError, UnicodeError)
PARSERS = (
    Parser("feed: RSS", (RSS, gzip.compress(RSS)), a_feed, (FeedError, InputRejectedError)),
    Parser("feed: Atom", (ATOM,), a_feed, (FeedError, InputRejectedError)),
    Parser("feed: JSON", (JSON_FEED,), a_feed, (FeedError, InputRejectedError)),
    Parser("sitemap", (SITEMAP,), a_feed, (FeedError, InputRejectedError)),
    Parser("OPML", (OPML,), opml.from_opml, (feed_list.FeedListError,)),
    Parser("list of feeds", (FEED_LIST,), lambda d: feed_list.parse_feeds({"feeds.yaml": d}), (feed_list.FeedListError,)),
    Parser("watchlist: YAML", (YAML,), lambda d: loader.parse(d, name="w.yaml"), (WatchlistError,)),
    Parser("watchlist: CSV", (CSV,), lambda d: loader.parse(d, name="w.csv"), (WatchlistError,)),
    Parser("watchlist: FtM", (FTM,), lambda d: loader.parse(d, name="w.ftm"), (WatchlistError,)),
    Parser("watchlist: names", (b"Alpha\nBeta Gamma\n",), lambda d: loader.parse(d, name="w.txt"), (WatchlistError,)),
    Parser("index", (), an_index, (index.IndexFileError,)),
    Parser("groups.json", (GROUPS,), a_group, (groups.DigestGroupsError,)),
    Parser(
        "message: articles queue", (S3_EVENT, TEST_EVENT, PLACE, LINK), a_page_of_the_queue, (*JSON_ERRORS, ValueError)
    ),
    Parser("message: alert requests queue", (POINTER, DUE), lambda d: messages.parse_alert_message(lone(d)), JSON_ERRORS),
    Parser("message: SNS", (SNS,), a_topic_message, JSON_ERRORS),
    Parser("kept alert", (ALERT,), a_kept_message, JSON_ERRORS),
    Parser("secret of the relay", (b'["json://a", "b://c"]', b"# x\njson://a\n"), lambda d: chat.parse_chat_urls(text(d)), (chat.ChatDeliveryError,)),
    Parser("writer.json", (WRITER,), a_model, (model_files.ModelError,)),
    Parser("JSON line of the command line", (json.dumps({"id": "a", "text": "x"}).encode(),), lambda d: read_articles([d]), (model_files.ModelError,)),
    Parser("address, object key", URLS, an_address, ()),
    Parser("headers and dates", (b"text/html; charset=utf-8", b"Mon, 02 Mar 2026 10:00:00 GMT", b"120"), some_headers, ()),
    Parser("character set", ("Žluťoučký kůň <meta charset=cp1250>".encode("cp1250"), "été".encode("utf-16")), some_text, ()),
    Parser("settings", (ENVIRON,), an_environment, (*JSON_ERRORS, settings.SettingsError)),
)  # fmt: skip


def replaced(value: Any, chance: random.Random) -> Any:
    """A JSON value with one of its parts replaced, left out, doubled or buried."""
    made = copy.deepcopy(value)
    places: list[tuple[Any, Any]] = []

    def collect(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            collect(node[key])

    collect(made)
    if not places:
        return chance.choice(WRONG)
    holder, key = chance.choice(places)
    what = chance.randrange(7)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, list):
        holder += [holder[key]] * chance.choice((1, 1000))
    elif what == 2:
        holder[key] = BURIED
    elif what == 3 and isinstance(holder, dict):
        holder["nobody knows this"] = BURIED
    else:
        holder[key] = chance.choice(WRONG)
    return made


def inputs(parser: Parser, seed: int, count: int) -> list[Case]:
    """So many inputs of a parser."""
    chance = random.Random(f"{parser.name} {seed}")
    cases: list[bytes] = list(parser.seeds)
    share = count // max(1, len(parser.seeds))
    for original in parser.seeds:
        try:
            value = json.loads(original)
        except ValueError:
            cases += mutations(original, chance, share)
            continue
        cases += mutations(original, chance, share // 2)
        for _ in range(share // 2):
            wrong = value
            for _ in range(chance.choice((1, 1, 2, 4))):
                wrong = replaced(wrong, chance)
            made = json.dumps(wrong, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
            depth = chance.choice((1, 50, 900, 50_000))
            cases.append(made.replace(json.dumps(BURIED).encode(), b"[" * depth + b"]" * depth))
    return [(f"{parser.name} {seed}:{n}", data) for n, data in enumerate(cases)]


def tried(parser: Parser, name: str, data: bytes) -> tuple[Counter[str], list[str]]:
    """What became of one input."""
    try:
        parser.call(data)
    except parser.errors:
        return Counter(("refused",)), []
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
        return Counter(("crashed",)), [f"{name}: {type(error).__name__} at {where}: {str(error)[:80]!r}"]
    return Counter(("read",)), []


def with_index(parsers: tuple[Parser, ...]) -> Iterator[Parser]:
    """The parsers; the index's good input has to be compiled."""
    for parser in parsers:
        yield (
            parser._replace(seeds=(index.compile(loader.parse(CSV, name="w.csv")),))
            if parser.name == "index"
            else parser
        )


def main() -> int:
    """Print the table and the summary; 1 where there was a crash."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=2000, help="inputs of each parser")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="parsers whose name holds this")
    asked = options.parse_args()
    print(f"{'parser':26}{'inputs':>8}{'read':>8}{'refused':>9}{'crashes':>9}{'slowest ms':>12}{'peak MB':>9}")
    total: Counter[str] = Counter()
    broken: list[str] = []
    for parser in with_index(PARSERS):
        if asked.only not in parser.name:
            continue
        for good in parser.seeds:
            # What no mutation comes near to is not tried: a good input must be one.
            parser.call(good)
        found = batch(partial(inputs, parser, asked.seed, asked.count), SECONDS, partial(tried, parser))
        crashes = max(found.outcomes["crashed"], len(found.failures))
        total += found.outcomes
        broken += found.failures
        print(
            f"{parser.name:26}{sum(found.outcomes.values()):>8}{found.outcomes['read']:>8}{found.outcomes['refused']:>9}"
            f"{crashes:>9}{found.slowest * 1000:>12.1f}{found.memory:>9}",
            flush=True,
        )
        for failure in found.failures[:5]:
            print(f"  {failure}")
    print(
        f"\nfuzz: {sum(total.values()):,} inputs, {total['refused']:,} refused with the error documented, {len(broken)} crashes"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
