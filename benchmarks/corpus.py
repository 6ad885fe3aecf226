"""The articles that the whole is measured on, and samples of them in which a given share names something watched.

Pages of extraction/ as html (every other one flattened to plain text instead, as a browser saves it), and the texts of
summaries/ and stories/. All of them are read and matched once against the packs; a sample for a share is then drawn by
chance, from a seed, out of those that alert and those that do not: the watchlist stays whole, so that matching costs
what it costs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from devtools.training.flatten import STYLES, flatten, parse
from devtools.training.pages import raw_pages
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.fetching import encoding
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.watchlists.index import WatchlistIndex

SHARES = (0.01, 0.05, 0.20)


class Page(NamedTuple):
    """A page to drop: its name says how it is stored (``.html`` or ``.txt``)."""

    name: str
    body: bytes
    hit: bool = False


def pages(data: Path) -> Iterator[Page]:
    """Every page and text."""
    for number, (name, raw, _, _) in enumerate(raw_pages(data)):
        stem = Path(name).stem
        if number % 2 == 0:
            yield Page(f"{stem}.html", raw)
        else:
            style = STYLES[number // 2 % len(STYLES)]
            yield Page(f"{stem}.txt", flatten(parse(encoding.decode(raw, encoding.detect(raw))), style).encode())
    for name in ("frank_dev", "realsumm", "newsroom60"):
        for line in (data / "summaries" / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            yield Page(f"{name}-{row['id']}.txt", row["article"].encode())
    for line in (data / "stories" / "fnc1_bodies_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        yield Page(f"story-{row['id']}.txt", row["text"].encode())


def judged(data: Path, index: WatchlistIndex) -> list[Page]:
    """The pages that can be read, each with whether it alerts."""
    found = []
    for page in pages(data):
        try:
            (article,) = [extract_article(document) for document in open_documents(page.body, source=page.name)]
        except (InputRejectedError, ValueError):
            continue
        found.append(page._replace(hit=bool(alertable_matches(match(article, index), index))))
    return found


def sample(found: list[Page], share: float, count: int, seed: int = 5) -> list[Page]:
    """So many pages of which the share alerts, in the order of chance."""
    chance = random.Random(f"{seed} {share}")
    hits = round(count * share)
    chosen = chance.sample([page for page in found if page.hit], hits)
    chosen += chance.sample([page for page in found if not page.hit], count - hits)
    chance.shuffle(chosen)
    return chosen
