"""Every object key and every table key, as functions: no other module spells one.

Objects lie in the data bucket. Rows lie in the state table, whose only key is ``pk``; a row's key begins with what it is
about, a ``#`` behind it. A counter or a batch is named by what it counts or holds, and its row by ``counter_row``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

CURRENT_INDEX = "current"
"""Name of the index of all watchlists together."""
INDEX_PREFIX = "index/"
SINGLE_INDEX_PREFIX = "index/single/"
ARTICLES_PREFIX = "articles/"
ARTICLE_BATCH_SUFFIX = ".jsonl.gz"
DIGEST_PREFIX = "digest/"
DIGEST_GROUPS_KEY = "digest/groups.json"
BOARD_COUNTS_PREFIX = "board/counts/"

BEGINNINGS = (
    *("index/", "articles/", "digest/", "board/", "alerts/", "requested/"),
    *(
        "article#",
        "shingle#",
        "reservation#",
        "claim#",
        "outlet#",
        "first#",
        "slot#",
        "wake#",
        "intent#",
        "published#",
        "rest#",
        "event#",
        "event-story#",
    ),
    *(
        "chat#",
        "feed-entry#",
        "feed-state#",
        "feed-seen#",
        "feed-version#",
        "lock#",
        "counter#",
        "batch#",
        "matches#",
        "rate#",
        "rate-limit#",
        "follow-up#",
        "quiet-hours#",
    ),
)
"""How the keys of this module begin; a test holds that no other module writes such a text."""


# --- Objects --------------------------------------------------------------------------------------------------------
def index_key(name: str) -> str:
    """A compiled watchlist."""
    return f"{INDEX_PREFIX}{name}"


def single_index_key(name: str) -> str:
    """A watchlist compiled alone; whatever its name, it is not the index of all of them."""
    return f"{SINGLE_INDEX_PREFIX}{name}"


def article_batches_prefix(day: str) -> str:
    """Batches of the articles that were processed on a day (ISO 8601, UTC); Athena takes the day for a partition."""
    return f"{ARTICLES_PREFIX}day={day}/"


def article_batch_key(day: str, name: str) -> str:
    """One of them. Names begin with the time of day, so that keys sort by time."""
    return f"{article_batches_prefix(day)}{name}{ARTICLE_BATCH_SUFFIX}"


def requested_article_key(article: str, revision: str) -> str:
    """An article with its matches as it was when its alert was requested."""
    return f"requested/{article}.{revision}.json"


def archived_alerts_prefix(day: str) -> str:
    """The messages that came out of the alerts topic on a day (ISO 8601, UTC)."""
    return f"alerts/{day}/"


def archived_alert_key(day: str, message: str) -> str:
    """One of them."""
    return f"{archived_alerts_prefix(day)}{message}.json"


def board_folder(group: str | None) -> str:
    """The board of a group of readers; of everybody for None."""
    return "board/" if group is None else f"board/groups/{group}/"


def board_page_key(group: str | None, day: date) -> str:
    """The board's page of a day."""
    return f"{board_folder(group)}{day.isoformat()}.html"


def board_index_key(group: str | None) -> str:
    """The board's latest page under a name that stays."""
    return f"{board_folder(group)}index.html"


def board_page_days(group: str | None, keys: Iterable[str]) -> list[date]:
    """The days of the pages among a board's keys, the oldest first."""
    pattern = re.compile(rf"{re.escape(board_folder(group))}(\d{{4}}-\d\d-\d\d)\.html")
    return sorted(date.fromisoformat(found[1]) for key in keys if (found := pattern.fullmatch(key)))


def board_feed_key(group: str | None, form: str) -> str:
    """The board's feed; ``form`` is atom or json."""
    return f"{board_folder(group)}feed.{form}"


def board_counts_key(day: date) -> str:
    """The stories of each entry in the period that ended on a day."""
    return f"{BOARD_COUNTS_PREFIX}{day.isoformat()}.json"


def sent_digests_prefix(group: str | None) -> str:
    """Which digests of a group were published."""
    return f"{board_folder(group)}sent/"


def sent_digest_key(group: str | None, end: str) -> str:
    """That the digest which ends at a moment was published."""
    return f"{sent_digests_prefix(group)}{end}"


# --- Rows of the state table: stories -------------------------------------------------------------------------------
def article_row(article: str) -> str:
    """Story, fingerprint and signature of an article."""
    return f"article#{article}"


def event_row(key: str) -> str:
    """The newest stories that have a key by which articles of one event find each other."""
    return f"event#{key}"


def event_story_row(story: str) -> str:
    """The members of a story that others are compared with."""
    return f"event-story#{story}"


def shingle_row(shingle: str) -> str:
    """The article that a shingle leads to."""
    return f"shingle#{shingle}"


def reservation_row(story: str, entry: str) -> str:
    """The revision of an article that reserved an entry of a story."""
    return f"reservation#{story}#{entry}"


def outlet_row(story: str, number: int) -> str:
    """One of the outlets that had a story, counted from 0."""
    return f"outlet#{story}#{number}"


def rest_row(place: str) -> str:
    """From where the rest of an object was passed on, by the place at which the run began."""
    return f"rest#{place}"


# --- Rows: deliveries (``alerting/delivery_ledger``) ----------------------------------------------------------------
def claim_row(story: str, entry: str) -> str:
    """The delivery that sends an entry of a story."""
    return f"claim#{story}#{entry}"


def first_delivery_row(story: str) -> str:
    """The first delivery of a story; every later one follows it up."""
    return f"first#{story}"


def slot_row(delivery: str) -> str:
    """The slot that a delivery is deferred to."""
    return f"slot#{delivery}"


def summary_attempt_row(delivery: str, number: int) -> str:
    """A run began to summarise a delivery's article, by its number."""
    return f"summary#{delivery}#{number}"


def wake_row(slot: str) -> str:
    """The delivery that has a slot's batch sent when it is due."""
    return f"wake#{slot}"


def intent_row(message: str) -> str:
    """That a run began to publish a message."""
    return f"intent#{message}"


def published_row(message: str) -> str:
    """That a message came out of the topic."""
    return f"published#{message}"


def chat_row(message: str, service: str) -> str:
    """That a chat service took a message."""
    return f"chat#{message}#{service}"


# --- Rows: feeds, locks, counters, batches --------------------------------------------------------------------------
def feed_entry_row(entry: str) -> str:
    """The feed in which an entry was seen first."""
    return f"feed-entry#{entry}"


def feed_version_row() -> str:
    """The mark of the last run that wrote states of feeds."""
    return "feed-version#"


def feed_state_row(url: str) -> str:
    """What is known of a feed, by its address as listed."""
    return f"feed-state#{_feed(url)}"


def feed_seen_row(url: str, piece: int = 0) -> str:
    """The keys of the entries that a feed showed; the pieces of a long list are numbered."""
    return f"feed-seen#{_feed(url)}#{piece}"


def _feed(url: str) -> str:
    return blake2b(url.encode(errors="replace"), digest_size=16).hexdigest()


def lock_row(name: str) -> str:
    """Who holds a lock."""
    return f"lock#{name}"


def once_row(name: str, what: str) -> str:
    """That something was done once."""
    return f"{lock_row(name)}#{what}"


def counter_row(name: str) -> str:
    """A counter or a batch, by its name."""
    return f"counter#{name}"


def batch_item_row(name: str, item: str) -> str:
    """An item of a batch, by the hexadecimal hash of it."""
    return f"batch#{name}#{item}"


def feed_matches_counter(feed: str) -> str:
    """Counts the articles of a feed that matched."""
    return f"matches#{feed}"


def rate_counter(window: int, number: int) -> str:
    """Counts the messages of a window of the rate limit; ``window`` in seconds, windows numbered from 1970."""
    return f"rate#{window}#{number}"


def rate_batch(window: int) -> str:
    """Batches of what the rate limit deferred; a slot's number goes behind it."""
    return f"rate-limit#{window}"


def follow_up_batch(story: str, delay: int) -> str:
    """Batches of a story's follow-ups, gathered for ``delay`` seconds; a slot's number goes behind it."""
    return f"follow-up#{story}#{delay}"


def quiet_batch(due: int) -> str:
    """The batch that quiet hours deferred to their end (seconds since 1970)."""
    return f"quiet-hours#{due}"
