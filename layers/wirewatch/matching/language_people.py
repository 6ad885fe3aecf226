"""People whose names an article inflects, or puts behind a title, in a language other than English.

The names of people stand in the watchlist once, for every language of their script. Polish makes ``Roberta Fica`` of
``Robert Fico``: the dictionary forms that the words may come from are looked up. ``Staatspräsident Saied`` is looked up as
English writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final

from wirewatch.matching.candidates import NameCandidate
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.text.normalize import NormalizedText, normalize_name
from wirewatch.watchlists.inflection import Grammar, grammar
from wirewatch.watchlists.models import Alias

_CAPITALISED: Final = re.compile(r"(?<![\w-])[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+) $")
_REACH: Final = 40
_WORDS: Final = 3
"""Words of the longest name that is looked up."""
_COMBINATIONS: Final = 64
_TITLE_ENDING: Final = 3
"""Letters that a case may add to a title."""


def inflected_people(finder: MentionFinder, part: NormalizedText, rules: Grammar) -> Iterator[NameCandidate]:
    """The people of the watchlist whose names stand in a part in another form than the watchlist's."""
    if not finder.index.header.people or "person" not in rules.endings:
        return
    titles = {normalize_name(word): title.replace("-", " ") for word, title in rules.pairs("titles").items()}
    words = [found for found in _CAPITALISED.finditer(part.original) if found.group()[0].isupper()]
    taken = 0
    for at, word in enumerate(words):
        if word.start() < taken:
            continue
        follow = _adjoining(part.original, words[at : at + _WORDS])
        title = _title_before(part.original, word.start(), titles) if titles else ""
        for length in range(len(follow), 0, -1):
            if candidate := _lookup(finder, part, follow[:length], title, rules):
                taken = candidate.to
                yield candidate
                break


def _adjoining(text: str, words: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words that follow each other with one space between."""
    found = words[:1]
    for word in words[1:]:
        if text[found[-1].end() : word.start()] != " ":
            break
        found.append(word)
    return found


def _title_before(text: str, start: int, titles: dict[str, str]) -> str:
    """The English title for the word before ``start``, in any case; empty where it is none."""
    before = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
    if not before:
        return ""
    word = normalize_name(before[1])
    for length in range(len(word), max(len(word) - _TITLE_ENDING - 1, 3), -1):
        if title := titles.get(word[:length]):
            return title
    return ""


def _lookup(
    finder: MentionFinder, part: NormalizedText, words: list[re.Match[str]], title: str, rules: Grammar
) -> NameCandidate | None:
    index = finder.index
    firsts = [lemma for lemma in _lemmas(rules, words[0].group()) if len(words) == 1 or index.has_prefix(lemma + " ")]
    choices = [firsts, *(_lemmas(rules, word.group()) for word in words[1:])]
    for chosen in islice(product(*choices), _COMBINATIONS):
        name = " ".join(chosen)
        for key in (name, f"{title} {name}") if title else (name,):
            for posting in index.postings_of(key):
                number = posting >> 8
                if index.entry(number).kind != "person":
                    continue
                for alias in index.aliases(number, key):
                    if len(chosen) == 1 and alias.rule == "name":
                        continue  # a name of one word is not looked for in other forms
                    at, to = words[0].start(), words[-1].end()
                    start, end = part.to_normalized(at), part.to_normalized(to - 1) + 1
                    return NameCandidate(start, end, at, to, number, alias, alias.rule, alias.weight)
    return None


@lru_cache(maxsize=4096)
def _lemmas_of(language: str, word: str) -> tuple[str, ...]:
    rules = grammar(language)
    return tuple(dict.fromkeys(map(normalize_name, rules.lemmas(word)))) if rules else ()


def _lemmas(rules: Grammar, word: str) -> tuple[str, ...]:
    """The normalized dictionary forms that a word may come from."""
    return _lemmas_of(rules.language, word)


def surname_forms(alias: Alias, surnames: tuple[str, ...], language: str | None) -> dict[str, str]:
    """The surnames of a person, each with the pattern of its forms in ``language``, on normalized text.

    Beside those of the watchlist the last word of the alias, where it belongs to a language.
    """
    rules = grammar(language) if language else None
    own = re.split(r"[\s・·]", alias.name)[-1] if alias.language and alias.language == language else ""
    patterns = {}
    for surname in dict.fromkeys((*surnames, own) if own else surnames):
        *particles, _ = normalize_name(surname).split(" ")
        forms = [surname.split()[-1], *(rules.word_forms(surname.split()[-1], "person") if rules else ())]
        spelt = sorted({" ".join((*particles, normalize_name(form))) for form in forms}, key=len, reverse=True)
        written = "|".join(map(re.escape, spelt))
        if rules and rules.setting("spaceless"):
            patterns[surname] = f"(?P<name>{written})"
        else:
            before = rules.setting("prefixes") if rules else ""
            after = rules.setting("after") if rules else ""
            follows = f"(?={after})" if after else r"(?!\w)"
            patterns[surname] = rf"(?<!\w){before}(?P<name>{written}){follows}"
    return patterns
