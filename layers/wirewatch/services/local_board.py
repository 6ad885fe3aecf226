"""Boards of what was alerted on one machine: a page for each day, linked one to the next, and feeds of the latest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from wirewatch.digests import board
from wirewatch.digests.digest import Digest, digest
from wirewatch.records import Alert, ArchivedMessage, Outlet
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories import tracker

HISTORY_DAYS = 7
"""Days before, from which it is told what is usual."""
_PREFIX = "local-alert#"


class AlertStore(KeyValueStore, Protocol):
    """Where alerts are kept: rows by key, with what is known of stories."""

    def items(self, prefix: str) -> list[tuple[str, bytes]]:
        """The rows whose keys begin with a prefix, by key."""


def archive_alert(store: AlertStore, alert: Alert, now: datetime) -> None:
    """Keep an alert as it was shown, without the article's text, for the boards."""
    slim = msgspec.structs.replace(alert, article=msgspec.structs.replace(alert.article, text=""))
    sent = now.astimezone(UTC).isoformat(timespec="milliseconds")
    message = ArchivedMessage(name=alert.id, sent=sent, message=msgspec.Raw(msgspec.json.encode(slim)))
    entries = ",".join(sorted(match.entry for match in alert.matches))
    store.put(f"{_PREFIX}{sent}#{alert.id}#{entries}", msgspec.json.encode(message))


def write_boards(store: AlertStore, folder: Path, zone: str) -> list[Path]:
    """Write a board for each of the reader's days with alerts into a folder; the pages, the oldest first.

    ``index.html`` is the latest once more, ``feed.atom`` and ``feed.json`` hold its stories.
    """
    archived = [msgspec.json.decode(value, type=ArchivedMessage) for _, value in store.items(_PREFIX)]
    days = sorted({_day(one, zone) for one in archived})

    def outlets_of(story: str) -> list[Outlet]:
        return tracker.outlets(story, store)

    digests: dict[date, Digest] = {}
    counts: dict[date, Counter[str]] = {}
    for day in days:
        some = [one for one in archived if _day(one, zone) == day]
        start, end = _bounds(day, zone)
        made = digest(some, start=start, end=end, history=_history(day, counts), outlets_of=outlets_of)
        counts[day] = Counter({count.entry: count.stories for count in made.counts})
        digests[day] = made
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for place, day in enumerate(days):
        previous = f"{days[place - 1]}.html" if place else ""
        following = f"{days[place + 1]}.html" if place + 1 < len(days) else ""
        html = board.page(digests[day], zone, previous=previous, following=following, feeds=True)
        pages.append(folder / f"{day}.html")
        for page in (pages[-1], *([folder / "index.html"] if not following else [])):
            page.write_text(html, encoding="utf-8")
    if days:
        (folder / "feed.atom").write_bytes(board.atom(digests[days[-1]]))
        (folder / "feed.json").write_bytes(board.json_feed(digests[days[-1]]))
    return pages


def _day(one: ArchivedMessage, zone: str) -> date:
    return datetime.fromisoformat(one.sent).astimezone(ZoneInfo(zone)).date()


def _bounds(day: date, zone: str) -> tuple[str, str]:
    """A reader's day in UTC; it has 23 or 25 hours where clocks change."""
    edges = (datetime.combine(some, time(), ZoneInfo(zone)) for some in (day, day + timedelta(days=1)))
    start, end = (edge.astimezone(UTC).isoformat() for edge in edges)
    return start, end


def _history(day: date, counts: dict[date, Counter[str]]) -> dict[str, list[int]]:
    """Stories of each entry in the days before, the latest first; days without an alert count from the first on."""
    first = min(counts, default=day)
    before = list(_days_before(day, first))
    entries = {entry for some in before for entry in counts.get(some, ())}
    return {entry: [counts.get(some, Counter())[entry] for some in before] for entry in entries}


def _days_before(day: date, first: date) -> Iterator[date]:
    for back in range(1, HISTORY_DAYS + 1):
        if day - timedelta(days=back) >= first:
            yield day - timedelta(days=back)
