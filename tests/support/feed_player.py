"""Polling a simulated world to its end, killed now and then, and counting what was queued."""

from __future__ import annotations

import asyncio
import collections
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.feed_world import DAY, START, World
from wirewatch.feeds.feed_list import WatchedFeed
from wirewatch.feeds.poller import Poller
from wirewatch.feeds.scheduling import FeedState, PollPolicy
from wirewatch.feeds.sqlite_store import SqliteFeedStore
from wirewatch.fetching.fetcher import Fetcher
from wirewatch.messages import FeedItem


class KilledError(BaseException):
    """The process ends here."""


class Mortal(SqliteFeedStore):
    """A file whose process may end before or after anything is kept."""

    chance = random.Random(0)
    left = 0
    """Ends that are still to come."""
    every = 50
    dead = False

    def save(self, state: FeedState, links: Sequence[FeedItem] = ()) -> Sequence[int]:
        """Keep, unless the process ends before; it may end after."""
        self.perhaps()
        unsent = super().save(state, links)
        self.perhaps()
        return unsent

    def perhaps(self) -> None:
        """End now and then."""
        if self.dead:
            raise KilledError
        if Mortal.left and Mortal.chance.random() < 1 / Mortal.every:
            Mortal.left -= 1
            self.dead = True
            raise KilledError


@dataclass
class Played:
    """What came of it."""

    handed: collections.Counter[str] = field(default_factory=collections.Counter)
    edited: int = 0
    polls: int = 0
    rounds: int = 0
    kills: int = 0
    delays: list[float] = field(default_factory=list)
    """Seconds from publication to the queue, of stories that came after the start."""


async def play(world: World, path: Path, *, kills: int = 0, rules: PollPolicy | None = None, seed: int = 1) -> Played:
    """Poll the world from its start to its end."""

    async def resolver(name: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def no_pause(seconds: float) -> None:
        await asyncio.sleep(0)

    played = Played()
    Mortal.left, Mortal.chance = kills, random.Random(seed)
    came = {story.number: story.came for source in world.sources.values() for story in source.stories}
    end = START + world.days * DAY
    fetcher = Fetcher(
        allow=["127.0.0.0/8"], ports=[world.port], resolver=resolver, interval=0, sleep=no_pause, seconds=5, retries=1
    )
    feeds = [WatchedFeed(url=url) for url in world.addresses()]
    async with fetcher:
        while world.now < end:
            local = Mortal(path, now=lambda: world.now)
            try:
                poller = Poller(
                    fetcher,
                    local,
                    local,
                    rules=rules,
                    now=lambda: world.now,
                    chance=random.Random(seed + played.rounds),
                )
                while world.now < end:
                    report = await poller.poll(feeds)
                    played.polls += report.polled
                    played.rounds += 1
                    for number, link in local.pending_items(100_000):
                        story = link.title.removeprefix("Story ").split()[0]
                        if link.edited:
                            played.edited += 1
                        else:
                            played.handed[story] += 1
                            if came[story] > START:
                                played.delays.append(world.now - came[story])
                        local.delete_items([number])
                    world.now = max(world.now + 60, min(state.due for state in local.load().values()))
            except KilledError:
                played.kills += 1
            finally:
                local.close()
    return played
