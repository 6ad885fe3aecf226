"""Load: the deployed template on the emulator at its own limit, for minutes.

    python -m tests.system.load [--minutes 10]

Pages are dropped as fast as they are read: the articles queue is kept filled, so that what is measured is the limit. Every
half minute a line says how many articles a second were processed, how many messages wait in the queues, how old alerts
were when they came, and what memory the workers of each function and the emulator hold. Then dropping ends, and the
queues must drain. Checked: every alert came once, nothing in a dead-letter queue, no error in any log, the queues drained, and no
function's workers hold more at the end than a fifth above what they held after the first part. The emulator keeps in
memory what it stores, so its own grows with the articles; it is printed, and not judged. Ends non-zero when one fails.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

from devtools.testbed.emulator import build, deploy, emulator, subscribe_queue, take, waiting
from devtools.testbed.fault_proxy import workers
from devtools.testbed.stack import Bench, Day, heard

FULL = 100
"""Messages that the articles queue is kept filled with."""
AT_ONCE = {"ProcessArticle": 3, "SendAlert": 2, "ArchiveAlert": 2}
EVERY = 30.0
SETTLING = 0.25
"""Share of the time after which workers hold what they need: pages of all kinds were read."""
GROWTH = 1.2
WATCHED = ("ProcessArticle", "SendAlert", "ArchiveAlert")


class Load:
    """Drops pages and watches what becomes of them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.inbox = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], "load")
        self.dropped: dict[str, float] = {}
        self.pages = 0
        self.expected: set[tuple[str, str]] = set()
        self.told: collections.Counter[tuple[str, str]] = collections.Counter()
        self.over = threading.Event()

    def feed(self) -> None:
        """Keep the articles queue filled, day after day."""
        seed, url = 0, self.bench.stack["ArticlesQueueUrl"]
        while True:
            seed += 1
            day = Day(seed, 500)
            for number, (key, body) in enumerate(day.pages):
                while number % 10 == 0 and waiting(self.bench.sqs, url) > FULL and not self.over.is_set():
                    time.sleep(0.1)
                story = key.split(".")[0]
                if self.over.is_set():
                    self.expected |= {pair for pair in day.expected if pair[0] in self.dropped}
                    return
                if f"inbox/{key}" not in day.poison:
                    self.bench.drop(key, body)
                    self.pages += 1
                    self.dropped.setdefault(story, time.time())
            self.expected |= day.expected

    def hear(self) -> list[float]:
        """Take what came out of the topic; the seconds from drop to alert of each story."""
        now, ages = time.time(), []
        for message in take(self.bench.sqs, self.inbox):
            told = heard([json.loads(message["Body"])])
            self.told.update(told)
            ages += [now - self.dropped.get(story, now) for story, _ in told]
        return ages


def resident(process: int) -> float:
    """Megabytes of a process in memory; 0 where it ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError):
        return 0.0


def memory(bench: Bench) -> dict[str, float]:
    """Megabytes: the largest worker of each function, and the emulator."""
    session = bench.running.session
    held = {name: max([resident(number) for number in workers(session, bench.names[name])] or [0]) for name in WATCHED}
    return {**held, "emulator": resident(session)}


def watch(load: Load, seconds: float) -> list[tuple[float, dict[str, float]]]:
    """Print a line every half minute; memory at each of them, by the share of time that had passed."""
    bench, begun, samples = load.bench, time.monotonic(), []
    last, before = begun, 0
    print(
        f"{'minute':>6}{'articles':>10}{'a second':>10}{'waiting: articles':>19}{'hits':>6}{'kept':>6}{'alerts':>8}{'age, s: p50':>13}"
        f"{'most':>6}   MB: {', '.join(WATCHED)}, emulator"
    )
    while last - begun < seconds:
        time.sleep(max(0.0, min(EVERY, begun + seconds - time.monotonic())))
        ages, waits, held = load.hear(), bench.waiting(), memory(bench)
        now, done = time.monotonic(), load.pages - waits[0]
        samples.append(((now - begun) / seconds, held))
        print(
            f"{(now - begun) / 60:>6.1f}{done:>10}{(done - before) / (now - last):>10.1f}{waits[0]:>19}{waits[1]:>6}{waits[2]:>6}"
            f"{len(ages):>8}{statistics.median(ages or [0]):>13.1f}{max(ages, default=0):>6.0f}   "
            + " ".join(f"{held[name]:>6.0f}" for name in (*WATCHED, "emulator")),
            flush=True,
        )
        last, before = now, done
    return samples


def grown(samples: list[tuple[float, dict[str, float]]]) -> list[str]:
    """Functions whose workers hold more at the end than after the first part; prints how much each held."""
    broken = []
    for name in (*WATCHED, "emulator"):
        early, middle, late = (
            statistics.median([held[name] for share, held in samples if low <= share <= high] or [0])
            for low, high in ((SETTLING, 0.45), (0.45, 0.7), (0.8, 1.1))
        )
        print(f"  {name:<14}{early:>8.0f}{middle:>8.0f}{late:>8.0f} MB")
        if name in WATCHED and late > early * GROWTH:
            broken.append(f"{name} grew from {early:.0f} to {late:.0f} MB")
    return broken


def main() -> int:
    """Load it, and say whether it held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    minutes: float = parser.parse_args().minutes
    folder = build()
    with emulator() as running:
        stack = deploy(running, folder, AlertRateLimit="600", BypassPriority="low")
        bench = Bench(running, stack, BYPASS_PRIORITY="low", ALERT_RATE_LIMIT="6", ALERT_RATE_WINDOW_MINUTES="0.1")
        bench.settle()
        bench.scale(AT_ONCE)
        load = Load(bench)
        feeding = threading.Thread(target=load.feed)
        feeding.start()
        begun = time.monotonic()
        samples = watch(load, minutes * 60)
        load.over.set()
        feeding.join()
        seconds, ended = time.monotonic() - begun, time.monotonic()
        drained = bench.settle()
        draining = time.monotonic() - ended
        load.hear()
        letters = sum(waiting(bench.sqs, stack[url]) for url in stack if url.endswith("DeadLettersUrl"))
        errors = sum('"level":"ERROR"' in line for line in running.log.read_text(errors="replace").splitlines())
        print("\nheld by the largest worker of each, early, in the middle, late")
        broken = grown(samples)
    lost, twice = len(load.expected - set(load.told)), sum(times > 1 for times in load.told.values())
    for name, count in (("lost", lost), ("twice", twice), ("dead letters", letters), ("errors", errors)):
        broken += [f"{name}: {count}"] if count else []
    broken += [] if drained else ["the queues did not drain"]
    print(
        f"\nload: {load.pages} articles in {seconds / 60:.1f} minutes, {load.pages / seconds:.1f} a second; {sum(load.told.values())} "
        f"alerts, lost {lost}, twice {twice}, dead letters {letters}, errors {errors}; drained in {draining:.0f} s; "
        + ("; ".join(broken) if broken else "every check passed")
    )
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
