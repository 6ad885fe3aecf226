"""Bursts are rolled up, what comes later of a story is folded, and a model that cannot be had is in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from devtools.testbed.emulator import waiting
from tests.support.pages import dump

COUNTRIES = ["Chile", "Peru", "Kenya", "Ghana", "Nepal", "Japan", "Spain", "Malta", "Fiji", "Qatar", "Benin", "Palau"]


@pytest.fixture
def calm(stack: Any) -> Iterator[Any]:
    """The stack with five messages in six seconds, and follow-ups gathered for six."""
    stack.restart(
        "SendAlert",
        ALERT_RATE_LIMIT="5",
        ALERT_RATE_WINDOW_MINUTES="0.1",
        FOLLOW_UP_DELAY_MINUTES="0.1",
        BYPASS_PRIORITY="high",
    )
    yield stack
    stack.restart(
        "SendAlert",
        ALERT_RATE_LIMIT="600",
        ALERT_RATE_WINDOW_MINUTES="10",
        FOLLOW_UP_DELAY_MINUTES="15",
        BYPASS_PRIORITY="low",
    )


def told(message: dict[str, Any]) -> list[str]:
    """The articles that a message tells of."""
    body = message["Message"]
    return [alert["article"]["id"] for alert in body["alerts"]] if "alerts" in body else [body["article"]["id"]]


def test_a_burst_is_rolled_up_and_tells_of_each_article_once(calm: Any) -> None:
    inbox = calm.inbox()
    # The requests come at once, however long a busy machine takes to process the pages.
    with calm.paused("SendAlert"):
        for seed, name in enumerate(COUNTRIES):
            calm.drop(f"burst-{name}.txt", dump(seed=300 + seed, names=(name,)))
        calm.wait_for(lambda: waiting(calm.sqs, calm["AlertRequestsQueueUrl"]) == len(COUNTRIES), "the requests")
    arrived = calm.alerts(inbox)
    articles = [article for message in arrived for article in told(message)]
    assert len(articles) == len(set(articles)) == len(COUNTRIES)
    assert len(arrived) < len(COUNTRIES)


def test_what_a_story_brings_later_is_one_follow_up(calm: Any) -> None:
    inbox = calm.inbox()
    story = dump(seed=330, names=("Ghana", "Togo"), sentences=24)
    calm.drop("first.txt", story)
    (first,) = calm.alerts(inbox)
    for country in ("Benin", "Niger"):
        more = f"{country} said on Monday that {country} would follow, and that {country} had agreed.\n\n".encode()
        calm.drop(f"more-{country}.txt", story.replace(b"(Reporting", more + b"(Reporting"))
    followed = calm.alerts(inbox)
    assert {entry for message in followed for entry in message["Message"]["countries"]} == {"BJ", "NE"}
    assert all(message["Message"]["follow_up_of"] for message in followed)
    assert first["Message"]["follow_up_of"] is None


@pytest.mark.last  # a worker that has this model may outlive the restart, and would summarise what others look at
def test_a_model_of_ones_own_that_is_not_there_stops_no_alert(stack: Any) -> None:
    inbox = stack.inbox()
    stack.restart("SendAlert", SUMMARY_MODEL_URI=f"s3://{stack['DataBucketName']}/no-model/")
    try:
        stack.drop("own-model.txt", dump(seed=340, names=("Panama",)))
        (alert,) = stack.alerts(inbox)
    finally:
        stack.restart("SendAlert", SUMMARY_MODEL_URI="")
    assert alert["Message"]["summary"]["kind"] == "extractive"
    assert "could not be had" in alert["Message"]["summary"]["note"]
    assert any(line.get("SummaryFallbacks") for line in stack.log_of("SendAlert")), json.dumps(alert)[:200]
