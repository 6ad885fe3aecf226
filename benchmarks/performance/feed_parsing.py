"""What parsing a feed costs, how much of it is feedparser's share, and what fastfeedparser would change.

    python -m benchmarks.performance.feed_parsing [--data DIR]     (DIR holds feeds/feedrs; fastfeedparser only where installed)

Feeds made here: RSS and Atom of 30 entries with teasers, and RSS with whole articles. With data, feed-rs' feeds as well,
and how many of them fastfeedparser reads with the same titles and addresses.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser

from wirewatch.feeds.parser import entry_fingerprint, entry_keys, parse, to_article
from wirewatch.feeds.records import FeedError

ROUNDS = 15
WORDS = [
    "the",
    "harbour",
    "council",
    "said",
    "on",
    "monday",
    "that",
    "ferries",
    "would",
    "sail",
    "when",
    "storms",
    "pass",
]


def text(words: int, seed: int) -> str:
    """So many words in paragraphs of escaped html."""
    said = " ".join(WORDS[(seed + n * 7) % len(WORDS)] for n in range(words))
    return f"&lt;p&gt;{said}&lt;/p&gt;"


def rss(entries: int, words: int) -> bytes:
    """A feed in RSS 2.0."""
    items = "".join(
        f"<item><title>Story {n} of the day</title><link>https://news.example/{n}</link><guid>https://news.example/{n}</guid>"
        f"<pubDate>Tue, 05 Mar 2024 10:{n % 60:02}:00 +0000</pubDate><category>World</category>"
        f"<description>{text(words, n)}</description></item>"
        for n in range(entries)
    )
    return f'<rss version="2.0"><channel><title>News</title><link>https://news.example/</link>{items}</channel></rss>'.encode()


def atom(entries: int, words: int) -> bytes:
    """A feed in Atom."""
    items = "".join(
        f'<entry><title>Story {n} of the day</title><link href="https://news.example/{n}"/><id>tag:news.example,{n}</id>'
        f"<updated>2024-03-05T10:{n % 60:02}:00Z</updated><author><name>A</name></author>"
        f'<summary type="html">{text(words, n)}</summary></entry>'
        for n in range(entries)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{items}</feed>'.encode()


def ours(body: bytes) -> None:
    """Everything that a poll with news does with a body."""
    try:
        feed = parse(body, content_type="application/rss+xml", url="https://news.example/feed")
    except FeedError:
        return
    for entry in feed.entries:
        entry_keys(entry, "https://news.example/feed")
        entry_fingerprint(entry)
        to_article(entry, feed, "https://news.example/feed")


def bare(body: bytes) -> None:
    """feedparser alone, with the options that are used."""
    feedparser.parse(BytesIO(body), resolve_relative_uris=False, sanitize_html=False)


def as_it_comes(body: bytes) -> None:
    """feedparser with the options that it comes with."""
    feedparser.parse(BytesIO(body))


def other() -> Any:
    """fastfeedparser, where it is installed."""
    return importlib.import_module("fastfeedparser") if importlib.util.find_spec("fastfeedparser") else None


def timed(ways: dict[str, Callable[[bytes], object]], bodies: list[bytes]) -> dict[str, list[float]]:
    """Milliseconds a feed, each round; the ways take turns, so that noise meets all of them."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            for body in bodies:
                way(body)
            found[name].append((time.perf_counter() - started) * 1000 / len(bodies))
    return found


def same(fast: Any, bodies: list[bytes]) -> str:
    """How many feeds the other parser reads like ours."""
    agree = total = 0
    for body in bodies:
        try:
            feed = parse(body)
        except FeedError:
            continue
        total += 1
        try:
            theirs = [(entry.get("title") or "", entry.get("link") or None) for entry in fast.parse(body).entries]
        except Exception:  # any: it is what is counted
            theirs = None
        agree += theirs == [(entry.title, entry.url) for entry in feed.entries]
    return f"{agree} of {total}"


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path)
    args = options.parse_args()
    sets = {
        "RSS, 30 teasers": [rss(30, 40)],
        "Atom, 30 teasers": [atom(30, 40)],
        "RSS, 30 articles": [rss(30, 600)],
    }
    if args.data:
        files = sorted((args.data / "feeds" / "feedrs" / "fixture").rglob("*.xml"))
        sets[f"feed-rs, {len(files)} feeds"] = [path.read_bytes() for path in files]
    ways: dict[str, Callable[[bytes], object]] = {"ours": ours, "feedparser": bare, "as it comes": as_it_comes}
    fast = other()
    if fast:

        def quick(body: bytes) -> None:
            with contextlib.suppress(Exception):  # it refuses some: they are counted below
                fast.parse(body)

        ways["fastfeedparser"] = quick
    print(f"ms a feed, median of {ROUNDS} rounds (fastest to slowest), and times ours\n")
    for name, bodies in sets.items():
        print(f"{name}, {sum(map(len, bodies)) // len(bodies) / 1000:.0f} kB a feed")
        found = timed(ways, bodies)
        base = statistics.median(found["ours"])
        for way, times in found.items():
            middle = statistics.median(times)
            print(f"  {way:<16}{middle:>9.2f}  ({min(times):.2f} to {max(times):.2f}){middle / base:>7.2f}")
    if fast and args.data:
        print(f"\nfeeds of feed-rs that fastfeedparser reads with our titles and addresses: {same(fast, bodies)}")
    share = statistics.median(found["feedparser"]) / statistics.median(found["ours"])
    print(f"feeds_speed: feedparser is {share:.0%} of what a feed with news costs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
