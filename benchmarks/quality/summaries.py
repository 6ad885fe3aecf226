"""Summaries: ROUGE beside the lead and published systems, the guard against human labels, and what both cost, in one run.

    python -m benchmarks.quality.summaries --data DIR [--pages N]

DIR holds summaries/frank_dev.jsonl and summaries/realsumm.jsonl (CNN/DailyMail articles with a reference and systems'
outputs; frank_dev also XSum, and people's labels of factuality). The choice of sentences that ships has learnt from all
of these articles, so each is scored here with a choice learnt without it (benchmarks/data/summary_folds.json, five folds by
the SHA-256 of the article's first letters), and so is the guard (benchmarks/data/factuality_folds.json). --pages prints N articles: the lead, ours, and what of the reference ours misses. Ends non-zero when a
promise is broken.
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

import msgspec
from rouge_score import rouge_scorer

from wirewatch.records import Article, Summary
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.summaries.factuality import Weights, check_factuality
from wirewatch.summaries.sentence_ranking import RankingWeights
from wirewatch.text import sentences

MEASURES = ("rouge1", "rouge2", "rougeLsum")
SCORER = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=True)


class Row(NamedTuple):
    """An article with what people and systems wrote of it."""

    key: str
    text: str
    reference: str
    systems: dict[str, str]


def digest(text: str) -> str:
    """What names an article across sets."""
    return hashlib.sha256("".join(text.lower().split())[:200].encode()).hexdigest()


def articles(data: Path) -> list[Row]:
    """Every article once, with every system's output."""
    rows: dict[str, Row] = {}
    for name in ("frank_dev", "realsumm"):
        for line in (data / "summaries" / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if row.get("dataset", "cnndm") != "cnndm":
                continue
            key = digest(row["article"])
            systems = {system["model"].removesuffix(".txt"): system["text"] for system in row["summaries"]}
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


def print_page(row: Row, summary: Summary) -> None:
    """The lead, ours, and the reference's sentences that ours holds less than half of."""
    said = set(summary.text.lower().split())
    print(f"\n{row.key[:8]}\n  lead   {lead_three(row.text)}\n  ours   {summary.text}")
    for start, end in sentences.spans(row.reference):
        words = set(row.reference[start:end].lower().split())
        if len(words & said) < len(words) / 2:
            print(f"  misses {row.reference[start:end]}")


def judge_guard(data: Path) -> tuple[float, float]:
    """Print balanced accuracy, each summary judged by weights learnt without its article; it, and p95 in ms."""
    folds = msgspec.json.decode(
        (Path(__file__).parents[1] / "data" / "factuality_folds.json").read_bytes(), type=list[Weights]
    )
    said: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    taken = []

    def judge(name: str, article: str, summary: str, true: bool) -> None:
        key = digest(article)
        started = time.perf_counter()
        verdict = check_factuality(article, summary, folds[int(key[:4], 16) % len(folds)])
        taken.append((time.perf_counter() - started) * 1000)
        for group in (name, name.split()[0]) if " " in name else (name,):
            said[group].append((key, verdict.supported, true))

    for line in (data / "summaries" / "frank_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        for summary in row["summaries"]:
            judge(f"FRANK {row['dataset']}", row["article"], summary["text"], summary["factuality"] == 1)
    for line in (data / "summaries" / "rank19_pairs.jsonl").read_text().splitlines():
        row = json.loads(line)
        for kind in ("correct", "incorrect"):
            judge("pairs", row["source"], row[kind], kind == "correct")
    print(f"\n{'guard':<14}{'n':>5}{'true':>7}{'supported':>11}{'balanced accuracy':>19}   95 % by article")
    for name, of in sorted(said.items()):
        shares = statistics.fmean(true for _, _, true in of), statistics.fmean(yes for _, yes, _ in of)
        low, high = balanced_interval(of)
        print(
            f"{name:<14}{len(of):>5}{shares[0]:>7.2f}{shares[1]:>11.2f}{balanced(of):>19.3f}   {low:.3f} to {high:.3f}"
        )
    slow = statistics.quantiles(taken, n=20)[18]
    print(f"ms a summary: median {statistics.median(taken):.1f}, p95 {slow:.1f}")
    print(
        "published on FRANK: FactCC .59, overlap of names .61, DAE .62, SummaC-ZS .79, SummaC-Conv .82, QuestEval .82"
    )
    return balanced(said["FRANK"]), slow


def balanced(of: list[tuple[str, bool, bool]]) -> float:
    """Mean of the shares of true and of false that were told rightly; (article, said, true) each."""
    rights = [[said is label for _, said, true in of if true is label] for label in (True, False)]
    return statistics.fmean(statistics.fmean(right) for right in rights if right)


def balanced_interval(of: list[tuple[str, bool, bool]], rounds: int = 500) -> tuple[float, float]:
    """95 % of the bootstrap's balanced accuracies, articles drawn whole."""
    by_article: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for one in of:
        by_article[one[0]].append(one)
    groups, chance = list(by_article.values()), random.Random(1)
    drawn = sorted(
        balanced([one for group in chance.choices(groups, k=len(groups)) for one in group]) for _ in range(rounds)
    )
    return drawn[int(rounds * 0.025)], drawn[int(rounds * 0.975)]


def main() -> int:
    """Print the tables; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=0)
    arguments = parser.parse_args()
    rows = articles(arguments.data)
    folds = msgspec.json.decode(
        (Path(__file__).parents[1] / "data" / "summary_folds.json").read_bytes(), type=list[RankingWeights]
    )
    started = time.perf_counter()
    model = SentenceEncoder()
    opening = time.perf_counter() - started
    ours: dict[str, Summary] = {}
    taken = []
    for row in rows:
        model.manifest.ranking = folds[int(row.key[:4], 16) % len(folds)]
        started = time.perf_counter()
        ours[row.key] = summarise_extractive(Article(id=row.key, text=row.text, language="en"), (), model)
        taken.append((time.perf_counter() - started) * 1000)
    scores: dict[str, dict[str, list[float]]] = defaultdict(dict)
    words: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        written = {
            "wirewatch": ours[row.key].text,
            "lead, three sentences": lead_three(row.text),
            "lead, our bounds": lead_summary(Article(id=row.key, text=row.text)).text,
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
    for row in rows[: arguments.pages]:
        print_page(row, ours[row.key])
    kinds = [summary.kind for summary in ours.values()]
    print(f"\n{len(rows)} articles: {kinds.count('extractive')} extractive; model opened in {1000 * opening:.0f} ms")
    quantiles = statistics.quantiles(taken, n=20)
    print(f"ms an article: median {statistics.median(taken):.0f}, p95 {quantiles[18]:.0f}")
    low, _ = interval([score[0] - base[key][0] for key, score in scores["wirewatch"].items()])
    broken = ["not better than the lead"] if low <= 0 else []
    guard, slow = judge_guard(arguments.data)
    if guard < 0.75:
        broken.append("the guard tells too little")
    if slow > 20:
        broken.append("the guard is slow")
    if set(kinds) != {"extractive"}:
        broken.append("some articles fell back to the lead")
    print(f"\nsummaries: {'BROKEN: ' + '; '.join(broken) if broken else 'every promise kept'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
