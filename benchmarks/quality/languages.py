"""Names in the languages of news: recall by language and form, precision, officials, and names that are not meant.

    python -m benchmarks.quality.languages FOLDER … [--failures]

Each folder holds ``sentences.txt`` and ``traps.txt``. A line of the first reads ``language|text|CODE:form …;official …``, with
the countries that the sentence names and how: N as in the dictionary, I inflected or with an affix, A adjective or
people, B short form, C compound. A line of the second reads ``language|text|codes that must not be found|note``; notes that
begin with ``ok`` or ``maybe`` leave the line out. Without a folder the sentences in ``tests/data`` are read, which were
written for this project: ``languages_dev``, by which the names were improved, and ``languages_heldout``, which was not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(load_watchlist(["countries", "officials"]), path)
        index = WatchlistIndex.open(path)
        folders = arguments.folders or [OWN / "languages_dev", OWN / "languages_heldout"]
        reached = [score(folder, index, failures=arguments.failures) for folder in folders]
    return 0 if all(reached) else 1


def rows(path: Path) -> Iterator[list[str]]:
    """The lines of a file, parted."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("|")


def found_in(text: str, language: str, index: WatchlistIndex) -> tuple[set[str], set[str]]:
    """The countries and the people that a text names."""
    matches = match(Article(id="a", text=text, language=language), index)
    return {m.entry for m in matches if m.kind == "country"}, {m.entry for m in matches if m.kind == "person"}


def score(folder: Path, index: WatchlistIndex, *, failures: bool) -> bool:
    """Print the figures of one folder; whether it reaches the targets."""
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
    traps, fallen = trap_figures(folder, index, failures=failures)
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
    return (
        recall >= LEAST_RECALL
        and worst >= LEAST_IN_A_LANGUAGE
        and precision >= LEAST_PRECISION
        and officials[0] >= LEAST_OFFICIALS * officials[1]
        and fallen <= MOST_TRAPS * traps
    )


def trap_figures(folder: Path, index: WatchlistIndex, *, failures: bool) -> tuple[int, int]:
    """How many traps there are, and in how many a name is found that is not meant."""
    traps = fallen = 0
    for language, text, codes, *note in rows(folder / "traps.txt"):
        if note and note[0].startswith(("ok", "maybe")):
            continue
        traps += 1
        wrong = found_in(text, language, index)[0] & set(codes.split())
        fallen += bool(wrong)
        if failures and wrong:
            print(f"  {language} trap {text}  {sorted(wrong)}")
    return traps, fallen


if __name__ == "__main__":
    sys.exit(main())
