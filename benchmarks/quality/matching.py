"""Matching: countries and people per document, homonyms, false alarms, size and speed beside others, in one run.

    python -m benchmarks.quality.matching --data DIR [--part quality|speed|hostile] [--limit NAMES]

DIR holds watchlist/n3 and watchlist/re3d.jsonl. Documents are split in two by the MD5 of their id; the first half was
looked at when rules were written, the second only here. Ends non-zero when a check fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.performance.name_matchers import speed
from benchmarks.quality.salience import alerts
from tests.support.hostile_watchlists import CASES
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist, parse
from wirewatch.watchlists.models import Alias, Entry, Watchlist, WatchlistError

HERE = Path(__file__).parents[1]
OURS = HERE.parent / "tests" / "data"
HALVES = ("looked at", "apart")
Way = Callable[[str], set[str]]


class Counts:
    """True and false positives, and what was missed."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, found: set[Any], wanted: set[Any]) -> None:
        """Count one document."""
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of what is there, how much was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}   ({self.right + self.missed} to find)"


def opened(watchlist: Watchlist, folder: Path) -> WatchlistIndex:
    """The watchlist as an index."""
    write(watchlist, folder / "index")
    return WatchlistIndex.open(folder / "index")


def half(identity: str) -> int:
    """Which half a document belongs to."""
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def plain_pattern(watchlist: Watchlist) -> tuple[dict[str, str], re.Pattern[str]]:
    """Each English name and demonym with its entry, and the expression that finds them as whole words."""
    names = {
        alias.name: entry.id
        for entry in watchlist.entries
        for alias in entry.aliases
        if alias.rule in ("name", "demonym") and alias.language in (None, "en")
    }
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return names, re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")


def ways_of(watchlist: Watchlist, index: WatchlistIndex) -> dict[str, Way]:
    """Ours, and the rule to beat: every English name and demonym as a whole word with its capitals, no context."""
    names, pattern = plain_pattern(watchlist)
    return {
        "wirewatch": lambda text: {found.entry for found in match(Article(id="-", text=text), index)},
        "plain names and demonyms": lambda text: {names[found] for found in pattern.findall(text)},
    }


def newswire() -> Iterator[tuple[str, int, str, set[str]]]:
    """Id, half, text and countries of each agency-style report of our own."""
    for part, name in enumerate(("tune", "check")):
        blocks = re.split(r"^## ", (OURS / f"newswire_{name}.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]
        for block in blocks:
            head, text = block.split("\n", 1)
            identity, _, codes = head.partition(":")
            yield identity, part, text.strip(), set(codes.split())


def n3(data: Path) -> Iterator[tuple[str, int, str, set[str], set[str]]]:
    """Id, half, text, the countries that a name stands for, and those of nationality words, of each document of N3."""
    rows = [
        row for row in (HERE / "data" / "n3_countries.tsv").read_text("utf-8").splitlines() if row and row[0] != "#"
    ]
    read = {row.split("\t")[0]: [set(codes.split()) for codes in row.split("\t")[1:]] for row in rows}
    for name in ("reuters-128", "rss-500"):
        for line in (data / "watchlist" / "n3" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            identity = row["id"].split("N3/")[1].split("#")[0]
            named, *rest = read.get(identity, [set()])
            yield identity, half(row["id"]), row["text"], named, rest[0] if rest else set()


def countries(data: Path, folder: Path, *, wrong: bool) -> list[str]:
    """Countries per document: agency-style reports of our own, and N3 as we read it."""
    watchlist = load_watchlist(["countries"])
    ways = ways_of(watchlist, opened(watchlist, folder))
    counts: dict[tuple[str, int, str], Counts] = {}

    def score(table: str, identity: str, part: int, text: str, wanted: set[str], unsure: set[str]) -> None:
        for way, run in ways.items():
            found = run(text) - unsure
            counts.setdefault((table, part, way), Counts()).add(found, wanted)
            if wrong and part == 0 and way == "wirewatch" and found != wanted:
                print(f"  {identity}: wrong {sorted(found - wanted)}, missed {sorted(wanted - found)}\n    {text}")

    for identity, part, text, wanted in newswire():
        score("our newswire", identity, part, text, wanted, set())
    for identity, part, text, named, of_words in n3(data):
        score("N3", identity, part, text, named | of_words, set())
        score("N3, names only", identity, part, text, named, of_words - named)
    print(
        "\ncountries per document (N3 as we read it; in the last table nationality words are neither right nor wrong)"
    )
    for (table, part, way), count in counts.items():
        print(f"  {table:<16}{HALVES[part]:<11}{way:<26}{count}")
    broken = []
    if (f1 := counts["our newswire", 1, "wirewatch"].f1) < 0.93:
        broken.append(f"countries in our newswire apart: F1 {f1:.3f} is under .93")
    if counts["N3", 1, "wirewatch"].f1 <= counts["N3", 1, "plain names and demonyms"].f1:
        broken.append("plain names and demonyms are better on N3 apart")
    return broken


def homonyms(folder: Path) -> list[str]:
    """Sentences in which a name may be something else."""
    watchlist = load_watchlist(["countries"])
    ways = ways_of(watchlist, opened(watchlist, folder))
    print("\nhomonyms: sentences with every country right")
    right_apart = 0.0
    for name in ("tune", "check"):
        rows = [line.split("\t") for line in (OURS / f"homonyms_{name}.tsv").read_text("utf-8").splitlines()]
        rows = [row for row in rows if len(row) == 2 and not row[0].startswith("#")]
        for way, run in ways.items():
            right = sum(run(text) == set(ids.replace(",", " ").split()) for ids, text in rows)
            print(f"  {name:<12}{way:<26}{right} of {len(rows)} ({right / len(rows):.3f})")
            if way == "wirewatch":
                right_apart = right / len(rows)  # the check half comes last
    return [] if right_apart >= 0.95 else [f"homonyms apart {right_apart:.3f} are under .95"]


CONTEXT_KINDS = {"1": "abbreviated", "2": "sport", "3": "organisations", "4": "homonyms", "5": "people"}


def contexts(folder: Path, *, wrong: bool) -> list[str]:
    """Sentences of our own by what is hard about them: every country and person right, and no other."""
    watchlist = load_watchlist(["countries", "officials"])
    index = opened(watchlist, folder)
    print("\ncontexts: sentences with every country and person right")
    apart = 0.0
    for name in ("tune", "check", "second_tune", "second_check"):
        right: dict[str, list[bool]] = {}
        for line in (OURS / f"contexts_{name}.tsv").read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            kind, ids, text = line.split("\t")
            wanted = set(filter(None, ids.split(",")))
            found = {one.entry for one in match(Article(id="-", text=text), index)}
            right.setdefault(kind, []).append(found == wanted)
            if wrong and name.endswith("tune") and found != wanted:
                print(f"  {kind}: wrong {sorted(found - wanted)}, missed {sorted(wanted - found)}: {text}")
        every = [one for of in right.values() for one in of]
        apart = sum(every) / len(every)
        by_kind = "  ".join(f"{CONTEXT_KINDS[kind]} {sum(of)}/{len(of)}" for kind, of in sorted(right.items()))
        print(f"  {name:<14}{sum(every)} of {len(every)} ({apart:.3f})   {by_kind}")
    return [] if apart >= 0.95 else [f"contexts apart {apart:.3f} are under .95"]


def sport(data: Path, folder: Path) -> list[str]:
    """In how many titles with teasers of each topic a country alerts; the half that was never looked at."""
    file = data / "sport" / "ag_news_dev.jsonl"
    if not file.exists():
        return []
    index = opened(load_watchlist(["countries"]), folder)
    hits: dict[str, list[bool]] = {}
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if half("ag" + row["id"]) == 1:
            article = Article(id=row["id"], title=row["title"], text=row["text"], language=row["language"])
            hits.setdefault(row["topic"], []).append(bool(alertable_matches(match(article, index), index)))
    rates = {topic: sum(of) / len(of) for topic, of in hits.items()}
    print("\nalerts by topic, titles with teasers, half apart")
    print("  " + "  ".join(f"{topic} {sum(of)}/{len(of)} = {rates[topic]:.3f}" for topic, of in sorted(hits.items())))
    return [] if rates["sport"] <= 0.06 else [f"{rates['sport']:.3f} of sport alerts, over .06"]


def reports(data: Path, folder: Path) -> list[str]:
    """Countries per document of re3d, whose annotators marked places and nationalities.

    Wanted is a country whose name or demonym is in what they marked as one of these. One that is named only within
    something else that they marked ("the U.S. Department of State") is neither right nor wrong.
    """
    watchlist = load_watchlist(["countries"])
    index, (names, pattern) = opened(watchlist, folder), plain_pattern(watchlist)
    ways: dict[str, Callable[[str], Iterator[tuple[str, int, int]]]] = {
        "wirewatch": lambda text: (
            (found.entry, mention.start, mention.end)
            for found in match(Article(id="-", text=text), index)
            for mention in found.mentions
        ),
        "plain names and demonyms": lambda text: (
            (names[found[0]], found.start(), found.end()) for found in pattern.finditer(text)
        ),
    }
    counts: dict[tuple[int, str], Counts] = {}
    for line in (data / "watchlist" / "re3d.jsonl").read_text().splitlines():
        row = json.loads(line)
        marked = [(e["begin"], e["end"], e["type"] in {"Location", "Nationality"}) for e in row["entities"]]
        text = row["text"]
        wanted = {
            names[found[0]] for begin, end, place in marked if place for found in pattern.finditer(text[begin:end])
        }
        unsure = [(begin, end) for begin, end, place in marked if not place]
        for way, run in ways.items():
            found = list(run(text))
            within = {entry for entry, start, end in found if any(start < e and b < end for b, e in unsure)}
            counts.setdefault((half(row["id"]), way), Counts()).add(
                {entry for entry, _, _ in found} - (within - wanted), wanted
            )
    print("\ncountries per document (re3d's places and nationalities)")
    for (part, way), count in sorted(counts.items()):
        print(f"  {('looked at', 'apart')[part]:<11}{way:<26}{count}")
    if (f1 := counts[1, "wirewatch"].f1) < 0.93:
        return [f"countries in re3d: F1 {f1:.3f} is under .93"]
    return []


def people(data: Path, folder: Path) -> list[str]:
    """Mentions of people in re3d: everyone annotated by a full name anywhere is watched."""
    rows = [json.loads(line) for line in (data / "watchlist" / "re3d.jsonl").read_text().splitlines()]
    spans = {
        row["id"]: [(e["begin"], e["end"], e["value"]) for e in row["entities"] if e["type"] == "Person"]
        for row in rows
    }
    word = r"[A-Z][\w'’-]+"
    full = {
        value
        for of in spans.values()
        for _, _, value in of
        if re.fullmatch(rf"{word}(?: (?:al-)?{word}){{1,2}}", value)
    }
    entries = [Entry(id=name, name=name, kind="person", aliases=(Alias(name=name),)) for name in sorted(full)]
    index = opened(Watchlist(entries=entries), folder)
    counts = [Counts(), Counts()]
    wrong: list[str] = []
    for row in rows:
        gold = spans[row["id"]]
        for found in match(Article(id="-", text=row["text"]), index):
            for mention in found.mentions:
                good = any(mention.start < end and start < mention.end for start, end, _ in gold)
                counts[half(row["id"])].right += good
                counts[half(row["id"])].wrong += not good
                if not good:
                    wrong.append(row["text"][max(0, mention.start - 30) : mention.end + 30].replace("\n", " "))
    print(f"\npeople in re3d: {len(full)} full names watched; mentions that are annotated as a person")
    for part, count in zip(("looked at", "apart"), counts, strict=True):
        print(f"  {part:<12}precision {count.precision:.3f} ({count.right + count.wrong} mentions)")
    for text in wrong[:10]:
        print(f"    not annotated: ...{text}...")
    return [] if counts[1].precision >= 0.98 else [f"people precision {counts[1].precision:.3f} apart is under .98"]


def false_alarms(folder: Path) -> list[str]:
    """The 3,000 most frequent English words, as they are and with a capital, each alone."""
    from wordfreq import top_n_list

    watchlist = load_watchlist(["countries", "officials"])
    index = opened(watchlist, folder)
    own = {alias.name.lower() for entry in watchlist.entries for alias in entry.aliases} | {
        surname.lower() for entry in watchlist.entries for surname in entry.surnames
    }
    alarms = {}
    for word in top_n_list("en", 3000):
        for written in (word, word.capitalize()):
            for found in match(Article(id="-", text=f"{written}"), index):
                alarms[written] = found.entry
    foreign = {word: entry for word, entry in alarms.items() if word.lower() not in own or word.islower()}
    print(f"\nfalse alarms: {len(alarms)} of 6,000 written words match, all names: {' '.join(sorted(alarms))}")
    print(f"  of these, not a name as written: {foreign or 'none'}")
    return [f"common words match: {foreign}"] if foreign else []


def hostile() -> list[str]:
    """Broken and malicious watchlists: each must end as it should, and within seconds."""
    broken = []
    print(f"\nhostile watchlists\n  {'':<24}{'MB':>6}{'s':>7}  outcome")
    for case, (name, data, ends) in CASES.items():
        start = time.perf_counter()
        try:
            outcome = f"{len(parse(data, name=name).entries)} entries"
            good = outcome == f"{ends} entries"
        except WatchlistError as error:
            outcome, good = str(error.problems[0]), isinstance(ends, str) and ends in str(error)
        taken = time.perf_counter() - start
        print(f"  {case:<24}{len(data) / 1e6:>6.1f}{taken:>7.2f}  {outcome[:110]}")
        if not good or taken > 5:
            broken.append(f"hostile watchlist {case}: {outcome[:80]} after {taken:.1f} s")
    return broken


MONOTONOUS = (
    "Iran Iraq ",
    "U.S.",
    "Korean Koreans ",
    "Italy 's keeper, goal ",
    "BANK OF ENGLAND OPEN ",
    "Россия и Китай ",
)


def monotonous(folder: Path) -> list[str]:
    """Articles that are one name over and over: the time must grow with their length, and no faster."""
    index = opened(load_watchlist(["countries"]), folder)
    broken = []
    print("\narticles of one name over and over: seconds at 100,000 and 200,000 characters")
    for words in MONOTONOUS:
        taken = []
        for size in (100_000, 200_000):
            start = time.perf_counter()
            match(Article(id="-", text=(words * size)[:size]), index)
            taken.append(time.perf_counter() - start)
        print(f"  {words!r:<26}{taken[0]:>7.2f}{taken[1]:>7.2f}")
        if taken[1] > 4 * taken[0] + 1:
            broken.append(f"{words!r} over and over: {taken[0]:.1f} s, and {taken[1]:.1f} s for twice as much")
    return broken


def main() -> int:
    """Print the tables; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=["quality", "speed", "hostile"])
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--wrong", action="store_true", help="print the looked-at documents that are wrong")
    options = parser.parse_args()
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.part in (None, "quality"):
            broken += countries(options.data, folder, wrong=options.wrong) + homonyms(folder)
            broken += contexts(folder, wrong=options.wrong) + sport(options.data, folder)
            broken += reports(options.data, folder)
            broken += people(options.data, folder) + false_alarms(folder)
            alerts(options.data, opened(load_watchlist(["countries"]), folder))
        if options.part in (None, "speed"):
            broken += speed(folder, options.limit)
        if options.part in (None, "hostile"):
            broken += hostile() + monotonous(folder)
    print(f"\nmatching: {'BROKEN: ' + '; '.join(broken) if broken else 'every check passed'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
