"""Learn what tells a country from what bears its name (``context_classifier.json`` and ``context_words.json``).

    python -m devtools.training.context_classifier --data DIR [--to FOLDER] [--wrong]

Learnt from texts of our own, each with the countries that it names (``*_tune`` files under ``tests/data``,
``devtools/training/data/context_sentences.tsv``), and from collections under DIR whose annotators marked names: wikigold
and WNUT-17 (CC BY 4.0), the first half of re3d (open government licences). A candidate counts as meant where its text
names the entry, or where the marked place or nationality is the candidate and no more. Logistic regression with a penalty
on the features of ``wirewatch.matching.context_features`` and on vectors of the words around the name, which the summary
model's encoder (all-MiniLM-L6-v2) gives each word alone. What ships is one number a feature and one number a word and slot,
whole hundredths, no text of a source. ``--check`` learns on nine tenths of the texts ten times and prints how often the
tenth is right. ``*_check`` files are never read here.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.quality.matching import opened
from devtools.training.context_texts import COPIES, labelled_texts
from devtools.training.sport_model import ENCODER, ROOT, Vector, logistic
from wirewatch.matching import mention_finder
from wirewatch.matching.candidates import ADJECTIVES, NameCandidate
from wirewatch.matching.context_features import FEATURES
from wirewatch.matching.context_words import SLOTS, slots, surroundings, words_of
from wirewatch.matching.rules.organisations import reported_by
from wirewatch.matching.text_state import TextState
from wirewatch.records import Article
from wirewatch.summaries.extractive import SentenceEncoder
from wirewatch.watchlists.loader import load_watchlist

TO: Final = ROOT / "layers" / "wirewatch" / "matching"
PENALTY: Final = 0.2
DIMENSIONS: Final = 32
SCALE: Final = 100
PARTS: Final = 10
# The sentences of our own are hard ones: a third of their names mean no country. In news it is nearer to a tenth.
MEANT: Final = 2.0
# How much a vector counts beside a feature that is 0 or 1: the penalty is the same for both. Chosen with ``--check``.
VECTOR_SCALE: Final = (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2)


class Row(NamedTuple):
    """A candidate: where its text is from, the number of the text, features, words by slot, whether its country is meant, weight, what is shown."""

    source: str
    text: int
    features: list[float]
    words: list[tuple[int, list[str]]]
    meant: bool
    weight: float
    shown: str


class _Recorder:
    """Stands in for the classifier: notes what it would look at, and lets every candidate pass."""

    def __init__(self) -> None:
        self.seen: list[tuple[NameCandidate, list[float], list[tuple[int, list[str]]]]] = []

    def decide(self, state: TextState, candidate: NameCandidate) -> NameCandidate:
        """The candidate as it is, always."""
        values = [float(feature.value(state, candidate)) for feature in FEATURES]
        start, end = state.sentence(candidate.start)
        sentence = words_of(state.text[start : candidate.start] + " " + state.text[candidate.end : end])
        around = slots(surroundings(state, candidate), adjective=candidate.alias.rule in ADJECTIVES)
        if not reported_by(state.text, candidate.start, candidate.end, state.word_behind(candidate.end)):
            self.seen.append(
                (candidate, values, [*((slot, list(words)) for slot, words in around), (len(SLOTS) - 1, sentence)])
            )
        return candidate


def rows_of(data: Path) -> list[Row]:
    """Every candidate of every text whose meaning is known."""
    found: list[Row] = []
    names = [feature.name for feature in FEATURES]
    place, team = names.index("place before"), names.index("team by its words")
    governed = names.index("governed")
    with tempfile.TemporaryDirectory() as folder:
        index = opened(load_watchlist(["countries"]), Path(folder))
        for number, (source, text, weight, is_meant) in enumerate(labelled_texts(data)):
            number -= COPIES.index(source) + 1 if source in COPIES else 0  # a copy goes with its original
            recorder = _Recorder()
            setattr(mention_finder, "context_classifier", lambda recorder=recorder: recorder)  # noqa: B010 (it is imported there)
            mention_finder.MentionFinder(Article(id="-", text=text), index).find()
            times = Counter(candidate.number for candidate, _, _ in recorder.seen)
            for candidate, values, words in recorder.seen:
                entry = index.entry(candidate.number)
                meant = is_meant(entry.id, candidate, bool(values[place] or values[governed]))
                if meant is None or (meant and times[candidate.number] > 1 and values[team]):
                    continue  # in the second case one of several places, and not the one for which the text was marked
                shown = text[max(0, candidate.at - 50) : candidate.to + 50]
                found.append(
                    Row(source, number, values, words, meant, weight, f"{entry.id} {candidate.alias.name} | {shown!r}")
                )
    return found


def word_vectors() -> tuple[dict[str, int], Vector]:
    """Every word of the encoder's vocabulary, and its vector on the ``DIMENSIONS`` axes along which common words differ most."""
    encoder = SentenceEncoder(ENCODER)
    pieces = json.loads((ENCODER / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = [word for word in pieces if re.fullmatch("[a-z]{2,}", word)]
    table = np.vstack([encoder.vectors(words[n : n + 256]) for n in range(0, len(words), 256)]).astype(np.float64)
    table -= table.mean(0)
    _, _, axes = np.linalg.svd(table[:8000], full_matrices=False)  # the vocabulary is sorted, the most frequent first
    table = table @ axes[:DIMENSIONS].T
    return {word: number for number, word in enumerate(words)}, table / table.std()


def matrix(rows: list[Row], place: dict[str, int], table: Vector) -> Vector:
    """The features of each row, and behind them the mean vector of the words of each slot."""
    x = np.zeros((len(rows), len(FEATURES) + len(SLOTS) * DIMENSIONS))
    for number, row in enumerate(rows):
        x[number, : len(FEATURES)] = row.features
        for slot, words in row.words:
            if known := [place[word] for word in words if word in place]:
                at = len(FEATURES) + slot * DIMENSIONS
                x[number, at : at + DIMENSIONS] = table[known].mean(0) * VECTOR_SCALE[slot]
    return x


def check(rows: list[Row], x: Vector, y: Vector, weight: Vector) -> None:
    """Print how many candidates and texts of our own are right, each tenth by numbers that have not seen it."""
    texts = np.array([row.text for row in rows])
    parts = texts * 7919 % PARTS
    z = np.zeros(len(rows))
    for part in range(PARTS):
        rest = parts != part
        learnt, bias = logistic(x[rest], y[rest], weight[rest], PENALTY)
        z[~rest] = x[~rest] @ learnt + bias
    right = (z >= 0) == (y == 1)
    sources = np.array([row.source for row in rows])
    for source in dict.fromkeys(sources.tolist()):
        of = sources == source
        whole = [right[of & (texts == text)].all() for text in np.unique(texts[of])]
        wrong = [f"{(~right & of & (y == label)).sum()}/{(of & (y == label)).sum()}" for label in (1, 0)]
        print(
            f"unseen, {source:<24}{right[of].mean():.3f} of candidates, {np.mean(whole):.3f} of {len(whole)} texts right; "
            f"meant but rejected {wrong[0]}, admitted but not meant {wrong[1]}"
        )


def main() -> None:
    """Learn, write, and print what the numbers are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=TO)
    parser.add_argument("--wrong", action="store_true", help="print the candidates that the numbers get wrong")
    parser.add_argument("--check", action="store_true", help="print how well unseen texts are judged")
    options = parser.parse_args()
    rows = rows_of(options.data)
    place, table = word_vectors()
    x, y = matrix(rows, place, table), np.array([float(row.meant) for row in rows])
    weight = np.array([row.weight for row in rows])
    weight[y == 1] *= MEANT
    weight[[row.meant and row.source in COPIES for row in rows]] *= MEANT  # titles tell of countries oftener still
    if options.check:
        check(rows, x, y, weight)
    learnt, bias = logistic(x, y, weight, PENALTY)
    numbers = {feature.name: round(float(w), 2) for feature, w in zip(FEATURES, learnt, strict=False)}
    about = "made by devtools/training/context_classifier.py"
    _write(options.to / "context_classifier.json", {"about": about, "bias": round(bias, 2), "weights": numbers}, 1)
    by_slot = learnt[len(FEATURES) :].reshape(len(SLOTS), DIMENSIONS).T * np.array(VECTOR_SCALE)
    scores = np.round(table @ by_slot * SCALE).astype(int)
    words = {word: scores[number].tolist() for word, number in sorted(place.items())}
    _write(options.to / "context_words.json", {"about": about, "scale": SCALE, "slots": SLOTS, "words": words}, None)
    z = x @ learnt + bias
    print(f"{len(rows)} candidates, {int(y.sum())} meant; {((z >= 0) == (y == 1)).mean():.3f} right; bias {bias:.2f}")
    for feature, w, seen in sorted(zip(FEATURES, learnt, (x != 0).sum(0), strict=False), key=lambda row: row[1]):
        print(f"  {w:6.2f}  {seen:5}  {feature.name}")
    if options.wrong:
        for log_odds, row in zip(z, rows, strict=True):
            if (log_odds >= 0) != row.meant:
                print(f"  {log_odds:5.2f} {'meant' if row.meant else 'not meant'}: {row.shown}")


def _write(file: Path, numbers: dict[str, Any], indent: int | None) -> None:
    separators = (",", ": ") if indent else (",", ":")
    file.write_text(json.dumps(numbers, indent=indent, separators=separators) + "\n", "utf-8")


if __name__ == "__main__":
    main()
