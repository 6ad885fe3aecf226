"""Names in the first sentences of an article: capitals that neither a sentence's start nor title case owes."""

from __future__ import annotations

from collections import Counter

from wirewatch.stories.event_tokens import Sentence
from wirewatch.stories.figure_words import MONTHS, WEEKDAYS
from wirewatch.stories.rarity import MAX_RARITY, rarity, stem


def find_names(sentences: list[Sentence]) -> tuple[Counter[str], Counter[tuple[str, ...]]]:
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
        found = [_is_name(sentence, number, small, capital) for number in range(len(sentence.tokens))]
        names.update(token.word for token, named in zip(sentence.tokens, found, strict=True) if named)
        runs.update(_runs(sentence, found))
    return names, runs


def _runs(sentence: Sentence, is_name: list[bool]) -> list[tuple[str, ...]]:
    """Names of two and more words that nothing but a blank or a full stop parts."""
    runs: list[list[str]] = []
    end = -1
    for number, token in enumerate(sentence.tokens):
        if not is_name[number]:
            end = -1
        elif end >= 0 and not sentence.text[end : token.start].strip(". "):
            runs[-1].append(token.word)
            end = token.end
        else:
            runs.append([token.word])
            end = token.end
    return [tuple(run) for run in runs if len(run) > 1]


def _begins(sentence: Sentence, number: int) -> bool:
    """Whether a token begins a sentence or a quotation, so that its capital says nothing."""
    if number == 0:
        return True
    gap = sentence.text[sentence.tokens[number - 1].end : sentence.tokens[number].start].strip()
    return gap not in {"", "-", "&", "."}


def _is_name(sentence: Sentence, number: int, small: Counter[str], capital: Counter[str]) -> bool:
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
