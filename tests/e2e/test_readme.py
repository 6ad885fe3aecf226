"""Every command in the README and in how to deploy is run as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from devtools.testbed.emulator import emulator

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "operations" / "deploying.md")
COMMANDS = [block for page in PAGES for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)]
# This test is part of what `make test` runs.
BLOCKS = [block.strip() for block in COMMANDS if block.strip() != "make test"]
EXPECTED = {
    "make demo": "Subject: Estonia and Finland",
    "make deploy": "Successfully created/updated stack",
    "wirewatch read": "Estonia and Finland agree",
    "wirewatch extract": '"summary"',
    "sam_local": "sam local: ",
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
