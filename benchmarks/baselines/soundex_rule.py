"""The matching rule of a published AWS sample, re-implemented from its description, beside ours on the same texts.

The sample ("Building a scalable real-time newsfeed watchlist using Amazon Comprehend", aws-samples on GitHub, 2021) has a
paid service name the entities of a text and looks each up in a database by Soundex and by Levenshtein distance. Which
distance it takes is not described: 1 is taken here, the strictest that is one. What stands for the entities: every word
of four letters and more, or, kinder to it, only runs of words with a capital.

The texts are the documents of re3d in the half that no rule of ours has looked at. A country is right where its name or
demonym is in what the annotators marked as a place or nationality; in what they marked as something else ("the U.S.
Department of State") it is neither right nor wrong; every other is a false alarm.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.matcher.levenshtein import levenshtein

from benchmarks.quality.matching import half, opened, plain_pattern
from wirewatch.matching.matcher import match
from wirewatch.records import Article
from wirewatch.watchlists.loader import load_watchlist
from wirewatch.watchlists.models import Watchlist

DISTANCE = 1
_WORD = re.compile(r"[A-Za-z]{4,}")
_RUN = re.compile(r"[A-Z][A-Za-z.'-]+(?: (?:of|the|and) (?=[A-Z])[A-Za-z.'-]+| [A-Z][A-Za-z.'-]+)*")
_CODES = {
    letter: code for code, letters in enumerate(("BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"), 1) for letter in letters
}


def soundex(name: str) -> str:
    """The four characters of the American Soundex, of the letters A to Z."""
    letters = [letter for letter in name.upper() if "A" <= letter <= "Z"]
    if not letters:
        return ""
    code, last = letters[0], _CODES.get(letters[0])
    for letter in letters[1:]:
        number = _CODES.get(letter)
        if number and number != last:
            code += str(number)
        if letter not in "HW":
            last = number
    return code[:4].ljust(4, "0")


Found = Iterator[tuple[str, int, int]]
"""Entries, each with the place where it was found."""


def sample_rule(watchlist: Watchlist, pattern: re.Pattern[str]) -> Callable[[str], Found]:
    """The rule for the names that the entries are called by."""
    names = {entry.name.lower(): entry.id for entry in watchlist.entries}
    sounds: dict[str, set[str]] = {}
    for name, entry in names.items():
        sounds.setdefault(soundex(name), set()).add(entry)

    def entries(written: str) -> set[str]:
        near = {entry for name, entry in names.items() if levenshtein(written, name, DISTANCE) <= DISTANCE}
        return near | sounds.get(soundex(written), set())

    def run(text: str) -> Found:
        asked: dict[str, set[str]] = {}
        for place in pattern.finditer(text):
            written = place[0].lower()
            if written not in asked:
                asked[written] = entries(written)
            for entry in asked[written]:
                yield entry, place.start(), place.end()

    return run


def compare(data: Path, folder: Path) -> dict[str, tuple[int, int, int, float]]:
    """Print false alarms and speed; by way: found right, missed, false alarms, seconds an article."""
    watchlist = load_watchlist(["countries"])
    index, (names, pattern) = opened(watchlist, folder), plain_pattern(watchlist)
    ways: dict[str, Callable[[str], Found]] = {
        "wirewatch": lambda text: (
            (found.entry, mention.start, mention.end)
            for found in match(Article(id="-", text=text), index)
            for mention in found.mentions
        ),
        "sample's rule, every word": sample_rule(watchlist, _WORD),
        "sample's rule, capitals": sample_rule(watchlist, _RUN),
    }
    rows = [json.loads(line) for line in (data / "watchlist" / "re3d.jsonl").read_text().splitlines()]
    rows = [row for row in rows if half(row["id"]) == 1]
    print(f"{'':<28}{'n':>5}{'right':>7}{'missed':>8}{'false alarms':>14}{'an article':>12}{'ms an article':>15}")
    results = {}
    for name, way in ways.items():
        right = false = missed = 0
        seconds = 0.0
        for row in rows:
            begun = time.process_time()
            found = list(way(row["text"]))
            seconds += time.process_time() - begun
            marked = [(e["begin"], e["end"], e["type"] in {"Location", "Nationality"}) for e in row["entities"]]
            wanted = {
                names[known[0]]
                for begin, end, place in marked
                if place
                for known in pattern.finditer(row["text"][begin:end])
            }
            unsure = {
                entry
                for entry, start, end in found
                if any(start < last and first < end for first, last, place in marked if not place)
            }
            entries = {entry for entry, _, _ in found}
            right, missed = right + len(entries & wanted), missed + len(wanted - entries)
            false += len(entries - wanted - unsure)
        results[name] = (right, missed, false, seconds / len(rows))
        each, milliseconds = false / len(rows), 1000 * seconds / len(rows)
        print(f"{name:<28}{len(rows):>5}{right:>7}{missed:>8}{false:>14}{each:>12.2f}{milliseconds:>15.2f}")
    return results
