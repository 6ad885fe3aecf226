"""A world of feeds on loopback, in simulated time: hosts that publish, edit, move, fail, stall and lie."""

from __future__ import annotations

import asyncio
import collections
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

START = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
DAY = 86_400.0
SHOWN = 20
_FAULTS = ("429", "503", "500", "hang-up", "truncated", "error-page", "bomb")
_BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'


@dataclass
class Story:
    """One entry of a feed: when it came, what it is called then and later, and the date that the feed gives it."""

    number: str
    came: float
    claimed: float
    url: str
    title: str
    edited: float = float("inf")
    """When its title changes."""

    def title_at(self, now: float) -> str:
        """The title as it stands."""
        return self.title if now < self.edited else f"{self.title} (corrected)"


@dataclass
class Source:
    """One feed."""

    host: str
    name: str
    kind: str
    stories: list[Story]
    moved: float = float("inf")
    faulty: float = 0.0
    served: set[str] = field(default_factory=set)
    """Stories that were in a whole body that was served."""
    first: set[str] | None = None
    """Those in the first one."""


class World:
    """Feeds behind one loopback server that knows them by the Host header."""

    def __init__(self, feeds: int, hosts: int, days: float, seed: int = 1) -> None:
        chance = random.Random(seed)
        self.now = START
        self.days = days
        self.sources: dict[tuple[str, str], Source] = {}
        self.requests: collections.Counter[str] = collections.Counter()
        self.at_once = 0
        """The most requests that one host ever saw at a time."""
        self._open: collections.Counter[str] = collections.Counter()
        self._chance = random.Random(seed + 1)
        self.port = 0
        shared: list[Story] = []
        for number in range(feeds):
            host, name = f"host{number % hosts}.example", f"feed{number}"
            kind = ("rss", "atom", "json")[number % 3]
            stories = self._stories(chance, host, name)
            # Some stories are in two feeds, the second time with tracking.
            if shared and chance.random() < 0.3:
                twice = chance.choice(shared)
                stories.append(
                    Story(twice.number, twice.came, twice.claimed, f"{twice.url}?utm_source={name}", twice.title)
                )
            shared += [story for story in stories[-3:] if story.came > START]
            self.sources[host, name] = Source(
                host, name, kind, sorted(stories, key=lambda story: story.came),
                moved=START + chance.uniform(0.2, 0.8) * days * DAY if chance.random() < 0.1 else float("inf"),
                faulty=chance.choice([0.0, 0.0, 0.02, 0.1]),
            )  # fmt: skip

    def _stories(self, chance: random.Random, host: str, name: str) -> list[Story]:
        rate = chance.choice([0.5, 2, 6, 24])  # a day
        lies = chance.choice([0.0, 0.0, 0.0, -3 * 365 * DAY, 2 * DAY])
        at = START - 2 * DAY
        stories: list[Story] = []
        while (at := at + chance.expovariate(rate) * DAY) < START + self.days * DAY:
            number = f"{name}-{len(stories)}"
            stories.append(
                Story(
                    number, at, at + lies + chance.uniform(-600, 600), f"http://{host}/{name}/story-{len(stories)}.html",
                    f"Story {number} of the harbour", edited=at + chance.uniform(0.1, 2) * DAY if chance.random() < 0.1 else float("inf"),
                )
            )  # fmt: skip
        return stories

    def addresses(self) -> list[str]:
        """Every feed's address as people list it."""
        return [f"http://{host}:{self.port}/{name}" for host, name in self.sources]

    async def __aenter__(self) -> World:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        for source in self.sources.values():
            for story in source.stories:
                story.url = story.url.replace(".example/", f".example:{self.port}/")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if not await self._answer(head.decode("latin-1"), writer):
                    break
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection stays open."""
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        host, path = headers["host"].partition(":")[0], first.split()[1]
        self._open[host] += 1
        self.at_once = max(self.at_once, self._open[host])
        try:
            await asyncio.sleep(0)  # let another request to this host in, if there is one
            status, more, body = self._content(
                host, path.strip("/").removesuffix("/new"), path.endswith("/new"), headers
            )
        finally:
            self._open[host] -= 1
        self.requests[status] += 1
        if status == "hang-up":
            return False
        length = len(body) + (500 if status == "truncated" else 0)
        code = status if status[0].isdigit() else "200"
        text = "".join(f"{name}: {value}\r\n" for name, value in {**more, "Content-Length": str(length)}.items())
        writer.write(f"HTTP/1.1 {code} X\r\n{text}\r\n".encode() + body)
        await writer.drain()
        return status != "truncated"

    def _content(self, host: str, name: str, new: bool, headers: dict[str, str]) -> tuple[str, dict[str, str], bytes]:
        source = self.sources.get((host, name))
        if source is None:
            return "404", {}, b"no"
        if self._chance.random() < source.faulty:
            status = self._chance.choice(_FAULTS)
            if status in ("429", "503"):
                return status, {"Retry-After": str(self._chance.choice([60, 900, 4000]))}, b""
            if status == "bomb":
                return status, {"Content-Type": "application/rss+xml"}, _BOMB.encode()
            page = b"<!DOCTYPE html><html><head><title>Error</title></head><body><p>Sorry</p></body></html>"
            return status, {"Content-Type": "text/html"}, page
        if self.now >= source.moved and not new:
            return "301", {"Location": f"/{name}/new"}, b""
        shown = [story for story in source.stories if story.came <= self.now][-SHOWN:][::-1]
        body, kind = render(source, shown, self.now)
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        if headers.get("if-none-match") == etag:
            return "304", {"ETag": etag}, b""
        numbers = {story.number for story in shown}
        source.first = numbers if source.first is None else source.first
        source.served |= numbers
        return "200", {"ETag": etag, "Content-Type": kind}, body

    def due(self) -> set[str]:
        """Stories that were served, and not in a first body: each must be queued once."""
        return {
            number for source in self.sources.values() for number in source.served - (source.first or set())
        }  # fmt: skip

    def unseen(self) -> int:
        """Stories that left their feed before it was asked."""
        served = {number for source in self.sources.values() for number in source.served}
        left = {
            story.number
            for source in self.sources.values()
            for story in [story for story in source.stories if story.came <= self.now][:-SHOWN]
            if story.came > START
        }
        return len(left - served)


def render(source: Source, shown: Sequence[Story], now: float) -> tuple[bytes, str]:
    """A feed's body and its content type."""

    def date(story: Story) -> datetime:
        return datetime.fromtimestamp(story.claimed, UTC)

    if source.kind == "json":
        items = [
            {
                "id": story.number,
                "url": story.url,
                "title": story.title_at(now),
                "date_published": date(story).isoformat(),
            }
            for story in shown
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": source.name, "items": items}
        return json.dumps(feed).encode(), "application/feed+json"
    if source.kind == "atom":
        entries = "".join(
            f"<entry><id>urn:{story.number}</id><title>{escape(story.title_at(now))}</title>"
            f'<link href="{escape(story.url)}"/><updated>{date(story).isoformat()}</updated></entry>'
            for story in shown
        )
        return (
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{source.name}</title>'
            f"<id>urn:{source.name}</id><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        ).encode(), "application/atom+xml"
    items_ = "".join(
        f"<item><guid isPermaLink='false'>{story.number}</guid><title>{escape(story.title_at(now))}</title>"
        f"<link>{escape(story.url)}</link><pubDate>{format_datetime(date(story))}</pubDate></item>"
        for story in shown
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{source.name}</title>{items_}</channel></rss>'
    ).encode(), "application/rss+xml"
