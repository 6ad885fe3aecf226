"""Matching at 300, 30,000 and 1,000,000 names beside other matchers: size, opening, memory, time an article.

Run by ``matching.py``; each other matcher is built in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from wirewatch.matching.matcher import match
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.models import Alias, Entry, Watchlist

MOST_MEMORY = 10_000_000_000
MOST_SECONDS = 900
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
        opening = timed(lambda _, path=path: WatchlistIndex.open(path), [""] * 9) / 1000  # type: ignore[misc]
        index = WatchlistIndex.open(path)
        held = memory()
        micros = timed(lambda text, index=index: match(Article(id="-", text=text), index), texts)  # type: ignore[misc]
        print(f"\n{count:,} names; {len(texts)} articles of 5 kB; n=1 run, medians")
        print(
            f"  {'':<24}{'on disk MB':>11}{'build s':>9}{'open ms':>9}{'memory MB':>11}{'us an article':>15}{'found':>8}"
        )
        disk = path.stat().st_size / 1e6
        found = sum(len(one.mentions) for text in texts for one in match(Article(id="-", text=text), index))
        print(
            f"  {'wirewatch':<24}{disk:>11.1f}{compiling:>9.1f}{opening:>9.2f}{memory() - held:>11.0f}{micros:>15.0f}"
            f"{found:>8}"
        )
        if count == 1_000_000 and (opening > 5 or disk > 16 or micros > 2000):
            broken.append(f"a million names: {disk:.1f} MB, {opening:.1f} ms to open, {micros:.0f} us an article")
        for name, build in others(names):
            print(f"  {name:<24}{'-':>11}", alone(build, texts), sep="", flush=True)
    return broken


def alone(build: Callable[[], Callable[[str], int]], texts: list[str]) -> str:
    """Build and time a matcher in a process of its own, so that none runs in the memory that another left.

    It may take ``MOST_MEMORY`` and ``MOST_SECONDS``; where it cannot, that is its row.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        before = memory()
        start = time.perf_counter()
        try:
            run = build()
            building = time.perf_counter() - start
            taken, found = timed(run, texts), sum(map(run, texts))
        except MemoryError:
            there.send(f"  needs more than {MOST_MEMORY / 1e9:.0f} GB")
            return
        there.send(f"{building:>9.1f}{'-':>9}{memory() - before:>11.0f}{taken:>15.0f}{found:>8}")

    process = context.Process(target=work)
    process.start()
    there.close()
    try:
        return str(here.recv()) if here.poll(MOST_SECONDS) else f"  takes more than {MOST_SECONDS} s"
    except EOFError:
        return "  ended before it was built"
    finally:
        process.kill()
        process.join()
