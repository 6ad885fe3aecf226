"""A feed on a server becomes alerts, each once; a list with mistakes is rejected and reported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.fake_outlet import Outlet
from tests.support.pages import dump

TOLD = {"article processed", "alert sent", "alert archived", "chat notified"}


def stages(stack: Any, named: str) -> set[str]:
    """What the logs of all functions say of one correlation id."""
    return {
        line["message"]
        for function in ("PollFeeds", "ProcessArticle", "SendAlert", "ArchiveAlert", "NotifyChat")
        for line in stack.log_of(function)
        if line.get("correlation_id") == named or named in line.get("correlation_ids", ())
    }


def test_a_feed_becomes_alerts_each_once(stack: Any, outlet: str) -> None:
    inbox = stack.inbox()
    place = {"FETCH_ALLOWED_NETWORKS": "127.0.0.0/8", "FETCH_ALLOWED_PORTS": outlet.partition(":")[2]}
    for function in ("PollFeeds", "ProcessArticle"):
        stack.restart(function, **place)
    listed = {"Bucket": stack["DataBucketName"], "Key": "feeds/feeds.yaml"}
    stack.s3.put_object(**listed, Body=f"feeds:\n  - url: http://{outlet}/feed.json\n    tags: [islands]\n".encode())
    try:
        arrived: list[Any] = []
        for _ in range(4):
            # The schedule polls as well; the one that finds another at work leaves it to that.
            stack.invoke("PollFeeds", {})
            arrived += stack.alerts(inbox)
        assert sorted(alert["Message"]["countries"][0] for alert in arrived) == ["FJ", "MT", "NP"]
        assert "/never-fetched.html" not in Outlet.asked
        command = [str(Path(sys.executable).with_name("wirewatch")), "feeds", "status", "--stack", "wirewatch"]
        told = subprocess.run(
            command, env={**os.environ, **stack.running.environ}, capture_output=True, text=True, check=True
        )
        assert "/feed.json: good" in told.stdout
        assert "3 articles, 3 hits" in told.stdout
        assert all(alert["Message"]["article"]["tags"] == ["islands"] for alert in arrived)
        entered = {
            line["correlation_id"]: line["url"]
            for line in stack.log_of("PollFeeds")
            if line.get("message") == "feed item queued" and outlet in line["url"]
        }
        for alert in arrived:
            (named,) = json.loads(alert["MessageAttributes"]["correlation_ids"]["Value"])
            assert entered[named] == alert["Message"]["article"]["url"]
            assert stages(stack, named) == {"feed item queued", *TOLD}
    finally:
        stack.s3.delete_object(**listed)
        for function in ("PollFeeds", "ProcessArticle"):
            stack.restart(function, FETCH_ALLOWED_NETWORKS="", FETCH_ALLOWED_PORTS="80,443")


def test_a_dropped_page_has_one_id_in_all_logs(stack: Any) -> None:
    inbox = stack.inbox()
    stack.drop("followed.txt", dump(850, ("Tuvalu",)))
    stack.drop("unreadable.txt", b"")
    (alert,) = stack.alerts(inbox)
    (named,) = json.loads(alert["MessageAttributes"]["correlation_ids"]["Value"])
    assert stages(stack, named) == TOLD
    (aside,) = [line for line in stack.log_of("ProcessArticle") if line.get("source", "").endswith("/unreadable.txt")]
    assert stages(stack, aside["correlation_id"]) == {"article rejected"}
    stack.messages(stack["ArticlesDeadLetterQueueUrl"])


def test_a_wrong_list_of_feeds_is_refused_and_told_once(stack: Any) -> None:
    operations = stack.inbox("OperationsTopicArn")
    listed = {"Bucket": stack["DataBucketName"], "Key": "feeds/wrong.yaml"}
    stack.s3.put_object(**listed, Body=b"feeds:\n  - url: ftp://example.com/\n")
    try:
        for _ in range(2):
            stack.invoke("PollFeeds", {})
        (told,) = [json.loads(message["Body"]) for message in stack.messages(operations)]
        assert "wrong.yaml" in told["Message"]
    finally:
        stack.s3.delete_object(**listed)
