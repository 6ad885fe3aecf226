"""Figures in the first sentences of an article, with the words beside them, and days named by month and day."""

from __future__ import annotations

import re
from typing import NamedTuple

from wirewatch.stories.event_tokens import Sentence, Token, term_key
from wirewatch.stories.figure_words import MONTHS, NUMBER_WORDS, SCALES, SUFFIXES
from wirewatch.stories.rarity import rarity, stem

MAX_FIGURES = 40
_UNIT_RARITY = 2.0
"""Rarity from which on a word beside a figure is its unit."""
YEAR = re.compile(r"(?:19|20)\d\d$")

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)$")
_CURRENCIES = "$£€¥"
_CURRENCY_UNIT = term_key("currency")


class Figure(NamedTuple):
    """A number: its value as text, how much it identifies (in tenths), hashes of the words beside it (the next one first), and 1
    where title or lead hold it."""

    value: str
    weight: int
    units: list[int]
    lead: int = 0


def find_figures(sentences: list[Sentence]) -> tuple[list[Figure], set[int]]:
    """Numbers with the words beside them, and days named by month and day."""
    found: dict[str, tuple[int, dict[int, None], int]] = {}
    dates: set[int] = set()
    for sentence in sentences:
        tokens = sentence.tokens
        for number, token in enumerate(tokens):
            currency = token.start > 0 and sentence.text[token.start - 1] in _CURRENCIES
            value = number_value(token.word, currency)
            if value is None or _is_part_of_name(sentence, number):
                continue
            month = _month_beside(tokens, number)
            if month and value <= 31 and value == int(value):
                dates.add(100 * month + int(value))
                continue
            if YEAR.match(token.word):
                continue
            after = number + 1
            scaled = False
            while after < len(tokens) and tokens[after].word in SCALES and value < 1e15:
                value *= SCALES[tokens[after].word]
                scaled = True
                after += 1
            units = words_beside(sentence, number, after)
            stems = [stem(unit.word) for unit in units if unit.word.isalpha()]
            keys = [term_key(word) for word in stems if rarity(word) > _UNIT_RARITY][:3]
            if currency:
                keys.append(_CURRENCY_UNIT)
            key = f"{value:g}"
            weight, known, lead = found.get(key, (0, {}, 0))
            known.update(dict.fromkeys(keys))
            found[key] = (max(weight, _weight(value, currency or scaled)), known, lead | int(sentence.lead))
    ranked = sorted(found.items(), key=lambda item: -item[1][0])[:MAX_FIGURES]
    return [Figure(value, weight, list(keys)[:6], lead) for value, (weight, keys, lead) in ranked], dates


def words_beside(sentence: Sentence, number: int, after: int) -> list[Token]:
    """The three tokens behind a number and the three before it, the nearest first, up to a mark such as a comma."""
    tokens = sentence.tokens
    found: list[Token] = []
    for here in range(after, min(after + 3, len(tokens))):
        if sentence.text[tokens[here - 1].end : tokens[here].start].strip(" -"):
            break
        found.append(tokens[here])
    for here in range(number - 1, max(-1, number - 4), -1):
        if sentence.text[tokens[here].end : tokens[here + 1].start].strip(" -" + _CURRENCIES):
            break
        found.append(tokens[here])
    return found


def is_number(word: str) -> bool:
    """Whether a word counts or dates; ``76ers`` and ``9400m`` are words."""
    return word in NUMBER_WORDS or not any(char.isalpha() for char in word) or number_value(word, True) is not None


def _is_part_of_name(sentence: Sentence, number: int) -> bool:
    """Whether a number is joined to a word before it by a hyphen (``AK-47``), so that it counts nothing."""
    before = sentence.tokens[number - 1] if number else None
    gap = sentence.text[before.end : sentence.tokens[number].start] if before else ""
    return before is not None and gap == "-" and before.text[0].isalpha()


def number_value(word: str, currency: bool) -> float | None:
    """The value of a number in digits or words, None for another word; behind a currency ``2.6m`` is one as well."""
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


def _month_beside(tokens: list[Token], number: int) -> int | None:
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
