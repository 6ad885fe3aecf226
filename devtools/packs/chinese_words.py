"""Make ``text/chinese_words.txt.gz``: the words by which names in Chinese, which parts no words, are told from what crosses them.

    python -m devtools.packs.chinese_words dict.txt TSCharacters.txt

``dict.txt`` is the dictionary of jieba 0.42.1 (MIT licence, Copyright 2013 Sun Junyi): a word, how often it was counted, and its part
of speech on each line. Kept are common words of up to four characters, and those less common that share characters with a
name of the packs: only they can stand in its way. ``TSCharacters.txt`` is the table of OpenCC (Apache-2.0): traditional
characters are read as the simplified ones in which the words are written.
"""

from __future__ import annotations

import argparse
import gzip
import re
from pathlib import Path
from typing import Final

LAYER: Final = Path(__file__).parents[2] / "layers" / "wirewatch"
NAMES: Final = LAYER / "watchlists" / "packs" / "countries.names.tsv"
OUT: Final = LAYER / "text" / "chinese_words.txt.gz"
COMMON: Final = 200
"""Counts from which on any word is kept."""
CROSSING: Final = 8
"""Counts from which on a word is kept that shares characters with a name."""
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{1,4}")


def names() -> set[str]:
    """The names of countries in Chinese."""
    rows = (line.split("\t") for line in NAMES.read_text("utf-8").splitlines() if line.startswith("zh\t"))
    written = (name for _, entry, rule, joined in rows if entry != "--" and rule == "n" for name in joined.split("|"))
    return {
        name for name in (re.sub(r"[?^@~]", "", name) for name in written) if re.fullmatch(r"[\u4e00-\u9fff]+", name)
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("characters", type=Path)
    arguments = parser.parse_args()
    known = names()
    heads = {name[:end] for name in known for end in range(1, len(name))}
    tails = {name[start:] for name in known for start in range(1, len(name))}
    kept: dict[str, int] = {}
    for line in arguments.dictionary.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if not _HAN.fullmatch(word):
            continue
        crosses = any(word[:at] in tails or word[at:] in heads for at in range(1, len(word)))
        if int(count) >= COMMON or (int(count) >= CROSSING and (crosses or any(name in word for name in known))):
            kept[word] = int(count)
    used = set("".join(kept))
    pairs = [line.split() for line in arguments.characters.read_text("utf-8").splitlines()]
    pairs = [pair for pair in pairs if len(pair[0]) == 1 and pair[1] in used and pair[0] != pair[1]]
    lines = ["".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)]
    lines += sorted(f"{word} {count}" for word, count in kept.items())
    OUT.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(f"{OUT}: {len(lines)} words, {OUT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
