"""Summaries: ROUGE beside the lead and published systems, and what a summary costs, in one run.

    python benchmarks/summaries.py --data DIR

DIR holds summaries/frank_dev.jsonl and summaries/realsumm.jsonl (CNN/DailyMail articles with a reference and systems'
outputs). Articles are split in two by the SHA-256 of their first letters: the ranking was learnt on the even half, the
odd half is reported. Ends non-zero when a promise is broken.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from rouge_score import rouge_scorer

from wirewatch import sentences
from wirewatch.article import Article, Summary
from wirewatch.summarise import Summariser, lead, summarise

MEASURES = ("rouge1", "rouge2", "rougeLsum")
SCORER = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=True)


class Row(NamedTuple):
    """An article with what people and systems wrote of it."""

    key: str
    text: str
    reference: str
    systems: dict[str, str]


def held_apart(data: Path) -> list[Row]:
    """The articles that the ranking has not learnt from, each once, with every system's output."""
    rows: dict[str, Row] = {}
    for name in ("frank_dev", "realsumm"):
        for line in (data / "summaries" / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if row.get("dataset", "cnndm") != "cnndm":
                continue
            letters = "".join(row["article"].lower().split())[:200]
            key = hashlib.sha256(letters.encode()).hexdigest()
            systems = {system["model"].removesuffix(".txt"): system["text"] for system in row["summaries"]}
            if int(key[:4], 16) % 2:
                rows[key] = Row(key, row["article"], row["reference"], systems)
    return [rows[key] for key in sorted(rows)]


def scored(reference: str, text: str) -> list[float]:
    """ROUGE F1, a sentence a line for Lsum."""
    lines = ["\n".join(part[start:end] for start, end in sentences.spans(part)) for part in (reference, text)]
    found = SCORER.score(*lines)
    return [found[measure].fmeasure for measure in MEASURES]


def interval(differences: list[float], rounds: int = 2000) -> tuple[float, float]:
    """95 % of the bootstrap means of paired differences."""
    chance = random.Random(1)
    means = sorted(statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(rounds))
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def lead_three(text: str) -> str:
    """The first three sentences, whole."""
    return " ".join(text[start:end] for start, end in sentences.spans(text)[:3])


def main() -> int:
    """Print the tables; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    rows = held_apart(parser.parse_args().data)
    started = time.perf_counter()
    model = Summariser()
    opening = time.perf_counter() - started
    ours: dict[str, Summary] = {}
    taken = []
    for row in rows:
        started = time.perf_counter()
        ours[row.key] = summarise(Article(id=row.key, text=row.text, language="en"), (), model)
        taken.append((time.perf_counter() - started) * 1000)
    scores: dict[str, dict[str, list[float]]] = defaultdict(dict)
    words: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        written = {
            "wirewatch": ours[row.key].text,
            "lead, three sentences": lead_three(row.text),
            "lead, our bounds": lead(Article(id=row.key, text=row.text)).text,
            **row.systems,
        }
        for name, text in written.items():
            scores[name][row.key] = scored(row.reference, text)
            words[name].append(len(text.split()))
    base = scores["lead, three sentences"]
    print(
        f"{'system':<28}{'n':>4}{'words':>7}{'R-1':>8}{'R-2':>8}{'R-Lsum':>8}   R-1 against lead-3 on the same articles"
    )
    for name, of in sorted(scores.items(), key=lambda item: -statistics.fmean(s[0] for s in item[1].values())):
        means = [statistics.fmean(score[n] for score in of.values()) for n in range(3)]
        low, high = interval([score[0] - base[key][0] for key, score in of.items()])
        figures = "".join(f"{100 * mean:>8.1f}" for mean in means)
        print(
            f"{name:<28}{len(of):>4}{statistics.fmean(words[name]):>7.0f}{figures}   {100 * low:+.1f} to {100 * high:+.1f}"
        )
    kinds = [summary.kind for summary in ours.values()]
    print(f"\n{len(rows)} articles: {kinds.count('extractive')} extractive; model opened in {1000 * opening:.0f} ms")
    quantiles = statistics.quantiles(taken, n=20)
    print(f"ms an article: median {statistics.median(taken):.0f}, p95 {quantiles[18]:.0f}")
    _, high = interval([score[0] - base[key][0] for key, score in scores["wirewatch"].items()])
    broken = ["worse than the lead"] if high < 0 else []
    if set(kinds) != {"extractive"}:
        broken.append("some articles fell back to the lead")
    print(f"\nsummaries: {'BROKEN: ' + '; '.join(broken) if broken else 'every promise kept'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
