"""Streams of articles for the benchmark of events: a week in words of our own, and reports about the same few companies."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from devtools.training.company_reports import company_reports, kinds

DATA = Path(__file__).resolve().parents[1] / "data"
WEEK = DATA / "event_week.txt"
FILLERS = DATA / "event_fillers.txt"
UNRELATED = DATA.parents[1] / "tests" / "data" / "newswire_check.txt"
DAY, HOUR = 86_400, 3_600
UNRELATED_ARTICLES = 400
COMPANY_REPORTS = 480

Article = dict[str, Any]


def lines(path: Path) -> list[Article]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def week(path: Path = WEEK) -> list[Article]:
    """Articles of invented events: ``event``, ``at`` (seconds), ``site``, ``title``, ``text``, and ``grown`` for a figure that grew."""
    found = []
    for block in path.read_text("utf-8").split("\n== ")[1:]:
        name, _, rest = block.partition("\n")
        for number, part in enumerate(rest.split("@ ")[1:]):
            head, title, text = part.strip().split("\n", 2)
            day, hour, site, *grown = head.split()
            at = (int(day) - 1) * DAY + int(hour) * HOUR
            found.append(
                {"id": f"{name}-{number}", "event": name, "topic": name, "at": at, "site": site, "title": title}
                | {"text": text.strip(), "grown": bool(grown)}
            )
    return found


def short_reports(path: Path = UNRELATED) -> list[Article]:
    """Unrelated agency reports of our own, spread over the week."""
    chance = random.Random(1)
    found = []
    for part in path.read_text("utf-8").split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        name = heading.partition(":")[0]
        row = {"id": name, "event": name, "topic": name, "at": chance.randrange(7 * DAY), "title": "", "text": text}
        found.append(row)
    return found


def fillers(count: int) -> list[Article]:
    """Local news, each an event of its own: few kinds, so that many look alike."""
    blocks = FILLERS.read_text("utf-8").split("\n\n")[1:]
    lists = {line[1]: line[2:].strip().split("; ") for line in blocks[0].splitlines()}
    chance = random.Random(2)
    found = []
    for number in range(count):
        town, other = chance.sample(lists["T"], 2)
        person, second = chance.sample(lists["P"], 2)
        facts: dict[str, object] = {"T": town, "K": other, "P": person, "R": second, "F": chance.choice(lists["F"])}
        facts |= {"N": chance.randrange(3, 90), "U": chance.randrange(3, 900)}
        facts["D"] = chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
        text = chance.choice(blocks[1:]).strip().format(**facts)
        name = f"filler-{number}"
        found.append(
            {"id": name, "event": name, "topic": name, "at": chance.randrange(7 * DAY), "title": "", "text": text}
        )
    return found


def whole_week() -> list[Article]:
    """The events of the week with 400 unrelated articles between, in the order of time."""
    unrelated = short_reports()
    unrelated += fillers(UNRELATED_ARTICLES - len(unrelated))
    return sorted([*week(), *unrelated], key=lambda row: row["at"])


def companies() -> list[Article]:
    """Reports about eight companies, of every second kind: the weights ``half_of_kinds`` were learnt on the others."""
    reports = company_reports(COMPANY_REPORTS, seed=9, of=set(range(1, kinds(), 2)))
    return [
        {"id": str(number), "event": report.event, "topic": report.company, "title": "", "text": report.text}
        for number, report in enumerate(reports)
    ]


def short_news(folder: Path) -> list[Article]:
    """The news of N3 (Reuters-128 and RSS-500), each as an event of its own; some are reports of one event all the same."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(lines(path)):
            name = f"{path.stem}-{number}"
            found.append({"id": name, "event": name, "topic": name, "title": "", "text": row["text"]})
    return found
