"""Which watched entries does an article name, where, and how much is it about them?

Every place where the article writes a name of the watchlist is judged (``wirewatch.matching.mention_finder``): whole words, capitals
where the name has them, the longest name first, and the contexts in which the name means something else. For people a
surname alone counts once the full name stands in the article. What is admitted becomes a mention; the mentions of an
entry become a match with a salience, unless all of them are weak (a capital, say, that only tells where something
happened). The list of matches is complete: whether one is worth an alert is a separate question (``alerting``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from wirewatch.matching.language_mentions import add_language_mentions
from wirewatch.matching.mention_finder import MentionFinder, NameCandidate
from wirewatch.matching.salience import LEAD_CHARACTERS, salience
from wirewatch.matching.surnames import add_surnames
from wirewatch.records import Article, Match, Mention, Where
from wirewatch.text import sentences
from wirewatch.text.normalize import normalize_name
from wirewatch.text.scripts import base_language, language_of_script
from wirewatch.watchlists.index import WatchlistIndex
from wirewatch.watchlists.models import Entry

MIN_SALIENCE: Final = 0.15
"""A match below this is a passing mention: it is listed, and does not alert unless its entry asks for less.

In an article of ordinary length one mention behind the lead makes .11, two make .19, one in the lead .38."""

MAX_SENTENCE: Final = 1000
"""Characters of a sentence that a mention carries; only what is no sentence is longer."""

MIN_WEIGHT: Final = 0.5
"""Mentions below this support a match and do not make one."""


def match(article: Article, index: WatchlistIndex) -> list[Match]:
    """Every entry of ``index`` that ``article`` names, by falling salience.

    ``article`` needs only ``text``; a title counts where there is one. Time is linear in the article's length and
    does not grow with the watchlist.
    """
    reader = MentionFinder(article, index)
    return _matches(article, index, find_mentions(reader))


def language_without_names(article: Article, index: WatchlistIndex) -> str | None:
    """The language of ``article``, where the watchlist has no names for it; None where it has some.

    In such an article only names are looked for that are said to hold in every language.
    """
    language = base_language(article.language) or language_of_script(article.text)
    return language if index.lacks(language) else None


def find_mentions(reader: MentionFinder) -> dict[int, list[tuple[Where, NameCandidate]]]:
    """The places that count, by entry number; what is turned down here is added to ``reader.refused``."""
    found = reader.read()
    add_language_mentions(reader, found)
    add_surnames(reader, found)
    by_entry: dict[int, list[tuple[Where, NameCandidate]]] = {}
    for where, places in found.items():
        for place in sorted(places):
            by_entry.setdefault(place.number, []).append((where, place))
    _drop_people(reader, by_entry)
    for number, places_of_entry in list(by_entry.items()):
        if all(place.weight < MIN_WEIGHT for _, place in places_of_entry):
            del by_entry[number]
            why = "too weak without another mention"
            reader.refused += [(where, place._replace(refused=why)) for where, place in places_of_entry]
    return by_entry


def _drop_people(reader: MentionFinder, by_entry: dict[int, list[tuple[Where, NameCandidate]]]) -> None:
    """Drop the name that elsewhere in the article is part of a person's, where nothing else speaks for the entry."""
    persons = {
        (place.number, normalize_name(place.alias.name))
        for _, place in reader.refused
        if place.alias.also_person and place.refused == "part of a person's name"
    }
    for number, name in persons:
        places = by_entry.get(number, [])
        if places and all(normalize_name(place.alias.name) == name for _, place in places):
            del by_entry[number]
            why = "a person of that name is in the article"
            reader.refused += [(where, place._replace(refused=why)) for where, place in places]


def alertable_matches(matches: Iterable[Match], index: WatchlistIndex) -> list[Match]:
    """The matches that are worth an alert.

    Not so a match below its entry's ``min_salience`` (``MIN_SALIENCE`` by default), or one whose entry needs
    something besides (``needs``) that the article does not hold.
    """
    everything = list(matches)
    return [m for m in everything if not suppression_reason(m, everything, index)]


def suppression_reason(one: Match, everything: list[Match], index: WatchlistIndex) -> str:
    """Why ``one`` of the matches of an article is not worth an alert; empty where it is."""
    entry = index.entry_with_conditions(one.entry)
    least = MIN_SALIENCE if entry is None or entry.min_salience is None else entry.min_salience
    if one.salience < least:
        return f"salience {one.salience:.2f} is below {least:.2f}"
    return _unmet(one, everything, entry) if entry and entry.needs else ""


def _unmet(one: Match, everything: list[Match], entry: Entry) -> str:
    needs = entry.needs
    assert needs is not None  # noqa: S101
    in_title = any(m.where == "title" for m in one.mentions)
    if needs.where and not in_title:
        if needs.where == "title":
            return "not named in the title"
        if not any(m.start < LEAD_CHARACTERS for m in one.mentions):
            return "named neither in the title nor in the lead"
    if not needs.together_with:
        return ""
    others = [m for m in everything if m.entry in needs.together_with]
    if not others:
        return f"none of {', '.join(needs.together_with)} is named"
    if needs.within_words is None or any(_near(one, other, needs.within_words) for other in others):
        return ""
    return f"none of {', '.join(needs.together_with)} is named within {needs.within_words} words"


def _near(one: Match, other: Match, words: int) -> bool:
    return any(a.where == b.where and abs(a.word - b.word) <= words for a in one.mentions for b in other.mentions)


def _matches(
    article: Article, index: WatchlistIndex, by_entry: dict[int, list[tuple[Where, NameCandidate]]]
) -> list[Match]:
    if not by_entry:
        return []
    sentence = _Sentences(article)
    matches = []
    for number, places in by_entry.items():
        entry = index.entry(number)
        mentions = [
            Mention(
                start=place.at,
                end=place.to,
                where=where,
                name=place.alias.name,
                rule=place.rule,
                weight=place.weight,
                sentence=sentence.around(where, place.at),
                word=sentence.word(where, place.at),
            )
            for where, place in places
        ]
        matches.append(
            Match(
                entry=entry.id,
                kind=entry.kind,
                name=entry.name,
                salience=salience(article, mentions),
                mentions=mentions,
                priority=entry.priority,
                tags=list(entry.tags),
            )
        )
    matches.sort(key=lambda m: (-m.salience, m.mentions[0].where == "text", m.mentions[0].start, m.entry))
    return matches


class _Sentences:
    """The sentences and words of an article, looked up by offset."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.spans = sentences.spans(article.text, article.language)
        self.starts = [start for start, _ in self.spans]
        self._counted: tuple[Where, int, int] = ("text", 0, 0)  # how many words stand before which offset

    def around(self, where: Where, at: int) -> str:
        """The sentence at an offset, of a very long one what is near."""
        if where == "title":
            return _near_to(self.article.title, 0, len(self.article.title), at)
        place = bisect_right(self.starts, at) - 1
        if place < 0 or self.spans[place][1] <= at:
            return ""
        return _near_to(self.article.text, *self.spans[place], at)

    def word(self, where: Where, at: int) -> int:
        """How many words stand before an offset; cheapest where offsets rise."""
        text = self.article.title if where == "title" else self.article.text
        counted_in, start, words = self._counted
        if counted_in != where or start > at:
            start = words = 0
        words += text.count(" ", start, at) + text.count("\n", start, at)
        self._counted = (where, at, words)
        return words


def _near_to(text: str, start: int, end: int, at: int) -> str:
    """``text[start:end]``, or at most ``MAX_SENTENCE`` characters of it around ``at``."""
    if end - start > MAX_SENTENCE:
        start = max(start, at - MAX_SENTENCE // 2)
        end = min(end, start + MAX_SENTENCE)
    return text[start:end]
