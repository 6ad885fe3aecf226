"""Learn which sentences tell an article, and write it into the model's manifest.

    python -m devtools.training.sentence_ranking DIR

DIR holds frank_dev.jsonl and realsumm.jsonl: 174 CNN/DailyMail articles with human summaries. Sentences are learnt by
ridge regression on their ROUGE-1 + ROUGE-2 against the summary and strong systems' summaries, sets of sentences by ridge regression on theirs, both
centred by article. What ships has learnt from all of them; so that it can be judged, it is learnt five times more, each
time without a fifth of the articles (by the SHA-256 of their first letters), into benchmarks/data/summary_folds.json: the
bench scores each article with the one that has not seen it. Needs numpy and rouge-score.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from rouge_score import rouge_scorer

from wirewatch.records import Article
from wirewatch.summaries.extractive import MOST_WORDS, SentenceEncoder, find_model
from wirewatch.summaries.sentence_filter import candidate_sentences
from wirewatch.summaries.sentence_ranking import RankingWeights, SentenceSet
from wirewatch.text import sentences

FOLDS = 5
RIDGE = 1000.0
MARGIN = 0.03
"""Chosen, like MOST_WORDS and the ridge, by five-fold cross-validation (docs/models.md)."""
STRONG = frozenset(["bart", "bart_out", "semsim_out", "t5_out_11B", "t5_out_large", "unilm_out_v2", "matchsumm_out"])
"""Systems whose summaries are learnt from as well: one person's summary is a noisy measure of what matters."""
SCORER = rouge_scorer.RougeScorer(["rouge1", "rouge2"], use_stemmer=True)


class Sample(NamedTuple):
    """An article, ready to be learnt from."""

    fold: int
    sentences: SentenceSet
    features: Any
    targets: Any
    references: list[str]


def key(text: str) -> str:
    """What names an article across sets."""
    return hashlib.sha256("".join(text.lower().split())[:200].encode()).hexdigest()


def worth(references: list[str], texts: list[str]) -> float:
    """ROUGE-1 + ROUGE-2: half against what a person wrote (the first), half the mean against what systems wrote."""
    text = "\n".join(texts)
    scores = [SCORER.score(reference, text) for reference in references]
    person, *systems = [float(score["rouge1"].fmeasure + score["rouge2"].fmeasure) for score in scores]
    return (person + sum(systems) / len(systems)) / 2 if systems else person


def samples(data: Path, model: SentenceEncoder) -> list[Sample]:
    """Every article once."""
    found: dict[str, Sample] = {}
    for name in ("frank_dev", "realsumm"):
        for line in (data / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if row.get("dataset", "cnndm") != "cnndm":
                continue
            text = row["article"]
            texts = [text[start:end] for start, end in candidate_sentences(Article(id="", text=text))]
            seen = SentenceSet(texts, model.vectors(texts))
            written = [row["reference"]] + [
                system["text"] for system in row["summaries"] if system["model"].removesuffix(".txt") in STRONG
            ]
            references = ["\n".join(one[a:b] for a, b in sentences.spans(one)) for one in written]
            targets = np.array([worth(references, [one]) for one in texts])
            name_ = key(text)
            found[name_] = Sample(
                int(name_[:4], 16) % FOLDS, seen, np.array(seen.features()), targets - targets.mean(), references
            )
    return [found[name] for name in sorted(found)]


def ridge(x: Any, y: Any, weights: Any) -> tuple[Any, float]:
    """Weights of the features as they are, and the bias, shrunk in units of their spread."""
    middle, spread = np.average(x, axis=0, weights=weights), x.std(axis=0) + 1e-6
    z = (x - middle) / spread
    b = np.linalg.solve((z.T * weights) @ z + RIDGE * np.eye(x.shape[1]), (z.T * weights) @ y) / spread
    return b, float(-middle @ b)


def learn(found: list[Sample]) -> RankingWeights:
    """Sentences first, then sets of those that score best."""
    x = np.vstack([sample.features for sample in found])
    weights, bias = ridge(x, np.concatenate([sample.targets for sample in found]), np.ones(len(x)))
    rows, targets, counts = [], [], []
    for sample in found:
        scores = [float(score) for score in sample.features @ weights + bias]
        sets = sample.sentences.sets(scores, MOST_WORDS)
        seen = np.array([sample.sentences.set_features(some, scores) for some in sets])
        gains = np.array([worth(sample.references, [sample.sentences.texts[n] for n in some]) for some in sets])
        rows.append(seen - seen.mean(axis=0))
        targets.append(gains - gains.mean())
        counts.append(np.full(len(sets), 20 / len(sets)))  # each article counts the same
    of_sets, _ = ridge(np.vstack(rows), np.concatenate(targets), np.concatenate(counts))
    return RankingWeights(
        sentence=[round(float(w), 5) for w in weights],
        bias=round(bias, 5),
        sets=[round(float(w), 5) for w in of_sets],
        margin=MARGIN,
    )


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    found = samples(parser.parse_args().data, SentenceEncoder())
    folds = [learn([sample for sample in found if sample.fold != fold]) for fold in range(FOLDS)]
    file = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "summary_folds.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(folds), indent=1) + b"\n")
    path = find_model() / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest.pop("weights", None)
    manifest["ranking"] = msgspec.to_builtins(learn(found))
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
