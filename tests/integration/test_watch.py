"""``wirewatch watch`` on feeds of a loopback server: each alert once, whenever it is started again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.fake_chat import TOKEN, chat


def watch(folder: Path, outlet: str, *more: str, page: str = "feed.json") -> subprocess.CompletedProcess[str]:
    listed = folder / "feeds.yaml"
    listed.write_text(f"feeds:\n  - url: http://{outlet}/{page}\n    tags: [islands]\n")
    port = outlet.partition(":")[2]
    return subprocess.run(
        [str(Path(sys.executable).with_name("wirewatch")), "watch", str(listed), "--once", "--state", str(folder / "w.sqlite"),
         "--allow", "127.0.0.0/8", "--port", port, *more],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_each_alert_is_shown_once(tmp_path: Path, outlet: str) -> None:
    done = watch(tmp_path, outlet, "--json")
    assert done.returncode == 0, done.stderr
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(alert["countries"][0] for alert in alerts) == ["FJ", "MT", "NP"]
    assert all(alert["summary"]["text"] for alert in alerts)
    again = watch(tmp_path, outlet, "--json")
    assert (again.returncode, again.stdout) == (0, "")
    assert "0 alerts so far" in again.stderr


def test_alerts_go_to_chats_once_and_a_chat_that_fails_stops_nothing(tmp_path: Path, outlet: str) -> None:
    with chat() as service:
        more = ("--notify", service.address, "--notify", "json://127.0.0.1:9/closed")
        done = watch(tmp_path, outlet, *more)
        assert done.returncode == 0, done.stderr
        assert len(service.taken) == 3
        assert any("Malta faces a choice" in post["title"] for post in service.taken)
        assert "not taken by number 2 (json)" in done.stderr
        assert TOKEN not in done.stdout + done.stderr
        watch(tmp_path, outlet, *more)
        assert len(service.taken) == 3


def test_the_board_shows_what_was_alerted(tmp_path: Path, outlet: str) -> None:
    watch(tmp_path, outlet)
    command = [
        str(Path(sys.executable).with_name("wirewatch")),
        "board",
        str(tmp_path / "b"),
        "--state",
        str(tmp_path / "w.sqlite"),
    ]
    done = subprocess.run([*command, "--zone", "Asia/Tokyo"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"{tmp_path / 'b' / 'index.html'}\n"
    page = (tmp_path / "b" / "index.html").read_text()
    assert "Malta faces a choice" in page
    assert page.count("<article>") == 3
    assert len(json.loads((tmp_path / "b" / "feed.json").read_text())["items"]) == 3
    wrong = subprocess.run([*command, "--zone", "Nowhere"], capture_output=True, text=True, check=False, timeout=60)
    assert (wrong.returncode, "Nowhere is no time zone" in wrong.stderr) == (1, True)


def test_it_is_readable_by_people(tmp_path: Path, outlet: str) -> None:
    done = watch(tmp_path, outlet)
    assert "Malta faces a choice" in done.stdout
    assert f"http://{outlet}/story-0.html" in done.stdout
    assert "watching 1 feed " in done.stderr


def test_what_cannot_be_used_is_said_in_a_line(tmp_path: Path, outlet: str) -> None:
    (tmp_path / "w.sqlite").write_text("this is no such file, and long enough to be told from one" * 30)
    done = watch(tmp_path, outlet)
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_feed_that_fails_stops_nothing(tmp_path: Path, outlet: str) -> None:
    done = watch(tmp_path, outlet, "http://127.0.0.1:9/closed", "--json", "--port", "9")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert "feed fails" in done.stderr


def test_where_every_feed_fails_it_ends_non_zero(tmp_path: Path, outlet: str) -> None:
    done = watch(tmp_path, outlet, page="story-0.html")
    assert done.returncode == 1
    assert "every feed that was asked failed" in done.stderr


def test_the_status_of_each_feed_is_told(tmp_path: Path, outlet: str) -> None:
    watch(tmp_path, outlet, "http://127.0.0.1:9/closed", "--port", "9")
    command = [
        str(Path(sys.executable).with_name("wirewatch")),
        "feeds",
        "status",
        "--state",
        str(tmp_path / "w.sqlite"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "/feed.json: good; last success 0 min ago" in told
    assert "3 articles, 3 hits" in told
    assert "failed 1 times in a row" in told
