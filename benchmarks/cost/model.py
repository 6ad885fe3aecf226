"""What a million articles cost: list prices (prices.yaml) × requests an article.

``requests`` says how often which service is asked for so many articles, hits and messages; it is written down from what
the functions do, and ``whole.py`` counts in a deployed stack whether it is so. ``bill`` adds what nobody can count there:
what SQS and SNS do on their own, gigabyte-seconds, storage and logs. No traces: they are opt-in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from wirewatch.aws.dynamodb import PendingBatchTable

PRICES = Path(__file__).parent / "prices.yaml"
MEGABYTES_A_CORE = 1769
"""Memory at which Lambda gives a function one whole vCPU; below, it gives it that share of one (AWS's documentation)."""
WAITS = {"s3 get": 0.020, "s3 put": 0.030, "dynamodb": 0.005, "sqs": 0.008, "sns": 0.020}
"""Assumed: seconds that a call waits inside a region. The emulator's own are those of this machine."""
OUTLETS, LISTED = 3, 100
"""Keys asked for the outlets of a story, and alerts that one message of a list tells of."""
BATCH, GATHERED, POLLERS = 10, 5.0, 5
"""Articles of one run of process_article at the most, seconds for which they are gathered (both: template.yaml), and the
pollers that Lambda begins with at a queue (its documentation), between which what arrives is shared out."""
INBOX_DAYS = 21
"""Days for which a dropped page is kept (template.yaml)."""

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
        batches: runs of process_article: each keeps its articles as one object.
        hits: articles that name something watched: they are placed in a story.
        story_puts, story_gets: calls to the state table that place the hits and reserve their entries.
        story_writes, story_reads: DynamoDB's units of these calls.
        sent: hits that brought something new: each goes to send_alert.
        due: their entries that nobody had alerted for.
        single: messages that tell of one alert.
        held: alerts that waited in a list.
        held_units: write units of alerts put into lists: each is an item, and rewrites the names of its list.
        lists: lists that were opened, and later sent.
        list_messages: messages that told of the lists.
    """

    articles: float
    batches: float = 0
    hits: float = 0
    story_puts: float = 0
    story_gets: float = 0
    story_writes: float = 0
    story_reads: float = 0
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
        # Batches of articles, each article whose alert is requested alone, and each message that was sent.
        "s3 put": f.batches + f.sent + f.messages,
        "sqs send": f.sent + f.lists,
        "sns publish": f.messages,
        "dynamodb calls": f.story_puts
        + f.story_gets
        + alert_puts
        + alert_gets
        + updates
        + hold_puts
        + f.held
        + f.messages,
        "dynamodb write unit": f.story_writes
        + alert_puts
        + hold_puts
        + f.messages
        # The names of a list are written once more when it is closed.
        + updates
        - f.held
        - f.lists
        + f.held_units
        + f.lists * max(1.0, f.held / max(f.lists, 1) * NAME_KILOBYTES),
        "dynamodb read unit": f.story_reads
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
    """Mean bytes: of a page, of an article in a batch and alone, of log an article, hit and message, of items a hit leaves."""

    page: float
    packed: float
    article: float
    log_article: float
    log_sent: float
    items: float


def bill(
    flow: Flow, functions: Mapping[str, tuple[Work, float, float]], sizes: Bytes, *, retention: float = 30
) -> dict[str, float]:
    """Use of everything that is billed by use, one mail subscriber included.

    Args:
        flow: what went through.
        functions: of each function its work for one message, its memory (MB), and how many messages it got. Each is
            an invocation of its own but for process_article, which has ``flow.batches``.
        sizes: mean bytes.
        retention: days for which pages and articles are kept.
    """
    calls = requests(flow)
    received = sum(times for _, _, times in functions.values())
    runs = received - flow.articles + flow.batches
    usage = {
        "lambda gb-second arm64": sum(gigabyte_seconds(w, memory) * n for w, memory, n in functions.values()),
        "lambda request": runs,
        # Each message is sent, those of the bucket and the topic too; what a run gets is received and deleted together.
        "sqs request": received + 2 * runs,
        "dynamodb write unit": calls["dynamodb write unit"],
        "dynamodb read unit": calls["dynamodb read unit"],
        # The page itself is put by whoever drops it.
        "s3 put": calls["s3 put"] + flow.articles,
        "s3 get": calls["s3 get"],
        "sns publish": calls["sns publish"],
        "sns mail": calls["sns publish"],
        "logs gb": (flow.articles * sizes.log_article + (flow.sent + flow.messages) * sizes.log_sent) / 1e9,
    }
    month = 30.0
    kept = retention / month
    # The data bucket keeps versions: what expires is kept for another day as an old one.
    pages = flow.articles * sizes.page / 1e9 * INBOX_DAYS / month
    articles = (flow.articles * sizes.packed + flow.sent * sizes.article) / 1e9
    usage["s3 gb-month"] = pages + articles * (kept + 1 / month)
    usage["logs gb-month"] = usage["logs gb"] * kept
    # What tells copies is forgotten after a week.
    usage["dynamodb gb-month"] = flow.hits * sizes.items / 1e9 * 7 / month
    usage["dynamodb backup gb-month"] = usage["dynamodb gb-month"]
    return usage


def runs_of(coming: Sequence[float]) -> float:
    """Runs of process_article in a day, of which each second brings so many articles.

    A run gathers what one of the pollers gets within the time, ten articles at the most.
    """
    return sum(rate / min(BATCH, max(1.0, rate * GATHERED / POLLERS)) for rate in coming)


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """A month in which feeds are polled and bring nothing.

    Attributes:
        feeds: in the lists.
        polls: of one feed in the month.
        core_run, core_feed: seconds of this machine's core for a run, and for each feed that it polls.
        run_writes, run_reads: DynamoDB's units of a run.
        feed_writes, feed_reads: of a feed that it polls.
        wait: seconds until the slowest feed of a run has answered.
        memory: of poll_feeds, in MB.
        logged: bytes of log of a run.
    """

    feeds: int
    polls: float
    core_run: float
    core_feed: float
    run_writes: float
    run_reads: float
    feed_writes: float
    feed_reads: float
    wait: float
    memory: float
    logged: float


RUNS = 30 * 1440
"""Of poll_feeds in a month."""


def standing(quiet: Quiet, *, alarms: int, metrics: int, queues: int, dashboard: bool) -> dict[str, float]:
    """Use in a month in which nothing comes.

    ``metrics`` are those that have values then, ``queues`` those that Lambda asks, each with at least two pollers, each for
    20 seconds at a time.
    """
    polled = quiet.feeds * quiet.polls
    core = (quiet.core_run + quiet.core_feed * polled / RUNS) / min(quiet.memory / MEGABYTES_A_CORE, 1.0)
    return {
        "alarm month": alarms,
        "metric month": metrics,
        "dashboard month": dashboard,
        "scheduler run": RUNS,
        "lambda request": RUNS,
        "lambda gb-second arm64": RUNS * (core + quiet.wait) * quiet.memory / 1024,
        "sqs request": queues * 2 * 3 * RUNS,
        # Each run lists the lists.
        "s3 put": RUNS,
        "dynamodb write unit": RUNS * quiet.run_writes + polled * quiet.feed_writes,
        "dynamodb read unit": RUNS * quiet.run_reads + polled * quiet.feed_reads,
        "logs gb": RUNS * quiet.logged / 1e9,
    }
