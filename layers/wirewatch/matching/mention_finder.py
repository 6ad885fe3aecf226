"""The names that stand in a text, each admitted or rejected, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wirewatch.matching.candidates import ADJECTIVES, NameCandidate, Rejection
from wirewatch.matching.context_classifier import context_classifier
from wirewatch.matching.rules import clues, languages, person_names, places
from wirewatch.matching.rules.case import wrong_case
from wirewatch.matching.rules.government_acts import acts_as_government
from wirewatch.matching.rules.organisations import reported_by
from wirewatch.matching.rules.watchlist_context import excluded_by_watchlist
from wirewatch.matching.sport import sport_score
from wirewatch.matching.text_state import TextState
from wirewatch.records import Article, Where
from wirewatch.text.languages import language_code, language_of_script
from wirewatch.text.normalize import NormalizedText, normalize, normalize_name
from wirewatch.watchlists.index import ANY_CASE, EXACT, PREFIX, WatchlistIndex
from wirewatch.watchlists.models import Alias

SOURCE_WEIGHT: Final = 0.4
"""Of a body that is only the source of a fact: supports a match and makes none alone."""

# A word begins here: a letter or digit behind none, and every character of the scripts that do not part words.
_WORD_START: Final = re.compile(
    r"(?<!\w)[^\W_]|(?<=_)[^\W_]|[#@$](?=\w)|"
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# In the original: where a word may begin that is not in small Latin letters. The character goes before the conditions,
# so that the expression passes over the others at once.
_CAPITAL: Final = re.compile(r"[^\sa-z\u00df-\u00ff!\"%-/:-?\[-`{-~](?:(?<![^\W_].)|(?<=" + _UNPARTED.pattern + "))")
_MIDDLE_NAME: Final = re.compile(
    r"(?<!\w)([^\W\d_]{2,30}) ((?:[^\W\d_]\. ?){1,3}|[^\W\d_]{3,20}(?:ovich|evich|ovna|evna|yevich|"
    r"ievich) )(?=[^\W\d_])"
)
_ESCAPED: Final = re.compile(r"(?:&(?:amp;)?|(?<![^\s(]))(?:#39|quot);")
_HYPHEN: Final = re.compile(r"[-\u2010\u2011](?=\w)")
# Rules whose names the context classifier judges; a capital or seat is evidence of its own, with a weight of its own.
_JUDGED: Final = ("name", "part", "demonym", "part-demonym")


_NAMED_AS: Final = {"ms": "id", "nb": "no", "nn": "no"}
"""Languages whose names of countries are those of another."""


def language_of_names(article: Article) -> str | None:
    """ISO 639-1 of the language whose names an article is looked through for; None where it has none and Latin letters."""
    language = language_code(article.language) or language_of_script(article.text)
    return _NAMED_AS.get(language, language) if language else None


class MentionFinder:
    """Finds the names of one index in the parts of one article.

    Attributes:
        rejected: the candidates that are no mentions, with the part in which they stand.
        sport: log-odds that the article is sport.
    """

    def __init__(self, article: Article, index: WatchlistIndex) -> None:
        self.index = index
        self.language = language_of_names(article)
        self.sport = sport_score(article)
        self._site = normalize_name(article.site or "").removeprefix("the ")
        self.states: dict[Where, TextState] = {}
        parts: list[tuple[Where, str]] = [("title", article.title), ("text", article.text)]
        for where, text in parts:
            if text:
                self.states[where] = TextState(normalize(_unescaped(text)), self.sport, is_title=where == "title")
        self.rejected: list[tuple[Where, NameCandidate]] = []
        self._settled: set[int] = set()  # entries whose longer name here is not meant, and no shorter one then

    @property
    def parts(self) -> list[tuple[Where, NormalizedText]]:
        """The parts of the article that hold anything."""
        return [(where, state.part) for where, state in self.states.items()]

    def find(self) -> dict[Where, list[NameCandidate]]:
        """The admitted candidates of each part; what was rejected on the way is kept in ``rejected``."""
        return {where: list(self._part(where, state)) for where, state in self.states.items()}

    def _part(self, where: Where, state: TextState) -> Iterator[NameCandidate]:
        text, index = state.text, self.index
        people = index.header.people
        behind = 0
        for start in _starts(state.part, everywhere=index.header.any_case):
            if start < behind:
                continue
            self._settled.clear()
            found = [(end, end, postings) for end, postings in index.candidates_at(text, start)]
            if people and (middle := _MIDDLE_NAME.match(text, start)):
                found = self._without_middle_name(text, middle) + found
            for end, key_end, postings in found:
                if admitted := self._judge_all(where, state, start, end, key_end, postings):
                    yield from admitted
                    behind = max(one.end for one in admitted)
                    break
                if self._settled:  # nor are the shorter names within it meant: ``N.Ireland``, ``Papua New Guinea``
                    behind = max(behind, end)

    def _without_middle_name(self, text: str, middle: re.Match[str]) -> list[tuple[int, int, list[int]]]:
        """Names that stand here but for an initial or a patronymic: ``Vladimir V. Putin``."""
        first = middle.group(1) + " "
        shorter = first + text[middle.end() : middle.end() + self.index.header.longest]
        shift = middle.end() - middle.start() - len(first)
        return [
            (middle.start() + end + shift, -end, postings)
            for end, postings in self.index.candidates_at(shorter, 0)
            if end > len(first)
        ]

    def _judge_all(
        self, where: Where, state: TextState, start: int, end: int, key_end: int, postings: list[int]
    ) -> list[NameCandidate]:
        """The admitted candidates among those that share these words."""
        admitted: list[NameCandidate] = []
        text = state.text
        if key_end < 0:  # read without a middle name
            first = text[start:end].split(" ", 1)[0]
            name = f"{first} {text[end - (-key_end - len(first) - 1) : end]}"
        else:
            name = text[start:end]
        for posting in postings:
            if posting >> 8 in self._settled or (one := self._judge(state, start, end, name, posting)) is None:
                continue
            if one.rejection:
                self.rejected.append((where, one))
            else:
                admitted.append(one)
        return admitted

    def _judge(self, state: TextState, start: int, end: int, name: str, posting: int) -> NameCandidate | None:
        """The candidate as the posting's entry would have it; None where the words are not even the name's."""
        text = state.text
        stop = end
        if not ends_word(text, end):
            if not posting & PREFIX and not self._is_family(text, start, end):
                return None
            while stop < len(text) and (text[stop].isalnum() or text[stop] == "_"):
                stop += 1
        at, to = state.part.span(start, stop)
        if not posting & (ANY_CASE | EXACT) and state.part.original[at].islower():
            return None
        number = posting >> 8
        rejected: NameCandidate | None = None
        for alias in self.index.aliases(number, name):
            if stop != end and not alias.prefix and not (alias.rule == "surname" and self._is_family(text, start, end)):
                continue
            one = self._apply_rules(
                state, NameCandidate(start, stop, at, to, number, alias, alias.rule, alias.weight), name
            )
            if not one.rejection:
                return one
            if rejected is None or rejected.alias.language:  # that it is of another language tells least
                rejected = one
        return rejected

    @staticmethod
    def _is_family(text: str, start: int, end: int) -> bool:
        """Whether a surname stands in the plural: ``the Macrons``."""
        return text.startswith("s", end) and text.endswith("the ", 0, start) and ends_word(text, end + 1)

    def _apply_rules(self, state: TextState, candidate: NameCandidate, name: str) -> NameCandidate:
        """The candidate after every rule, the cheapest first: rejected, or with the weight of what it says."""
        alias, text = candidate.alias, state.text
        start, end = candidate.start, candidate.end
        if phrase := self._phrase_around(state.part, candidate, name):
            return candidate.reject(Rejection.PHRASE, repr(phrase))
        if alias.language and not self._is_language_of(alias):
            return candidate.reject(Rejection.LANGUAGE_OF_ARTICLE, alias.language)
        if self._is_outlet(text, start, end):
            return candidate.reject(Rejection.ORGANISATION)
        if wrong := wrong_case(candidate, state):
            return wrong
        if why := excluded_by_watchlist(alias, text, start, end):
            return candidate.reject(Rejection.WATCHLIST_CONTEXT, why)
        if why := clues.clues_against(alias, text, start, end):
            return candidate.reject(Rejection.CLUES, repr(why))
        entry = self.index.entry(candidate.number)
        if alias.rule == "surname" and person_names.is_surname_of_another(
            state.part, start, end, entry, by_looks=self.language not in person_names.CAPITALISED_NOUNS
        ):
            return candidate.reject(Rejection.OTHER_PERSON)
        if entry.kind == "person" and person_names.is_numbered_otherwise(state.part, end, entry):
            return candidate.reject(Rejection.OTHER_PERSON)
        if entry.kind == "country":
            return self._judge_country(state, candidate)
        if alias.also_person and person_names.is_persons_name(state.part, start, end, sure=False):
            return candidate.reject(Rejection.PERSON)
        return candidate

    def _judge_country(self, state: TextState, candidate: NameCandidate) -> NameCandidate:
        """Whether the name of a country, its people or its capital means the country here."""
        text, rule = state.text, candidate.alias.rule
        start, end = candidate.start, candidate.end
        adjective = rule in ADJECTIVES
        if not adjective and places.is_place_in_a_state(text, end):
            self._settled.add(candidate.number)
            return candidate.reject(Rejection.PLACE_IN_STATE)
        if rule == "compound":
            return candidate if _HYPHEN.match(state.part.original, candidate.to) else candidate.reject(Rejection.HYPHEN)
        if adjective and languages.is_language(text, start, end):
            self._settled.add(candidate.number)
            return candidate.reject(Rejection.LANGUAGE)
        if rule not in _JUDGED:
            if candidate.alias.also_person and person_names.is_persons_name(state.part, start, end, sure=False):
                return candidate.reject(Rejection.PERSON)
            if rule in ("capital", "metonym") and acts_as_government(
                text, start, end, state.part.original[candidate.to : candidate.to + 80]
            ):
                return candidate._replace(rule="metonym", weight=max(candidate.alias.weight, 0.5))
            return candidate
        if not self._is_english(candidate.alias):
            return candidate
        state.note_country(start, end)
        candidate = context_classifier().decide(state, candidate)
        if candidate.rejection:
            self._settled.add(candidate.number)
            return candidate
        if reported_by(text, start, end, state.word_behind(end)):
            return candidate._replace(rule="source", weight=min(candidate.weight, SOURCE_WEIGHT))
        return candidate

    def _is_outlet(self, text: str, start: int, end: int) -> bool:
        """Whether the name is part of the outlet's own: ``Times of Malta`` in an article of the Times of Malta."""
        before = self._site.find(text[start:end])
        if before < 0 or len(self._site) == end - start or before > start:
            return False
        return text.startswith(self._site, start - before) and ends_word(text, start - before + len(self._site))

    def _is_english(self, alias: Alias) -> bool:
        """Whether the context can be judged: the features are of English text."""
        return self.language in (None, "en") and alias.language in (None, "en")

    def _phrase_around(self, part: NormalizedText, candidate: NameCandidate, name: str) -> str:
        """The phrase around the name in which the entry is not meant, as written; empty where there is none."""
        text = part.text
        for before, phrase in self.index.phrases(candidate.number, name):
            start = candidate.start - before
            end = start + len(phrase)
            if start < 0 or end < candidate.end or not text.startswith(phrase, start):
                continue
            if ends_word(text, end) and (not start or _WORD_START.match(text, start)):
                at, to = part.span(start, end)
                return part.original[at:to]
        return ""

    def _is_language_of(self, alias: Alias) -> bool:
        """Whether the article is in the alias's language; one in an unknown language is taken for English."""
        return alias.language == (self.language or "en")


def _unescaped(text: str) -> str:
    """The text with quotes in place of what feeds leave that escape twice (``India #39;s``), of the same length."""
    if "#39;" not in text and "quot;" not in text:
        return text
    return _ESCAPED.sub(lambda found: ("'" if "39" in found.group() else '"').rjust(len(found.group())), text)


def _starts(part: NormalizedText, *, everywhere: bool) -> Iterator[int]:
    """Where words begin in the normalised text; unless ``everywhere`` only those that are not in small letters."""
    if everywhere:
        yield from (begin.start() for begin in _WORD_START.finditer(part.text))
        return
    # Most words of a text are in small letters: they are passed over by the expression, and not one by one.
    original, text = part.original, part.text
    for begin in _CAPITAL.finditer(original):
        start = part.to_normalized(begin.start())
        if not original[begin.start()].islower() and _WORD_START.match(text, start):
            yield start


def ends_word(text: str, end: int) -> bool:
    """Whether a word ends before ``end``."""
    if end >= len(text) or not (text[end].isalnum() or text[end] == "_"):
        return True
    if not text[end - 1].isalnum():  # the name ends with a dot or sign of its own: ``U.S.``
        return True
    return bool(_UNPARTED.match(text[end - 1]) and _UNPARTED.match(text[end]))
