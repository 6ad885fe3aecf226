"""Names in the languages of news: recall by language and form, precision, officials, and names that are not meant.

    python -m benchmarks.quality.languages FOLDER … [--failures] [--table]

Each folder holds ``sentences.txt`` and ``traps.txt``. A line of the first reads ``language|text|CODE:form …;official …``, with
the countries that the sentence names and how: N as in the dictionary, I inflected or with an affix, A adjective or
people, B short form, C compound. A line of the second reads ``language|text|codes that must not be found|note``; notes that
begin with ``ok`` or ``maybe`` leave the line out. Without a folder the sentences in ``tests/data`` are read, which were
written for this project: ``languages_dev`` and ``languages_news_dev``, by which the names were improved, and ``languages_heldout``,
which was not. ``--table`` prints each language's recall and traps as the documentation has them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from wirewatch.matching.matcher import match
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

OWN: Final = Path(__file__).parents[2] / "tests" / "data"
LEAST_RECALL: Final = 0.85
LEAST_IN_A_LANGUAGE: Final = 0.70
LEAST_PRECISION: Final = 0.99
LEAST_OFFICIALS: Final = 0.80
MOST_TRAPS: Final = 0.10
FEW: Final = 5
"""Names below which a language's recall tells too little to be held to."""

Count = list[int]


def main() -> int:
    """Print the tables; 1 where a folder misses a target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--failures", action="store_true", help="print what was missed and what was wrongly found")
    parser.add_argument("--table", action="store_true", help="print recall and traps of each language as Markdown")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(load_watchlist(["countries", "officials"]), path)
        index = WatchlistIndex.open(path)
        folders = arguments.folders or [OWN / f"languages_{name}" for name in ("dev", "news_dev", "heldout")]
        figures = [score(folder, index, failures=arguments.failures) for folder in folders]
        if arguments.table:
            print_table(folders, figures)
    return 0 if all(one.reached for one in figures) else 1


class Figures(NamedTuple):
    """What was found in a folder: by language names found and names there, traps fallen into and traps there."""

    names: dict[str, Count]
    traps: dict[str, Count]
    reached: bool


def print_table(folders: Sequence[Path], figures: Sequence[Figures]) -> None:
    """A row for each language: its recall in each folder, and the traps."""
    heads = [f"{folder.name.removeprefix('languages_')} {what}" for folder in folders for what in ("recall", "traps")]
    print(f"| language | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    for code in sorted(set[str]().union(*(one.names for one in figures))):
        cells = []
        for one in figures:
            found, there = one.names.get(code, (0, 0))
            fallen, traps = one.traps.get(code, (0, 0))
            cells += [f"{found / there:.2f} of {there}" if there else "", f"{fallen} of {traps}"]
        print(f"| {code} | {' | '.join(cells)} |")


def rows(path: Path) -> Iterator[list[str]]:
    """The lines of a file, parted."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("|")


def found_in(text: str, language: str, index: WatchlistIndex) -> tuple[set[str], set[str]]:
    """The countries and the people that a text names."""
    matches = match(Article(id="a", text=text, language=language), index)
    return {m.entry for m in matches if m.kind == "country"}, {m.entry for m in matches if m.kind == "person"}


def score(folder: Path, index: WatchlistIndex, *, failures: bool) -> Figures:
    """Print the figures of one folder, and whether it reaches the targets."""
    by_form: dict[str, Count] = defaultdict(lambda: [0, 0])
    by_language: dict[str, Count] = defaultdict(lambda: [0, 0])
    officials = [0, 0]
    right = wrong = 0
    for language, text, labels, *_ in rows(folder / "sentences.txt"):
        codes, _, people = labels.partition(";")
        wanted = dict(label.split(":")[:2] for label in codes.split())
        countries, persons = found_in(text, language, index)
        for code, form in wanted.items():
            for count in (by_form[form], by_language[language]):
                count[0] += code in countries
                count[1] += 1
        for person in people.split():
            officials[0] += person in persons
            officials[1] += 1
        right += len(countries & wanted.keys())
        wrong += len(countries - wanted.keys())
        if failures and (countries != wanted.keys() or not persons >= set(people.split())):
            missed = sorted((wanted.keys() - countries) | (set(people.split()) - persons))
            print(f"  {language} {text}  missed {missed}  wrong {sorted(countries - wanted.keys())}")
    by_trap = trap_figures(folder, index, failures=failures)
    fallen, traps = (sum(count) for count in zip(*by_trap.values(), strict=True))
    every = [sum(count) for count in zip(*by_language.values(), strict=True)]
    print(f"{folder.name}")
    print("  recall by language: " + "  ".join(f"{code} {a}/{b}" for code, (a, b) in sorted(by_language.items())))
    print("  recall by form:     " + "  ".join(f"{form} {a}/{b}" for form, (a, b) in sorted(by_form.items())))
    recall, precision = every[0] / every[1], right / max(right + wrong, 1)
    print(
        f"  recall {every[0]}/{every[1]} = {recall:.3f}, precision {right}/{right + wrong} = {precision:.3f}, "
        f"officials {officials[0]}/{officials[1]}, traps fallen into {fallen}/{traps} = {fallen / max(traps, 1):.3f}"
    )
    worst = min((a / b for a, b in by_language.values() if b >= FEW), default=1.0)
    return Figures(
        by_language,
        by_trap,
        reached=recall >= LEAST_RECALL
        and worst >= LEAST_IN_A_LANGUAGE
        and precision >= LEAST_PRECISION
        and officials[0] >= LEAST_OFFICIALS * officials[1]
        and fallen <= MOST_TRAPS * traps,
    )


def trap_figures(folder: Path, index: WatchlistIndex, *, failures: bool) -> dict[str, Count]:
    """By language, in how many traps a name is found that is not meant, and how many traps there are."""
    counts: dict[str, Count] = defaultdict(lambda: [0, 0])
    for language, text, codes, *note in rows(folder / "traps.txt"):
        if note and note[0].startswith(("ok", "maybe")):
            continue
        wrong = found_in(text, language, index)[0] & set(codes.split())
        counts[language][0] += bool(wrong)
        counts[language][1] += 1
        if failures and wrong:
            print(f"  {language} trap {text}  {sorted(wrong)}")
    return counts


if __name__ == "__main__":
    sys.exit(main())
