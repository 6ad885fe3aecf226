"""A simulated day of news through the stack, second by second: what queues, what is throttled, which limit is met first.

A fluid model: in each second so many articles arrive (a curve of the day, and breaking stories that rise within a
minute and fade), process_article takes what its concurrency, S3 and DynamoDB let it, send_alert takes what they let it,
and the alerts topic gets what the rate of alerts lets it; what is left waits. Nothing is lost: what arrived is done or
waits. Seeded. What it leaves out: retries that cost another run, cold starts, and the time that one message takes when
nothing waits.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Mapping

import msgspec

from benchmarks.cost.model import NAME_KILOBYTES
from wirewatch.aws.dynamodb import PendingBatchTable

DAY = 86_400
OWN = ("the rate of alerts", "the lists of alerts")
"""Limits that the stack sets itself; the others are AWS's."""


class Limits(msgspec.Struct, frozen=True):
    """AWS's default quotas in us-east-1, and the stack's own rate of alerts.

    Sources: the developer guides of Lambda (concurrency, scaling of SQS event sources), DynamoDB (on-demand capacity,
    throughput of a partition), S3 (request rate of a prefix) and SNS (publishing).
    """

    concurrency: float = 1000
    pollers: float = 1250
    """Concurrent batches that one queue's event source can have; it begins with five."""
    pollers_a_minute: float = 300
    s3_puts: float = 3500
    """A second, of one prefix; S3 splits a prefix that stays busy, here in two after half an hour."""
    write_units: float = 4000
    read_units: float = 12_000
    """A second, of a new on-demand table; then twice the peak that was before the last half hour."""
    table_units: float = 40_000
    item_units: float = 1000
    """Write units a second of one item."""
    publishes: float = 30_000
    messages: float = 20
    window: int = 600
    """Messages that the topic gets in a window (``AlertRateLimit``); two of them are lists."""
    list_alerts: float = PendingBatchTable.MAX_ITEMS
    """That one list takes."""
    windows: int = 50
    """Lists, one window after another, that an alert tries before it is given up for dead letters."""
    split_seconds: int = 1800


class Load(msgspec.Struct, frozen=True):
    """What a day brings, and what one article takes.

    Attributes:
        articles: in the day.
        share: of articles that are hits, each of which brings something new.
        read_seconds, send_seconds: of one message, on Lambda.
        hit_writes, hit_reads: DynamoDB's units of a hit.
        alert_kilobytes: of an alert in a list.
        bursts: breaking stories in a day.
        batch: articles that are kept in one object.
    """

    articles: float
    share: float
    read_seconds: float
    send_seconds: float
    hit_writes: float
    hit_reads: float
    alert_kilobytes: float = 1.2
    bursts: int = 6
    batch: float = 1


def arrivals(load: Load, seed: int = 1) -> tuple[list[float], list[float]]:
    """Articles in each second, whose sum is the day's, and how many times the usual breaking stories add to each second.

    The curve of a day in which Europe, then America is awake: least at 3, most at 14 hours UTC, four to one. A breaking
    story multiplies it by two to six within a minute and fades with a half-life of twenty.
    """
    chance = random.Random(seed)
    curve = [1 + 0.6 * math.cos(2 * math.pi * (second / DAY - 14 / 24)) for second in range(DAY)]
    heat = [0.0] * DAY
    for _ in range(load.bursts):
        begun, height = chance.randrange(int(DAY * 0.9)), chance.uniform(1, 5)
        for second in range(begun, min(DAY, begun + 3 * 3600)):
            age = second - begun
            heat[second] += height * min(1, age / 60) * 0.5 ** (max(0, age - 60) / 1200)
    shape = [c * (1 + h) * chance.uniform(0.8, 1.2) for c, h in zip(curve, heat, strict=True)]
    scale = load.articles / sum(shape)
    return [value * scale for value in shape], heat


def shares(load: Load, coming: list[float], heat: list[float]) -> list[float]:
    """The share of hits in each second, up to twice as high while a story breaks; the day's is the load's."""
    hotter = [1 + min(1.0, h) for h in heat]
    usual = load.share * load.articles / sum(n * h for n, h in zip(coming, hotter, strict=True))
    return [min(1.0, usual * h) for h in hotter]


def busiest(load: Load, seed: int = 1) -> dict[str, float]:
    """What the day's busiest second would take if nothing held it back."""
    coming, heat = arrivals(load, seed)
    hits = max(n * s for n, s in zip(coming, shares(load, coming, heat), strict=True))
    return {
        "articles": max(coming),
        "concurrent runs": max(coming) * load.read_seconds + hits * load.send_seconds,
        "write units": hits * load.hit_writes,
        "read units": hits * load.hit_reads,
    }


class Queue:
    """What waits, the oldest first: cohorts of (second of arrival, amount)."""

    def __init__(self) -> None:
        self.cohorts: deque[list[float]] = deque()
        self.waiting = 0.0
        self.arrived = self.done = 0.0
        self.ages: list[tuple[float, float]] = []
        self.oldest = 0.0

    def add(self, second: int, amount: float) -> None:
        """So much arrives."""
        if amount > 0:
            self.cohorts.append([second, amount])
            self.waiting += amount
            self.arrived += amount

    def take(self, second: int, most: float) -> float:
        """Take at most so much; what was taken."""
        taken = 0.0
        while self.cohorts and taken < most:
            born, amount = self.cohorts[0]
            part = min(amount, most - taken)
            taken += part
            self.ages.append((second - born, part))
            if part < amount:
                self.cohorts[0][1] -= part
            else:
                self.cohorts.popleft()
        self.waiting = max(0.0, self.waiting - taken)
        self.done += taken
        self.oldest = max(self.oldest, second - self.cohorts[0][0] if self.cohorts else 0.0)
        return taken

    def age(self, share: float) -> float:
        """Seconds that the share of what was taken had waited at most."""
        total, seen = sum(part for _, part in self.ages) * share, 0.0
        for age, part in sorted(self.ages):
            seen += part
            if seen >= total:
                return age
        return 0.0


class Warm:
    """Capacity of an on-demand table: twice the peak that was before the last half hour, at least what it starts with."""

    def __init__(self, least: float, most: float, seconds: int) -> None:
        self.capacity, self._most, self._seconds = least, most, seconds
        self._peak = self._next = 0.0
        self._until = seconds

    def use(self, second: int, units: float) -> None:
        """So much was used in this second."""
        self._next = max(self._next, units)
        if second >= self._until:
            self._peak, self._next, self._until = max(self._peak, self._next), 0.0, second + self._seconds
            self.capacity = min(self._most, max(self.capacity, 2 * self._peak))


class DayResult(msgspec.Struct):
    """What a day came to.

    Attributes:
        arrived, done, waiting: articles.
        alerts, told, listed, waiting_alerts, given_up: alerts due; told alone, told in lists, that wait at the end, and
            that went to the dead letters.
        age: seconds in the articles queue: p50, p95, and of the oldest at any time.
        alert_delay: seconds from the article's coming to the message that tells of it: p50, p95.
        concurrency: most at once.
        throttled: seconds in which each limit held something back.
        first: the second of the day in which each limit was first met.
        held_units: write units of lists that grew.
        messages: that the topic got.
    """

    arrived: float = 0
    done: float = 0
    waiting: float = 0
    alerts: float = 0
    told: float = 0
    listed: float = 0
    waiting_alerts: float = 0
    given_up: float = 0
    age: tuple[float, float, float] = (0, 0, 0)
    alert_delay: tuple[float, float] = (0, 0)
    concurrency: float = 0
    throttled: dict[str, int] = {}
    first: dict[str, int] = {}
    held_units: float = 0
    messages: float = 0


class Topic:
    """The rate of alerts: some of each window go out at once, others wait in its list, or a later one's."""

    def __init__(self, limits: Limits, kilobytes: float) -> None:
        self._limits, self._item = limits, math.ceil(kilobytes)
        self._most = limits.list_alerts
        self._lists: dict[int, float] = {}
        self._single: dict[int, float] = {}
        self.told = self.listed = self.given_up = self.held_units = self.messages = 0.0
        self.full = False

    def free(self, second: int) -> float:
        """Alerts that may still go out alone in this window."""
        limits = self._limits
        # A fifth of the rate is kept for what is urgent, and two messages for lists.
        most = limits.messages - 2 - limits.messages // 5
        return max(0.0, most - self._single.get(second // limits.window, 0.0))

    def room(self, second: int) -> float:
        """Alerts that can be told or held in a second: each rewrites the names of its list, one item of DynamoDB."""
        window = second // self._limits.window
        places = range(window, window + self._limits.windows)
        held = next((h for h in (self._lists.get(place, 0.0) for place in places) if h < self._most), None)
        if held is None:
            return float("inf")  # no list takes it: it is given up
        return self.free(second) + self._limits.item_units / max(1.0, held * NAME_KILOBYTES)

    def add(self, second: int, alerts: float) -> None:
        """So many alerts are due."""
        limits = self._limits
        window = second // limits.window
        alone = min(self.free(second), alerts)
        self._single[window] = self._single.get(window, 0.0) + alone
        self.told += alone
        self.messages += alone
        left = alerts - alone
        self.full = False
        for place in range(window, window + limits.windows):
            if left <= 0:
                break
            held = self._lists.get(place, 0.0)
            part = min(left, self._most - held)
            if part > 0:
                self._lists[place] = held + part
                self.held_units += part * (self._item + max(1.0, (held + part / 2) * NAME_KILOBYTES))
                left -= part
            self.full = True
        if left > 0:
            self.given_up += left

    def close(self, second: int) -> float:
        """The lists that are due now are sent; alerts in them."""
        window = second // self._limits.window
        due = [place for place in self._lists if place < window]
        sent = sum(self._lists.pop(place) for place in due)
        self.listed += sent
        self.messages += math.ceil(sent / 100)
        return sent

    @property
    def waiting(self) -> float:
        """Alerts in lists that are not due."""
        return sum(self._lists.values())


def simulate(load: Load, limits: Limits | None = None, seed: int = 1) -> DayResult:
    """A day."""
    limits = limits or Limits()
    coming, heat = arrivals(load, seed)
    hit = shares(load, coming, heat)
    articles, hits, told = Queue(), Queue(), Queue()
    writes = Warm(limits.write_units, limits.table_units, limits.split_seconds)
    reads = Warm(limits.read_units, limits.table_units, limits.split_seconds)
    topic = Topic(limits, load.alert_kilobytes)
    # The day before went as this one begins.
    pollers = {"read": max(5.0, 1.5 * coming[0] * load.read_seconds), "send": 5.0}
    puts, busy = limits.s3_puts, 0
    out = DayResult(throttled={}, first={})

    def held_back(name: str, second: int) -> None:
        out.throttled[name] = out.throttled.get(name, 0) + 1
        out.first.setdefault(name, second)

    def within(second: int, wanted: float, bounds: Mapping[str, float]) -> float:
        allowed = min(wanted, *bounds.values())
        if allowed < wanted - 1e-9:
            held_back(min(bounds, key=lambda name: bounds[name]), second)
        return max(0.0, allowed)

    for second in range(DAY):
        articles.add(second, coming[second])
        share = hit[second]
        # What a breaking story adds is all one story's.
        hottest = share * heat[second] / (1 + heat[second])
        # Hits are sent first: what is older goes first.
        sending = within(
            second,
            hits.waiting,
            {
                "pollers of send_alert": pollers["send"] / load.send_seconds,
                "concurrency": limits.concurrency / load.send_seconds,
                "publishing": limits.publishes,
                "DynamoDB's item that counts": limits.item_units,
                "DynamoDB's item of a list": topic.room(second),
            },
        )
        sent = hits.take(second, sending)
        free = limits.concurrency - sent * load.send_seconds
        reading = within(
            second,
            articles.waiting,
            {
                "pollers of process_article": pollers["read"] / load.read_seconds,
                "concurrency": max(0.0, free) / load.read_seconds,
                "S3's prefix": puts * load.batch,
                "DynamoDB's item of a story": limits.item_units / max(hottest, 1e-9),
                "DynamoDB's writes": writes.capacity / max(share * load.hit_writes, 1e-9),
                "DynamoDB's reads": reads.capacity / max(share * load.hit_reads, 1e-9),
            },
        )
        done = articles.take(second, reading)
        hits.add(second, done * share)
        writes.use(second, done * share * load.hit_writes)
        reads.use(second, done * share * load.hit_reads)
        out.concurrency = max(out.concurrency, done * load.read_seconds + sent * load.send_seconds)
        busy = busy + 1 if done > 0.8 * puts * load.batch else 0
        if busy >= limits.split_seconds:
            puts, busy = 2 * puts, 0
        for name, queue, taken in (("read", articles, done), ("send", hits, sent)):
            wanted = taken * (load.read_seconds if name == "read" else load.send_seconds)
            grown = pollers[name] + limits.pollers_a_minute / 60
            pollers[name] = min(limits.pollers, grown) if queue.waiting > 0 else max(5.0, wanted * 1.5)
        alone, given = topic.told, topic.given_up
        topic.add(second, sent)
        told.ages.append((0, topic.told - alone))
        # What waits in lists; what no list takes is not among it.
        told.add(second, sent - (topic.told - alone) - (topic.given_up - given))
        if topic.full:
            held_back(OWN[0], second)
        if topic.given_up > given:
            held_back(OWN[1], second)
        if second % limits.window == 0:
            told.take(second, topic.close(second))
    out.arrived, out.done, out.waiting = articles.arrived, articles.done, articles.waiting
    out.alerts, out.told, out.listed, out.given_up = hits.arrived, topic.told, topic.listed, topic.given_up
    out.waiting_alerts = hits.waiting + topic.waiting
    out.age = (articles.age(0.5), articles.age(0.95), articles.oldest)
    out.alert_delay = (told.age(0.5), told.age(0.95))
    out.held_units, out.messages = topic.held_units, topic.messages
    return out
