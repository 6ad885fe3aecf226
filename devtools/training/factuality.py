"""Learn how the consistency check weighs what it sees, and judge it on articles held apart.

    python -m devtools.training.factuality DIR

DIR holds frank_dev.jsonl (summaries with human factuality labels) and rank19_pairs.jsonl (a faithful and an unfaithful
sentence each). A summary is described by the mean of its sentences' features, and the two labels of each set weigh the
same. What ships has learnt from all of them (its numbers are printed, for ``wirewatch.summaries.factuality``); so that it
can be judged, it is learnt five times more, each time without a fifth of the articles (by the SHA-256 of their first
letters), into benchmarks/data/factuality_folds.json, which the benchmark judges with. Needs numpy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from wirewatch.summaries.factuality import SourceText, Weights, check_factuality
from wirewatch.text import sentences

FOLDS = 5
PAIRS = 0.5
"""What the sentence pairs weigh beside the summaries, and STRENGTH, by which weights are shrunk: both chosen by
five-fold cross-validation."""
STRENGTH = 3.0


class Row(NamedTuple):
    """A labelled summary."""

    fold: int
    collection: str
    article: str
    summary: str
    features: Any
    supported: bool


def fold_of(text: str) -> int:
    """Which fifth an article belongs to."""
    letters = "".join(text.lower().split())[:200]
    return int(hashlib.sha256(letters.encode()).hexdigest()[:4], 16) % FOLDS


def rows(data: Path) -> list[Row]:
    """Every labelled summary."""
    found: list[Row] = []

    def add(collection: str, source: SourceText, article: str, summary: str, supported: bool) -> None:
        parts = [summary[start:end] for start, end in sentences.spans(summary)]
        features = np.mean([source.features(part) for part in parts], axis=0)
        found.append(Row(fold_of(article), collection, article, summary, features, supported))

    for line in (data / "frank_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        source = SourceText(row["article"])
        for summary in row["summaries"]:
            add(f"frank {row['dataset']}", source, row["article"], summary["text"], summary["factuality"] == 1)
    for line in (data / "rank19_pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        source = SourceText(pair["source"])
        for kind in ("correct", "incorrect"):
            add("rank19", source, pair["source"], pair[kind], kind == "correct")
    return found


def learn(found: list[Row]) -> Weights:
    """Logistic regression by Newton's method on features in units of their spread; the bias is not shrunk."""
    x = np.array([row.features for row in found])
    labels = np.array([float(row.supported) for row in found])
    collections = np.array([row.collection.split()[0] for row in found])
    weights = np.zeros(len(found))
    for collection, share in (("frank", 1.0), ("rank19", PAIRS)):
        for label in (0.0, 1.0):
            of = (collections == collection) & (labels == label)
            weights[of] = 200 * share / (of.sum() if collection == "frank" else 2 * of.sum())
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    shrink = STRENGTH * np.eye(z.shape[1])
    shrink[-1, -1] = 0
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        w = w + np.linalg.solve(
            (z.T * (weights * p * (1 - p))) @ z + shrink, z.T @ (weights * (labels - p)) - shrink @ w
        )
    features = w[:-1] / spread
    return Weights(
        bias=round(float(w[-1] - middle @ features), 3), features=[round(float(weight), 3) for weight in features]
    )


def main() -> None:
    """Learn, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    found = rows(parser.parse_args().data)
    print(learn(found))
    folds = [learn([row for row in found if row.fold != fold]) for fold in range(FOLDS)]
    file = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "factuality_folds.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(folds), indent=1) + b"\n")
    said = np.array([check_factuality(row.article, row.summary, folds[row.fold]).supported for row in found])
    labels = np.array([row.supported for row in found])
    for collection in ("frank", "frank cnndm", "frank xsum", "rank19"):
        of = np.array([row.collection.startswith(collection) for row in found])
        balanced = (said[of & labels].mean() + (~said[of & ~labels]).mean()) / 2
        print(f"{collection:<12} n={of.sum():<4} true {labels[of].mean():.2f}  balanced accuracy {balanced:.3f}")


if __name__ == "__main__":
    main()
