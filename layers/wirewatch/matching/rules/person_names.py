"""People who bear the name of a country, or the surname of somebody watched."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from wirewatch.matching.sport import sport_model
from wirewatch.text.normalize import NormalizedText, normalize_name
from wirewatch.watchlists.models import Entry

_DATA: Final = Path(__file__).parents[1] / "data"


def _listed(file: str) -> frozenset[str]:
    rows = (_DATA / file).read_text("utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Common given names, normalised."""
    return _listed("given_names.txt")


@lru_cache(maxsize=1)
def likely_names() -> frozenset[str]:
    """Further words that are names of people and hardly anything else, by the vectors of a sentence encoder."""
    return _listed("likely_names.txt")


@lru_cache(maxsize=1)
def nationalities() -> frozenset[str]:
    """Nationality words of the countries pack, and those of regions and peoples, normalised."""
    return _listed("nationalities.txt")


@lru_cache(maxsize=8)
def given_names_in(language: str) -> frozenset[str]:
    """Given names of a language other than English, normalised; empty where none are known."""
    for row in (_DATA / "given_names_by_language.txt").read_text("utf-8").splitlines():
        code, _, names = row.partition(": ")
        if code == language:
            return frozenset(names.split())
    return frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words with a capital that go before a surname without being a given name.
TITLES: Final = _words(
    """
    president vice prime minister premier chancellor king queen prince princess emperor sultan emir sheikh pope
    senator sen congressman congresswoman representative rep governor gov mayor judge justice general gen colonel col
    major lieutenant captain admiral marshal commander secretary foreign finance defence defense interior economy trade
    health ambassador chairman chairwoman chair speaker leader chief director boss head spokesman
    spokeswoman dictator comrade mr mrs ms miss dr prof professor sir lord lady dame madame mme herr frau senor senora
    ex former late opposition party supreme guide crown acting interim deputy first state labour energy police army
    """
)
_HONORIFICS: Final = _words("mr mrs ms miss dr sir lady lord dame judge sister brother aunt uncle coach")
# Words that begin sentences and are not names.
_OPENERS: Final = _words(
    """
    the a an and but or so yet nor for as if when while after before since until because although though with without
    from to in on at by of about against between under over into than that this these those it its he she they we you
    i his her their our who whom whose which what where why how there here then now today yesterday tomorrow
    later earlier meanwhile however also only even still both either neither not no yes like unlike despite during
    through per via said says according asked echoing did does do is was are were will would can could may might must
    shall should has have had let once near across around inside outside within beyond toward towards
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december east west north south eastern western northern southern central upper lower
    greater post pro anti mainland modern ancient neighbouring neighboring ex communist soviet
    """
)
# Capitalised words that follow a country's name without making it a person's or company's.
AFTER_COUNTRIES: Final = TITLES | _words(
    """
    government parliament congress senate embassy ministry national central bank army navy air force police supreme
    court constitution republic republican river valley border times cup world open day week
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december in on and or but to for of with at by is was has will says said after as amid over
    vs v versus from
    """
)
# What is said to be of a country without being an organisation's name: ``President of``, ``Republic of``, ``Gulf of``.
OF_COUNTRIES: Final = TITLES | _words(
    """
    republic kingdom state states government parliament congress senate embassy ministry people peoples army navy capital
    city north south east west coast gulf bay sea border map constitution flag islands isle church house declaration
    bank treaty battle invasion history future war citizens friends thousands hundreds millions parts much most all
    """
)
_NUMERAL: Final = re.compile(r"[IVX]{1,5}")
_GENERATIONS: Final = ("Jr", "Sr", "Junior", "Senior")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'’.-]*)[ ]$")
_WORD_BEHIND: Final = re.compile(r"[ ]([^\W\d_][\w'’-]*)")
_REACH: Final = 60
CAPITALISED_NOUNS: Final = ("de",)
"""Languages in which a capital within a sentence does not tell a name from a common noun."""


def is_persons_name(part: NormalizedText, start: int, end: int, *, sure: bool) -> bool:
    """Whether the name is a part of a person's: ``Michael Jordan``, ``Chad Smith``, ``Mr. Israel``.

    Where it must be ``sure`` (``French``, ``Brazil``), only a known given name or an honorific before it tells.
    """
    before, behind = _neighbours(part, start, end)
    if before:
        plain = normalize_name(before).removesuffix("'s").strip(".")
        if plain in _HONORIFICS or (before[0].isupper() and (plain in given_names() or plain in likely_names())):
            return True
        if len(plain) == 1 and before.endswith("."):
            return not sure
        if not sure and is_given_name_by_looks(part, start, before, plain):
            return True
    if sure or not behind or not behind[0].isupper() or (behind.isupper() and len(behind) > 1):
        return False
    plain = normalize_name(behind).removesuffix("'s")
    return plain not in AFTER_COUNTRIES and not is_nationality(plain)


def _neighbours(part: NormalizedText, start: int, end: int) -> tuple[str, str]:
    """The words right before and right behind, as written; empty where something parts them from the name."""
    at, to = part.span(start, end)
    before = _WORD_BEFORE.search(part.original[max(0, at - _REACH) : at])
    behind = _WORD_BEHIND.match(part.original, to)
    return before.group(1) if before else "", behind.group(1) if behind else ""


def is_given_name_by_looks(part: NormalizedText, start: int, word: str, plain: str) -> bool:
    """Whether a capitalised word within a sentence looks like a given name: no title, opener or adjective."""
    if not word[0].isupper() or (word.isupper() and len(word) > 2) or plain in TITLES or plain in _OPENERS:
        return False
    if word.endswith(("'s", "’s", "ing", "ed", "ly", ".")) or is_nationality(plain):
        return False
    at = part.to_original(start)
    head = part.original[: at - len(word) - 1].rstrip()
    return bool(head) and head[-1] not in '.!?"“”:\n-–—(' and not part.original[at : at + 20].isupper()


def is_surname_of_another(part: NormalizedText, start: int, end: int, entry: Entry, *, by_looks: bool = True) -> bool:
    """Whether the surname at ``start`` to ``end`` is somebody else's (``Viktor Lukashenko``, ``Donald Trump Jr``).

    Unless ``by_looks`` only a known given name tells, and no word that is merely written like one.
    """
    if is_numbered_otherwise(part, end, entry):
        return True
    before, _ = _neighbours(part, start, start + 1)
    plain = normalize_name(before).strip(".")
    if (
        not before
        or plain.endswith("'s")
        or any(plain in normalize_name(alias.name).split() for alias in entry.aliases)
    ):
        return False
    if plain in TITLES or plain in _OPENERS or not before[0].isupper():
        return False
    if any(one in given_names() or one in likely_names() for one in plain.split()):  # ``Jean-Michel``
        return True
    return by_looks and (is_given_name_by_looks(part, start, before, plain) or _is_unknown_name(before, plain))


def is_numbered_otherwise(part: NormalizedText, end: int, entry: Entry) -> bool:
    """Whether a numeral or ``Jr`` behind the name makes another person of it: ``King Felipe II`` for the sixth."""
    _, behind = _neighbours(part, end - 1, end)
    word = behind.removesuffix("'s").removesuffix("’s")
    if not _NUMERAL.fullmatch(word) and word not in _GENERATIONS:
        return False
    plain = normalize_name(word)
    return all(plain not in normalize_name(alias.name).split() for alias in entry.aliases)


def _is_unknown_name(word: str, plain: str) -> bool:
    """Whether a word with a capital is in no vocabulary, which at the start of a sentence speaks for a given name."""
    if word.isupper() or len(plain) < 4 or is_nationality(plain):
        return False
    return plain.isascii() and plain.isalpha() and not sport_model().knows(plain)


def is_nationality(word: str) -> bool:
    """Whether a capitalised word looks like a nationality (``Belarusian``)."""
    return word in nationalities() or (word.endswith(("ian", "ean", "ish", "ese")) and len(word) > 5)
