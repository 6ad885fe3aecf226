"""What a hostile web sends among a day's articles: pages, outlets and feeds, each made to stop, slow, forge or drown an alert.

A hostile page or link may be kept or rejected with a reason; it must alert nobody, and harm no honest article. Beside them
are honest ones that a hostile neighbour could harm: articles with strings that SNS would refuse, an outlet that is down
for a while, and pages at an outlet that another one speaks for.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from devtools.testbed.stack import COUNTRIES
from tests.support.pages import dump
from wirewatch.messages import FeedItem

SENTENCE_TEXT = "The bridge opened on Monday after a long winter of repairs, and the mayor was there with her dog. "
PAGES: dict[str, Callable[[], bytes]] = {
    "empty members of gzip": lambda: gzip.compress(b"", mtime=0) * 50_000,
    "an archive without its first byte": lambda: gzip.compress(
        b"ARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4\r\n\r\nHTTP\r\n\r\n" * 5000, mtime=0
    ),
    "a paragraph of marked words": lambda: _page(f"<p>{SENTENCE_TEXT}{'<b>x y</b> <i>z</i> ' * 12_000}"),
    "links": lambda: _page(f"<p>{SENTENCE_TEXT}</p>{'<a href=/a>more to read</a> ' * 20_000}"),
    "capitals": lambda: ("Aa Bb Cc Dd " * 20_000).encode(),
    "a bomb": lambda: gzip.compress(bytes(30_000_000), mtime=0),
}
"""Hostile pages by their kind; none names anything watched."""
LINKS = ("slow", "many", "forged")
"""Hostile outlets: an answer that never ends, a thousand articles at one address, another outlet's address and id."""
BUSY_TIMES = 1
"""Answers of 503 before an outlet that is down for a while gives its page."""


def _page(body: str) -> bytes:
    return f"<html><head><title>A page</title></head><body>{body}</body></html>".encode()


class Outlets(BaseHTTPRequestHandler):
    """Outlets by the first part of the path."""

    asked: Counter[str] = Counter()
    honest: dict[str, bytes] = {}

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer as the outlet does."""
        self.asked[self.path] += 1
        with contextlib.suppress(OSError):
            getattr(self, self.path.split("/")[1])()

    def honest_outlet(self) -> None:
        """An honest page."""
        self._answer(self.honest[self.path], "text/plain")

    def busy(self) -> None:
        """An honest page, after some time."""
        if self.asked[self.path] <= BUSY_TIMES:
            self.send_response(503)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._answer(self.honest[self.path], "text/plain")

    def slow(self) -> None:
        """A byte a second."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(90):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(1)

    def many(self) -> None:
        """A thousand articles."""
        lines = [json.dumps({"id": str(n), "text": f"{n} {SENTENCE_TEXT * 3}"}) for n in range(1000)]
        self._answer("\n".join(lines).encode(), "application/json")

    def forged(self) -> None:
        """An honest outlet's address and id, over another text."""
        url = f"http://honest.example{self.path.replace('forged', 'honest_outlet')}"
        self._answer(json.dumps({"id": "a", "url": url, "text": SENTENCE_TEXT * 4}).encode(), "application/json")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class HostileTraffic:
    """What one seed makes.

    Attributes:
        pages: keys below ``inbox/`` and bodies.
        messages: of the articles queue: links of feeds.
        hostile: keys and addresses that may be rejected, with their kind.
        expected: stories with the entries that they must alert for.
    """

    def __init__(self, seed: int, count: int, port: int) -> None:
        chance = random.Random(seed + 1_000_000)
        self.pages: list[tuple[str, bytes]] = []
        self.messages: list[str] = []
        self.hostile: dict[str, str] = {}
        self.expected: set[tuple[str, str]] = set()
        bodies = {kind: make() for kind, make in PAGES.items()}
        for number in range(count):
            die = number % 10
            country = chance.choice(list(COUNTRIES))
            text = dump((900 + seed) * 1_000_003 + number, [country], sentences=18)
            if die < 6:
                kind = list(PAGES)[number % len(PAGES)]
                self.pages.append((f"{seed}/h{number}.txt", bodies[kind]))
                self.hostile[f"inbox/{seed}/h{number}.txt"] = kind
            elif die == 6:
                name = f"{seed}/long{number}"
                long = "x" * 300_000
                article = {
                    "text": text.decode(),
                    "section": long,
                    "site": long,
                    "agency": long,
                    "title": "\uffff" + long,
                }
                self.pages.append((f"{name}.json", json.dumps(article).encode()))
                self.expected.add((name, COUNTRIES[country]))
            elif die in (7, 8):
                outlet = "busy" if die == 7 else "honest_outlet"
                path = f"/{outlet}/{seed}-{number}"
                Outlets.honest[path] = text
                self._link(port, path)
                self.expected.add((path, COUNTRIES[country]))
            else:
                path = f"/{LINKS[number // 10 % len(LINKS)]}/{seed}-{number - 1}"
                self._link(port, path)
                self.hostile[f"http://127.0.0.1:{port}{path}"] = path.split("/")[1]

    def _link(self, port: int, path: str) -> None:
        self.messages.append(FeedItem(url=f"http://127.0.0.1:{port}{path}").message())


@contextlib.contextmanager
def outlets() -> Iterator[int]:
    """The outlets on loopback; their port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlets)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
