"""Which watched entries does an article name, where, and how much is it about them?

Every place where the article writes a name of the watchlist is judged (``wirewatch.matching.mention_finder``): whole words, capitals
where the name has them, the longest name first, and the contexts in which the name means something else. For people a
surname alone counts once the full name stands in the article. What is admitted becomes a mention; the mentions of an
entry become a match with a salience, unless all of them are weak (a capital, say, that only tells where something
happened). The list of matches is complete: whether one is worth an alert is a separate question (``alerting``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.language_mentions import add_language_mentions
from wirewatch.matching.mention_finder import MentionFinder, language_of_names
from wirewatch.matching.salience import LEAD_CHARACTERS, salience
from wirewatch.matching.sport import SPORT
from wirewatch.matching.surnames import add_surnames
from wirewatch.records import Article, Match, Mention, Where
from wirewatch.text import sentences
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.index import WatchlistIndex
from wirewatch.watchlists.models import Entry

MIN_SALIENCE: Final = 0.17
"""A match below this is a passing mention: it is listed, and does not alert unless its entry asks for less.

In an article of ordinary length one mention behind the lead makes .11, two make .16 to .20, one in the lead .38. Chosen on 97
countries in half of 92 articles that a reader had marked as what the article is about, as taking part, or as mentioned
(``benchmarks/data/salience_labels.tsv``)."""

IN_SPORT: Final = 0.14
"""Of the salience that a sports report leaves to an entry that does not ask for sport: always below ``MIN_SALIENCE``."""

MAX_SENTENCE: Final = 1000
"""Characters of a sentence that a mention carries; only what is no sentence is longer."""

PARTS: Final[tuple[Where, ...]] = ("title", "text")

SURELY_MEANT: Final = 3.0
"""From these log-odds on a country's name means its country, whoever else bears it in the article."""

MIN_WEIGHT: Final = 0.5
"""Mentions below this support a match and do not make one."""


def match(article: Article, index: WatchlistIndex) -> list[Match]:
    """Every entry of ``index`` that ``article`` names, by falling salience.

    ``article`` needs only ``text``; a title counts where there is one. Time is linear in the article's length and
    does not grow with the watchlist.
    """
    finder = MentionFinder(article, index)
    return _matches(article, finder, find_mentions(finder))


def language_without_names(article: Article, index: WatchlistIndex) -> str | None:
    """The language of ``article``, where the watchlist has no names for it; None where it has some.

    In such an article only names are looked for that are said to hold in every language.
    """
    language = language_of_names(article)
    return language if index.lacks(language) else None


def find_mentions(finder: MentionFinder) -> dict[int, list[tuple[Where, NameCandidate]]]:
    """The candidates that count, by entry number; what is rejected here is added to ``finder.rejected``."""
    found = finder.find()
    add_language_mentions(finder, found)
    add_surnames(finder, found)
    by_entry: dict[int, list[tuple[Where, NameCandidate]]] = {}
    for where, candidates in found.items():
        for one in sorted(candidates, key=lambda one: (one.start, one.end, one.number)):
            by_entry.setdefault(one.number, []).append((where, one))
    _drop_people(finder, by_entry)
    for number, of_entry in list(by_entry.items()):
        if all(one.weight < MIN_WEIGHT for _, one in of_entry):
            if _is_scene(of_entry):
                by_entry[number] = [
                    (where, one._replace(weight=max(one.weight, MIN_WEIGHT))) for where, one in of_entry
                ]
                continue
            del by_entry[number]
            finder.rejected += [(where, one.reject(Rejection.WEAK)) for where, one in of_entry]
    return by_entry


def _is_scene(of_entry: list[tuple[Where, NameCandidate]]) -> bool:
    """Whether a capital stands in the title and again in the text: the story happens there, and is the country's."""
    places = [{one.alias.name for where, one in of_entry if where == part and one.rule == "capital"} for part in PARTS]
    return not places[0].isdisjoint(places[1])


def _drop_people(finder: MentionFinder, by_entry: dict[int, list[tuple[Where, NameCandidate]]]) -> None:
    """Drop the name that elsewhere in the article is part of a person's, where nothing else speaks for the entry.

    What speaks for it is another of its names, or a place in which it is ``SURELY_MEANT``.
    """
    persons = {
        (one.number, normalize_name(one.alias.name))
        for _, one in finder.rejected
        if one.alias.also_person and one.rejection is Rejection.PERSON
    }
    for number, name in persons:
        of_entry = by_entry.get(number, [])
        if of_entry and all(
            normalize_name(one.alias.name) == name and one.log_odds < SURELY_MEANT for _, one in of_entry
        ):
            del by_entry[number]
            finder.rejected += [(where, one.reject(Rejection.PERSON_ELSEWHERE)) for where, one in of_entry]


def alertable_matches(matches: Iterable[Match], index: WatchlistIndex) -> list[Match]:
    """The matches that are worth an alert.

    Not so a match below its entry's ``min_salience`` (``MIN_SALIENCE`` by default), or one whose entry needs
    something besides (``needs``) that the article does not hold.
    """
    everything = list(matches)
    return [m for m in everything if not suppression_reason(m, everything, index)]


def suppression_reason(one: Match, everything: list[Match], index: WatchlistIndex) -> str:
    """Why ``one`` of the matches of an article is not worth an alert; empty where it is."""
    if one.sport:
        return "the article is sport, and the entry does not ask for it"
    entry = index.entry_with_conditions(one.entry)
    least = MIN_SALIENCE if entry is None or entry.min_salience is None else entry.min_salience
    if one.salience < least:
        digits = next(n for n in (2, 3, 4) if n == 4 or f"{one.salience:.{n}f}" != f"{least:.{n}f}")
        return f"salience {one.salience:.{digits}f} is below {least:.{digits}f}"
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
    for where in ("title", "text"):
        theirs = sorted(m.word for m in other.mentions if m.where == where)
        for mention in one.mentions:
            if mention.where != where:
                continue
            following = bisect_left(theirs, mention.word - words)
            if following < len(theirs) and theirs[following] <= mention.word + words:
                return True
    return False


def _matches(
    article: Article, finder: MentionFinder, by_entry: dict[int, list[tuple[Where, NameCandidate]]]
) -> list[Match]:
    if not by_entry:
        return []
    sentence = _Sentences(article)
    sport = finder.sport >= SPORT
    matches = []
    for number, of_entry in by_entry.items():
        entry = finder.index.entry(number)
        mentions = [
            Mention(
                start=one.at,
                end=one.to,
                where=where,
                name=one.alias.name,
                rule=one.rule,
                weight=one.weight,
                sentence=sentence.around(where, one.at),
                word=sentence.word(where, one.at),
            )
            for where, one in of_entry
        ]
        unwanted = sport and not (entry.kind != "country" if entry.sport is None else entry.sport)
        matches.append(
            Match(
                entry=entry.id,
                kind=entry.kind,
                name=entry.name,
                salience=round(salience(article, mentions) * (IN_SPORT if unwanted else 1), 4),
                mentions=mentions,
                priority=entry.priority,
                tags=list(entry.tags),
                sport=unwanted,
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
