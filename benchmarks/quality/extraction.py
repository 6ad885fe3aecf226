"""Reading pages: html, page dumps, metadata, speed and memory, each beside other ways to do it in the same run.

    pip install readability-lxml
    python -m benchmarks.quality.extraction --data DIR [--part html|dumps|facts|speed] [--reads N]
    python -m benchmarks.quality.extraction --truth FILE

DIR holds extraction/trafilatura-eval. Parts: ``html``, the strings that people said must (and must not) be in the text
of 990 pages, and 4-gram scores against the text that publishers give in their pages' own JSON-LD; ``dumps``, pages
flattened to plain text in several styles, of sites that the classifier has not learnt from; ``facts``, title, date and
site; ``speed``, pages a second and memory over many pages in one process. Ends non-zero when a check fails.

FILE holds pages of your own whose story you know, a JSON object a line: ``file``, an html page (gzipped or not) beside
FILE, ``text``, its story, and ``url`` where you have it. Both ways to read it, as html and flattened, are scored.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import logging
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import trafilatura
from readability import Document

from devtools.training.flatten import STYLES, Style, flatten, parse
from devtools.training.pages import known_pages, mean_scores, precision_recall, raw_pages
from wirewatch.extraction.html import NoArticleFoundError, extract_html, extract_text
from wirewatch.fetching import encoding
from wirewatch.records import Article

Broken = list[str]
ARRIVED = datetime.now(UTC)
_TAG = re.compile(r"<[^>]{1,200}>")


def read(raw: bytes, url: str) -> Article:
    """Our reading; an empty article where there is no story."""
    try:
        return extract_html(raw, url=url, arrived=ARRIVED)
    except NoArticleFoundError:
        return Article(id="", text="")


def peer(page: str, url: str, **options: Any) -> str:
    """trafilatura's text, without comments and tables, as ours."""
    return trafilatura.extract(page, url=url, include_comments=False, include_tables=False, **options) or ""


def readable(page: str) -> str:
    """readability-lxml's text."""
    try:
        return flatten(Document(page).summary(), Style("readability"))
    except Exception:  # it raises many kinds
        return ""


def decoded(raw: bytes) -> str:
    """The page as text."""
    return encoding.decode(raw, encoding.detect(raw))


def _bodies(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("articleBody"), str):
            yield value["articleBody"]
        for part in value.values():
            yield from _bodies(part)
    elif isinstance(value, list):
        for part in value:
            yield from _bodies(part)


def publisher_text(page: str) -> str:
    """The longest articleBody in the page's JSON-LD."""
    best = ""
    for script in parse(page).iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                best = max([best, *_bodies(json.loads(script.text or "", strict=False))], key=len)
            except ValueError:
                continue
    return html.unescape(_TAG.sub(" ", html.unescape(best)))


def measure_html(data: Path) -> tuple[str, Broken]:
    """Strings that must and must not be there; 4-grams where the publisher gives the text."""
    plain = " ".join
    ways: dict[str, Callable[[bytes, str], str]] = {
        "wirewatch": lambda raw, url: read(raw, url).text,
        "trafilatura": lambda raw, url: peer(decoded(raw), url),
        "trafilatura, precision": lambda raw, url: peer(decoded(raw), url, favor_precision=True),
        "readability-lxml": lambda raw, _: readable(decoded(raw)),
    }
    counts = {way: [0, 0, 0] for way in ways}  # there rightly, there wrongly, missing
    scores: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    pages = 0
    for _, raw, url, said in raw_pages(data):
        body = publisher_text(decoded(raw))
        texts = {way: run(raw, url) for way, run in ways.items()}
        # Some bodies are only a beginning, or another text: they are truth where all of it is on the page, at length.
        known = len(body.split()) >= 150 and precision_recall(texts["trafilatura"], body)[1] > 0.5
        pages += 1
        for way, text in texts.items():
            squeezed = plain(text.split())
            must = [plain(string.split()) in squeezed for string in said["with"]]
            must_not = [plain(string.split()) in squeezed for string in said["without"]]
            for place, value in enumerate((sum(must), sum(must_not), len(must) - sum(must))):
                counts[way][place] += value
            if known:
                scores[way].append(precision_recall(text, body))
    print(f"html: strings of {pages} pages, and word 4-grams of {len(scores['wirewatch'])} pages with their own text")
    print(f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}   {'precision':>10}{'recall':>10}{'F1':>10}")
    strings = {}
    for way, (right, wrong, missing) in counts.items():
        p, r = right / (right + wrong), right / (right + missing)
        strings[way] = (p, r, 2 * p * r / (p + r))
        row = "".join(f"{value:10.3f}" for value in strings[way])
        print(f"{way:24}{row}   " + "".join(f"{value:10.3f}" for value in mean_scores(scores[way])))
    ours, theirs = strings["wirewatch"], strings["trafilatura"]
    broken = []
    if ours[2] < theirs[2]:
        broken.append("html: F1 below trafilatura's")
    if ours[0] < theirs[0] + 0.02:
        broken.append("html: precision less than two points above trafilatura's")
    return f"html precision {ours[0]:.3f} (trafilatura {theirs[0]:.3f}), F1 {ours[2]:.3f} ({theirs[2]:.3f})", broken


def from_dump(text: str) -> str:
    """Our reading of a dump."""
    try:
        return extract_text(text, arrived=ARRIVED).text
    except NoArticleFoundError:
        return ""


def long_lines(text: str) -> str:
    """The lines of twelve and more words."""
    return "\n".join(line for line in text.split("\n") if len(line.split()) >= 12)


def measure_dumps(data: Path) -> tuple[str, Broken]:
    """Flattened pages of sites that nothing was learnt from."""
    pages = [page for page in known_pages(data) if page.held and page.article]
    ways: dict[str, Callable[[str], str]] = {
        "as it is": lambda text: text,
        "lines of 12+ words": long_lines,
        "trafilatura on <p>": lambda text: peer(
            "<html><body>"
            + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
            + "</body></html>",
            "",
        ),
        "wirewatch": from_dump,
    }
    print(f"\ndumps: word 4-grams, precision / recall / F1, {len(pages)} pages of sites held apart")
    print(f"{'':24}" + "".join(f"{way:>24}" for way in ways))
    every: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for style in STYLES:
        row = f"{style.name:24}"
        for way, run in ways.items():
            scores = [precision_recall(run(flatten(page.html, style)), page.story) for page in pages]
            every[way] += scores
            row += f"{'{:.3f} / {:.3f} / {:.3f}'.format(*mean_scores(scores)):>24}"
        print(row)
    totals = {way: mean_scores(scores) for way, scores in every.items()}
    print(f"{'all':24}" + "".join(f"{'{:.3f} / {:.3f} / {:.3f}'.format(*total):>24}" for total in totals.values()))
    ours = totals["wirewatch"][2]
    return f"dumps F1 {ours:.3f} (12+ words {totals['lines of 12+ words'][2]:.3f})", [
        "dumps: F1 below .90"
    ] if ours < 0.9 else []


class Truth(msgspec.Struct):
    """One line of a truth file."""

    file: str
    text: str
    url: str = ""


def truths(path: Path) -> list[tuple[bytes, Truth]]:
    """The pages of a truth file.

    Raises:
        SystemExit: a line is no such record, or its page is not there; the message names the line.
    """
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                truth = msgspec.json.decode(line, type=Truth)
                raw = (path.parent / truth.file).read_bytes()
            except (msgspec.DecodeError, OSError) as error:
                sys.exit(f"{path}, line {number}: {error}; wanted are file, a page beside it, and text")
            found.append((gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw, truth))
    if not found:
        sys.exit(f"{path}: no page is named in it")
    return found


def intervals(pages: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """95 % bootstrap intervals (1,000 resamples of pages) of mean precision, mean recall and their F1."""
    chance = random.Random(1)
    again = [mean_scores(list(chain.from_iterable(chance.choices(pages, k=len(pages))))) for _ in range(1000)]
    return [(values[25], values[974]) for values in map(sorted, zip(*again, strict=True))]


def measure_truth(path: Path) -> tuple[str, Broken]:
    """Pages whose story people marked, as html and flattened, beside trafilatura on the same."""
    rows: dict[str, list[tuple[float, float]]] = {
        name: [] for name in ("html, wirewatch", "html, trafilatura", "dumps, wirewatch", "dumps, 12+ words")
    }
    pages = truths(path)
    for raw, truth in pages:
        page = decoded(raw)
        rows["html, wirewatch"].append(precision_recall(read(raw, truth.url).text, truth.text))
        rows["html, trafilatura"].append(precision_recall(peer(page, truth.url), truth.text))
        for style in STYLES:
            text = flatten(page, style)
            rows["dumps, wirewatch"].append(precision_recall(from_dump(text), truth.text))
            rows["dumps, 12+ words"].append(precision_recall(long_lines(text), truth.text))
    print(f"truth: word 4-grams of {len(pages)} pages; dumps in {len(STYLES)} styles; 95 % of resampled pages")
    print(f"{'':20}{'precision':>24}{'recall':>24}{'F1':>24}")
    for name, scores in rows.items():
        each = len(STYLES) if name.startswith("dumps") else 1
        paged = [scores[i : i + each] for i in range(0, len(scores), each)]
        cells = [
            f"{value:.3f} ({low:.3f} to {high:.3f})"
            for value, (low, high) in zip(mean_scores(scores), intervals(paged), strict=True)
        ]
        print(f"{name:20}" + "".join(f"{cell:>24}" for cell in cells))
    ours, theirs = mean_scores(rows["html, wirewatch"]), mean_scores(rows["html, trafilatura"])
    dumps = mean_scores(rows["dumps, wirewatch"])
    broken = ["truth: html F1 below trafilatura's"] if ours[2] < theirs[2] else []
    broken += ["truth: dumps F1 below .90"] if dumps[2] < 0.9 else []
    line = f"truth, {len(pages)} pages: html F1 {ours[2]:.3f} (trafilatura {theirs[2]:.3f}), dumps F1 {dumps[2]:.3f}"
    return line, broken


def _same(one: str | None, other: str) -> bool:
    return re.findall(r"\w+", (one or "").lower()) == re.findall(r"\w+", other.lower())


def measure_facts(data: Path) -> tuple[str, Broken]:
    """Title, date and site as people wrote them down."""
    facts = ("title", "date", "sitename")
    right = {way: dict.fromkeys(facts, 0) for way in ("wirewatch", "trafilatura")}
    given = {way: dict.fromkeys(facts, 0) for way in right}
    asked = dict.fromkeys(facts, 0)
    for _, raw, url, said in raw_pages(data):
        article = read(raw, url)
        found = trafilatura.extract_metadata(decoded(raw), default_url=url)
        answers: dict[str, tuple[str | None, ...]] = {
            "wirewatch": (article.title, article.published, article.site),
            "trafilatura": (found.title, found.date, found.sitename) if found else (None, None, None),
        }
        for place, fact in enumerate(facts):
            if not said.get(fact):
                continue
            asked[fact] += 1
            for way, answer in answers.items():
                value = answer[place]
                given[way][fact] += bool(value)
                same = (value or "")[:10] == said[fact] if fact == "date" else _same(value, said[fact])
                right[way][fact] += same
    print("\nfacts: right of those that people wrote down, and of the answers given")
    print(f"{'':24}" + "".join(f"{f'{fact}, n={asked[fact]}':>24}" for fact in facts))
    for way, counts in right.items():
        cells = [
            f"{counts[f] / asked[f]:.3f}, {counts[f] / max(given[way][f], 1):.3f} of {given[way][f]}" for f in facts
        ]
        print(f"{way:24}" + "".join(f"{cell:>24}" for cell in cells))

    def share(way: str, fact: str, of: dict[str, int]) -> float:
        return right[way][fact] / max(of[fact], 1)

    # A page on which we find no story has no facts either: half a point is allowed for those. A date is only what a page
    # states, and a wrong one is worse than none: of those that are given as many must be right, and of all pages nearly so.
    worse = [
        f"{fact} worse than trafilatura's"
        for fact in facts
        if share("wirewatch", fact, asked) < share("trafilatura", fact, asked) - (0.05 if fact == "date" else 0.005)
    ]
    ours_given, theirs_given = (share(way, "date", given[way]) for way in ("wirewatch", "trafilatura"))
    if ours_given < theirs_given - 0.005:
        worse.append("dates given worse than trafilatura's")
    ours = ", ".join(f"{fact} {right['wirewatch'][fact] / asked[fact]:.3f}" for fact in facts)
    return f"{ours}, dates given {ours_given:.3f}", [f"facts: {what}" for what in worse]


def _memory() -> float:
    """MB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def measure_speed(data: Path, reads: int) -> tuple[str, Broken]:
    """Pages a second on one core, and memory over many pages."""
    pages = [(raw, url) for _, raw, url, _ in raw_pages(data)]
    dumps = [flatten(decoded(raw), STYLES[0]) for raw, _ in pages]
    ways: dict[str, Callable[[int], object]] = {
        "wirewatch, html": lambda i: read(*pages[i]),
        "trafilatura": lambda i: trafilatura.bare_extraction(decoded(pages[i][0]), url=pages[i][1], with_metadata=True),
        "readability-lxml": lambda i: readable(decoded(pages[i][0])),
        "wirewatch, dumps": lambda i: from_dump(dumps[i]),
    }
    for run in ways.values():  # imports and caches
        run(0)
    taken = dict.fromkeys(ways, 0.0)
    for i in range(len(pages)):  # page by page in turn, so that noise hits all of them
        for way, run in ways.items():
            start = time.process_time()
            run(i)
            taken[way] += time.process_time() - start
    print(f"\nspeed: {len(pages)} pages, each way in turn, one core")
    for way, seconds in taken.items():
        print(
            f"{way:24}{len(pages) / seconds:10.1f} pages a second {seconds / taken['trafilatura']:8.2f} x trafilatura"
        )
    held = []
    for i in range(reads):
        read(*pages[i % len(pages)])
        if (i + 1) % len(pages) == 0 or i + 1 == reads:
            held.append(_memory())
    print(f"memory, MB after each {len(pages)} of {reads} pages: " + " ".join(f"{value:.0f}" for value in held))
    middle = held[len(held) // 2]
    broken = ["memory grows"] if len(held) > 3 and held[-1] > middle * 1.1 else []
    rate = len(pages) / taken["wirewatch, html"]
    return f"{rate:.0f} pages a second, {held[-1]:.0f} MB after {reads:,}", broken


def main() -> None:
    """Print the tables and one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="needed for everything but --truth")
    parser.add_argument("--truth", type=Path, help="score your own pages, named in this JSON lines file")
    parser.add_argument("--part", choices=("html", "dumps", "facts", "speed"))
    parser.add_argument("--reads", type=int, default=10_000, help="pages to read for the memory figure")
    options = parser.parse_args()
    if not (options.data or options.truth):
        parser.error("--data or --truth is needed")
    logging.disable(logging.ERROR)  # readability and trafilatura speak of every odd page
    parts: dict[str, Callable[[], tuple[str, Broken]]] = {
        "html": lambda: measure_html(options.data),
        "dumps": lambda: measure_dumps(options.data),
        "facts": lambda: measure_facts(options.data),
        "speed": lambda: measure_speed(options.data, options.reads),
    }
    results = [measure_truth(options.truth)] if options.truth else []
    if options.data:
        results += [run() for name, run in parts.items() if options.part in (None, name)]
    broken = [check for _, failed in results for check in failed]
    print("\nreading: " + "; ".join(line for line, _ in results) + ("; BROKEN: " + ", ".join(broken) if broken else ""))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
