"""Every function has a sample event, and it is one that the function takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from devtools.docs.sample_events import events
from wirewatch.messages import (
    AlertRequest,
    InboxObject,
    parse_alert_message,
    parse_alert_payload,
    parse_article_message,
    parse_sns_envelope,
)

FUNCTIONS = sorted(path.parent.name for path in (Path(__file__).parents[3] / "functions").glob("*/app.py"))


def bodies(event: dict[str, Any]) -> list[str]:
    return [record["body"] for record in event["Records"]]


def an_object(event: dict[str, Any]) -> bool:
    """Whether the event is of one new object."""
    return [type(item) for body in bodies(event) for item in parse_article_message(body)] == [InboxObject]


def a_request(event: dict[str, Any]) -> bool:
    return [type(parse_alert_message(body)) for body in bodies(event)] == [AlertRequest]


def an_alert(event: dict[str, Any]) -> bool:
    return all(parse_alert_payload(parse_sns_envelope(body).message) for body in bodies(event))


TAKES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "process_article": an_object,
    "compile_watchlist": an_object,
    "send_alert": a_request,
    "archive_alert": an_alert,
    "notify_chat": an_alert,
    "poll_feeds": lambda event: event == {},
    "send_digest": lambda event: datetime.fromisoformat(event["time"]).tzinfo is not None,
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_takes_its_event(root: Path, function: str) -> None:
    assert TAKES[function](json.loads((root / "events" / f"{function}.json").read_text()))


def test_events_are_those_that_the_script_writes(root: Path) -> None:
    written = {path.stem: json.loads(path.read_text()) for path in (root / "events").glob("*.json")}
    made = events()
    assert set(written) == set(made) == set(FUNCTIONS)
    alike = [name for name in made if name not in ("archive_alert", "notify_chat")]  # summaries move with the model
    assert [name for name in alike if written[name] != made[name]] == []
