"""A surname on its own counts to the person whose full name stands in the article, before or behind it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.language_people import surname_forms
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.matching.rules.person_names import CAPITALISED_NOUNS, is_surname_of_another
from wirewatch.records import Where
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.inflection import grammar
from wirewatch.watchlists.models import Alias, Entry
from wirewatch.watchlists.name_variants import spellings

SURNAME_WEIGHT: Final = 0.9
_PARTS: Final = re.compile(r"[\s・·]")
_WORD: Final = re.compile(r"\w+")
_PARTICLES: Final = frozenset(
    "al el bin ibn ben abu van von der den de del della di da dos du la le ter ten zu".split()  # noqa: SIM905
)


class _Taken:
    """Stretches of a text that are used up; a lookup costs the logarithm of their number."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether one of the stretches shares a character with ``start`` to ``end``; stretches do not overlap."""
        at = bisect_right(self._spans, (start, end))
        before = at > 0 and self._spans[at - 1][1] > start
        return before or (at < len(self._spans) and self._spans[at][0] < end)

    def add(self, spans: list[tuple[int, int]]) -> None:
        """Use up more of them."""
        if spans:
            self._spans = sorted({*self._spans, *spans})


def add_surnames(finder: MentionFinder, found: dict[Where, list[NameCandidate]]) -> None:
    """Add to ``found`` the surnames alone of the people who are named in full in it."""
    people: dict[int, dict[str, str]] = {}
    seen: set[tuple[int, str]] = set()
    for one in (one for candidates in found.values() for one in candidates):
        if (one.number, one.alias.name) in seen or one.alias.rule != "name" or not _PARTS.search(one.alias.name):
            continue
        seen.add((one.number, one.alias.name))
        entry = finder.index.entry(one.number)
        if entry.kind == "person":
            people.setdefault(one.number, {}).update(_patterns(entry, one.alias, finder.language))
    if not people:
        return
    by_looks = finder.language not in CAPITALISED_NOUNS
    for where, state in finder.states.items():
        taken = _Taken([(one.start, one.end) for one in found[where]])
        words = _Words(state.text)
        for number, patterns in people.items():
            entry = finder.index.entry(number)
            for surname, pattern in patterns.items():
                alias = Alias(name=surname, rule="surname", weight=SURNAME_WEIGHT)
                spans = [span for span in words.places_of(pattern) if not taken.overlaps(*span)]
                spans = [span for span in spans if _is_capitalised(state.part.original, *state.part.span(*span))]
                taken.add(spans)
                for start, end in spans:
                    at, to = state.part.span(start, end)
                    one = NameCandidate(start, end, at, to, number, alias, "surname", SURNAME_WEIGHT)
                    if is_surname_of_another(state.part, start, end, entry, by_looks=by_looks):
                        finder.rejected.append((where, one.reject(Rejection.OTHER_PERSON)))
                    else:
                        found[where].append(one)


def _is_capitalised(original: str, at: int, to: int) -> bool:
    return original[at].isupper() or not original[at:to].islower()


class _Words:
    """Where the words of a text stand, so that the text is not searched once for every person."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: dict[str, list[int]] | None = None

    def places_of(self, pattern: str) -> Iterator[tuple[int, int]]:
        """Where a surname stands; a pattern that is a plain list of spellings is looked up by its first words."""
        compiled = re.compile(pattern)
        firsts = _first_words(pattern)
        if firsts is None:
            yield from (found.span("name") for found in compiled.finditer(self.text))
            return
        if self._at is None:
            self._at = {}
            for word in _WORD.finditer(self.text):
                self._at.setdefault(word.group(), []).append(word.start())
        behind = 0
        for start in sorted(start for first in firsts for start in self._at.get(first, ())):
            if start >= behind and (found := compiled.match(self.text, start)):
                behind = found.end()
                yield found.span("name")


def _first_words(pattern: str) -> set[str] | None:
    """The first words of the spellings that a pattern lists; None where it is more than a list."""
    found = re.fullmatch(r"\(\?<!\\w\)\(\?P<name>(.*)\)\(\?!\\w\)", pattern)
    if found is None:
        return None
    forms = [re.sub(r"\\(.)", r"\1", form) for form in found[1].split("|")]
    words = [_WORD.match(form) for form in forms]
    return {word.group() for word in words if word} if all(words) else None


def _patterns(entry: Entry, alias: Alias, language: str | None) -> dict[str, str]:
    """By surname, a pattern of its spellings (in English) or of its forms (in another language), longest surname first."""
    names = surnames(entry)
    if language not in (None, "en") and (grammar(language) or alias.language):
        return surname_forms(alias, names, language)
    patterns = {}
    for name in names:
        *particles, last = normalize_name(name).split(" ")
        forms = (" ".join((*particles, spelling)) for spelling in spellings(last))
        patterns[name] = rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, forms))})(?!\w)"
    return patterns


def surnames(entry: Entry) -> tuple[str, ...]:
    """The surnames of a person: as the watchlist gives them, else the last word of each name, particles included."""
    if entry.surnames:
        return entry.surnames
    found: dict[str, None] = {}
    for alias in entry.aliases:
        parts = alias.name.split()
        if alias.rule != "name" or len(parts) < 2 or len(parts[-1]) < 3 or "of" in parts:  # ``King Abdullah of Jordan``
            continue
        found[parts[-1]] = None
        first = len(parts) - 1
        while first > 1 and normalize_name(parts[first - 1]) in _PARTICLES:
            first -= 1
            found[" ".join(parts[first:])] = None
    return tuple(sorted(found, key=len, reverse=True))
