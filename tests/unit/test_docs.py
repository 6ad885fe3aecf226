"""The documents say what is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from devtools.docs import record_schema
from devtools.docs.sample_emails import samples
from wirewatch import records

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_the_published_schema_is_the_structures(root: Path) -> None:
    published = (root / "docs" / "records.schema.json").read_text()
    assert published == record_schema.schema(), "run python -m devtools.docs.record_schema"


@pytest.mark.parametrize("record", ["Article", "Match", "Summary", "Alert"])
def test_every_field_is_described(root: Path, record: str) -> None:
    text = (root / "docs" / "records.md").read_text()
    section = text.split(f"\n## {record}\n")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    missing = {field.name for field in msgspec.structs.fields(getattr(records, record))} - named
    assert not missing


def test_links_lead_somewhere(root: Path) -> None:
    for page in [root / "README.md", *(root / "docs").glob("*.md")]:
        for target in LINK.findall(page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_alarm_has_its_section_in_the_runbook(root: Path) -> None:
    alarms = set(re.findall(r"^  (\w+Alarm):$", (root / "template.yaml").read_text(), re.MULTILINE))
    runbook = (root / "docs" / "runbook.md").read_text()
    described = {
        name for line in runbook.splitlines() if line.startswith("## ") for name in re.findall(r"\w+Alarm", line)
    }
    assert alarms == described


def test_the_sample_mails_are_what_the_code_makes(root: Path) -> None:
    assert (root / "docs" / "samples.md").read_text() == samples()
