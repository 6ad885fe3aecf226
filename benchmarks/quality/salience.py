"""Which countries alert, beside a reader's labels: the article is about it, it takes part, or it is only mentioned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex

LABELS: Final = Path(__file__).parents[1] / "data" / "salience_labels.tsv"
FILES: Final = {
    "fnc": "stories/fnc1_bodies_dev.jsonl",
    "ecb": "events/ecbplus_dev.jsonl",
    "nr": "summaries/newsroom60.jsonl",
}
HALVES: Final = ("looked at", "apart")


def labels() -> dict[str, dict[str, str]]:
    """Article id → country → ``a``, ``t`` or ``m``."""
    found = {}
    for line in LABELS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            identity, _, rest = line.partition("\t")
            found[identity] = dict(pair.split("=") for pair in rest.split())
    return found


def articles(data: Path) -> Iterator[Article]:
    """The articles of the three collections, with the ids that the labels use."""
    for prefix, name in FILES.items():
        if (data / name).exists():
            for number, line in enumerate((data / name).read_text("utf-8").splitlines()):
                row = json.loads(line)
                text = next((row[key] for key in ("text", "article", "body", "document", "source") if row.get(key)), "")
                text = "\n\n".join(text) if isinstance(text, list) else text
                yield Article(
                    id=f"{prefix}:{row.get('id', number)}", title=row.get("title") or "", text=text, language="en"
                )


def alerts(data: Path, index: WatchlistIndex) -> None:
    """Print, for each half of the labelled articles, how many of each label alert."""
    wanted = labels()
    counted: dict[tuple[int, str], list[bool]] = {}
    for article in articles(data):
        if of := wanted.get(article.id):
            half = int(hashlib.md5(article.id.encode(), usedforsecurity=False).hexdigest(), 16) % 2
            alerting = {one.entry for one in alertable_matches(match(article, index), index)}
            for entry, label in of.items():
                counted.setdefault((half, label), []).append(entry in alerting)
    print(f"\nalerts of labelled countries, {len(wanted)} articles; the default salience was chosen on the first half")
    for half, name in enumerate(HALVES):
        shown = [
            f"{meaning} {sum(seen)}/{len(seen)}"
            for label, meaning in (("a", "about it"), ("t", "takes part"), ("m", "only mentioned"))
            if (seen := counted.get((half, label)))
        ]
        print(f"  {name:<11}{'  '.join(shown)}")
