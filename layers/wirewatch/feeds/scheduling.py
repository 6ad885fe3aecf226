"""When a feed is polled next, and what is remembered of it: rules and records, no network.

A feed is polled about twice for each article that it brings, within bounds, never sooner than it wishes
(``ttl``, Retry-After), and less and less often while it fails (exponential backoff with full jitter:
https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from wirewatch.feeds.records import Feed, FeedEntry

SEEN_LIMIT = 500
"""Keys of a feed's entries that are remembered beyond those of its last body."""
USUAL_INTERVAL = 20
"""Arrivals from which a feed's usual interval is computed."""
STALE_AFTER = 8
"""A feed is stale where it brought nothing for so many times as long as it usually takes, and three days at least."""
RETRY_SECONDS = 60.0
"""After which a feed is polled again whose entries could not be handed over."""
_DAY = 86_400.0


class PollPolicy(msgspec.Struct, frozen=True):
    """Bounds of polling, in seconds.

    Attributes:
        least: between two polls of one feed.
        most: between two polls of a feed that works.
        failing: between two polls of a feed that fails, at the most.
        recent: age of the entries that a feed's first poll takes.
        first: entries that a feed's first poll takes, at the most.
    """

    least: float = 300
    most: float = 3600
    failing: float = 6 * 3600
    recent: float = _DAY
    first: int = 20


class FeedState(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is remembered of a feed.

    Attributes:
        url: as the list of feeds names it.
        address: where it lives now, behind permanent redirects.
        etag, last_modified: to be given back.
        due: seconds since 1970.
        interval: seconds between polls, as it stands.
        failures: in a row.
        last_success, last_failure: seconds since 1970; 0 for never.
        last_error: in words; empty after a success.
        retired: what it said when it was gone for good, since when it is polled once a day; empty where it is not.
        seen: key of an entry → its fingerprint.
        arrivals: seconds since 1970 of polls that brought something, the newest last.
        articles: queued so far.
        hits: of those, how many matched, where that is counted.
        title: the feed's own.
    """

    url: str
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None
    due: float = 0.0
    interval: float = 0.0
    failures: int = 0
    last_success: float = 0.0
    last_failure: float = 0.0
    last_error: str = ""
    retired: str = ""
    seen: dict[str, str] = {}
    arrivals: list[float] = []
    articles: int = 0
    hits: int = 0
    title: str = ""


class NewEntry(msgspec.Struct):
    """An entry that is new or was edited, with its keys, strongest first."""

    entry: FeedEntry
    keys: list[str]
    edited: bool = False


def new_entries(
    state: FeedState, entries: Sequence[tuple[FeedEntry, list[str], str]], now: float, rules: PollPolicy
) -> list[NewEntry]:
    """What a body's entries, each with its keys and fingerprint, bring beyond what was seen; the oldest first.

    A feed's first poll takes only its recent entries, by the date that they give; those without one are taken for
    recent, as feeds begin with the newest.
    """
    found = []
    for entry, keys, mark in entries:
        known = next((state.seen[key] for key in keys if key in state.seen), None)
        if known is None:
            found.append(NewEntry(entry, keys))
        elif known != mark:
            found.append(NewEntry(entry, keys, edited=True))
    if not state.last_success:
        found = [one for one in found if _age(one.entry, now) < rules.recent][: rules.first]
    return found[::-1]


def mark_seen(state: FeedState, entries: Sequence[tuple[FeedEntry, list[str], str]]) -> None:
    """Note a body's entries as seen. Those that left the body are kept for a while: feeds show old entries again."""
    fresh = {key: mark for _, keys, mark in entries for key in keys}
    kept = {key: mark for key, mark in state.seen.items() if key not in fresh}
    state.seen = dict(list(kept.items())[-SEEN_LIMIT:]) | fresh


def record_success(
    state: FeedState, feed: Feed | None, brought: int, now: float, rules: PollPolicy, every: float | None = None
) -> None:
    """The feed answered, with ``brought`` new entries (``feed`` is None where it had not changed)."""
    state.failures, state.last_error, state.last_success, state.retired = 0, "", now, ""
    state.articles += brought
    if brought:
        state.arrivals = [*state.arrivals, now][-USUAL_INTERVAL:]
    wanted = every or rules.least
    if every is None:
        # Halved when something came, half as long again when nothing did: it settles at about two polls an article.
        last = state.interval or rules.least * 2
        wanted = last / 2 if brought else last * 1.5
        asked = feed.minutes * 60.0 if feed is not None and feed.minutes else 0.0
        wanted = min(max(wanted, rules.least, min(asked, rules.most)), rules.most)
    state.interval = wanted
    state.due = now + wanted


def record_failure(
    state: FeedState,
    error: str,
    now: float,
    rules: PollPolicy,
    chance: random.Random,
    retry_after: float | None = None,
    gone: bool = False,
) -> None:
    """The feed could not be had. One that says that it is gone for good is polled once a day, and its state says so."""
    state.failures += 1
    state.last_failure, state.last_error = now, error
    state.retired = error if gone else ""
    if gone:
        # A server that is being moved says it too.
        state.due = now + _DAY * chance.uniform(0.8, 1.0)
        return
    longest = min(rules.failing, rules.least * 2**state.failures)
    state.due = now + max(rules.least, chance.uniform(0.5, 1.0) * longest, min(retry_after or 0.0, _DAY))


def record_unsent(state: FeedState, known: Mapping[str, str], keys: Sequence[str], now: float) -> None:
    """Entries with these keys could not be handed over: they are new again at the next poll, which comes soon.

    ``known`` is what was seen before this poll.
    """
    for key in keys:
        if key in known:
            state.seen[key] = known[key]
        else:
            state.seen.pop(key, None)
    state.etag = state.last_modified = None
    state.due = now + RETRY_SECONDS


def is_stale(state: FeedState, now: float) -> bool:
    """Whether a feed that is not failing brought nothing for far longer than it usually does."""
    if len(state.arrivals) < 5 or state.retired:
        return False
    usual = (state.arrivals[-1] - state.arrivals[0]) / (len(state.arrivals) - 1)
    return now - state.arrivals[-1] > max(STALE_AFTER * usual, 3 * _DAY)


def due_feeds(states: Mapping[str, FeedState], now: float) -> list[FeedState]:
    """Those to be polled now, the one that is due longest first."""
    return sorted((state for state in states.values() if state.due <= now), key=lambda state: state.due)


def _age(entry: FeedEntry, now: float) -> float:
    try:
        stamp = datetime.fromisoformat(entry.published or entry.updated or "")
        return now - stamp.timestamp() if stamp.tzinfo else 0.0
    except (ValueError, OverflowError):
        return 0.0
