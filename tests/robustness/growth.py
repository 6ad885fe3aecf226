"""How time grows with hostile input: every parser and stage at 1, 2, 4 and 8 times a size.

    python -m tests.robustness.growth [--only NAME]

Each case runs in a process of its own. Its size is doubled until it takes long enough to be measured, or is at the limit of
what is read at all. None may take more than 2.2 times as long for twice the input, or run past its deadline by more than a
second. What is refused in time is as good as what is read.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import itertools
import math
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.robustness.hostile_documents import SENTENCE, page
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import WirewatchError
from wirewatch.limits import OBJECT_BYTES, PAGE_BYTES, PAGE_SECONDS

MOST_GROWTH = 2.2
MEASURABLE = 0.1
"""Seconds from which a time is compared: below, it is mostly the clock and the machine."""
PATIENCE = PAGE_SECONDS + 1.0
Case = tuple[Callable[[int], Any], Callable[[Any], object], int]
"""What makes an input of a size, what reads it, and the size at which it is at the limit of what is read."""

RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 4\r\n\r\nHTTP\r\n\r\n"
LETTER = b'From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
WORD = SENTENCE.decode()


def documents(data: bytes) -> object:
    """An object's articles, as process_article reads them."""
    found = []
    for document in open_documents(data, source="case"):
        try:
            found.append(extract_article(document).id)
        except WirewatchError as refused:
            found.append(str(refused))
    return found


def feed(data: bytes) -> object:
    """A feed, and its entries as articles."""
    from wirewatch.feeds.parser import parse, to_article

    parsed = parse(data, content_type="application/xml", url="https://a.example/feed")
    return [to_article(entry, parsed, "https://a.example/feed") for entry in parsed.entries]


def rss(items: bytes) -> bytes:
    """A feed with items."""
    return b"<rss version='2.0'><channel><title>t</title>" + items + b"</channel></rss>"


def matches(text: str) -> object:
    """A text matched against the packs."""
    from tempfile import NamedTemporaryFile

    from wirewatch.matching.matcher import match
    from wirewatch.records import Article
    from wirewatch.watchlists import index
    from wirewatch.watchlists.loader import load_watchlist

    global _INDEX
    if _INDEX is None:
        with NamedTemporaryFile(suffix=".index") as file:
            file.write(index.compile(load_watchlist(("countries", "officials"))))
            file.flush()
            _INDEX = index.WatchlistIndex.open(file.name)
    return match(Article(id="a", text=text, title="t", language="en"), _INDEX)


_INDEX: Any = None


def story(text: str) -> object:
    """A text placed in its story."""
    from wirewatch.storage.key_value import MemoryKeyValueStore
    from wirewatch.stories import tracker

    return tracker.assign_story("a", text, MemoryKeyValueStore())


def sentences(text: str) -> object:
    """A text's sentences."""
    from wirewatch.text.sentences import spans

    return spans(text, "en")


def opml(data: bytes) -> object:
    """A list of feeds in OPML."""
    from wirewatch.feeds.opml import from_opml

    return from_opml(data)


def watchlist(data: bytes) -> object:
    """A watchlist."""
    from wirewatch.watchlists.loader import parse_files

    return parse_files({"a.yaml": data})


def feed_list(data: bytes) -> object:
    """A list of feeds."""
    from wirewatch.feeds.feed_list import parse_feeds

    return parse_feeds({"a.yaml": data})


CASES: dict[str, Case] = {
    "gzip: members of a byte": (lambda n: gzip.compress(b"x", mtime=0) * n, documents, OBJECT_BYTES // 21),
    "gzip: empty members": (lambda n: gzip.compress(b"", mtime=0) * n, documents, OBJECT_BYTES // 20),
    "gzip: a page of zeros": (lambda n: gzip.compress(bytes(n), mtime=0), documents, PAGE_BYTES),
    "archive: small records": (lambda n: RECORD * n, documents, 200_000),
    "archive: small records, gzipped as one": (lambda n: gzip.compress(RECORD * n, mtime=0), documents, 200_000),
    "archive: without its first byte": (lambda n: gzip.compress((RECORD * n)[1:], mtime=0), documents, 20_000),
    "archive: line ends": (
        lambda n: gzip.compress(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" + b"\n" * n, mtime=0),
        documents,
        OBJECT_BYTES,
    ),
    "archive: a record passed over": (
        lambda n: gzip.compress(b"WARC/1.0\r\nContent-Length: %d\r\n\r\n" % n + bytes(n), mtime=0),
        documents,
        64 << 20,
    ),
    "page: paragraphs": (lambda n: page(b"<p>" + SENTENCE + b"</p>" + b"<p>x y z</p>" * n), documents, 45_000),
    "page: elements not closed": (lambda n: page(b"<div>" * n + SENTENCE), documents, 45_000),
    "page: links": (lambda n: page(b"<a href='/a'>more to read</a> " * n), documents, 45_000),
    "page: attributes": (lambda n: page(b"<p " + b" ".join(b"a%d=1" % i for i in range(n)) + b">x"), documents, 900),
    "page: list items": (lambda n: page(b"<ul>" + b"<li>x y z</li>" * n + b"</ul>"), documents, 45_000),
    "page: cells of a table": (lambda n: page(b"<table><tr>" + b"<td>x y z</td>" * n + b"</tr></table>"), documents, 45_000),
    "page: headings": (lambda n: page(b"<h1>x y z</h1>" * n), documents, 45_000),
    "page: inline elements": (lambda n: page(b"<p>" + SENTENCE + b"<b>x y</b> <i>z</i> " * n), documents, 22_000),
    "page: quotations": (lambda n: page(b"<p>" + SENTENCE + b"<q>x y</q> z " * n), documents, 45_000),
    "page: times in a paragraph": (lambda n: page(b"<p>" + SENTENCE + b"<time>1 May 2026</time> z " * n), documents, 45_000),
    "page: pictures": (lambda n: page(b"<figure><img src='/a'><figcaption>x y</figcaption></figure>" * n), documents, 15_000),
    "page: elements in a row": (lambda n: page((b"<div>" + SENTENCE + b"</div>") * n), documents, 45_000),
    "page: metadata": (lambda n: page(b"<meta property='article:tag' content='x'>" * n + SENTENCE), documents, 45_000),
    "page: linked data": (lambda n: page(b"<script type='application/ld+json'>{\"@type\": \"Person\"}</script>" * n + SENTENCE), documents, 45_000),
    "page: one paragraph": (lambda n: page(b"<p>" + SENTENCE * n), documents, PAGE_BYTES // len(SENTENCE) - 50),
    "page: sentences in a row of breaks": (lambda n: page((SENTENCE + b"<br>") * n), documents, 45_000),
    "text: short lines": (lambda n: b"ab cd\n" * n, documents, PAGE_BYTES // 6),
    "text: one line": (lambda n: SENTENCE * n, documents, PAGE_BYTES // len(SENTENCE)),
    "text: paragraphs": (lambda n: (SENTENCE + b"\n\n") * n, documents, PAGE_BYTES // (len(SENTENCE) + 2)),
    "JSON: items": (lambda n: b"[" + b",".join([b'{"text": "ab cd ef"}'] * n) + b"]", documents, 100_000),
    "JSON: nested": (lambda n: b'{"text": ' + b"[" * n, documents, OBJECT_BYTES // 2),
    "e-mail: parts": (lambda n: LETTER + b"\r\n--b\r\n\r\nx" * n, documents, 200_000),
    "e-mail: header": (lambda n: b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?x?= " * n + b"\r\n\r\nx", documents, 400_000),
    "Markdown: emphasis": (lambda n: b"# x\n\n**a " + b"*a **b _c " * n, documents, 500_000),
    "Markdown: quotes": (lambda n: b"# x\n\n" + b"> " * n + b"x", documents, 500_000),
    "feed: items": (lambda n: rss(b"<item><title>a b</title><link>https://a.example/1</link></item>" * n), feed, 100_000),
    "feed: text of one item": (lambda n: rss(b"<item><description>" + SENTENCE * n + b"</description></item>"), feed, 50_000),
    "feed: markup of one item": (lambda n: rss(b"<item><description>" + b"&lt;b&gt;x" * n + b"</description></item>"), feed, 300_000),
    "feed: entities": (lambda n: rss(b"<item><title>" + b"&amp;" * n + b"</title></item>"), feed, 1_000_000),
    "feed: elements of one item": (lambda n: rss(b"<item>" + b"<category>x</category>" * n + b"</item>"), feed, 200_000),
    "feed: nested elements": (lambda n: rss(b"<item>" + b"<a>" * n), feed, 500_000),
    "feed: attributes": (lambda n: rss(b"<item " + b" ".join(b"a%d='1'" % i for i in range(n)) + b"/>"), feed, 100_000),
    "feed: JSON": (lambda n: b'{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [' + b",".join([b'{"id": "1", "content_text": "x"}'] * n) + b"]}", feed, 100_000),
    "sitemap": (lambda n: b"<urlset>" + b"<url><loc>https://a.example/1</loc></url>" * n + b"</urlset>", feed, 100_000),
    "OPML": (lambda n: b"<opml><body>" + b"<outline text='a' xmlUrl='https://a.example/f'/>" * n + b"</body></opml>", opml, 50_000),
    "OPML: nested": (lambda n: b"<opml><body>" + b"<outline text='a'>" * n, opml, 50_000),
    "watchlist: entries": (lambda n: b"entries:\n" + b"".join(b"- Name Number%d\n" % i for i in range(n)), watchlist, 50_000),
    "watchlist: nested": (lambda n: b"entries: " + b"[" * n, watchlist, 500_000),
    "list of feeds": (lambda n: b"feeds:\n" + b"".join(b"- https://a%d.example/f\n" % i for i in range(n)), feed_list, 50_000),
    "matching: names": (lambda n: "Norway said. Peru and Chile signed. " * n, matches, 30_000),
    "matching: persons": (lambda n: "President Emmanuel Macron met Macron. Mr Macron left. " * n, matches, 30_000),
    "matching: capitals": (lambda n: "Aa Bb Cc Dd " * n, matches, 100_000),
    "matching: no end of a sentence": (lambda n: "norway and peru " * n, matches, 100_000),
    "stories": (lambda n: " ".join(f"word{i} went" for i in range(n)), story, 300_000),
    "stories: one word": (lambda n: "word " * n, story, 1_000_000),
    "sentences": (lambda n: WORD * n, sentences, 50_000),
    "sentences: stops": (lambda n: "a. " * n, sentences, 1_000_000),
    "sentences: none": (lambda n: "a " * n, sentences, 1_000_000),
}  # fmt: skip


def timed(make: Callable[[int], Any], read: Callable[[Any], object], size: int) -> float:
    """Seconds of a processor for one input; whether it was read or refused is no matter."""
    data = make(size)
    gc.collect()
    started = time.process_time()
    with contextlib.suppress(WirewatchError, ValueError):
        read(data)
    return time.process_time() - started


def alone(case: Case, size: int) -> float:
    """``timed`` in a child; infinite where it runs past its deadline, or ends its process."""
    make, read, _ = case
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            spent = timed(make, read, size)
            os.write(writer, pickle.dumps(spent))
        finally:
            os._exit(0)
    os.close(writer)
    # Making the input takes time too, and the machine may be busy.
    ready = select.select([reader], [], [], PATIENCE * 4)[0]
    if not ready:
        os.kill(child, signal.SIGKILL)
    data = os.read(reader, 1000) if ready else b""
    os.close(reader)
    os.waitpid(child, 0)
    return float(pickle.loads(data)) if data else math.inf


def measure(case: Case) -> tuple[int, list[float]]:
    """The size that 1 stands for, and the seconds at 1, 2, 4 and 8 times it; each the best of two."""
    size, limit = max(1, case[2] // 1024), case[2]
    while size * 16 <= limit and alone(case, size) < MEASURABLE:
        size *= 2
    times: list[float] = []
    for factor in (1, 2, 4, 8):
        times.append(min(alone(case, size * factor) for _ in range(2 if not times or times[-1] < 5 else 1)))
        if math.isinf(times[-1]):
            break
    return size, times


def growth(times: list[float]) -> float:
    """The most by which a time grew from one size to the next, where it can be measured."""
    pairs = itertools.pairwise(times)
    return max((after / before for before, after in pairs if before >= MEASURABLE), default=0.0)


def main() -> int:
    """Print the table; 1 where something grows too fast or runs past its deadline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    asked = parser.parse_args()
    documents(page(SENTENCE * 5))  # import once, before the forks
    matches("Norway")
    wrong = []
    print(f"{'input':42}{'size':>10}{'1 (s)':>9}{'2':>9}{'4':>9}{'8':>9}{'growth':>8}")
    for name, case in CASES.items():
        if asked.only not in name:
            continue
        size, times = measure(case)
        grew = growth(times)
        too_much = grew > MOST_GROWTH or times[-1] > PATIENCE
        if too_much:
            wrong.append(f"{name} ({grew:.1f})")
        row = "".join(f"{seconds:>9.2f}" for seconds in times)
        print(f"{name:42}{size:>10,}{row:<36}{grew:>8.2f}{'  TOO FAST' if too_much else ''}", flush=True)
    print(f"\ngrowth: {len(CASES)} cases, at most {MOST_GROWTH} for twice the input; ", end="")
    print(f"BROKEN: {', '.join(wrong)}" if wrong else "all within it")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
