"""Every command in the README, and in how to operate it, is run as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import msgspec
import pytest

from devtools.testbed.emulator import emulator
from wirewatch.alerting.rendering import email, subject
from wirewatch.records import Alert

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "operate.md")
COMMANDS = [block for page in PAGES for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)]
# This test is part of what `make test` runs.
BLOCKS = [block.strip() for block in COMMANDS if block.strip() != "make test"]
EXPECTED = {
    "make demo": "Subject: Estonia, Finland",
    "make deploy": "Successfully created/updated stack",
    "wirewatch read": "Estonia and Finland agree",
    "wirewatch extract": '"summary"',
    "sam_local.py": "sam local: ",
}


@pytest.mark.parametrize("block", BLOCKS)
def test_a_command_of_the_readme_works(block: str) -> None:
    with emulator() as running:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=ROOT,
            env={**os.environ, **running.environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        if "EMAIL=" in block:
            topics = running.client("sns").list_subscriptions()["Subscriptions"]
            assert ("email", "you@example.org") in [(topic["Protocol"], topic["Endpoint"]) for topic in topics]
    expected = next(text for start, text in EXPECTED.items() if start in block)
    assert expected in done.stdout


def test_the_alert_in_the_readme_is_what_the_demo_prints() -> None:
    shown = re.search(r"```text\n(Subject: .*?\n)  \.\.\.\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown
    command = [str(ROOT / ".venv/bin/wirewatch"), "read", "--json", str(ROOT / "events" / "page.txt")]
    alert = msgspec.json.decode(subprocess.run(command, capture_output=True, check=True).stdout, type=Alert)
    assert f"Subject: {subject(alert)}\n\n{email(alert)}".startswith(shown[1])
