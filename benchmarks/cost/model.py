"""What a million articles cost: list prices (prices.yaml) × requests an article.

``requests`` says how often which service is asked for so many articles, hits and messages; it is written down from what
the functions do, and ``whole.py`` counts in a deployed stack whether it is so. ``bill`` adds what nobody can count there:
what SQS and SNS do on their own, gigabyte-seconds, storage, logs and traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from wirewatch.aws.dynamodb import PendingBatchTable

PRICES = Path(__file__).parent / "prices.yaml"
MEGABYTES_A_CORE = 1769
"""Memory at which Lambda gives a function one whole vCPU; below, it gives it that share of one (AWS's documentation)."""
WAITS = {"s3 get": 0.020, "s3 put": 0.030, "dynamodb": 0.005, "sqs": 0.008, "sns": 0.020}
"""Assumed: seconds that a call waits inside a region. The emulator's own are those of this machine."""
OUTLETS, LISTED = 20, 100
"""Keys asked for the outlets of a story, and alerts that one message of a list tells of."""

NAME_KILOBYTES = PendingBatchTable.NAME_BYTES / 1024
"""Of an alert's name in the DynamoDB item that holds a list."""


class Price(msgspec.Struct, frozen=True):
    """``usd`` for ``per`` units; ``as_of`` is the date of the source."""

    usd: float
    per: float
    source: str
    as_of: str


class _Table(msgspec.Struct):
    region: str
    prices: dict[str, Price]


def prices(path: Path = PRICES) -> dict[str, Price]:
    """The table of prices, checked."""
    return msgspec.yaml.decode(path.read_bytes(), type=_Table).prices


def cost(usage: Mapping[str, float], table: Mapping[str, Price]) -> dict[str, float]:
    """Dollars for each kind of use.

    Raises:
        KeyError: something is used that has no price.
    """
    return {name: units * table[name].usd / table[name].per for name, units in usage.items()}


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How many of what went through.

    Attributes:
        articles: read from the inbox.
        hits: articles that name something watched: they are placed in a story.
        claims: keys that the hits claimed to be found by their copies.
        shingles: keys that the hits asked for.
        entries: entries that the hits alert for, each claimed for its story.
        candidates: articles that hits were compared with.
        compared: hits that were compared with any.
        sketches: write units of the hits' own items, which hold their 5-grams.
        sent: hits that brought something new: each goes to send_alert.
        due: their entries that nobody had alerted for.
        single: messages that tell of one alert.
        held: alerts that waited in a list.
        held_units: write units of alerts put into lists: each is an item, and rewrites the names of its list.
        lists: lists that were opened, and later sent.
        list_messages: messages that told of the lists.
    """

    articles: float
    hits: float = 0
    claims: float = 0
    shingles: float = 0
    entries: float = 0
    candidates: float = 0
    compared: float = 0
    sketches: float = 0
    sent: float = 0
    due: float = 0
    single: float = 0
    held: float = 0
    held_units: float = 0
    lists: float = 0
    list_messages: float = 0

    @property
    def messages(self) -> float:
        """Messages that the topic got."""
        return self.single + self.list_messages


def requests(flow: Flow) -> dict[str, float]:
    """Calls of the functions to each service, and DynamoDB's units, for a flow."""
    f = flow
    # place: one look at all keys, the own item, a claim for each key. tell: one look, one claim. Then one for each entry,
    # and another that it was handed over.
    story_puts = f.hits + f.claims + f.hits + f.entries + f.due
    story_gets = f.hits + f.compared + f.hits
    # Idempotency puts and updates; each entry is told once; the story is opened; the rate is counted; that a model
    # was begun with and the intent are remembered.
    runs = f.sent + f.lists
    alert_puts = runs + f.due + f.sent + 2 * f.single + f.list_messages
    alert_gets = f.sent + f.single
    updates = runs + f.sent + f.held + f.lists
    # An alert that waits remembers where, and who opens the list has it woken; its own item is in ``held_units``.
    hold_puts = 2 * f.held
    return {
        "s3 get": f.articles + f.sent,
        "s3 put": f.articles + f.messages,
        "sqs send": f.sent + f.lists,
        "sns publish": f.messages,
        "dynamodb calls": story_puts + story_gets + alert_puts + alert_gets + updates + hold_puts + f.held + f.messages,
        "dynamodb write unit": story_puts
        - f.hits
        + f.sketches
        + alert_puts
        + hold_puts
        + f.messages
        # The names of a list are written once more when it is closed.
        + updates
        - f.held
        - f.lists
        + f.held_units
        + f.lists * max(1.0, f.held / max(f.lists, 1) * NAME_KILOBYTES),
        "dynamodb read unit": f.hits
        + f.shingles
        + f.candidates * 2
        + OUTLETS * f.hits
        # Send_alert asks whether an earlier run began to publish the alert, or has it wait.
        + 2 * f.sent
        + OUTLETS * f.single
        # A list's alerts are read as it is sent.
        + f.held,
    }


class Work(msgspec.Struct, frozen=True):
    """What one function does for one thing: seconds of this machine's core, and calls by the names of ``WAITS``."""

    core_seconds: float
    calls: dict[str, float]


def seconds(work: Work, memory: float) -> float:
    """How long Lambda takes: what computes is slowed by the share of a vCPU, what waits is not.

    Assumed: a whole vCPU is as fast as this machine's core, and one thread never uses more than one.
    """
    share = min(memory / MEGABYTES_A_CORE, 1.0)
    return work.core_seconds / share + sum(WAITS[name] * times for name, times in work.calls.items())


def gigabyte_seconds(work: Work, memory: float) -> float:
    """What is billed for it."""
    return seconds(work, memory) * memory / 1024


class Bytes(msgspec.Struct, frozen=True):
    """Mean bytes: of a page, of an article as it is kept, of log an article, hit and message, of items a hit leaves."""

    page: float
    article: float
    log_article: float
    log_sent: float
    items: float


def bill(
    flow: Flow, functions: Mapping[str, tuple[Work, float, float]], sizes: Bytes, *, days: float, retention: float = 30
) -> dict[str, float]:
    """Use of everything that is billed by use, one mail subscriber included.

    Args:
        flow: what went through in ``days`` days.
        functions: of each function its work for one message, its memory (MB), and how many messages it got. Each is
            an invocation of its own, as it is when articles come one by one; a batch of five costs fewer.
        sizes: mean bytes.
        days: that the flow took; traces are sampled by the second.
        retention: days for which pages and articles are kept.
    """
    calls = requests(flow)
    runs = sum(times for _, _, times in functions.values())
    usage = {
        "lambda gb-second arm64": sum(gigabyte_seconds(w, memory) * n for w, memory, n in functions.values()),
        "lambda request": runs,
        # Each message is sent once, received once and deleted once; those of the bucket and the topic too.
        "sqs request": 3 * runs,
        "dynamodb write unit": calls["dynamodb write unit"],
        "dynamodb read unit": calls["dynamodb read unit"],
        # The page itself is put by whoever drops it.
        "s3 put": calls["s3 put"] + flow.articles,
        "s3 get": calls["s3 get"],
        "sns publish": calls["sns publish"],
        "sns mail": calls["sns publish"],
        "logs gb": (flow.articles * sizes.log_article + (flow.sent + flow.messages) * sizes.log_sent) / 1e9,
        # X-Ray samples each function's first run of a second, and a twentieth of the others.
        "trace": min(runs, 86_400 * days + 0.05 * runs),
    }
    month = 30.0
    kept = retention / month
    # The store keeps versions: what expires is kept for another 30 days as an old one.
    pages, articles = flow.articles * sizes.page / 1e9, flow.articles * sizes.article / 1e9
    usage["s3 gb-month"] = pages * kept + articles * (kept + 1)
    usage["logs gb-month"] = usage["logs gb"] * kept
    # What tells copies is forgotten after a week.
    usage["dynamodb gb-month"] = flow.hits * sizes.items / 1e9 * 7 / month
    usage["dynamodb backup gb-month"] = usage["dynamodb gb-month"]
    return usage


def standing(alarms: int, metrics: int, queues: int, poll_seconds: float, poll_memory: float) -> dict[str, float]:
    """Use in a month in which nothing comes: alarms, metrics, and functions and queues that are asked all the same.

    Lambda asks each queue with at least two pollers, each for 20 seconds at a time.
    """
    minutes = 30 * 1440
    return {
        "alarm month": alarms,
        "metric month": metrics,
        "dashboard month": 1,
        "scheduler run": minutes,
        "lambda request": minutes,
        "lambda gb-second arm64": minutes * poll_seconds * poll_memory / 1024,
        "sqs request": queues * 2 * 3 * minutes,
        "trace": minutes,
    }
