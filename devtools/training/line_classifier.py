"""Learn the numbers of the line classifier: layers/wirewatch/extraction/line_classifier.json.

    pip install lightgbm readability-lxml
    python -m devtools.training.line_classifier --data DIR     (DIR holds extraction/trafilatura-eval)

Pages are flattened in several styles (flatten.py); a line is the story's where three fifths of its words lie in 4-grams
that the story has. Sites are split: a quarter is held apart and never looked at here (dump_pages.py). Only numbers
are kept of what is learnt from.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np

from devtools.training.flatten import STYLES, flatten
from devtools.training.pages import Page, grams, known_pages
from wirewatch.extraction.line_features import TextLine, features, second_features
from wirewatch.extraction.plain_text import blocks

OUT = Path(__file__).parents[2] / "layers" / "wirewatch" / "extraction" / "line_classifier.json"
STYLES_OF_A_PAGE = 6
FOLDS = 3
ROUNDS = 150
BELONGS = 0.6
SETTINGS = {
    "objective": "binary",
    "num_leaves": 24,
    "learning_rate": 0.08,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "verbose": -1,
    "num_threads": 2,
    "seed": 3,
}
_WORD = re.compile(r"\w+")


class Sample(NamedTuple):
    """A flattened page with the truth of its lines."""

    page: int
    rows: list[TextLine]
    features: Any
    labels: Any
    weights: Any


def in_story(rows: list[TextLine], story: str) -> list[float]:
    """The share of each line's words that are the story's; -1 for lines without words.

    Where a passage stands on the page twice (a teaser that repeats the story), only the one among the story's other
    lines counts.
    """
    truth = grams(story)
    words, owner = [], []
    for place, row in enumerate(rows):
        for word in _WORD.findall(row.text):
            words.append(word)
            owner.append(place)
    found = list(zip(*(words[i:] for i in range(4)), strict=False))
    hits = np.zeros(len(words), dtype=bool)
    for i, gram in enumerate(found):
        if gram in truth:
            hits[i : i + 4] = True
    low, high = _densest(hits, int(truth.total() * 1.6) + 20)
    inside = set(found[low : max(low, high - 3)])
    total, belongs = Counter(owner), Counter[int]()
    for i, hit in enumerate(hits):
        again = not low <= i < high and not any(
            gram in truth and gram not in inside for gram in found[max(0, i - 3) : i + 1]
        )
        belongs[owner[i]] += int(hit and not again)
    return [belongs[place] / total[place] if total[place] else -1.0 for place in range(len(rows))]


def _densest(hits: Any, size: int) -> tuple[int, int]:
    sums = np.concatenate([[0], np.cumsum(hits)])
    if len(hits) <= size:
        return 0, len(hits)
    low = int(np.argmax(sums[size:] - sums[:-size]))
    return low, low + size


def cut(rows: list[TextLine], labels: list[float], chance: random.Random) -> slice:
    """Part of a page, as people copy it: all of it mostly, else the story with little or nothing around it."""
    story = [place for place, label in enumerate(labels) if label >= BELONGS]
    kind = chance.random()
    if kind < 0.7 or not story:
        return slice(0, len(rows))
    if kind < 0.8:
        return slice(max(0, story[0] - 3), story[-1] + 1)
    low = chance.randint(0, story[0]) if kind < 0.95 else 0
    high = chance.randint(story[-1] + 1, len(rows)) if kind > 0.85 else len(rows)
    return slice(low, high)


def samples(pages: list[Page]) -> list[Sample]:
    """Every page in some styles."""
    chance = random.Random(1)
    found = []
    for number, page in enumerate(pages):
        for style in chance.sample(STYLES, STYLES_OF_A_PAGE):
            rows = blocks(flatten(page.html, style))
            labels = in_story(rows, page.story)
            part = cut(rows, labels, chance)
            rows, labels = rows[part], labels[part]
            if not rows:
                continue
            seen = features(rows)
            # A line counts by the root of its words; a page counts the same however long it is.
            weights = np.sqrt(np.clip([row[0] for row in seen], 1, 100)) * (np.array(labels) >= 0)
            weights *= (60 if page.article else 24) / max(weights.sum(), 1)
            table = np.array(seen, dtype=np.float32)
            found.append(Sample(number, rows, table, np.array(labels) >= BELONGS, weights))
    return found


def learn(known: list[Sample], tables: list[Any]) -> lightgbm.Booster:
    """Boosted trees on all lines of the samples."""
    table = np.vstack(tables)
    labels = np.concatenate([sample.labels for sample in known]).astype(float)
    weights = np.concatenate([sample.weights for sample in known])
    return lightgbm.train(SETTINGS, lightgbm.Dataset(table, labels, weight=weights), ROUNDS)


def numbers(model: lightgbm.Booster) -> dict[str, list[float]]:
    """The trees as ``wirewatch.extraction.decision_trees`` reads them."""
    out: dict[str, list[float]] = {"roots": [], "feature": [], "number": [], "right": []}

    def walk(node: dict[str, Any]) -> None:
        place = len(out["feature"])
        leaf = "leaf_value" in node
        out["feature"].append(-1 if leaf else node["split_feature"])
        out["number"].append(float(f"{node['leaf_value']:.4g}" if leaf else f"{node['threshold']:.6g}"))
        out["right"].append(0)
        if not leaf:
            walk(node["left_child"])
            out["right"][place] = len(out["feature"])
            walk(node["right_child"])

    for tree in model.dump_model()["tree_info"]:
        out["roots"].append(len(out["feature"]))
        walk(tree["tree_structure"])
    return out


def main() -> None:
    """Learn and write the numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    known = samples([page for page in known_pages(parser.parse_args().data) if not page.held])
    print(f"{len(known)} dumps, {sum(len(sample.rows) for sample in known):,} lines")
    # The second look learns from first looks at pages that the first look has not learnt from.
    second: dict[int, Any] = {}
    for fold in range(FOLDS):
        others = [sample for sample in known if sample.page % FOLDS != fold]
        model = learn(others, [sample.features for sample in others])
        for place, sample in enumerate(known):
            if sample.page % FOLDS == fold:
                chances = model.predict(sample.features).tolist()
                rows = second_features(sample.rows, sample.features.tolist(), chances)
                second[place] = np.array(rows, dtype=np.float32)
    models = {
        "first": numbers(learn(known, [sample.features for sample in known])),
        "second": numbers(learn(known, [second[place] for place in range(len(known))])),
    }
    text = re.sub(r"(\d)\.0(?=[,\]])", r"\1", json.dumps(models, separators=(",", ":")))
    OUT.write_text(text + "\n")
    print(f"{OUT.name}: {len(text):,} bytes")


if __name__ == "__main__":
    main()
