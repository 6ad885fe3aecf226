"""What a watchlist is made of: entries, the ways they are written, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from wirewatch.errors import WirewatchError
from wirewatch.records import Priority
from wirewatch.text.normalize import normalize_name

Case = Literal["name", "exact", "any"]

VERSION: Final = "1"
ID: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,128}")


class Alias(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, array_like=True):
    """One way in which an entry is written.

    Attributes:
        name: as the watchlist writes it.
        case: ``name``: with a capital where the name has one, or all in capitals; ``exact``: as written; ``any``.
        prefix: also at the start of a longer word.
        rule: what a mention of it is called: ``name``, ``demonym``, ``capital``, ``metonym``, ``surname`` …
        weight: 0 to 1, how strong a mention of it is as evidence; below .5 it does not make a match on its own.
        language: ISO 639-1; only in articles of that language, where given.
        not_before: not when one of these follows.
        not_after: not when one of these goes before.
        also_person: the name is a person's as well (``Jordan``): not between or beside other parts of one.
        clues_for: words that speak for this meaning, anywhere in the article.
        clues_against: words that speak for another meaning.
        also_word: the name is an ordinary word as well: at the start of a sentence, where any word has a capital, it is
            too weak to make a match on its own.
        forms: its inflected forms, in place of those that the grammar of its language makes.
    """

    name: str
    case: Case = "name"
    prefix: bool = False
    rule: str = "name"
    weight: float = 1.0
    language: str | None = None
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    also_person: bool = False
    clues_for: tuple[str, ...] = ()
    clues_against: tuple[str, ...] = ()
    also_word: bool = False
    forms: tuple[str, ...] = ()


class Needs(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, array_like=True):
    """What an article must hold besides, for a match to be worth an alert.

    Attributes:
        together_with: ids of other entries, one of which the article must name as well.
        within_words: … with at most so many words between the two.
        where: the entry itself must be named in the ``title``, or in the title or ``lead``.
    """

    together_with: tuple[str, ...] = ()
    within_words: int | None = None
    where: Literal["title", "lead"] | None = None


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, array_like=True):
    """One watched thing.

    Attributes:
        id: unique in the watchlist.
        name: shown in alerts.
        kind: ``country``, ``person``, ``organisation``, ``topic`` or a word of the watchlist's own.
        aliases: every way it is written; the name itself first, unless the entry says otherwise.
        not_in: phrases in which it is not meant (``New Mexico`` for Mexico).
        surnames: of a person, the parts of the name that stand for the whole once it has been given in full.
        priority: of its alerts.
        tags: free words that travel with its matches.
        notes: for the people who keep the watchlist.
        min_salience: below it the entry does not alert; None: the default (``wirewatch.matching.matcher.MIN_SALIENCE``).
        needs: what else the article must hold.
        sport: whether sport alerts; None: the default, which is no for countries (their names are teams' names there) and
            yes for everything else.
    """

    id: str
    name: str
    kind: str = "topic"
    aliases: tuple[Alias, ...] = ()
    not_in: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    priority: Priority = "normal"
    tags: tuple[str, ...] = ()
    notes: str = ""
    min_salience: float | None = None
    needs: Needs | None = None
    sport: bool | None = None


class Problem(msgspec.Struct, frozen=True):
    """One mistake: where it is, and what mends it."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.field}: {self.text}" if self.field else f"{where}: {self.text}"


class WatchlistError(WirewatchError, ValueError):
    """The watchlist cannot be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Watchlist(msgspec.Struct, kw_only=True):
    """Checked entries, ids unique.

    Attributes:
        entries: in the order of the files.
        sources: the files and packs that they came from.
        warnings: what is probably not meant, but can be used.
        other_names: by language, longer names that mean none of the entries; what they hold is no mention.
    """

    entries: list[Entry]
    sources: list[str] = []
    warnings: list[Problem] = []
    other_names: dict[str, list[str]] = {}


def slug(name: str) -> str:
    """A readable id for a name: ``Vladimir Putin`` → ``vladimir-putin``."""
    return re.sub(r"[^\w]+", "-", normalize_name(name)).strip("-_")


def default_case(name: str) -> Case:
    """``any`` for a name without capitals, ``exact`` for a short one in capitals only (``US``), else ``name``."""
    letters = [char for char in name if char.isalpha()]
    if letters and len(letters) <= 4 and all(char.isupper() for char in letters):
        return "exact"
    return "name" if any(char.isupper() or char.istitle() for char in letters) else "any"
