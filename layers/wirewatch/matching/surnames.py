"""A surname on its own counts to the person whose full name stands in the article, before or behind it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.matching.rules.person_names import is_surname_of_another
from wirewatch.records import Where
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.models import Alias, Entry
from wirewatch.watchlists.name_variants import spellings

SURNAME_WEIGHT: Final = 0.9
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
        self._spans = sorted({*self._spans, *spans})


def add_surnames(finder: MentionFinder, found: dict[Where, list[NameCandidate]]) -> None:
    """Add to ``found`` the surnames alone of the people who are named in full in it."""
    taken = {where: _Taken([(one.start, one.end) for one in candidates]) for where, candidates in found.items()}
    people: dict[int, Entry] = {}
    for candidates in found.values():
        for one in candidates:
            if one.number in people:
                continue
            entry = finder.index.entry(one.number)
            if entry.kind == "person" and one.alias.rule == "name" and " " in normalize_name(one.alias.name):
                people[one.number] = entry
    for number, entry in people.items():
        for surname in surnames(entry):
            alias = Alias(name=surname, rule="surname", weight=SURNAME_WEIGHT)
            for where, state in finder.states.items():
                spans = []
                for start, end in _places_of(surname, state.text, taken[where]):
                    at, to = state.part.span(start, end)
                    if not (state.part.original[at].isupper() or state.part.original[at:to].islower() is False):
                        continue
                    one = NameCandidate(start, end, at, to, number, alias, "surname", SURNAME_WEIGHT)
                    spans.append((start, end))
                    if is_surname_of_another(state.part, start, entry):
                        finder.rejected.append((where, one.reject(Rejection.OTHER_PERSON)))
                    else:
                        found[where].append(one)
                taken[where].add(spans)


def _places_of(name: str, text: str, taken: _Taken) -> Iterator[tuple[int, int]]:
    """Where a surname stands in the normalised text as words of its own, in any spelling, outside the places taken."""
    *particles, last = normalize_name(name).split(" ")
    forms = (" ".join((*particles, spelling)) for spelling in spellings(last))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")
    return (found.span() for found in pattern.finditer(text) if not taken.overlaps(*found.span()))


def surnames(entry: Entry) -> tuple[str, ...]:
    """The surnames of a person: as the watchlist gives them, else the last word of each name, particles included."""
    if entry.surnames:
        return entry.surnames
    found: dict[str, None] = {}
    for alias in entry.aliases:
        parts = alias.name.split()
        if alias.rule != "name" or len(parts) < 2 or len(parts[-1]) < 3:
            continue
        found[parts[-1]] = None
        first = len(parts) - 1
        while first > 1 and normalize_name(parts[first - 1]) in _PARTICLES:
            first -= 1
            found[" ".join(parts[first:])] = None
    return tuple(sorted(found, key=len, reverse=True))
