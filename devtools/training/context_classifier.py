"""Learn what tells a country from what bears its name (``wirewatch/matching/context_classifier.json``).

    python -m devtools.training.context_classifier [--data DIR] [--to FILE] [--wrong]

Learnt from texts of our own, each with the countries that it names: ``tests/data/contexts_tune.tsv``,
``tests/data/homonyms_tune.tsv``, ``tests/data/newswire_tune.txt`` and ``devtools/training/data/context_sentences.tsv``; and, with
DIR, from the first half of re3d (open government licences). A candidate counts as meant where its text names the
entry. Logistic regression with a penalty on each feature of ``wirewatch.matching.context_features``; weights are whole
hundredths. ``*_check`` files are never read here.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.quality.matching import half, opened
from devtools.training.sport_model import ROOT, logistic, openings
from wirewatch.matching import context_classifier, mention_finder
from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.context_features import FEATURES
from wirewatch.matching.rules.organisations import reported_by
from wirewatch.matching.text_state import TextState
from wirewatch.records import Article
from wirewatch.watchlists.loader import load_watchlist

TO: Final = ROOT / "layers" / "wirewatch" / "matching" / "context_classifier.json"
OURS: Final = ROOT / "tests" / "data"
PENALTY: Final = 0.15


def texts(data: Path | None) -> Iterator[tuple[str, set[str], float]]:
    """Text, countries that it names, and weight of each of its candidates."""
    for file in (OURS / "contexts_tune.tsv", ROOT / "devtools" / "training" / "data" / "context_sentences.tsv"):
        for line in file.read_text("utf-8").splitlines():
            if line and line[0] != "#":
                _, ids, text = line.split("\t")
                yield text, set(filter(None, ids.split(","))), 1.0
    for text, label in openings():
        yield text, {"sport" if label else "news"}, 0.5
    for line in (OURS / "homonyms_tune.tsv").read_text("utf-8").splitlines():
        if line and line[0] != "#" and "\t" in line:
            ids, text = line.split("\t")
            yield text, set(ids.replace(",", " ").split()), 1.0
    for block in re.split(r"^## ", (OURS / "newswire_tune.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, text = block.split("\n", 1)
        yield text.strip(), set(head.partition(":")[2].split()), 1.0
    if data:
        for line in (data / "watchlist" / "re3d.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if half(row["id"]) == 0:
                marked = " ".join(e["value"] for e in row["entities"] if e["type"] in {"Location", "Nationality"})
                yield row["text"], {"*", marked}, 0.1


class _Recorder:
    """Stands in for the classifier: notes features, and lets every candidate pass."""

    def __init__(self) -> None:
        self.rows: list[tuple[NameCandidate, list[float]]] = []

    def rejection(self, state: TextState, candidate: NameCandidate) -> Rejection | None:
        """None, always."""
        values = [float(feature.value(state, candidate)) for feature in FEATURES]
        if not reported_by(state.text, candidate.start, candidate.end, state.word_behind(candidate.end)):
            self.rows.append((candidate, values))
        return None


def main() -> None:
    """Learn, write, and print what the numbers are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--to", type=Path, default=TO)
    parser.add_argument("--wrong", action="store_true", help="print the candidates that the numbers get wrong")
    options = parser.parse_args()
    rows: list[list[float]] = []
    labels: list[float] = []
    weights: list[float] = []
    shown: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        index = opened(load_watchlist(["countries"]), Path(folder))
        for text, wanted, weight in texts(options.data):
            recorder = _Recorder()
            setattr(mention_finder, "context_classifier", lambda recorder=recorder: recorder)  # noqa: B010 (it is imported there)
            mention_finder.MentionFinder(Article(id="-", text=text), index).find()
            times = Counter(candidate.number for candidate, _ in recorder.rows)
            for candidate, values in recorder.rows:
                entry = index.entry(candidate.number)
                near = dict(zip((feature.name for feature in FEATURES), values, strict=True))
                if wanted == {"news"} or wanted == {"sport"}:
                    # Our openings: news speaks of countries, sport of teams, but for places and nationality words.
                    meant = wanted == {"news"} or near["nationality word"] > 0
                    if not meant and (near["place before"] or near["governed"]):
                        continue
                elif "*" in wanted:
                    meant = any(candidate.alias.name in marked for marked in wanted)
                    if not meant:
                        continue  # annotated as something else, or not at all
                else:
                    meant = entry.id in wanted
                if meant and times[candidate.number] > 1 and near["team by its words"]:
                    continue  # one of several places, and not the one for which the report was marked
                rows.append(values)
                labels.append(float(meant))
                weights.append(weight)
                shown.append(
                    f"{entry.id} {candidate.alias.name} | {text[max(0, candidate.at - 50) : candidate.to + 50]!r}"
                )
    x, y = np.array(rows), np.array(labels)
    learnt, bias = logistic(x, y, np.array(weights), PENALTY)
    numbers = {feature.name: round(float(w), 2) for feature, w in zip(FEATURES, learnt, strict=True)}
    options.to.write_text(
        json.dumps(
            {"about": "made by devtools/training/context_classifier.py", "bias": round(bias, 2), "weights": numbers},
            indent=1,
        )
        + "\n",
        "utf-8",
    )
    right = ((x @ learnt + bias >= 0) == (y == 1)).mean()
    print(f"{len(rows)} candidates, {int(y.sum())} meant; {right:.3f} right; bias {bias:.2f}")
    for feature, w, seen in sorted(zip(FEATURES, learnt, (x != 0).sum(0), strict=True), key=lambda row: row[1]):
        print(f"  {w:6.2f}  {seen:5}  {feature.name}")
    if options.wrong:
        for z, label, text in zip(x @ learnt + bias, y, shown, strict=True):
            if (z >= 0) != (label == 1):
                print(f"  {z:5.2f} {'meant' if label else 'not meant'}: {text}")


if __name__ == "__main__":
    context_classifier.context_classifier.cache_clear()
    main()
