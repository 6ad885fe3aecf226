"""Learn how the guard weighs what it sees, and judge it on articles held apart.

    python scripts/train_guard.py DIR

DIR holds frank_dev.jsonl (summaries with human factuality labels) and rank19_pairs.jsonl (a faithful and an unfaithful
sentence each). Both are split in two by the SHA-256 of the article: weights and bounds are learnt on the even half and
judged on the odd one. Prints the numbers for ``wirewatch.summaries.guard`` and the balanced accuracies. Needs numpy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from wirewatch import sentences
from wirewatch.summaries.guard import Source

Row = tuple[bool, str, list[float], bool, bool]
"""Whether it is held apart, the set, the features, whether something named is missing, and the label."""


def even(text: str) -> bool:
    """Whether an article belongs to the half that is learnt from."""
    letters = "".join(text.lower().split())[:200]
    return int(hashlib.sha256(letters.encode()).hexdigest()[:4], 16) % 2 == 0


def described(source: Source, summary: str) -> tuple[list[float], bool]:
    """The worst sentence's features, each by itself, and whether any sentence names what the article does not."""
    parts = [summary[start:end] for start, end in sentences.spans(summary)]
    rows = np.array([source.features(part) for part in parts])
    worst = rows.max(axis=0)
    worst[5] = rows[:, 5].min()
    return worst.tolist(), any(any(source.findings(part, 0)) for part in parts)


def rows(data: Path) -> list[Row]:
    """Every labelled summary."""
    found: list[Row] = []
    for line in (data / "frank_dev.jsonl").read_text().splitlines():
        article = json.loads(line)
        source = Source(article["article"])
        for summary in article["summaries"]:
            seen, missing = described(source, summary["text"])
            label = summary["factuality"] == 1
            found.append((even(article["article"]), f"frank {article['dataset']}", seen, missing, label))
    for line in (data / "rank19_pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        source = Source(pair["source"])
        for kind in ("correct", "incorrect"):
            seen, missing = described(source, pair[kind])
            found.append((even(pair["source"]), "rank19", seen, missing, kind == "correct"))
    return found


def fit(features: Any, labels: Any, weights: Any, strength: float) -> Any:
    """Logistic regression by Newton's method, the last column the bias (not shrunk)."""
    x = np.hstack([features, np.ones((len(features), 1))])
    shrink = strength * np.eye(x.shape[1])
    shrink[-1, -1] = 0
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w = w + np.linalg.solve(
            (x.T * (weights * p * (1 - p))) @ x + shrink, x.T @ (weights * (labels - p)) - shrink @ w
        )
    return w


def balanced(said: Any, labels: Any) -> float:
    """Mean of the shares of true and of false that were told rightly."""
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def main() -> None:
    """Learn, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    found = rows(parser.parse_args().data)
    learnt = np.array([row[0] for row in found])
    sets = np.array([row[1] for row in found])
    features = np.array([row[2] for row in found])
    missing = np.array([row[3] for row in found])
    labels = np.array([row[4] for row in found])
    weights = np.zeros(len(found))
    for group in ("frank", "rank19"):
        for label in (True, False):
            # In each set either label counts the same; the sentence pairs count less, chosen by five-fold
            # cross-validation within the half.
            of = learnt & np.array([name.startswith(group) for name in sets]) & (labels == label)
            weights[of] = (200 if group == "frank" else 20) / of.sum()
    w = fit(features[learnt], labels[learnt], weights[learnt], 1.0)
    score = features @ w[:-1] + w[-1]
    print("BIAS =", round(float(w[-1]), 3), "\nWEIGHTS =", [round(float(v), 3) for v in w[:-1]])
    for half, which in (("learnt", learnt), ("held apart", ~learnt)):
        for group in ("frank", "frank cnndm", "frank xsum", "rank19", ""):
            of = which & np.array([name.startswith(group) for name in sets])
            print(
                f"{half:<11}{group or 'all':<12} n={of.sum():<4} true {labels[of].mean():.2f}  score {balanced(score[of] > 0, labels[of]):.3f}"
                f"  missing {balanced(~missing[of], labels[of]):.3f}  both {balanced((score > 0)[of] & ~missing[of], labels[of]):.3f}"
            )


if __name__ == "__main__":
    main()
