"""Boards of what was alerted on one machine: a page for each day and week, linked one to the next, and feeds of the latest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
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

HISTORY_PERIODS = 7
"""Days, or weeks, before, from which it is told what is usual."""
WEEK_DAYS = 7
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

    Each day is linked to those beside it and to its week, a page from Monday to Sunday (``week-2026-W10.html``).
    ``index.html`` is the latest day once more, ``feed.atom`` and ``feed.json`` hold its stories.
    """
    archived = [msgspec.json.decode(value, type=ArchivedMessage) for _, value in store.items(_PREFIX)]

    def outlets_of(story: str) -> list[Outlet]:
        return tracker.outlets(story, store)

    days = _periods(archived, zone, 1, outlets_of)
    weeks = _periods(archived, zone, WEEK_DAYS, outlets_of)
    folder.mkdir(parents=True, exist_ok=True)
    pages = _write(folder, zone, days, [(f"{day}.html", _week_name(_monday(day))) for day in days])
    _write(folder, zone, weeks, [(_week_name(monday), "") for monday in weeks])
    if pages:
        latest = days[max(days)]
        (folder / "index.html").write_bytes(pages[-1].read_bytes())
        (folder / "feed.atom").write_bytes(board.atom(latest))
        (folder / "feed.json").write_bytes(board.json_feed(latest))
    return pages


def _periods(
    archived: list[ArchivedMessage], zone: str, length: int, outlets_of: Callable[[str], list[Outlet]]
) -> dict[date, Digest]:
    """The digest of each day, or of each week by its Monday, that has alerts, the oldest first."""
    begins = [_day(one, zone) if length == 1 else _monday(_day(one, zone)) for one in archived]
    digests: dict[date, Digest] = {}
    counts: dict[date, Counter[str]] = {}
    for begin in sorted(set(begins)):
        some = [one for one, of in zip(archived, begins, strict=True) if of == begin]
        start, end = _bounds(begin, zone, length)
        made = digest(some, start=start, end=end, history=_history(begin, counts, length), outlets_of=outlets_of)
        counts[begin] = Counter({count.entry: count.stories for count in made.counts})
        digests[begin] = made
    return digests


def _write(folder: Path, zone: str, digests: dict[date, Digest], names: list[tuple[str, str]]) -> list[Path]:
    """Write the pages of a row of digests; ``names``: of each page, and of the one that it is a part of."""
    pages = []
    for place, (made, (name, whole)) in enumerate(zip(digests.values(), names, strict=True)):
        previous = names[place - 1][0] if place else ""
        following = names[place + 1][0] if place + 1 < len(names) else ""
        html = board.page(made, zone, previous=previous, following=following, week=whole, feeds=True)
        pages.append(folder / name)
        pages[-1].write_text(html, encoding="utf-8")
    return pages


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"week-{year}-W{week:02}.html"


def _day(one: ArchivedMessage, zone: str) -> date:
    return datetime.fromisoformat(one.sent).astimezone(ZoneInfo(zone)).date()


def _bounds(day: date, zone: str, length: int) -> tuple[str, str]:
    """A reader's days in UTC; one has 23 or 25 hours where clocks change."""
    edges = (datetime.combine(some, time(), ZoneInfo(zone)) for some in (day, day + timedelta(days=length)))
    start, end = (edge.astimezone(UTC).isoformat() for edge in edges)
    return start, end


def _history(begin: date, counts: dict[date, Counter[str]], length: int) -> dict[str, list[int]]:
    """Stories of each entry in the periods before, the latest first; those without an alert count from the first on."""
    before = [begin - timedelta(days=length * back) for back in range(1, HISTORY_PERIODS + 1)]
    before = [some for some in before if some >= min(counts, default=begin)]
    entries = {entry for some in before for entry in counts.get(some, ())}
    return {entry: [counts.get(some, Counter())[entry] for some in before] for entry in entries}
