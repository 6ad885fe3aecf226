"""Examples in the documents are valid: watchlists, feed lists, groups and filter policies load, and commands print what they show."""

from __future__ import annotations

import json
import re
import runpy
import shlex
from pathlib import Path

import pytest

from wirewatch.alerting.filter_policies import validate_filter_policy
from wirewatch.cli.main import app
from wirewatch.digests.groups import parse_groups
from wirewatch.feeds.feed_list import parse_feeds
from wirewatch.watchlists.loader import parse_files

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(language: str) -> list[str]:
    return [found for page in PAGES for found in re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)]


@pytest.mark.parametrize("example", blocks("yaml"))
def test_lists_load(example: str) -> None:
    if example.startswith("feeds:"):
        assert parse_feeds({"feeds.yaml": example.encode()}).feeds
    else:
        text = f"include: [countries]\nentries:\n{example}" if example.startswith("- ") else example
        assert parse_files({"mine.yaml": text.encode()}).entries


def test_groups_load() -> None:
    (example,) = [block for block in blocks("json") if block.startswith("[")]
    assert {group.name for group in parse_groups(example.encode())} == {"all", "baltic-desk", "board"}


def test_filter_policies_are_taken() -> None:
    page = (ROOT / "docs" / "guides" / "subscriptions.md").read_text()
    policies = [json.loads(found) for found in re.findall(r"\| `(\{.*\})` \|", page)]
    assert len(policies) > 3
    assert [problem for policy in policies for problem in validate_filter_policy(policy)] == []


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        found
        for page in PAGES
        for found in re.findall(r"```console\n\$ wirewatch (.*)\n((?:.*\n)*?)```", page.read_text())
    ],
)
def test_commands_print_what_they_show(command: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    app(shlex.split(command), result_action="return_value")
    assert capsys.readouterr().out == shown


def test_the_example_of_the_python_api_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python")
    (tmp_path / "example.py").write_text(example)
    (tmp_path / "mine.yaml").write_text("entries: [Acme Robotics]\n")
    (tmp_path / "page.html").write_bytes((ROOT / "events" / "page.html").read_bytes())
    monkeypatch.chdir(tmp_path)
    runpy.run_path("example.py")
    assert "corals" in capsys.readouterr().out
