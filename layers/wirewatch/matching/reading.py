"""The names that stand in a text, each admitted or refused, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from wirewatch.article import Article, Where
from wirewatch.fold import Folded, fold
from wirewatch.matching import context, sport
from wirewatch.matching.context import words
from wirewatch.watchlists.entries import Alias
from wirewatch.watchlists.index import ANY_CASE, BLOCKS, EXACT, PREFIX, Index

# A word begins here: a letter or digit behind none, and every character of the scripts that do not part words.
_WORD_START: Final = re.compile(
    r"(?<!\w)[^\W_]|(?<=_)[^\W_]|[#@$](?=\w)|"
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
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


class Place(NamedTuple):
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


class Reader:
    """Reads the parts of one article against one index."""

    def __init__(self, article: Article, index: Index) -> None:
        self.index = index
        self.language = article.language
        parts: list[tuple[Where, Folded]] = [("title", fold(article.title)), ("text", fold(article.text))]
        self.parts = [(where, part) for where, part in parts if part.text]
        self.refused: list[tuple[Where, Place]] = []
        self._country_end = -1
        self._phrases: dict[int, tuple[int, str]] = {}  # entry → where the last phrase ends in which it is not meant

    def read(self) -> dict[Where, list[Place]]:
        """The admitted places of each part; what was refused on the way is kept in ``refused``."""
        return {where: list(self._part(where, part)) for where, part in self.parts}

    def _part(self, where: Where, part: Folded) -> Iterator[Place]:
        text, original, index = part.text, part.original, self.index
        skip_lower = not index.header.any_case
        middle = {m.start(): m for m in _MIDDLE_NAME.finditer(text)} if index.header.people else {}
        behind = 0
        self._country_end = -1
        self._phrases.clear()
        for begin in _WORD_START.finditer(text):
            start = begin.start()
            if start < behind or (skip_lower and original[part.origin(start)].islower()):
                continue
            found = [(end, end, postings) for end, postings in index.found_at(text, start)]
            if start in middle:
                found = self._without_middle_name(text, middle[start]) + found
            for end, key_end, postings in found:
                if places := self._judge_all(where, part, start, end, key_end, postings):
                    yield from places
                    behind = max(place.end for place in places)
                    break

    def _without_middle_name(self, text: str, middle: re.Match[str]) -> list[tuple[int, int, list[int]]]:
        """Names that stand here but for an initial or a patronymic: ``Vladimir V. Putin``."""
        first = middle.group(1) + " "
        shorter = first + text[middle.end() : middle.end() + self.index.header.longest]
        shift = middle.end() - middle.start() - len(first)
        return [
            (middle.start() + end + shift, -end, postings)
            for end, postings in self.index.found_at(shorter, 0)
            if end > len(first)
        ]

    def _judge_all(
        self, where: Where, part: Folded, start: int, end: int, key_end: int, postings: list[int]
    ) -> list[Place]:
        """The admitted places among those that share these words."""
        places: list[Place] = []
        text = part.text
        if key_end < 0:  # read without a middle name
            first = text[start:end].split(" ", 1)[0]
            name = f"{first} {text[end - (-key_end - len(first) - 1) : end]}"
        else:
            name = text[start:end]
        for posting in postings:
            if posting & BLOCKS:
                if ends_word(text, end):
                    self._phrases[posting >> 8] = (end, part.original[part.origin(start) : part.span(start, end)[1]])
                continue
            if (place := self._judge(part, start, end, name, posting)) is None:
                continue
            if place.refused:
                self.refused.append((where, place))
            else:
                places.append(place)
        return places

    def _judge(self, part: Folded, start: int, end: int, name: str, posting: int) -> Place | None:
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
        place: Place | None = None
        for alias in self.index.aliases(number, name):
            if stop != end and not alias.prefix:
                continue
            place = Place(start, stop, at, to, number, alias, alias.rule, alias.weight)
            why = self._refusal(part, place, written)
            if not why:
                if alias.rule == "capital" and context.acts(text, start, stop):
                    place = place._replace(rule="metonym", weight=max(alias.weight, 0.5))
                return place
            place = place._replace(refused=why)
        return place

    def _refusal(self, part: Folded, place: Place, written: str) -> str:
        """Why the name is not meant here; empty where it is."""
        alias, text = place.alias, part.text
        phrase_end, phrase = self._phrases.get(place.number, (-1, ""))
        if place.end <= phrase_end:
            return f"in the phrase {phrase!r}"
        if alias.language and not self._reads(alias):
            return f"only in articles in {alias.language}"
        if not _case_fits(alias, written):
            return f"written {written!r}, not {alias.name!r}"
        if alias.case == "exact" and (why := _pronoun(part, place)):
            return why
        if why := context.ruled_out(alias, text, place.start, place.end):
            return why
        if why := context.clues_against(alias, text, place.start, place.end):
            return f"{why!r} speaks for another meaning"
        entry = self.index.entry(place.number)
        if alias.rule == "surname" and context.is_surname_of_another(part, place.start, entry):
            return "the surname of somebody else"
        adjective = alias.rule == "demonym"
        country = entry.kind == "country"
        if (alias.also_person or country) and context.is_persons_name(
            part, place.start, place.end, sure=adjective or not alias.also_person
        ):
            return "part of a person's name"
        return self._country_refusal(part, place) if country else ""

    def _country_refusal(self, part: Folded, place: Place) -> str:
        """Why the name of a country does not stand for the country here."""
        text, start, end = part.text, place.start, place.end
        if place.alias.rule != "demonym" and context.is_place_in_a_state(text, end):
            return "a place in a state of that name"
        if context.is_company(part, start, end):
            return "part of a company's name"
        if place.alias.rule in ("name", "part") and place.alias.weight >= 0.5:
            in_list = self._country_end >= 0 and text[self._country_end : start].strip() in (
                ",",
                "and",
                ", and",
                "&",
                "/",
                "",
            )
            self._country_end = end
            if sport.is_team(part, start, end, in_list=in_list):
                return "the name of a team"
        return ""

    def _reads(self, alias: Alias) -> bool:
        """Whether the article is in the alias's language; of an unknown one only letters beyond Latin tell."""
        if self.language:
            return alias.language == self.language
        return not any(char <= "\u024f" for char in alias.name if char.isalpha())


def ends_word(text: str, end: int) -> bool:
    """Whether a word ends before ``end``."""
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
    return capitals_fit(alias.name, written)


def capitals_fit(name: str, written: str) -> bool:
    """First and last word have a capital where the name's have one."""
    wanted, given = name.replace("-", " ").split(), written.replace("-", " ").split()
    pairs = ((wanted[0], given[0]), (wanted[-1], given[-1]))
    return not any(ours[:1].isupper() and theirs[:1].islower() for ours, theirs in pairs)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _pronoun(part: Folded, place: Place) -> str:
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
