"""The whole way on this machine: the template on the emulator, a page dropped, the alert printed as it arrives.

Nothing is left running. Usage: python -m devtools.testbed.demo [PAGE …]
"""

from __future__ import annotations

import json
import os
import sys
import time
import webbrowser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from devtools.testbed.emulator import ROOT, Emulator, EmulatorError, build, deploy, emulator, subscribe_queue
from wirewatch.alerting.rendering import email
from wirewatch.digests import board
from wirewatch.digests.digest import digest
from wirewatch.records import Alert, ArchivedMessage

BOARD = ROOT / ".aws-sam" / "board.html"
PATIENCE = 600
"""Seconds to wait for the alert; it takes a few, and longer where other programs keep the processors busy."""
NEXT = """\
Nothing is left running. What to try next:

  .venv/bin/wirewatch read https://…                           any page, matched and summarised, with no cloud
  .venv/bin/wirewatch watch FEED --watchlist baltics           a feed, alerts printed as they come
  .venv/bin/wirewatch watchlist check watchlists/example.yaml  a watchlist of your own
  .venv/bin/python -m devtools.testbed.emulator                the deployed system, kept running to play with
  make deploy EMAIL=you@example.org                            on AWS
"""


def step(text: str) -> None:
    """Say what is happening."""
    print(f"  {text}", flush=True)


def wait_for_message(running: Emulator, queue: str) -> dict[str, Any]:
    """The next SNS message in a subscribed queue.

    Raises:
        EmulatorError: none came.
    """
    sqs = running.client("sqs")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            return dict(json.loads(message["Body"]))
    raise EmulatorError(f"no alert came within {PATIENCE} s; the emulator says:\n{running.log.read_text()[-4000:]}")


def main(pages: list[Path]) -> None:
    """Run the demo: the first page meets cold functions, the second warm ones."""
    print("wirewatch, from a page to an alert")
    started = time.monotonic()
    with emulator() as running:
        step(f"an AWS emulator is up at {running.endpoint}; building the layers and functions for this machine …")
        folder = build()
        step(f"built in {time.monotonic() - started:.1f} s; sam deploy …")
        deploying = time.monotonic()
        stack = deploy(running, folder)
        step(f"deployed in {time.monotonic() - deploying:.1f} s; subscribing an inbox to the alerts topic …")
        inbox = subscribe_queue(running, stack["AlertsTopicArn"], "inbox")
        times, archived = [], []
        for page in pages:
            step(f"dropping {page.name} into s3://{stack['InboxBucketName']}/inbox/ …")
            dropped = time.monotonic()
            running.client("s3").put_object(
                Bucket=stack["InboxBucketName"], Key=f"inbox/{page.name}", Body=page.read_bytes()
            )
            message = wait_for_message(running, inbox)
            times.append(time.monotonic() - dropped)
            show(message)
            archived.append(
                ArchivedMessage(
                    name=message["MessageId"],
                    sent=message["Timestamp"],
                    message=msgspec.Raw(message["Message"].encode()),
                )
            )
        for page, seconds, state in zip(pages, times, ("cold", "warm"), strict=False):
            print(f"{page.name}: {seconds:.2f} s from drop to alert ({state} functions)")
    now = datetime.now(UTC)
    BOARD.parent.mkdir(exist_ok=True)
    made = digest(archived, start=(now - timedelta(days=1)).isoformat(), end=now.isoformat())
    BOARD.write_text(board.page(made), encoding="utf-8")
    print(f"Both on the board, as the digest links to it: {BOARD}")
    open_in_browser(BOARD)
    print(f"{time.monotonic() - started:.1f} s in all. {NEXT}", end="")


def open_in_browser(page: Path) -> None:
    """Open a page where somebody looks on: at a terminal of a machine with a screen."""
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and sys.stdout.isatty() and not os.environ.get("CI"):
        webbrowser.open(page.as_uri())


def show(message: dict[str, Any]) -> None:
    """Print an alert as its reader gets it."""
    alert = msgspec.json.decode(message["Message"], type=Alert)
    line = "─" * 78
    print(f"\n{line}\nSubject: {message['Subject']}\n{line}\n{email(alert)}{line}\n")


if __name__ == "__main__":
    try:
        main([Path(name) for name in sys.argv[1:]] or [ROOT / "events" / "page.txt", ROOT / "events" / "page.html"])
    except EmulatorError as problem:
        raise SystemExit(f"wirewatch demo: {problem}") from problem
