"""Learn the model that tells sport from other news (``wirewatch/matching/sport_model.json``).

    python -m devtools.training.sport_model --data DIR [--to FILE] [--measure ARTICLES.jsonl]

Two steps. A teacher, logistic regression over sentence vectors of the summary model's encoder (all-MiniLM-L6-v2), learns
from openings of our own (``devtools/training/data/sport_openings.tsv``). A student, linear in words, learns the teacher's
probabilities on those openings and on sentences of freely licensed collections under DIR: WNUT-17 and wikigold (CC BY
4.0), ECB+ (CC BY 3.0), re3d (open government licences). A word's weight begins as a linear function of the vector that the
encoder gives the word alone, so that words that no sentence holds have one too; a correction per word is learnt on top.
The student is what ships: words and whole numbers, no text of a source. The same data give the same numbers.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from wirewatch.matching.sport import SPORT, SportModel, words_of
from wirewatch.summaries.extractive import SentenceEncoder
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.loader import load_watchlist

ROOT: Final = Path(__file__).parents[2]
OPENINGS: Final = ROOT / "devtools" / "training" / "data" / "sport_openings.tsv"
ENCODER: Final = ROOT / "layers" / "summary-model"
TO: Final = ROOT / "layers" / "wirewatch" / "matching" / "sport_model.json"

DIMENSIONS: Final = 256
RARE: Final = 3e-3  # of the weight of a word by its frequency: RARE / (RARE + share of sentences)
LEAST_TIMES: Final = 3
PENALTY_VECTORS, PENALTY_WORDS, PENALTY_TEACHER = 2.0, 0.2, 0.3
SCALE: Final = 100
# Words of names of countries that are ordinary words as well.
_NO_NAMES: Final = "the of and new south north east west central united states republic islands island people"

Vector = NDArray[np.float64]


def openings() -> list[tuple[str, int]]:
    """Text and label of each opening; the headlines of the longer ones stand alone as well."""
    rows = [line.split("\t") for line in OPENINGS.read_text("utf-8").splitlines() if line and line[0] != "#"]
    texts = [(text, int(label)) for label, text in rows]
    return texts + [(text.split(". ")[0], label) for text, label in texts if ". " in text]


def unlabelled(data: Path) -> list[str]:
    """Sentences of the free collections, each once."""
    found: list[str] = []
    for file in sorted((data / "watchlist" / "wnut17-wikigold").rglob("*.txt")) + sorted(
        (data / "watchlist" / "wnut17-wikigold").rglob("*.conll")
    ):
        for block in re.split(r"\n\s*\n", file.read_text("utf-8", errors="replace")):
            words = [line.split()[0] for line in block.split("\n") if line.split()]
            if len(words) > 4:
                found.append(" ".join(words))
    for file in (data / "events" / "ecbplus_dev.jsonl", data / "watchlist" / "re3d.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            found += [s for s in re.split(r"(?<=[.!?])\s+", json.loads(line)["text"]) if len(s) > 30]
    return [text[:400] for text in dict.fromkeys(found)]


def names_of_countries() -> set[str]:
    """Words of the names of countries and nationalities: who plays says nothing about whether it is sport."""
    found: set[str] = set()
    for entry in load_watchlist(["countries"]).entries:
        for alias in entry.aliases:
            if alias.rule in ("name", "demonym", "part", "part-demonym") and alias.language in (None, "en"):
                found.update(words_of(normalize_name(alias.name)))
    return found - set(_NO_NAMES.split())


def logistic(x: Vector, y: Vector, weight: Vector, penalty: float) -> tuple[Vector, float]:
    """Weights and intercept of an L2-penalised logistic regression on (soft) labels, by Newton's method."""
    x = np.hstack([x, np.ones((len(x), 1))])
    beta = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * penalty
    ridge[-1, -1] = 1e-6
    for _ in range(30):
        p = _sigmoid(x @ beta)
        step = np.linalg.solve(
            (x * (weight * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (weight * (p - y)) + ridge @ beta
        )
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    return beta[:-1], float(beta[-1])


def _sigmoid(x: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def corrections(rows: list[list[int]], size: int, base: Vector, y: Vector, weight: Vector) -> Vector:
    """A weight per word on top of ``base``, by gradient descent (Adam, 200 steps)."""
    at = np.concatenate([np.full(len(row), number) for number, row in enumerate(rows)]).astype(int)
    words = np.concatenate([np.array(row, int) for row in rows])
    scale = 1 / np.sqrt(np.maximum([len(row) for row in rows], 1))
    g, m, v = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, 200):
        p = _sigmoid(base + scale * np.bincount(at, weights=g[words], minlength=len(rows)))
        error = weight * (p - y) * scale
        gradient = np.bincount(words, weights=error[at], minlength=size) + PENALTY_WORDS * g
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient * gradient
        g -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return g


def learn(data: Path) -> dict[str, Any]:
    """The model's numbers."""
    encoder = SentenceEncoder(ENCODER)

    def encode(texts: list[str]) -> Vector:
        return np.vstack([encoder.vectors(texts[n : n + 256]) for n in range(0, len(texts), 256)]).astype(np.float64)

    ours = openings()
    texts, labels = [text for text, _ in ours], np.array([label for _, label in ours], float)
    vectors = encode(texts)
    teacher, intercept = logistic(vectors, labels, np.ones(len(labels)), PENALTY_TEACHER)
    others = unlabelled(data)
    soft = _sigmoid(encode(others) @ teacher + intercept)
    y = np.concatenate([0.5 * labels + 0.5 * _sigmoid(vectors @ teacher + intercept), soft])
    weight = np.concatenate([np.full(len(texts), 2.0), np.full(len(others), 0.5)])
    texts += others

    countries = names_of_countries()
    tokens = [[word for word in words_of(text) if word not in countries] for text in texts]
    share = Counter(word for found in tokens for word in set(found))
    pieces = json.loads((ENCODER / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    alone = [word for word in pieces if re.fullmatch("[a-z]{2,}", word) and word not in countries]
    frequency = {word: RARE / (RARE + share[word] / len(texts)) for word in {*alone, *share}}
    table = encode(alone)
    table -= table.mean(0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    table = table @ axes[:DIMENSIONS].T
    table /= table.std()
    place = {word: number for number, word in enumerate(alone)}

    x = np.zeros((len(texts), DIMENSIONS + 1))
    for number, found in enumerate(tokens):
        if known := [word for word in found if word in place]:
            rarity = np.array([frequency[word] for word in known])
            x[number, :-1] = (table[[place[word] for word in known]] * rarity[:, None]).sum(0) / (rarity.sum() + 1)
            x[number, -1] = np.log1p(len(known)) / 5
    weights, bias = logistic(x, y, weight, PENALTY_VECTORS)

    own = {word: number for number, word in enumerate(sorted(w for w, times in share.items() if times >= LEAST_TIMES))}
    rows = [sorted({own[word] for word in found if word in own}) for found in tokens]
    extra = corrections(rows, len(own), x @ weights + bias, y, weight)
    numbers = {}
    for word in sorted({*alone, *own}):
        alone_score = frequency[word] * float(table[place[word]] @ weights[:-1]) if word in place else 0.0
        rarity_of = frequency[word] if word in place else 0.0
        on_top = float(extra[own[word]]) if word in own else 0.0
        numbers[word] = [round(SCALE * n) for n in (alone_score, rarity_of, on_top)]
    return {
        "about": "words that speak for and against sport; made by devtools/training/sport_model.py",
        "scale": SCALE,
        "bias": round(bias, 4),
        "length": round(float(weights[-1]) / 5, 4),
        "words": {w: n for w, n in numbers.items() if n[1] or n[2]},
    }


def measure(model: SportModel, file: Path) -> None:
    """Print in how many articles of each ``topic`` the model sees sport."""
    seen: dict[str, list[bool]] = {}
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        seen.setdefault(row["topic"], []).append(model.score(f"{row['title']}. {row['text']}") >= SPORT)
    for topic, found in sorted(seen.items()):
        print(f"  {topic:<12}{sum(found)} of {len(found)} ({sum(found) / len(found):.3f})")


def main() -> None:
    """Learn, write, and measure where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=TO)
    parser.add_argument("--measure", type=Path)
    options = parser.parse_args()
    model = learn(options.data)
    options.to.write_text(json.dumps(model, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    print(f"{len(model['words'])} words, {options.to.stat().st_size / 1e3:.0f} kB")
    if options.measure:
        measure(SportModel.load(options.to), options.measure)


if __name__ == "__main__":
    main()
