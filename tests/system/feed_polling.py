"""Feeds: a simulated week of a thousand feeds on loopback, polled, killed and counted; and what polling costs.

    python -m tests.system.feed_polling [--feeds 1000] [--hosts 50] [--days 7] [--kills 200]

The world (tests/support/feed_world.py) is a real HTTP server; only its clock is simulated. Checked: every entry that was in a
whole body after the first is queued once, none twice, no host sees two requests at once, with kills and without.
Beside the requests made stands the least possible for the same articles: one for each body that brought something and
one for each feed that ever moved. Ends non-zero when a check fails.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.support import fake_outlet
from tests.support.feed_player import Played, play
from tests.support.feed_world import World


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


async def week(feeds: int, hosts: int, days: float, kills: int, folder: Path) -> tuple[World, Played, float]:
    """One world from its start to its end; with the seconds that it took."""
    async with World(feeds, hosts, days) as world:
        begun = time.perf_counter()
        played = await play(world, folder / f"feeds-{kills}.sqlite", kills=kills)
        return world, played, time.perf_counter() - begun


def report(name: str, world: World, played: Played, seconds: float) -> int:
    """Print what came of a world; failed checks."""
    due = world.due()
    missed, twice = len(due - set(played.handed)), sum(times > 1 for times in played.handed.values())
    total = sum(world.requests.values())
    useful = sum(world.requests[status] for status in ("200", "301"))
    print(f"\n{name}")
    print(f"  entries due {len(due):,}, queued {len(played.handed):,}, missed {missed}, twice {twice}")
    print(f"  left their feed before it was polled: {world.unseen():,}; edited ones queued as such: {played.edited:,}")
    print(f"  requests {total:,}: {', '.join(f'{status} {count:,}' for status, count in world.requests.most_common())}")
    print(f"  least possible for the same: {useful:,} (x {total / max(1, useful):.1f})")
    print(f"  most requests that one host saw at once: {world.at_once}; kills: {played.kills}")
    print(
        f"  from publication to the queue: p50 {quantile(played.delays, 0.5) / 60:.0f} min, "
        f"p95 {quantile(played.delays, 0.95) / 60:.0f} min (n={len(played.delays):,})"
    )
    print(f"  {played.polls / seconds:,.0f} polls a second on this machine, the server's own time included")
    return missed + twice + (world.at_once > 1)


async def reading(folder: Path, times: int = 60) -> list[float]:
    """Seconds from a queued link to the alert: the page fetched, read, matched and summarised."""
    from wirewatch.cli.common import opened
    from wirewatch.feeds.scheduling import FeedState
    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.fetching.fetcher import Fetcher
    from wirewatch.messages import FeedItem
    from wirewatch.services.local_watch import LocalWatcher
    from wirewatch.summaries.summariser import Summariser

    index, models, taken = opened(("countries", "officials")), Summariser(), []
    with fake_outlet.running() as place:
        port = int(place.partition(":")[2])
        async with Fetcher(allow=["127.0.0.0/8"], ports=[port], interval=0) as fetcher:
            for number in range(times):
                # A state of its own each time, so that no alert was shown before.
                with SqliteFeedStore(folder / f"reading-{number}.sqlite") as local:
                    shown: list[object] = []
                    link = FeedItem(url=f"http://{place}/story-{number % 3}.html", feed="f")
                    local.save(FeedState(url="f"), [link])
                    begun = time.perf_counter()
                    await LocalWatcher(local, fetcher, lambda _: index, models, print).work(shown.append)
                    taken.append(time.perf_counter() - begun)
                    assert len(shown) == 1
    return taken


async def unchanged(folder: Path) -> None:
    """Due feeds a second where 95 of 100 have not changed."""
    from wirewatch.feeds.feed_list import WatchedFeed
    from wirewatch.feeds.poller import Poller
    from wirewatch.feeds.scheduling import PollPolicy
    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.fetching.fetcher import Fetcher

    async with World(1000, 50, 0.2) as world:
        for number, source in enumerate(world.sources.values()):
            source.faulty, source.moved = 0.0, float("inf")
            source.stories = source.stories[:3] if number % 20 else source.stories

        async def resolver(_: str, __: int) -> list[str]:
            return ["127.0.0.1"]

        async with Fetcher(
            allow=["127.0.0.0/8"], ports=[world.port], resolver=resolver, interval=0, seconds=10
        ) as fetcher:
            with SqliteFeedStore(folder / "unchanged.sqlite", now=lambda: world.now) as local:
                poller = Poller(fetcher, local, local, rules=PollPolicy(least=60, most=60), now=lambda: world.now)
                feeds = [WatchedFeed(url=url) for url in world.addresses()]
                await poller.poll(feeds)
                rates = []
                for _ in range(5):
                    world.now += 3600
                    cpu = time.process_time()
                    done = await poller.poll(feeds)
                    rates.append(done.polled / (time.process_time() - cpu))
        share = done.unchanged / done.polled
        print(
            f"\n{done.polled} due feeds, {share:.0%} unchanged: {statistics.median(rates):,.0f} a second of one core, "
            f"{min(rates):,.0f} to {max(rates):,.0f} (n=5), the server's own time included"
        )


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--kills", type=int, default=200)
    asked = parser.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for kills in (0, asked.kills):
            world, played, seconds = asyncio.run(week(asked.feeds, asked.hosts, asked.days, kills, folder))
            broken += report(f"{asked.feeds} feeds, {asked.days:g} days, {kills} kills", world, played, seconds)
        work = asyncio.run(reading(folder))
        alerts = [delay + work[number % len(work)] for number, delay in enumerate(played.delays)]
        print(
            f"\nfrom the queue to the alert, one link after another: p50 {1000 * quantile(work, 0.5):.0f} ms, "
            f"p95 {1000 * quantile(work, 0.95):.0f} ms (n={len(work)})\nfrom publication to the alert, both added: "
            f"p50 {quantile(alerts, 0.5) / 60:.1f} min, p95 {quantile(alerts, 0.95) / 60:.1f} min (n={len(alerts):,})"
        )
        asyncio.run(unchanged(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nfeeds: {broken} checks failed; peak memory {peak} MB, the world's own included")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
