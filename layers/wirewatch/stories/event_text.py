"""What identifies the event that an article reports: its words, names, people, figures and dates.

Read from the title and the first 12 sentences. Everything is kept as a number: a term is the CRC-32 of its stem, so that a
profile is small enough to be stored with a story. How rare a term is comes from a fixed table (``rarity``).

English is what this was measured on. Words and figures of other languages written in Latin script are read as well.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import NamedTuple
from zlib import crc32

import msgspec

from wirewatch.stories.figure_words import MONTHS, NUMBER_WORDS, SCALES, SUFFIXES, WEEKDAYS
from wirewatch.stories.rarity import MAX_RARITY, rarity, stem

SENTENCES = 12
"""Sentences that are read; what an event is stands at the beginning of a report."""
MAX_CHARACTERS = 8_000
MAX_WORDS = 160
MAX_NAMES = 60
MAX_FIGURES = 40

_WORD = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*(?:['’][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Prof|Rev|Jr|Sr|vs|No|Inc|Co|Corp|Ltd|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_POSSESSIVE = re.compile(r"['’].*$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)$")
_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{2,4}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_CURRENCIES = "$£€¥"
_CURRENCY_UNIT = crc32(b"currency")
_COMMON = 1.0
"""Rarity up to which a word says nothing of an event; ``_UNIT`` that from which a word beside a figure is its unit."""
_UNIT = 2.0


class Term(NamedTuple):
    """A word or a name: hash of its stem, rarity in tenths, how often it stands there, 1 where title or lead hold it."""

    key: int
    rarity: int
    frequency: int
    lead: int


class Figure(NamedTuple):
    """A number: its value as text, how much it identifies (in tenths), hashes of the words beside it (the next one first), and 1
    where title or lead hold it."""

    value: str
    weight: int
    units: list[int]
    lead: int = 0


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
    """

    words: list[Term]
    names: list[Term]
    people: list[tuple[int, int]]
    figures: list[Figure]
    dates: list[int]
    weekdays: list[int]
    months: list[int]
    years: list[int]


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    word: str
    """Lower case, without a possessive."""


class _Sentence(NamedTuple):
    text: str
    tokens: list[_Token]
    lead: bool
    title_case: bool


def event_profile(title: str, text: str) -> EventProfile:
    """The profile of an article; one of an empty text is empty. Linear in the input, of which 8,000 characters are read."""
    sentences = _sentences(title, text)
    names, runs = _names(sentences)
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
            elif _YEAR.match(word):
                years.add(int(word))
            if len(word) < 2 or _is_number(word):
                continue
            words[stem(word)] += 1
            if sentence.lead:
                lead.add(stem(word))
    figures, dates = _figures(sentences)
    last = Counter[str]()
    for run, count in runs.items():
        last[run[-1]] += count
    people = [(_key(stem(name)), names[name]) for name, count in last.items() if names[name] > count]
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
    )


def _key(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))


def _terms(counts: Counter[str], lead: set[str], limit: int) -> list[Term]:
    found = [
        (rare * (1 + math.log(count)), word, rare, count)
        for word, count in counts.items()
        if (rare := rarity(word)) > _COMMON
    ]
    found.sort(key=lambda item: (-item[0], item[1]))
    return [
        Term(_key(word), round(rare * 10), min(count, 99), int(word in lead)) for _, word, rare, count in found[:limit]
    ]


def _sentences(title: str, text: str) -> list[_Sentence]:
    """The title and the first sentences, cut into tokens. Dates in digits are left out: which part is the month is a guess."""
    pieces = []
    last = 0
    body = _NUMERIC_DATE.sub(" ", text[:MAX_CHARACTERS])
    for gap in _SENTENCE_END.finditer(body):
        piece = body[last : gap.start()]
        if gap.group().strip("\"'”’)] ") == "" and "\n" not in gap.group() and _ABBREVIATION.search(piece[-6:]):
            continue
        if piece.strip():
            pieces.append(piece.strip())
            if len(pieces) == SENTENCES:
                break
        last = gap.end()
    else:
        if body[last:].strip():
            pieces.append(body[last:].strip())
    title = _NUMERIC_DATE.sub(" ", title[:500]).strip()
    found = []
    for number, piece in enumerate(([title] if title else []) + pieces[:SENTENCES]):
        tokens = []
        for match in _WORD.finditer(piece):
            word = _POSSESSIVE.sub("", match.group()).lower()
            if word:
                tokens.append(_Token(match.group(), match.start(), match.end(), word))
        capital = sum(token.text[0].isupper() for token in tokens)
        small = sum(token.text[0].islower() and len(token.text) > 3 for token in tokens)
        found.append(_Sentence(piece, tokens, number <= 2, small * 3 <= capital and len(tokens) > 3))
    return found


def _names(sentences: list[_Sentence]) -> tuple[Counter[str], Counter[tuple[str, ...]]]:
    """Names, and runs of two and more of them, with their counts."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for sentence in sentences:
        for number, token in enumerate(sentence.tokens):
            if token.text[0].islower():
                small[token.word] += 1
            elif token.text[0].isupper() and not sentence.title_case and not _begins(sentence, number):
                capital[token.word] += 1
    names: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    for sentence in sentences:
        run: list[str] = []
        end = -1
        for number, token in enumerate(sentence.tokens):
            if not _is_name(sentence, number, small, capital):
                if len(run) > 1:
                    runs[tuple(run)] += 1
                run = []
                continue
            names[token.word] += 1
            if run and not sentence.text[end : token.start].strip(". "):
                run.append(token.word)
            else:
                if len(run) > 1:
                    runs[tuple(run)] += 1
                run = [token.word]
            end = token.end
        if len(run) > 1:
            runs[tuple(run)] += 1
    return names, runs


def _begins(sentence: _Sentence, number: int) -> bool:
    """Whether a token begins a sentence or a quotation, so that its capital says nothing."""
    if number == 0:
        return True
    gap = sentence.text[sentence.tokens[number - 1].end : sentence.tokens[number].start].strip()
    return gap not in {"", "-", "&", "."}


def _is_name(sentence: _Sentence, number: int, small: Counter[str], capital: Counter[str]) -> bool:
    token = sentence.tokens[number]
    word = token.word
    if not token.text[0].isupper() or len(word) < 2 or word in WEEKDAYS or word in MONTHS:
        return False
    if not sentence.title_case and not _begins(sentence, number):
        return True
    if capital[word]:
        return capital[word] >= small[word]
    if small[word]:
        return False
    rare = rarity(stem(word))
    if rare >= MAX_RARITY:
        return True
    # A rare word before a name, as in a full name that begins a sentence.
    following = sentence.tokens[number + 1] if number + 1 < len(sentence.tokens) else None
    return (
        following is not None
        and rare > 3.0
        and following.text[0].isupper()
        and sentence.text[token.end : following.start] == " "
        and (not sentence.title_case or capital[following.word] > 0)
    )


def _figures(sentences: list[_Sentence]) -> tuple[list[Figure], set[int]]:
    """Numbers with the words beside them, and days named by month and day."""
    found: dict[str, tuple[int, dict[int, None], int]] = {}
    dates: set[int] = set()
    for sentence in sentences:
        tokens = sentence.tokens
        for number, token in enumerate(tokens):
            currency = token.start > 0 and sentence.text[token.start - 1] in _CURRENCIES
            value = _value(token.word, currency)
            if value is None or _is_part_of_name(sentence, number):
                continue
            month = _month_beside(tokens, number)
            if month and value <= 31 and value == int(value):
                dates.add(100 * month + int(value))
                continue
            if _YEAR.match(token.word):
                continue
            after = number + 1
            scaled = False
            while after < len(tokens) and tokens[after].word in SCALES and value < 1e15:
                value *= SCALES[tokens[after].word]
                scaled = True
                after += 1
            units = _beside(sentence, number, after)
            keys = [_key(stem(unit.word)) for unit in units if unit.word.isalpha() and rarity(stem(unit.word)) > _UNIT][
                :3
            ]
            if currency:
                keys.append(_CURRENCY_UNIT)
            key = f"{value:g}"
            weight, known, lead = found.get(key, (0, {}, 0))
            known.update(dict.fromkeys(keys))
            found[key] = (max(weight, _weight(value, currency or scaled)), known, lead | int(sentence.lead))
    ranked = sorted(found.items(), key=lambda item: -item[1][0])[:MAX_FIGURES]
    return [Figure(value, weight, list(keys)[:6], lead) for value, (weight, keys, lead) in ranked], dates


def _beside(sentence: _Sentence, number: int, after: int) -> list[_Token]:
    """The three tokens behind a number and the three before it, the nearest first, up to a mark such as a comma."""
    tokens = sentence.tokens
    found: list[_Token] = []
    for here in range(after, min(after + 3, len(tokens))):
        if sentence.text[tokens[here - 1].end : tokens[here].start].strip(" -"):
            break
        found.append(tokens[here])
    for here in range(number - 1, max(-1, number - 4), -1):
        if sentence.text[tokens[here].end : tokens[here + 1].start].strip(" -" + _CURRENCIES):
            break
        found.append(tokens[here])
    return found


def _is_number(word: str) -> bool:
    """Whether a word counts or dates; ``76ers`` and ``9400m`` are words."""
    return word in NUMBER_WORDS or not any(char.isalpha() for char in word) or _value(word, True) is not None


def _is_part_of_name(sentence: _Sentence, number: int) -> bool:
    """Whether a number is joined to a word before it by a hyphen (``AK-47``), so that it counts nothing."""
    before = sentence.tokens[number - 1] if number else None
    gap = sentence.text[before.end : sentence.tokens[number].start] if before else ""
    return before is not None and gap == "-" and before.text[0].isalpha()


def _value(word: str, currency: bool) -> float | None:
    if word in NUMBER_WORDS:
        return float(NUMBER_WORDS[word])
    if not word[0].isdigit() or len(word) > 18:
        return None
    ordinal = _ORDINAL.match(word)
    if ordinal:
        return float(ordinal[1])
    plain = _NUMBER.match(word.replace(",", ""))
    if not plain or (plain[2] and plain[2] not in (SUFFIXES if currency else SCALES)):
        return None
    return float(plain[1]) * (SUFFIXES[plain[2]] if plain[2] else 1.0)


def _month_beside(tokens: list[_Token], number: int) -> int | None:
    for other in (number - 1, number + 1):
        if 0 <= other < len(tokens) and tokens[other].text[0].isupper() and tokens[other].word in MONTHS:
            return MONTHS[tokens[other].word]
    return None


def _weight(value: float, large: bool) -> int:
    """How much a number identifies, in tenths: small counts stand in every report, sums and decimals in few."""
    if large:
        return 20
    if value != int(value) or (value >= 100 and value % 50):
        return 15
    return 3 if value <= 10 else 10
