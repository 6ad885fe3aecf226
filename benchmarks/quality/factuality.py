"""The factual consistency check against people's labels, data set by data set.

    python -m benchmarks.quality.factuality --data DIR

DIR holds summaries/frank_dev.jsonl (systems' summaries of CNN/DailyMail and XSum articles with people's labels) and
summaries/rank19_pairs.jsonl (a faithful and an unfaithful sentence each). To these come the 200 statements of
benchmarks/data/arrangements.yaml, of our own writing: the words of a page, arranged rightly or wrongly. Every summary is judged by weights learnt
without its article (benchmarks/data/factuality_folds.json, five folds by the SHA-256 of the article's first letters).
Pooled figures are not printed: which data set a summary comes from alone tells .78 of FRANK's labels. Ends non-zero when
the mean over the data sets falls below its floor, or a summary takes too long.
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

import msgspec

from tests.support.sample_pages import sample_pages
from wirewatch.summaries.factuality import Weights, check_factuality

FLOOR = 0.55
SLOW_MS = 30.0


class Statements(msgspec.Struct, forbid_unknown_fields=True):
    """What may and may not be said of a page."""

    page: str
    true: list[str]
    false: list[str]


def digest(text: str) -> str:
    """What names an article across sets."""
    return hashlib.sha256("".join(text.lower().split())[:200].encode()).hexdigest()


def judge(data: Path) -> tuple[float, float]:
    """Print balanced accuracy for each data set; the mean over them, and p95 in ms."""
    folds = msgspec.json.decode(
        (Path(__file__).parents[1] / "data" / "factuality_folds.json").read_bytes(), type=list[Weights]
    )
    said: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    taken = []

    def look(name: str, article: str, summary: str, true: bool) -> None:
        key = digest(article)
        started = time.perf_counter()
        verdict = check_factuality(article, summary, folds[int(key[:4], 16) % len(folds)])
        taken.append((time.perf_counter() - started) * 1000)
        said[name].append((key, verdict.supported, true))

    for line in (data / "summaries" / "frank_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        for summary in row["summaries"]:
            look(f"FRANK {row['dataset']}", row["article"], summary["text"], summary["factuality"] == 1)
    for line in (data / "summaries" / "rank19_pairs.jsonl").read_text().splitlines():
        row = json.loads(line)
        for kind in ("correct", "incorrect"):
            look("pairs", row["source"], row[kind], kind == "correct")
    pages = {page.id: page for page in sample_pages()}
    file = Path(__file__).parents[1] / "data" / "arrangements.yaml"
    for one in msgspec.yaml.decode(file.read_bytes(), type=list[Statements]):
        text = "\n\n".join(line[2:] if line[:2] in ("- ", "^ ", "* ", "@ ") else line for line in pages[one.page].body)
        for statement in [*one.true, *one.false]:
            look("arrangements", text, statement, statement in one.true)
    print(f"\n{'data set':<14}{'n':>5}{'true':>7}{'supported':>11}{'balanced accuracy':>19}   95 % by article")
    for name, of in sorted(said.items()):
        shares = statistics.fmean(true for _, _, true in of), statistics.fmean(yes for _, yes, _ in of)
        low, high = balanced_interval(of)
        print(
            f"{name:<14}{len(of):>5}{shares[0]:>7.2f}{shares[1]:>11.2f}{balanced(of):>19.3f}   {low:.3f} to {high:.3f}"
        )
    slow = statistics.quantiles(taken, n=20)[18]
    print(f"ms a summary: median {statistics.median(taken):.1f}, p95 {slow:.1f}")
    mean = statistics.fmean(balanced(of) for of in said.values())
    print(f"mean over the data sets: {mean:.3f}")
    return mean, slow


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
    """Print the table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    mean, slow = judge(parser.parse_args().data)
    broken = [
        *(["the check finds too little"] if mean < FLOOR else []),
        *(["the check is slow"] if slow > SLOW_MS else []),
    ]
    print(f"\nfactuality: {'BROKEN: ' + '; '.join(broken) if broken else 'every check passed'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
