"""Which watched entries does an article name, where, and how much is it about them?

Every place where the article writes a name of the watchlist is judged: whole words, capitals where the name has them,
the longest name first, the contexts that the watchlist rules out, and for people a surname on its own once the full
name stands anywhere in the article. What is admitted becomes a mention; the mentions of an entry become a match with
a salience. The list of matches is complete: whether a match is worth an alert is a separate question (``alerting``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from wirewatch import sentences
from wirewatch.article import Article, Match, Mention, Where
from wirewatch.context import is_surname_of_another, ruled_out, words
from wirewatch.fold import Folded, fold, key
from wirewatch.index import ANY_CASE, BLOCKS, EXACT, PREFIX, Index
from wirewatch.salience import salience
from wirewatch.watchlist import Alias, Entry

MIN_SALIENCE: Final = 0.15
"""A match below this is a passing mention: it is listed, and does not alert unless its entry asks for less."""

# A word begins here: a letter or digit behind none, and every character of the scripts that do not part words.
_WORD_START: Final = re.compile(
    r"(?<![^\W_])[^\W_]|[#@$](?=\w)|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Found(NamedTuple):
    """A name read at a place, not judged yet or admitted: offsets in the folded and in the original text."""

    start: int
    end: int
    at: int
    to: int
    number: int
    alias: Alias


def match(article: Article, index: Index) -> list[Match]:
    """Every entry of ``index`` that ``article`` names, by falling salience.

    ``article`` needs only ``text``; a title counts where there is one. Time is linear in the article's length and
    does not grow with the watchlist.
    """
    parts: list[tuple[Where, Folded]] = [("title", fold(article.title)), ("text", fold(article.text))]
    found: dict[Where, list[Found]] = {
        where: list(_admitted(part, index, article.language)) for where, part in parts if part.text
    }
    _add_surnames(parts, found, index)
    by_entry: dict[int, dict[Where, list[Found]]] = {}
    for where, places in found.items():
        for place in sorted(places):
            by_entry.setdefault(place.number, {}).setdefault(where, []).append(place)
    spans = sentences.spans(article.text, article.language) if by_entry else []
    matches = [_match(article, index.entry(number), places, spans) for number, places in by_entry.items()]
    matches.sort(key=lambda m: (-m.salience, m.mentions[0].where == "text", m.mentions[0].start, m.entry))
    return matches


def alerting(matches: Iterable[Match], index: Index) -> list[Match]:
    """The matches that are worth an alert: not below their entry's ``min_salience`` (``MIN_SALIENCE`` by default)."""
    floors = index.floors()
    return [m for m in matches if m.salience >= floors.get(m.entry, MIN_SALIENCE)]


def _admitted(part: Folded, index: Index, language: str | None) -> Iterator[Found]:
    """The names that stand in one part of the article, no two overlapping unless they are the same words."""
    text, original = part.text, part.original
    skip_lower = not index.header.any_case
    behind = 0
    for begin in _WORD_START.finditer(text):
        start = begin.start()
        if start < behind or (skip_lower and original[part.origin(start)].islower()):
            continue
        for end, postings in index.found_at(text, start):
            places = []
            blocked = False
            for posting in postings:
                if posting & BLOCKS:
                    blocked = blocked or _ends_word(text, end)
                else:
                    places += _judge(part, start, end, posting, index, language)
            if places:
                yield from places
                behind = max(place.end for place in places)
                break
            if blocked:
                behind = end
                break


def _judge(part: Folded, start: int, end: int, posting: int, index: Index, language: str | None) -> list[Found]:
    """The place as a mention of the posting's entry, or nothing."""
    text = part.text
    stop = end
    if not _ends_word(text, end):
        if not posting & PREFIX:
            return []
        while stop < len(text) and (text[stop].isalnum() or text[stop] == "_"):
            stop += 1
    at, to = part.span(start, stop)
    written = part.original[at:to]
    if not posting & (ANY_CASE | EXACT) and written[0].islower():
        return []
    number = posting >> 8
    for alias in index.aliases(number, text[start:end]):
        if stop != end and not alias.prefix:
            continue
        if alias.language and language and alias.language != language:
            continue
        if not _case_fits(alias, written) or ruled_out(alias, text, start, stop):
            continue
        if alias.rule == "surname" and is_surname_of_another(part, start, index.entry(number)):
            continue
        return [Found(start, stop, at, to, number, alias)]
    return []


def _ends_word(text: str, end: int) -> bool:
    if end >= len(text) or not (text[end].isalnum() or text[end] == "_"):
        return True
    if not text[end - 1].isalnum():  # the name ends with a dot or sign of its own: ``U.S.``
        return True
    return bool(_UNPARTED.match(text[end - 1]) and _UNPARTED.match(text[end]))


def _case_fits(alias: Alias, written: str) -> bool:
    if alias.case == "any":
        return True
    if alias.case == "exact":
        return _letters(written) == _letters(alias.name)
    return _capitals_fit(alias.name, written)


def _capitals_fit(name: str, written: str) -> bool:
    """First and last word have a capital where the name's have one."""
    wanted, given = name.replace("-", " ").split(), written.replace("-", " ").split()
    return all(
        not (name_word[:1].isupper() and word[:1].islower())
        for name_word, word in ((wanted[0], given[0]), (wanted[-1], given[-1]))
    )


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _add_surnames(parts: list[tuple[Where, Folded]], found: dict[Where, list[Found]], index: Index) -> None:
    """Count a surname on its own to the person whose full name stands in the article, before or behind it."""
    taken = {where: [(place.start, place.end) for place in found.get(where, [])] for where, _ in parts}
    people: dict[int, Entry] = {}
    for places in found.values():
        for place in places:
            entry = index.entry(place.number)
            if entry.kind == "person" and place.alias.rule == "name" and " " in key(place.alias.name):
                people[place.number] = entry
    for number, entry in people.items():
        for surname in surnames(entry):
            alias = Alias(name=surname, rule="surname", weight=0.9)
            for where, part in parts:
                for start, end in _places_of(surname, part.text, taken[where]):
                    at, to = part.span(start, end)
                    written = part.original[at:to]
                    if written[0].isupper() and not is_surname_of_another(part, start, entry):
                        found.setdefault(where, []).append(Found(start, end, at, to, number, alias))
                        taken[where].append((start, end))


def _places_of(name: str, text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where ``name`` stands in the folded text as words of its own, outside the places that are taken."""
    pattern = re.compile(rf"(?<![^\W_]){re.escape(key(name))}(?![^\W_])")
    return [
        place.span()
        for place in pattern.finditer(text)
        if not any(place.start() < end and place.end() > start for start, end in taken)
    ]


_PARTICLES: Final = words("al el bin ibn ben abu van von der den de del della di da dos du la le ter ten zu")


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
        while first > 1 and key(parts[first - 1]) in _PARTICLES:
            first -= 1
            found[" ".join(parts[first:])] = None
    return tuple(sorted(found, key=len, reverse=True))


def _match(article: Article, entry: Entry, places: dict[Where, list[Found]], spans: list[tuple[int, int]]) -> Match:
    mentions = []
    for where in ("title", "text"):
        for place in places.get(where, []):
            sentence = article.title if where == "title" else _sentence(article.text, place.at, spans)
            mentions.append(
                Mention(
                    start=place.at,
                    end=place.to,
                    where=where,
                    name=place.alias.name,
                    rule=place.alias.rule,
                    weight=place.alias.weight,
                    sentence=sentence,
                )
            )
    return Match(
        entry=entry.id,
        kind=entry.kind,
        name=entry.name,
        salience=salience(article, mentions),
        mentions=mentions,
        priority=entry.priority,
        tags=list(entry.tags),
    )


def _sentence(text: str, at: int, spans: list[tuple[int, int]]) -> str:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    if low < len(spans) and spans[low][0] <= at:
        return text[spans[low][0] : spans[low][1]]
    return ""
