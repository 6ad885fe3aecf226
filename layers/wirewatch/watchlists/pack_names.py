"""The names that a pack has in other languages, kept beside it in one compact file.

Each line of ``countries.names.tsv`` holds a language, an entry, a rule and names parted by ``|``; the entry ``--`` stands for
longer names that mean something else (``América Latina``). Marks behind a name: ``?`` it is too weak to make a match on
its own; ``^`` it is an ordinary word too, which a capital at the start of a sentence hides; ``@`` people bear it as
well; ``~`` a state of the United States has it too; ``{…}`` its other forms, where no rule makes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from wirewatch.watchlists.models import Alias, default_case

RULES: Final = {"n": ("name", 1.0), "d": ("demonym", 0.8), "s": ("surname", 0.8), "a": ("sign", 0.8)}
WEAK: Final = 0.4
NOBODY: Final = "--"
_MARKED: Final = re.compile(r"(.*?)([?^@~]*)(?:\{([^}]*)\})?([?^@~]*)")
# A state of the United States or a country of the Caucasus: what else the article names.
_CLUES: Final = {
    "clues_for": ("Tiflis", "Tbilisi", "Tblisi", "Ivanishvili", "Kobakhidze", "Abjasia", "Abcasia", "Abecásia"),
    "clues_against": (
        "Atlanta",
        "Estados Unidos",
        "EE.UU.",
        "EE. UU.",
        "EEUU",
        "EUA",
        "Usa",
        "Stati Uniti",
        "Trump",
        "Biden",
    ),
}


class PackNames(NamedTuple):
    """The names of one pack.

    Attributes:
        aliases: by entry.
        nobody: by language, names that mean none of the entries.
    """

    aliases: dict[str, list[Alias]]
    nobody: dict[str, list[str]]


@lru_cache(maxsize=4)
def read_pack_names(path: Path) -> PackNames:
    """The names in the file of a pack; none where the pack has no such file."""
    found = PackNames({}, {})
    if not path.is_file():
        return found
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        language, entry, rule, names = line.split("\t")
        if entry == NOBODY:
            found.nobody.setdefault(language, []).extend(names.split("|"))
        else:
            found.aliases.setdefault(entry, []).extend(pack_alias(name, language, rule) for name in names.split("|"))
    return found


def pack_alias(written: str, language: str, rule: str) -> Alias:
    """The alias of one name with its marks."""
    matched = _MARKED.fullmatch(written)
    assert matched  # noqa: S101
    name, before, forms, behind = matched.groups()
    marks = before + behind
    called, weight = RULES[rule]
    extra: dict[str, Any] = _CLUES if "~" in marks else {}
    return Alias(
        name=name,
        case=default_case(name),
        rule=called,
        weight=WEAK if "?" in marks else weight,
        language=language,
        also_person="@" in marks,
        also_word="^" in marks,
        forms=tuple(form.strip() for form in forms.split(",")) if forms else (),
        **extra,
    )
