"""A surname on its own counts to the person whose full name stands in the article, before or behind it."""

from __future__ import annotations

import re
from typing import Final

from wirewatch.matching.language_people import surname_forms
from wirewatch.matching.mention_finder import MentionFinder, NameCandidate
from wirewatch.matching.rules.context import CAPITALISED_NOUNS, is_surname_of_another, words
from wirewatch.records import Where
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.inflection import grammar
from wirewatch.watchlists.models import Alias, Entry
from wirewatch.watchlists.name_variants import spellings

SURNAME_WEIGHT: Final = 0.9
_PARTS: Final = re.compile(r"[\s・·]")
_PARTICLES: Final = words("al el bin ibn ben abu van von der den de del della di da dos du la le ter ten zu")


def add_surnames(reader: MentionFinder, found: dict[Where, list[NameCandidate]]) -> None:
    """Add to ``found`` the surnames alone of the people who are named in full in it."""
    taken = {where: [(place.start, place.end) for place in places] for where, places in found.items()}
    people: dict[int, dict[str, str]] = {}
    for places in found.values():
        for place in places:
            entry = reader.index.entry(place.number)
            if entry.kind == "person" and place.alias.rule == "name" and _PARTS.search(place.alias.name):
                people.setdefault(place.number, {}).update(_patterns(entry, place.alias, reader.language))
    for number, patterns in people.items():
        entry = reader.index.entry(number)
        for surname, pattern in patterns.items():
            alias = Alias(name=surname, rule="surname", weight=SURNAME_WEIGHT)
            for where, part in reader.parts:
                for start, end in _places_of(pattern, part.text, taken[where]):
                    at, to = part.span(start, end)
                    if not (part.original[at].isupper() or part.original[at:to].islower() is False):
                        continue
                    place = NameCandidate(start, end, at, to, number, alias, "surname", SURNAME_WEIGHT)
                    taken[where].append((start, end))
                    if is_surname_of_another(part, start, entry, by_looks=reader.language not in CAPITALISED_NOUNS):
                        reader.refused.append((where, place._replace(refused="the surname of somebody else")))
                    else:
                        found[where].append(place)


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


def _places_of(pattern: str, text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a surname stands in the normalized text, outside the places taken."""
    behind = iter(sorted(taken))
    found: list[tuple[int, int]] = []
    start, end = next(behind, (len(text) + 1, len(text) + 1))
    for place in re.finditer(pattern, text):
        at, to = place.span("name")
        while end <= at:
            start, end = next(behind, (len(text) + 1, len(text) + 1))
        if to <= start:
            found.append((at, to))
    return found


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
