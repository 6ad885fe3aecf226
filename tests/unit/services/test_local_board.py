"""Boards on a laptop: the reader's days, each linked to the next, with what was usual before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.support.builders import rain_alert
from wirewatch.services.local_board import archive_alert, write_boards
from wirewatch.storage.key_value import MemoryKeyValueStore


class Rows(MemoryKeyValueStore):
    """Rows in memory that can be listed."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, bytes] = {}

    def put(self, key: str, value: bytes) -> None:
        self.rows[key] = value

    def items(self, prefix: str) -> list[tuple[str, bytes]]:
        return sorted((key, value) for key, value in self.rows.items() if key.startswith(prefix))


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def test_a_day_is_the_readers_and_leads_to_the_ones_around_it(tmp_path: Path) -> None:
    store = Rows()
    # 23:30 on the first is the second day in Tokyo.
    archive_alert(store, rain_alert("a", "peru", title="First"), at("2026-03-01T10:00:00+00:00"))
    archive_alert(store, rain_alert("b", "peru", title="Second"), at("2026-03-01T23:30:00+00:00"))
    archive_alert(store, rain_alert("c", "peru", title="Third"), at("2026-03-04T03:00:00+00:00"))
    pages = write_boards(store, tmp_path, "Asia/Tokyo")
    assert [page.name for page in pages] == ["2026-03-01.html", "2026-03-02.html", "2026-03-04.html"]
    first, second, third = (page.read_text() for page in pages)
    assert "First" in first
    assert "Second" not in first
    assert 'href="2026-03-02.html" rel="next"' in first
    assert 'href="2026-03-01.html" rel="prev"' in second
    assert 'rel="next"' not in third
    assert (tmp_path / "index.html").read_text() == third
    assert "Third" in (tmp_path / "feed.json").read_text()


def test_a_day_leads_to_its_week_and_a_week_to_the_ones_around_it(tmp_path: Path) -> None:
    store = Rows()
    archive_alert(store, rain_alert("a", "peru", title="Sunday's"), at("2026-03-01T10:00:00+00:00"))
    archive_alert(store, rain_alert("b", "peru", title="Monday's"), at("2026-03-02T10:00:00+00:00"))
    archive_alert(store, rain_alert("c", "peru", title="Friday's"), at("2026-03-06T10:00:00+00:00"))
    sunday, monday, _ = (page.read_text() for page in write_boards(store, tmp_path, "UTC"))
    assert 'href="week-2026-W09.html">The week' in sunday
    assert 'href="week-2026-W10.html">The week' in monday
    week = (tmp_path / "week-2026-W10.html").read_text()
    assert "Monday&#39;s" in week
    assert "Friday&#39;s" in week
    assert "Sunday&#39;s" not in week
    assert 'href="week-2026-W09.html" rel="prev"' in week
    assert "2 March to 9 March 2026" not in week
    assert "2 March to 8 March 2026" in week


def test_what_is_usual_comes_from_the_days_before(tmp_path: Path) -> None:
    store = Rows()
    for day in range(1, 7):
        archive_alert(store, rain_alert(f"p{day}", "peru"), at(f"2026-03-0{day}T10:00:00+00:00"))
    for number in range(3):
        archive_alert(store, rain_alert(f"c{number}", "chile"), at(f"2026-03-07T1{number}:00:00+00:00"))
    *_, latest = write_boards(store, tmp_path, "UTC")
    assert "Chile</b> 3, never before" in latest.read_text()


def test_without_alerts_there_is_no_board(tmp_path: Path) -> None:
    assert write_boards(Rows(), tmp_path / "b", "UTC") == []
