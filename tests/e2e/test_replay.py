"""Stored articles are matched again with another watchlist, and alerts sent for what it adds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.pages import dump
from wirewatch.cli.replay import since_of


def replay(stack: Any, *arguments: str) -> list[dict[str, Any]]:
    command = [str(Path(sys.executable).with_name("wirewatch")), "replay", "--json", *arguments]
    environ = {**os.environ, **stack.running.environ}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_new_watchlist_alerts_for_what_it_adds_once(stack: Any, tmp_path: Path) -> None:
    inbox = stack.inbox()
    # What other tests left in the stack may be new to this watchlist too.
    since = datetime.now(UTC).isoformat(timespec="seconds")
    stack.drop("replay.txt", dump(830, ("Vanuatu", "Zanzibar Harbour")))
    assert len(stack.alerts(inbox)) == 1
    ours = tmp_path / "w.yaml"
    ours.write_text("include: [countries]\nentries:\n  - {id: zanzibar-harbour, name: Zanzibar Harbour, kind: topic}\n")
    found = [one for one in replay(stack, "--since", since, "-w", str(ours)) if "VU" in one["same"]]
    assert [one["added"] for one in found] == [["zanzibar-harbour"]]
    assert stack.alerts(inbox) == []
    for _ in range(2):
        replay(stack, "--since", since, "-w", str(ours), "--send")
    (sent,) = stack.alerts(inbox)
    assert [match["entry"] for match in sent["Message"]["matches"]] == ["zanzibar-harbour"]
    assert sent["Message"]["follow_up_of"]


def test_a_span_or_a_date_is_understood() -> None:
    now = datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert since_of("7d", now) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert since_of("2026-03-01", now) == datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        since_of("yesterday", now)
