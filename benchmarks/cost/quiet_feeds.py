"""What polling costs while feeds bring nothing: core seconds, rows and log of runs over a thousand feeds on loopback.

The feeds have twenty entries each and answer a conditional request with 304. Their first poll is not counted: it is what
happens once. Then runs poll so many feeds as are due in a minute where each is polled once an hour.
"""

from __future__ import annotations

import json
import statistics
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

import msgspec

from benchmarks.cost.counting_store import CountingStore
from benchmarks.cost.model import Quiet
from tests.support.memory_ports import MemoryObjects, MemoryQueue, MemoryTopic
from wirewatch.feeds.scheduling import FeedState, PollPolicy
from wirewatch.services.feed_polling import FeedPolling
from wirewatch.storage import layout

FEEDS, A_RUN, RUNS = 1000, 17, 30
POLLS = 30 * 86_400 / PollPolicy().most
"""Of a feed in a month: one that brings nothing is polled as rarely as any."""
WAIT = 2.0
"""Assumed: seconds until the slowest of a minute's feeds has answered; a second more or less is 0.58 dollars a month."""
HANDSHAKE = 0.005
"""Assumed: seconds of a core for the TLS handshake with a feed's server; on loopback there is none."""
LOGGED = 1500
"""Assumed: bytes of log of a run: Lambda's own three lines, Powertools' metrics, and two lines of ours."""
LOCK_WRITES, LOCK_READS = 2, 1
"""The lock is taken and given back."""


class _Feeds(BaseHTTPRequestHandler):
    """A feed at each path, the same for ever."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one poll."""
        known = self.headers.get("If-None-Match")
        items = [
            {"id": f"{self.path}{n}", "url": f"http://{self.headers['Host']}{self.path}{n}", "title": f"Item {n}"}
            for n in range(20)
        ]
        body = b""
        if not known:
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": self.path, "items": items}
            body = json.dumps(feed).encode()
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"same"')
        self.send_header("Content-Type", "application/feed+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Free:
    """A lock that nobody else wants; two writes and a read a run."""

    def acquire(self, _holder: str, _seconds: float) -> bool:
        """Have it."""
        return True

    def release(self, _holder: str) -> None:
        """Let it go."""


async def _resolve(_name: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def _serve(ready: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feeds)
    server.socket.listen(2000)
    ready.send(server.server_address[1])
    server.serve_forever()


def measure(memory: float) -> Quiet:
    """Poll, and say what a month takes; ``memory`` is the function's."""
    here, there = Pipe()
    server = Process(target=_serve, args=(there,), daemon=True)  # its processor seconds are not ours
    server.start()
    port = here.recv()
    states, objects = CountingStore(), MemoryObjects()
    urls = [f"http://feed{n}.example:{port}/{n}/" for n in range(FEEDS)]
    objects.write("feeds/feeds.yaml", json.dumps({"feeds": urls}).encode())
    polling = FeedPolling(
        objects=objects,
        prefix="feeds/",
        max_bytes=10**7,
        articles=MemoryQueue(),
        operations=MemoryTopic(),
        notices=CountingStore(),
        lock=_Free(),
        states=states,
        entries=CountingStore(),
        min_interval=300,
        fetch_options={"allow": ["127.0.0.0/8"], "ports": [port], "resolver": _resolve},
    )
    try:
        while _run(polling)[1]:
            pass
        rows = [layout.feed_state_row(url) for url in urls]
        idle = [_run(polling)[0] for _ in range(RUNS)]
        busy, writes = [], []
        for run in range(RUNS):
            _make_due(states, rows[run * A_RUN : (run + 1) * A_RUN])
            polling._states.open(urls)  # what another process wrote is read, once
            states.writes = 0
            took, polled = _run(polling)
            if polled != A_RUN:
                raise SystemExit(f"{polled} feeds were polled where {A_RUN} were due")
            busy.append(took)
            writes.append(states.writes)
    finally:
        server.terminate()
        polling._reader.close()
    return Quiet(
        feeds=FEEDS,
        polls=POLLS,
        core_run=statistics.median(idle),
        core_feed=max(0.0, statistics.median(busy) - statistics.median(idle)) / A_RUN + HANDSHAKE,
        run_writes=LOCK_WRITES + 1,
        run_reads=LOCK_READS + 1,
        feed_writes=(statistics.fmean(writes) - 1) / A_RUN,
        feed_reads=0,
        wait=WAIT,
        memory=memory,
        logged=LOGGED,
    )


def _run(polling: FeedPolling) -> tuple[float, float]:
    """Seconds of a processor for one run, and the feeds that it polled."""
    before = time.process_time()
    results = list(polling.run("run", lambda: 300.0))
    return time.process_time() - before, sum(result.metrics.get("FeedsPolled", 0) for result in results)


def _make_due(store: CountingStore, rows: list[str]) -> None:
    for row, data in store.memory.get(rows).items():
        state = msgspec.msgpack.decode(data, type=FeedState)
        state.due = 0.0
        store.memory.put(row, msgspec.msgpack.encode(state))
    store.memory.put(layout.feed_version_row(), b"another")
