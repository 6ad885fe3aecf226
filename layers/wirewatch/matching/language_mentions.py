"""The names that belong to the language of an article that is not in English.

Names are looked for as that language inflects them (``wirewatch.watchlists.language_names``). Of names that begin at one
place the longest decides, and one that means something else hides what it holds (``América Latina``). What English
tells by rules of its own is not asked here; the few rules below hold in every language, or in those whose grammar
says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.language_people import inflected_people
from wirewatch.matching.language_rules import SURNAME, LanguageRules
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.records import Where
from wirewatch.text.normalize import NormalizedText
from wirewatch.watchlists.language_names import NOBODY, LanguageName, LanguageNames

_WORD: Final = re.compile(r"(?<!\w)[^\W_]|(?<=_)[^\W_]")
_HYPHENS: Final = ("-", "\u2010", "\u2011", "\u2013")
_ANY: Final = re.compile(r"[^\W_]")


def add_language_mentions(finder: MentionFinder, found: dict[Where, list[NameCandidate]]) -> None:
    """Add to ``found`` the names that belong to the article's language; of overlapping mentions the longer stays."""
    names = finder.index.language_names(finder.language)
    if names is None:
        return
    rules = LanguageRules(names.grammar)
    of_part = {where: list(_candidates(finder, where, part, names, rules)) for where, part in finder.parts}
    surnames = {
        dict(finder.parts)[where].original[candidate.at : candidate.to]
        for where, candidate in finder.rejected
        if candidate.rejection is Rejection.LANGUAGE_RULE and candidate.detail == SURNAME
    }
    for where, part in finder.parts:
        candidates = [one for one in of_part[where] if part.original[one.at : one.to] not in surnames]
        found[where] = _longest([*found[where], *candidates, *inflected_people(finder, part, rules.grammar)])


def _longest(candidates: list[NameCandidate]) -> list[NameCandidate]:
    """The candidates without those that lie within a longer one; equal spans stay."""
    kept: list[NameCandidate] = []
    furthest = (-1, -1)
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        span = (candidate.start, candidate.end)
        if candidate.end <= furthest[1] and span != furthest:
            continue
        if not any(other[:2] == span and other.number == candidate.number for other in kept[-4:]):
            kept.append(candidate)
        if candidate.end > furthest[1]:
            furthest = span
    return kept


def _candidates(
    finder: MentionFinder, where: Where, part: NormalizedText, names: LanguageNames, rules: LanguageRules
) -> Iterator[NameCandidate]:
    text = part.text
    behind = 0
    for begin in (_ANY if rules.spaceless else _WORD).finditer(text):
        if begin.start() < behind:
            continue
        for start in rules.starts(text, begin.start()):
            found = _longest_at(part, start, names, rules)
            if not found:
                continue
            end, named = found
            behind = end
            best: dict[int, NameCandidate] = {}
            for name in named:
                if name.entry == NOBODY:
                    continue
                at, to = part.span(start, end)
                alias = name.alias
                candidate = NameCandidate(start, end, at, to, name.entry, alias, alias.rule, alias.weight)
                weight, why = rules.judge(part, candidate)
                if why:
                    finder.rejected.append((where, candidate.reject(Rejection.LANGUAGE_RULE, why)))
                elif name.entry not in best or weight > best[name.entry].weight:
                    best[name.entry] = candidate._replace(weight=weight)
            yield from best.values()
            break
    yield from rules.signs(part, names)


def _longest_at(
    part: NormalizedText, start: int, names: LanguageNames, rules: LanguageRules
) -> tuple[int, list[LanguageName]] | None:
    """The longest names at a place that are written as they are there, and where they end."""
    for end, found in names.at(part.text, start):
        if not rules.ends(part.text, start, end):
            continue
        at, to = part.span(start, end)
        written = part.original[at:to]
        if part.original[to : to + 1] not in _HYPHENS:
            found = [name for name in found if not name.form.endswith("-")]
        fitting = [name for name in found if rules.is_written(name, written, part)]
        if fitting:
            return end, fitting
    return None
