"""``wirewatch trace`` finds an article's way in the logs of the deployed stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.pages import dump


def trace(stack: Any, *arguments: str, status: int = 0) -> str:
    command = [str(Path(sys.executable).with_name("wirewatch")), "trace", *arguments]
    environ = {**os.environ, **stack.running.environ}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_the_way_of_a_page_is_shown_from_the_bucket_to_the_archive(stack: Any) -> None:
    inbox = stack.inbox()
    stack.drop("traced.txt", dump(seed=4711, names=("Lesotho",)))
    (alert,) = stack.alerts(inbox)
    stack.settle()
    source = f"s3://{stack['InboxBucketName']}/inbox/traced.txt"
    lines = [json.loads(line) for line in trace(stack, source, "--json").splitlines()]
    messages = [(line["service"], line["message"]) for line in lines]
    assert messages[0] == ("process_article", "article processed")
    # The topic may reach archive_alert before send_alert has written that it sent.
    assert {("send_alert", "alert sent"), ("archive_alert", "alert archived")} <= set(messages)
    article = alert["Message"]["article"]["id"]
    assert article in {line.get("article") for line in lines}
    shown = trace(stack, article)
    assert "alert sent" in shown
    assert shown.splitlines()[-1] == "It was sent."


def test_what_no_log_names_is_said(stack: Any) -> None:
    assert "no log of the stack wirewatch names 0000" in trace(stack, "0" * 32, status=1)
