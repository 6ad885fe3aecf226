"""Dead letters are listed with their reasons and sent through again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.pages import dump


def redrive(stack: Any, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("wirewatch")), "redrive", *arguments]
    environ = {**os.environ, **stack.running.environ}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_page_that_was_mended_is_read_after_all(stack: Any) -> None:
    stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    inbox = stack.inbox()
    stack.drop("mended.txt", b"")
    stack.drop("never.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64)
    stack.settle()
    listed = redrive(stack, "articles", "--dry-run")
    assert "articles: empty: " in listed
    assert "inbox/mended.txt" in listed
    stack.drop("mended.txt", dump(seed=810, names=("Bhutan",)))
    assert len(stack.alerts(inbox)) == 1
    (told,) = redrive(stack, "articles", "--reason", "binary").splitlines()[-1:]
    assert told == "1 message sent through again, 1 of articles"
    stack.settle()
    # Sent through again it fails again, with its reason; nothing is lost on the way.
    reasons = [
        m["MessageAttributes"]["reason"]["StringValue"] for m in stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    ]
    assert sorted(reasons) == ["binary", "empty"]
