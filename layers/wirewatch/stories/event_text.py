"""What identifies the event that an article reports: its words, names, people, figures and dates.

Read from the title and the first 12 sentences. Everything is kept as a number: a term is the CRC-32 of its stem, so that a
profile is small enough to be stored with a story. How rare a term is comes from a fixed table (``rarity``).

English is what this was measured on. Words and figures of other languages written in Latin script are read as well.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

import msgspec

from wirewatch.stories.event_counts import Count, find_counts
from wirewatch.stories.event_figures import YEAR, Figure, find_figures, is_number
from wirewatch.stories.event_names import find_names
from wirewatch.stories.event_tokens import split_sentences, term_key
from wirewatch.stories.figure_words import MONTHS, WEEKDAYS
from wirewatch.stories.rarity import rarity, stem

MAX_WORDS = 160
MAX_NAMES = 60
_COMMON = 1.0
"""Rarity up to which a word says nothing of an event."""


class Term(NamedTuple):
    """A word or a name: hash of its stem, rarity in tenths, how often it stands there, 1 where title or lead hold it."""

    key: int
    rarity: int
    frequency: int
    lead: int


class EventProfile(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of an article to recognise its event.

    Attributes:
        words: the rarest and most frequent first, at most ``MAX_WORDS``.
        names: words with a capital that is not owed to a sentence's start or to title case, at most ``MAX_NAMES``.
        people: surnames that also stand alone, with their counts.
        figures: numbers with what they count, at most ``MAX_FIGURES``; years and days of a month are not among them.
        dates: days named by month and day, as ``100 * month + day``.
        weekdays: 1 (Monday) to 7.
        months: 1 to 12.
        years: 1900 to 2099.
        counts: what title and lead count, at most 12.
    """

    words: list[Term]
    names: list[Term]
    people: list[tuple[int, int]]
    figures: list[Figure]
    dates: list[int]
    weekdays: list[int]
    months: list[int]
    years: list[int]
    counts: list[Count] = []


def event_profile(title: str, text: str) -> EventProfile:
    """The profile of an article; one of an empty text is empty. Linear in the input, of which 8,000 characters are read."""
    sentences = split_sentences(title, text)
    names, runs = find_names(sentences)
    words: Counter[str] = Counter()
    lead: set[str] = set()
    weekdays: set[int] = set()
    months: set[int] = set()
    years: set[int] = set()
    for sentence in sentences:
        for token in sentence.tokens:
            word = token.word
            if word in WEEKDAYS:
                weekdays.add(WEEKDAYS[word])
            elif word in MONTHS and token.text[0].isupper():
                months.add(MONTHS[word])
            elif YEAR.match(word):
                years.add(int(word))
            if len(word) < 2 or is_number(word):
                continue
            words[stem(word)] += 1
            if sentence.lead:
                lead.add(stem(word))
    figures, dates = find_figures(sentences)
    last = Counter[str]()
    for run, count in runs.items():
        last[run[-1]] += count
    people = [(term_key(stem(name)), names[name]) for name, count in last.items() if names[name] > count]
    stems: Counter[str] = Counter()
    for name, count in names.items():
        stems[stem(name)] += count
    return EventProfile(
        words=_terms(words, lead, MAX_WORDS),
        names=_terms(stems, lead, MAX_NAMES),
        people=people[:20],
        figures=figures,
        dates=sorted(dates)[:10],
        weekdays=sorted(weekdays),
        months=sorted(months),
        years=sorted(years)[:10],
        counts=find_counts(sentences),
    )


def _terms(counts: Counter[str], lead: set[str], limit: int) -> list[Term]:
    found = [
        (rare * (1 + math.log(count)), word, rare, count)
        for word, count in counts.items()
        if (rare := rarity(word)) > _COMMON
    ]
    found.sort(key=lambda item: (-item[0], item[1]))
    return [
        Term(term_key(word), round(rare * 10), min(count, 99), int(word in lead))
        for _, word, rare, count in found[:limit]
    ]
