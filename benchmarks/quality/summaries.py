"""Summaries: what a reader asks of them on sample pages, and ROUGE beside the lead and published systems.

    python -m benchmarks.quality.summaries --data DIR [--pages N]

The pages are those of tests/data/pages; the rules were written while looking at the odd half, so only the even half
counts. DIR holds summaries/frank_dev.jsonl and realsumm.jsonl (CNN/DailyMail articles with a reference and systems'
outputs), newsroom60.jsonl and bbc100_extractive.jsonl. The few weights were chosen on the half of these articles whose
SHA-256 begins with an even byte; the tables show the other half. A summary is compared with as many words from the
article's beginning ("first words") and with the lead in whole sentences. --pages prints N articles. Ends non-zero when a
check fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rouge_score import rouge_scorer

from tests.support.sample_pages import faults, html, sample_pages
from wirewatch.extraction.html import extract_html
from wirewatch.matching.matcher import match
from wirewatch.records import Article, Summary
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.text import sentences
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

MEASURES = ("rouge1", "rouge2", "rougeLsum")
SCORER = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=True)
FLOOR = 0.95
"""Of the answers to the reader's questions on the even half of the pages."""


class Row(NamedTuple):
    """An article with what people and systems wrote of it."""

    source: str
    text: str
    title: str
    reference: str
    systems: dict[str, str]

    @property
    def tuned_on(self) -> bool:
        """Whether the weights were chosen on it."""
        return hashlib.sha256(self.text.encode()).digest()[1] % 2 == 0


def rows(data: Path) -> Iterator[Row]:
    """Every article once, with every system's output."""
    folder = data / "summaries"
    found: dict[str, Row] = {}
    for name in ("frank_dev", "realsumm"):
        for row in map(json.loads, (folder / f"{name}.jsonl").read_text().splitlines()):
            if row.get("dataset", "cnndm") == "cnndm":
                systems = {system["model"].removesuffix(".txt"): system["text"] for system in row["summaries"]}
                key = "".join(row["article"].lower().split())[:200]
                found[key] = Row("CNN/DailyMail", row["article"], "", row["reference"], systems)
    yield from found.values()
    for row in map(json.loads, (folder / "newsroom60.jsonl").read_text().splitlines()):
        yield Row("Newsroom", row["article"], "", row["reference"], {})
    for row in map(json.loads, (folder / "bbc100_extractive.jsonl").read_text().splitlines()):
        body = "\n\n".join(row["article_sentences"][1:])
        yield Row("BBC", body, row["title"], " ".join(row["summary_sentences"]), {})


def score(reference: str, text: str) -> list[float]:
    """ROUGE F1 in hundredths, a sentence a line for Lsum."""
    lines = ["\n".join(part[start:end] for start, end in sentences.spans(part)) for part in (reference, text)]
    found = SCORER.score(*lines)
    return [100 * found[measure].fmeasure for measure in MEASURES]


def interval(differences: list[float], rounds: int = 2000) -> tuple[float, float]:
    """95 % of the bootstrap means of paired differences."""
    chance = random.Random(1)
    means = sorted(statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(rounds))
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def judge_pages(model: SentenceEncoder) -> float:
    """Print what readers would miss in the summaries of the sample pages; the share of good answers, even half."""
    share = 0.0
    with tempfile.TemporaryDirectory() as folder:
        write(load_watchlist(("countries", "officials")), Path(folder) / "index")
        index = WatchlistIndex.open(Path(folder) / "index")
    for half in ("odd", "even"):
        asked = good = whole = 0
        pages = sample_pages(half)
        for page in pages:
            article = extract_html(html(page), source=page.id, url=page.url)
            summary = summarise_extractive(article, match(article, index), model)
            answers = faults(page, article, summary)
            asked, good = asked + len(answers), good + list(answers.values()).count("")
            whole += not any(answers.values())
            for question, fault in answers.items():
                if fault:
                    print(f"  {page.id}: {question}: no ({fault})")
        share = good / asked
        print(f"{half} pages: {whole} of {len(pages)} without fault, {good} of {asked} answers good ({share:.0%})")
    return share


def judge_rouge(found: list[Row], model: SentenceEncoder) -> list[str]:
    """Print the tables; what is worse than the lead."""
    broken = []
    differences: dict[str, list[list[float]]] = defaultdict(list)
    taken = []
    for source in dict.fromkeys(row.source for row in found):
        scores: dict[str, list[list[float]]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        some = [row for row in found if row.source == source and not row.tuned_on]
        for row in some:
            article = Article(id="", text=row.text, title=row.title, language="en")
            started = time.perf_counter()
            ours = summarise_extractive(article, (), model).text
            taken.append((time.perf_counter() - started) * 1000)
            three = " ".join(row.text[start:end] for start, end in sentences.spans(row.text)[:3])
            written = {
                "wirewatch": ours,
                "first words, as many": " ".join(row.text.split()[: len(ours.split())]),
                "lead, same bounds": lead_summary(article).text,
                "lead, three sentences": three,
                **row.systems,
            }
            for name, text in written.items():
                scores[name].append(score(row.reference, text))
                words[name].append(len(text.split()))
            for name in ("first words, as many", "lead, same bounds"):
                pair = zip(scores["wirewatch"][-1], scores[name][-1], strict=True)
                differences[name].append([one - two for one, two in pair])
        print(f"\n{source + ', n = ' + str(len(some)):<32}{'words':>6}{'R-1':>8}{'R-2':>8}{'R-Lsum':>8}")
        for name, of in sorted(scores.items(), key=lambda item: -statistics.fmean(one[0] for one in item[1])):
            means = "".join(f"{statistics.fmean(one[n] for one in of):>8.1f}" for n in range(3))
            count = "" if len(of) == len(some) else f" (n = {len(of)})"
            print(f"  {name + count:<30}{statistics.fmean(words[name]):>6.0f}{means}")
    for name, of in differences.items():
        for n, measure in enumerate(MEASURES):
            low, high = interval([one[n] for one in of])
            mean = statistics.fmean(one[n] for one in of)
            print(f"{measure} against {name}, n = {len(of)}: {mean:+.2f} ({low:+.2f} to {high:+.2f})")
            if high < 0:
                broken.append(f"{measure} below {name}")
    slow = statistics.quantiles(taken, n=20)[18]
    print(f"ms an article: median {statistics.median(taken):.0f}, p95 {slow:.0f}")
    return broken


def main() -> int:
    """Print the tables; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=0)
    arguments = parser.parse_args()
    model = SentenceEncoder()
    share = judge_pages(model)
    broken = ["the even pages"] if share < FLOOR else []
    found = list(rows(arguments.data))
    broken += judge_rouge(found, model)
    for row in [row for row in found if not row.tuned_on][: arguments.pages]:
        ours: Summary = summarise_extractive(Article(id="", text=row.text, title=row.title, language="en"), (), model)
        print(f"\n{row.source}\n  begins {row.text[:400]!r}\n  ours   {ours.text}")
    print(f"\nsummaries: {'BROKEN: ' + '; '.join(broken) if broken else 'every check passed'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
