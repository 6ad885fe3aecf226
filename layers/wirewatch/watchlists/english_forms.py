"""Abbreviated and inverted forms of English country names: ``N. Korea``, ``Korea, Republic of``.

Headlines shorten the words that many names share (``North``, ``Republic``, ``Islands``); registers and agencies put the
distinctive word first. Both are made from the name by rule, so that they hold for every name that has such parts,
nationality words included (``N. Korean``). The forms are normalised as index keys are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from typing import Final

MAX_FORMS: Final = 64
"""Forms kept of one name."""

# A word of a name → how it is shortened; each form is also made without its dot, unless it would be a word of its own.
_SHORTENED: Final = {
    "north": ("n.", "nth."), "south": ("s.", "sth."), "east": ("e.",), "west": ("w.",),
    "northern": ("n.", "nth.", "nthn."), "southern": ("s.", "sth.", "sthn."), "eastern": ("e.",), "western": ("w.",),
    "central": ("c.", "cent."), "new": ("n.",), "papua": ("p.",), "saudi": ("s.",), "sri": ("s.",), "sierra": ("s.",),
    "equatorial": ("eq.", "equat."), "british": ("br.", "brit."), "american": ("am.",), "french": ("fr.",),
    "united": ("utd.",), "federated": ("fed.",), "federation": ("fed.",), "democratic": ("dem.",), "republic": ("rep.",),
    "herzegovina": ("herz.", "herzeg."), "dominican": ("dom.",),
    "islands": ("is.", "isl.", "isls."), "island": ("is.", "isl."),
}  # fmt: skip
# Of one letter, these begin a name and nothing else: ``C. African`` yes, ``New S.`` no.
_ONLY_FIRST: Final = frozenset(("central", "saudi", "sri", "sierra", "american", "french"))
_NEVER_WITHOUT_DOT: Final = frozenset(("is.", "isl.", "isls.", "am.", "c.", "p.", "fr.", "brit.", "dom."))
_OPPOSITE: Final = {"north": "south", "south": "north", "east": "west", "west": "east"}
_STATE: Final = re.compile(
    r"(?P<state>(?:the )?(?:[a-z']+ )*(?:republic|kingdom|states|federation|emirate|principality|commonwealth|union|state)"
    r" of)(?P<the> the)? (?P<rest>[^\W\d_][\w' ]*)"
)
_DOTTED_INITIALS: Final = re.compile(r"(?:[a-z]\.){2,6}")
_FIRST_WORD: Final = re.compile(
    r"(?P<first>north|south|east|west|northern|southern|eastern|western|equatorial|british|american|french|dominican|"
    r"the|(?:u\.s\.|us|united states)) (?P<rest>[^\W\d_][\w' ]+)"
)


@lru_cache(maxsize=4096)
def english_forms(name: str, *, coordinated: bool = True) -> tuple[str, ...]:
    """Abbreviated and inverted forms of a normalised ``name`` of a country or of its people, without the name itself.

    Names in other scripts, and names without a word that is ever shortened or moved, have none. ``coordinated``: with the
    forms in which two names share their last word (``North and South Korea``).
    """
    if not name.isascii():
        return ()
    if _DOTTED_INITIALS.fullmatch(name):
        return (name.replace(".", ". ").strip(),)
    if " " not in name:
        return ()
    forms: dict[str, None] = {}
    for whole in (name, *_inverted(name)):
        for form in _abbreviated(whole):
            forms[form] = None
    if coordinated and (pair := _coordinated(name)):
        for form in _abbreviated(pair):
            forms[form] = None
    forms.pop(name, None)
    return tuple(islice(forms, MAX_FORMS))


def _inverted(name: str) -> list[str]:
    """``korea, republic of``, ``congo (democratic republic of the)``, ``korea, north``."""
    if found := _STATE.fullmatch(name):
        state = found["state"].removeprefix("the ") + (found["the"] or "")
        short = state.split(" of")[0]
        return [form.format(found["rest"], last) for form in ("{}, {}", "{} ({})") for last in (state, short)]
    if found := _FIRST_WORD.fullmatch(name):
        return [f"{found['rest']}, {found['first']}", f"{found['rest']} ({found['first']})"]
    return []


def _coordinated(name: str) -> str:
    """``north and south korea`` for either Korea: two names of which the first is cut short."""
    first, _, rest = name.partition(" ")
    opposite = _OPPOSITE.get(first)
    if opposite is None:
        return ""
    pair = (first, opposite) if first in ("north", "east") else (opposite, first)
    return f"{pair[0]} and {pair[1]} {rest}"


def _abbreviated(name: str) -> list[str]:
    """``name`` with each combination of its words shortened, or not."""
    words = re.findall(r"[a-z]+|[^a-z]+", name)
    choices: list[tuple[str, ...]] = []
    for place, word in enumerate(words):
        short = _SHORTENED.get(word, ())
        if word in _ONLY_FIRST and place:
            short = ()
        choices.append((word, *(form for dotted in short for form in _dots(dotted))))
    forms = []
    for written in product(*choices):
        form = "".join(written)
        forms.append(form)
        if re.search(r"\b[nsew]\. (?=[a-z]{4})", form):
            forms.append(re.sub(r"\b([nsew]\.) (?=[a-z]{4})", r"\1", form))  # ``N.Korea``
        if len(forms) > MAX_FORMS:
            break
    return forms


def _dots(dotted: str) -> tuple[str, ...]:
    return (dotted,) if dotted in _NEVER_WITHOUT_DOT else (dotted, dotted.removesuffix("."))
