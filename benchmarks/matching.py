"""Matching: countries and people per document, homonyms, false alarms, size and speed beside others, in one run.

    python benchmarks/matching.py --data DIR [--part quality|speed|hostile] [--most NAMES]

DIR holds watchlist/n3 and watchlist/re3d.jsonl. Documents are split in two by the MD5 of their id; the first half was
looked at when rules were written, the second only here. Ends non-zero when a promise is broken.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.core import get_global
from hostile_watchlists import CASES

from wirewatch.article import Article
from wirewatch.matching.match import match
from wirewatch.watchlists.entries import Alias, Entry, Watchlist, WatchlistError
from wirewatch.watchlists.index import Index, write
from wirewatch.watchlists.watchlist import load, parse

HOMONYMS = Path(__file__).parent.parent / "tests" / "data"
ISO3 = {old: new[0] for old, new in get_global("territory_aliases").items() if len(old) == 3 and len(new[0]) == 2}


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


def opened(watchlist: Watchlist, folder: Path) -> Index:
    """The watchlist as an index."""
    write(watchlist, folder / "index")
    return Index.open(folder / "index")


def half(identity: str) -> int:
    """Which half a document belongs to."""
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def newswire(data: Path) -> Iterator[tuple[str, int, str, set[str]]]:
    """Set, half, text and countries of each document of N3."""
    for name in ("reuters-128", "rss-500"):
        for line in (data / "watchlist" / "n3" / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            yield name, half(row["id"]), row["text"], {ISO3[code] for code in row["countries"]}


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


def plain_names(watchlist: Watchlist) -> Callable[[str], set[str]]:
    """The rule to beat: every English name and demonym as a whole word with its capitals, no context."""
    names, pattern = plain_pattern(watchlist)
    return lambda text: {names[found] for found in pattern.findall(text)}


def countries(data: Path, folder: Path) -> list[str]:
    """Countries per document of N3, and the homonym sentences."""
    watchlist = load(["countries"])
    index, plain = opened(watchlist, folder), plain_names(watchlist)
    ways: dict[str, Callable[[str], set[str]]] = {
        "wirewatch": lambda text: {found.entry for found in match(Article(id="-", text=text), index)},
        "plain names and demonyms": plain,
    }
    counts: dict[tuple[str, str, int], Counts] = {}
    for name, part, text, wanted in newswire(data):
        for way, run in ways.items():
            found = run(text)
            for key in (name, "both"):
                counts.setdefault((way, key, part), Counts()).add(found, wanted)
    print("\ncountries per document (N3 links names of countries only: a demonym or capital counts as wrong here)")
    for (way, name, part), count in sorted(counts.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])):
        print(f"  {name:<12}{('looked at', 'apart')[part]:<11}{way:<26}{count}")
    print("\nhomonyms: sentences with every country right")
    broken: list[str] = []
    right_apart: dict[str, float] = {}
    for name in ("tune", "check"):
        rows = [line.split("\t") for line in (HOMONYMS / f"homonyms_{name}.tsv").read_text().splitlines()]
        rows = [row for row in rows if len(row) == 2 and not row[0].startswith("#")]
        for way, run in ways.items():
            right = sum(run(text) == set(ids.replace(",", " ").split()) for ids, text in rows)
            print(f"  {name:<12}{way:<26}{right} of {len(rows)} ({right / len(rows):.3f})")
            right_apart[way] = right / len(rows)  # the check half comes last
    if counts["wirewatch", "both", 1].recall < 0.95:
        broken.append("more than one country in twenty that N3 links is missed")
    if counts["wirewatch", "both", 1].f1 < counts["plain names and demonyms", "both", 1].f1:
        broken.append("plain names are better")
    if right_apart["wirewatch"] < 0.95:
        broken.append(f"homonyms apart {right_apart['wirewatch']:.3f} are under .95")
    return broken


def reports(data: Path, folder: Path) -> list[str]:
    """Countries per document of re3d, whose annotators marked places and nationalities.

    Wanted is a country whose name or demonym is in what they marked as one of these. One that is named only within
    something else that they marked ("the U.S. Department of State") is neither right nor wrong.
    """
    watchlist = load(["countries"])
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

    watchlist = load(["countries", "officials"])
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


SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "ten",
    "sal",
    "vor",
    "du",
    "nek",
    "lan",
    "pi",
    "os",
    "ter",
    "bra",
    "gul",
    "sen",
    "ya",
    "mor",
    "lo",
    "cha",
    "ver",
]


def invented(count: int, seed: int = 1) -> list[str]:
    """As many different names of two or three words."""
    chance = random.Random(seed)
    names: set[str] = set()
    while len(names) < count:
        words = (
            "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()
            for _ in range(chance.choice((2, 2, 3)))
        )
        names.add(" ".join(words))
    return sorted(names)


def articles(names: list[str], count: int = 40, size: int = 5000) -> list[str]:
    """Texts of about ``size`` characters in which some of the names stand."""
    chance = random.Random(2)
    texts = []
    for _ in range(count):
        words: list[str] = []
        while sum(map(len, words)) + len(words) < size:
            words += [chance.choice(names)] if chance.random() < 0.01 else chance.choices(SYLLABLES, k=3)
        texts.append(" ".join(words))
    return texts


def memory() -> float:
    """The process's resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def others(names: list[str]) -> Iterator[tuple[str, Callable[[], Callable[[str], int]]]]:
    """Other matchers: name, and how to build one that counts whole-word hits."""

    def whole(text: str, start: int, end: int) -> bool:
        return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())

    def flashtext() -> Callable[[str], int]:
        from flashtext import KeywordProcessor

        processor = KeywordProcessor(case_sensitive=True)
        processor.add_keywords_from_list(names)
        return lambda text: len(processor.extract_keywords(text))

    def pyahocorasick() -> Callable[[str], int]:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for name in names:
            automaton.add_word(name, len(name))
        automaton.make_automaton()
        return lambda text: sum(whole(text, end + 1 - size, end + 1) for end, size in automaton.iter(text))

    def ahocorasick_rs() -> Callable[[str], int]:
        import ahocorasick_rs

        automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
        return lambda text: sum(whole(text, s, e) for _, s, e in automaton.find_matches_as_indexes(text))

    def one_expression_per_name() -> Callable[[str], int]:
        patterns = [re.compile(rf"\b{re.escape(name)}\b") for name in names]
        return lambda text: sum(len(pattern.findall(text)) for pattern in patterns)

    def spacy_phrases() -> Callable[[str], int]:
        import spacy
        from spacy.matcher import PhraseMatcher

        nlp = spacy.blank("en")
        matcher = PhraseMatcher(nlp.vocab)
        for start in range(0, len(names), 1000):
            matcher.add("name", list(nlp.tokenizer.pipe(names[start : start + 1000])))
        return lambda text: len(matcher(nlp.make_doc(text)))  # tokens are its word boundaries

    yield "spaCy PhraseMatcher", spacy_phrases
    yield "flashtext", flashtext
    yield "pyahocorasick", pyahocorasick
    yield "ahocorasick_rs", ahocorasick_rs
    if len(names) <= 300:
        yield "one expression a name", one_expression_per_name


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


def timed(run: Callable[[str], object], texts: Iterable[str]) -> float:
    """Median microseconds for a text."""
    taken = []
    for text in texts:
        start = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - start) * 1e6)
    return statistics.median(taken)


def speed(folder: Path, most: int) -> list[str]:
    """Size, opening and time an article at 300, 30,000 and 1,000,000 names."""
    broken = []
    for count in (size for size in (300, 30_000, 1_000_000) if size <= most):
        names = invented(count)
        texts = articles(names)
        path = folder / "names.index"
        entries = [Entry(id=str(number), name=name, aliases=(Alias(name=name),)) for number, name in enumerate(names)]
        start = time.perf_counter()
        write(Watchlist(entries=entries), path)
        compiling = time.perf_counter() - start
        del entries
        opening = timed(lambda _, path=path: Index.open(path), [""] * 9) / 1000  # type: ignore[misc]
        index = Index.open(path)
        held = memory()
        micros = timed(lambda text, index=index: match(Article(id="-", text=text), index), texts)  # type: ignore[misc]
        print(f"\n{count:,} names; {len(texts)} articles of 5 kB; n=1 run, medians")
        print(f"  {'':<24}{'on disk MB':>11}{'build s':>9}{'open ms':>9}{'memory MB':>11}{'us an article':>15}")
        disk = path.stat().st_size / 1e6
        print(
            f"  {'wirewatch':<24}{disk:>11.1f}{compiling:>9.1f}{opening:>9.2f}{memory() - held:>11.0f}{micros:>15.0f}"
        )
        if count == 1_000_000 and (opening > 5 or disk > 16 or micros > 2000):
            broken.append(f"a million names: {disk:.1f} MB, {opening:.1f} ms to open, {micros:.0f} us an article")
        for name, build in others(names):
            print(f"  {name:<24}{'-':>11}", alone(build, texts), sep="", flush=True)
    return broken


def alone(build: Callable[[], Callable[[str], int]], texts: list[str]) -> str:
    """Build and time a matcher in a process of its own, so that none runs in the memory that another left."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        before = memory()
        start = time.perf_counter()
        run = build()
        building = time.perf_counter() - start
        there.send(f"{building:>9.1f}{'-':>9}{memory() - before:>11.0f}{timed(run, texts):>15.0f}")

    process = context.Process(target=work)
    process.start()
    there.close()
    try:
        return str(here.recv())
    except EOFError:
        return "ended before it was built"
    finally:
        process.join()


def main() -> int:
    """Print the tables; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=["quality", "speed", "hostile"])
    parser.add_argument("--most", type=int, default=1_000_000)
    options = parser.parse_args()
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.part in (None, "quality"):
            broken += countries(options.data, folder) + reports(options.data, folder)
            broken += people(options.data, folder) + false_alarms(folder)
        if options.part in (None, "speed"):
            broken += speed(folder, options.most)
        if options.part in (None, "hostile"):
            broken += hostile()
    print(f"\nmatching: {'BROKEN: ' + '; '.join(broken) if broken else 'every promise kept'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
