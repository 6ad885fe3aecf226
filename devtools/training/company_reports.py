"""Reports about a few companies, for training: what happens daily at one company is no single event.

The kinds of reports, in words of our own, are those of data/company_reports.txt: two wordings of each. Every report is a kind filled
in with a company, people, places and figures. Reports of one company share its name, and those of one kind their words.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("data") / "company_reports.txt"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
COMPANIES = 8
"""Of one stream of reports."""
REPORTED_TWICE = 0.4
"""Share of the reports that a second outlet has as well, in the other wording."""


class Report(NamedTuple):
    """A report of a company: ``event`` tells which reports are of one event."""

    event: str
    company: str
    kind: int
    text: str


class _Kinds(NamedTuple):
    lists: dict[str, list[str]]
    wordings: list[list[str]]


def _read(path: Path) -> _Kinds:
    lists: dict[str, list[str]] = {}
    wordings = []
    for block in path.read_text("utf-8").split("\n\n")[1:]:
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("="):
            lists |= {line[1]: [name.strip() for name in line[2:].split(";")] for line in lines}
        elif lines:
            wordings.append(lines)
    return _Kinds(lists, wordings)


def kinds() -> int:
    """How many kinds of reports there are."""
    return len(_read(FILE).wordings)


def company_reports(count: int, seed: int, of: set[int] | None = None) -> list[Report]:
    """Reports in a random order, of a few companies; ``of`` limits them to some kinds."""
    lists, wordings = _read(FILE)
    chance = random.Random(seed)
    companies = chance.sample(lists["C"], COMPANIES)
    found = []
    for number in range(count):
        kind = chance.choice(sorted(of) if of else range(len(wordings)))
        company, other = chance.sample(companies, 2)
        person, second = chance.sample(lists["P"], 2)
        place, another = chance.sample(lists["T"], 2)
        facts = {
            "C": company, "S": _short(company), "O": _short(other), "P": person, "R": second,
            "T": place, "K": another, "G": chance.choice(lists["G"]), "D": chance.choice(_DAYS),
            "M": chance.randrange(2, 900), "W": chance.randrange(2, 900), "N": chance.choice((chance.randrange(5, 60), chance.randrange(60, 9000))),
            "U": chance.randrange(5, 2500), "Q": chance.randrange(2, 35),
        }  # fmt: skip
        written = chance.sample(wordings[kind], 2 if chance.random() < REPORTED_TWICE else 1)
        found += [Report(f"{company} {number}", company, kind, one.format(**facts)) for one in written]
    chance.shuffle(found)
    return found


def _short(company: str) -> str:
    words = company.split()
    return " ".join(words[:-1]) if words[-1] in {"Corp", "Inc", "Co"} else company
