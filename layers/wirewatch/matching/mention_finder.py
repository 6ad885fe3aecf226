"""The names that stand in a text, each admitted or refused, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from wirewatch.matching.rules import context, organisations, sports
from wirewatch.matching.rules.context import words
from wirewatch.records import Article, Where
from wirewatch.text.normalize import NormalizedText, normalize, normalize_name
from wirewatch.text.scripts import base_language, language_of_script
from wirewatch.watchlists.index import ANY_CASE, EXACT, PREFIX, WatchlistIndex
from wirewatch.watchlists.models import Alias

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
# Short words of English that capitals hide: in a headline all in capitals ``US`` may be the pronoun.
_COMMON_WORDS: Final = words(
    "us it in is am as at be by do go he if me my no of on or so to up we who all and any are can"
)
_PRONOUN_BEFORE: Final = re.compile(
    r"\b(?:let|lets|give|gives|tell|tells|show|shows|help|helps|make|makes|made|teach|bring|brings|among|all of|"
    r"both of|one of|"
    r"keep|keeps|leave|join|save|follow|contact|about|like|for|told) $"
)
# What parts the countries of a list.
_LISTED: Final = frozenset((",", "and", ", and", "&", "/", ""))
_ADJECTIVES: Final = ("demonym", "part-demonym")
_HYPHEN: Final = re.compile(r"[-\u2010\u2011](?=\w)")


class NameCandidate(NamedTuple):
    """A name at a place. ``start``, ``end`` are offsets in the folded text, ``at``, ``to`` in the original.

    ``rule`` and ``weight`` are those of the mention; ``refused`` says why it is none, and is empty where it is one.
    """

    start: int
    end: int
    at: int
    to: int
    number: int
    alias: Alias
    rule: str
    weight: float
    refused: str = ""


class MentionFinder:
    """Reads the parts of one article against one index."""

    def __init__(self, article: Article, index: WatchlistIndex) -> None:
        self.index = index
        self.language = base_language(article.language) or language_of_script(article.text)
        parts: list[tuple[Where, NormalizedText]] = [
            ("title", normalize(article.title)),
            ("text", normalize(article.text)),
        ]
        self.parts = [(where, part) for where, part in parts if part.text]
        self.refused: list[tuple[Where, NameCandidate]] = []
        self._country_end = -1  # where the last name of a country ends, and what it stood for
        self._country_before: Literal["team", "place"] = "place"
        self._organisations: set[tuple[int, str]] = set()  # entry and what follows its name in an organisation's
        self._settled: set[int] = set()  # entries whose longer name here is not meant, and no shorter one then

    def read(self) -> dict[Where, list[NameCandidate]]:
        """The admitted places of each part; what was refused on the way is kept in ``refused``."""
        return {where: list(self._part(where, part)) for where, part in self.parts}

    def _part(self, where: Where, part: NormalizedText) -> Iterator[NameCandidate]:
        text, index = part.text, self.index
        people = index.header.people
        behind = 0
        self._country_end = -1
        for start in _starts(part, everywhere=index.header.any_case):
            if start < behind:
                continue
            self._settled.clear()
            found = [(end, end, postings) for end, postings in index.candidates_at(text, start)]
            if people and (middle := _MIDDLE_NAME.match(text, start)):
                found = self._without_middle_name(text, middle) + found
            for end, key_end, postings in found:
                if places := self._judge_all(where, part, start, end, key_end, postings):
                    yield from places
                    behind = max(place.end for place in places)
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
        self, where: Where, part: NormalizedText, start: int, end: int, key_end: int, postings: list[int]
    ) -> list[NameCandidate]:
        """The admitted places among those that share these words."""
        places: list[NameCandidate] = []
        text = part.text
        if key_end < 0:  # read without a middle name
            first = text[start:end].split(" ", 1)[0]
            name = f"{first} {text[end - (-key_end - len(first) - 1) : end]}"
        else:
            name = text[start:end]
        for posting in postings:
            if posting >> 8 in self._settled or (place := self._judge(part, start, end, name, posting)) is None:
                continue
            if place.refused:
                self.refused.append((where, place))
            else:
                places.append(place)
        return places

    def _judge(self, part: NormalizedText, start: int, end: int, name: str, posting: int) -> NameCandidate | None:
        """The place as the posting's entry would have it; None where the words are not even the name's."""
        text = part.text
        stop = end
        if not ends_word(text, end):
            if not posting & PREFIX:
                return None
            while stop < len(text) and (text[stop].isalnum() or text[stop] == "_"):
                stop += 1
        at, to = part.span(start, stop)
        written = part.original[at:to]
        if not posting & (ANY_CASE | EXACT) and written[0].islower():
            return None
        number = posting >> 8
        refused: NameCandidate | None = None
        for alias in self.index.aliases(number, name):
            if stop != end and not alias.prefix:
                continue
            place = NameCandidate(start, stop, at, to, number, alias, alias.rule, alias.weight)
            why = self._phrase_around(part, place, name) or self._refusal(part, place, written)
            if not why:
                if alias.rule in ("capital", "metonym") and context.acts_as_government(text, start, stop):
                    place = place._replace(rule="metonym", weight=max(alias.weight, 0.5))
                return place
            if refused is None or refused.alias.language:  # that it is of another language tells least
                refused = place._replace(refused=why)
        return refused

    def _phrase_around(self, part: NormalizedText, place: NameCandidate, name: str) -> str:
        """Whether the name stands in a phrase in which the entry is not meant."""
        text = part.text
        for before, phrase in self.index.phrases(place.number, name):
            start = place.start - before
            end = start + len(phrase)
            if start < 0 or end < place.end or not text.startswith(phrase, start):
                continue
            if ends_word(text, end) and (not start or _WORD_START.match(text, start)):
                at, to = part.span(start, end)
                return f"in the phrase {part.original[at:to]!r}"
        return ""

    def _refusal(self, part: NormalizedText, place: NameCandidate, written: str) -> str:
        """Why the name is not meant here; empty where it is."""
        alias, text = place.alias, part.text
        if alias.language and not self._reads(alias):
            return f"only in articles in {alias.language}"
        if not _case_fits(alias, written):
            return f"written {written!r}, not {alias.name!r}"
        if alias.language == "en" and _adds_marks(alias, written):
            return f"written {written!r}, not {alias.name!r}"
        if alias.case == "exact" and (why := _pronoun(part, place)):
            return why
        if why := context.excluded_by_watchlist(alias, text, place.start, place.end):
            return why
        if why := context.clues_against(alias, text, place.start, place.end):
            return f"{why!r} speaks for another meaning"
        entry = self.index.entry(place.number)
        if alias.rule == "surname" and context.is_surname_of_another(
            part, place.start, entry, by_looks=self.language not in context.CAPITALISED_NOUNS
        ):
            return "the surname of somebody else"
        adjective = alias.rule in _ADJECTIVES
        country = entry.kind == "country"
        if (alias.also_person or country) and context.is_persons_name(
            part, place.start, place.end, sure=adjective or not alias.also_person
        ):
            return "part of a person's name"
        if country and (why := self._country_refusal(part, place)):
            self._settled.add(place.number)
            return why
        return ""

    def _country_refusal(self, part: NormalizedText, place: NameCandidate) -> str:
        """Why the name of a country does not stand for the country here."""
        text, start, end = part.text, place.start, place.end
        rule = place.alias.rule
        adjective = rule in _ADJECTIVES
        if not adjective and context.is_place_in_a_state(text, end):
            return "a place in a state of that name"
        if rule == "compound":
            return "" if _HYPHEN.match(part.original, place.to) else "only before a hyphen"
        if any(text.startswith(rest, end) for number, rest in self._organisations if number == place.number):
            return "part of an organisation's name"
        why, rest = organisations.enclosing_organisation(
            part, start, end, adjective=adjective, sporting=sports.is_report(part)
        )
        if why:
            if rest:
                self._organisations.add((place.number, " " + normalize_name(rest)))
            return why
        if adjective and context.is_language(text, start, end):
            return "a language"
        if rule == "part-demonym" and sports.is_about(part, start, end):
            return "not the whole country in sport"
        if rule in ("name", "part") and place.alias.weight >= 0.5:
            listed = self._country_end >= 0 and text[self._country_end : start].strip() in _LISTED
            before = self._country_before if listed else ""
            team = sports.is_team(part, start, end, listed_behind=before, constituent=rule == "part")
            self._country_end, self._country_before = end, "team" if team else "place"
            if team:
                return "the name of a team" if rule == "name" else "not the whole country in sport"
        return ""

    def _reads(self, alias: Alias) -> bool:
        """Whether the article is in the alias's language; one in an unknown language is taken for English."""
        return alias.language == (self.language or "en")


def _starts(part: NormalizedText, *, everywhere: bool) -> Iterator[int]:
    """Where words begin in the folded text; unless ``everywhere`` only those that are not in small letters."""
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


def _adds_marks(alias: Alias, written: str) -> bool:
    """Whether accents are written that the English name has not: another language's name (``América``)."""
    return not written.isascii() and alias.name.isascii() and _accented(written)


def _accented(text: str) -> bool:
    return any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", text))


def _case_fits(alias: Alias, written: str) -> bool:
    if alias.case == "any":
        return True
    if alias.case == "exact":
        return _letters(written) == _letters(alias.name)
    return capitals_fit(alias.name, written)


def capitals_fit(name: str, written: str) -> bool:
    """First and last word have a capital where the name's have one."""
    wanted, given = name.replace("-", " ").split(), written.replace("-", " ").split()
    pairs = ((wanted[0], given[0]), (wanted[-1], given[-1]))
    return not any(ours[:1].isupper() and theirs[:1].islower() for ours, theirs in pairs)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _pronoun(part: NormalizedText, place: NameCandidate) -> str:
    """Whether capitals hide that the word is a common one; and ``US$``."""
    text, name = part.text, part.text[place.start : place.end]
    if text[place.end : place.end + 1] == "$":
        return "a currency"
    if name not in _COMMON_WORDS:
        return ""
    around = part.original[max(0, place.at - 40) : place.to + 40]
    if sum(map(str.islower, around)) > len(around) // 4 or len(around) < len(name) + 6:
        return ""
    if name != "us" or _PRONOUN_BEFORE.search(text[max(0, place.start - 20) : place.start]):
        return "may be a common word among capitals"
    return ""
