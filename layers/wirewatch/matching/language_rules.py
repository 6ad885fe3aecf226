"""What a language other than English says about a name at a place: is it whole, is it written so, is it meant?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from wirewatch.matching.candidates import NameCandidate
from wirewatch.matching.rules.case import capitals_fit
from wirewatch.matching.rules.clues import clues_against
from wirewatch.matching.rules.person_names import given_names, given_names_in
from wirewatch.matching.rules.watchlist_context import excluded_by_watchlist
from wirewatch.text.normalize import NormalizedText, normalize_name
from wirewatch.text.segmentation import crosses_words
from wirewatch.watchlists.inflection import Grammar
from wirewatch.watchlists.language_names import LanguageName, LanguageNames

WEAK: Final = 0.4
SURNAME: Final = "a person's surname"
_MAKES_A_MATCH: Final = 0.5
_JOINING: Final = 6
_JOINED: Final = re.compile(r",? ?\w{0,4} ?\w?")
"""What stands between two languages: a comma, a conjunction, an article or a prefix."""
_SENTENCE_ENDS: Final = ".!?…:;·•|«»\"“”„‹›'‘’–—-(\n،؟。！？「『"
_KATAKANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc]")
_NEXT_WORD: Final = re.compile(r" ([^\W\d_][\w’'-]*)")
_LAST_WORD: Final = re.compile(r"([^\W\d_][\w’'-]*)[ ]$")
_EAST_ASIAN: Final = r"[\u3400-\u9fff\uac00-\ud7af]"
_REACH: Final = 40
_SHORT: Final = 5
"""Letters of the longest preposition or article before a name that shows it to be a country's (``contra``, ``para``)."""


class LanguageRules:
    """The rules of one language."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.spaceless = grammar.setting("spaceless")
        self.marks = grammar.setting("marks")
        self._language_end: tuple[NormalizedText | None, int] = (None, 0)  # of the last language that was named

    @cached_property
    def _prefixes(self) -> re.Pattern[str] | None:
        written = self.grammar.setting("prefixes")
        return re.compile(written) if written else None

    @cached_property
    def _after(self) -> re.Pattern[str] | None:
        """What may follow a name within its word: particles, or the second part of a compound."""
        if after := self.grammar.setting("after"):
            return re.compile(after)
        compound = self.grammar.setting("compound")
        return re.compile(rf"(?:s|-)?(?:{normalize_name(compound)})(?!\w)") if compound else None

    @cached_property
    def _honorifics(self) -> frozenset[str]:
        return frozenset(map(normalize_name, self.grammar.setting("honorifics").split()))

    @cached_property
    def _conjunctions(self) -> frozenset[str]:
        return frozenset(map(normalize_name, self.grammar.setting("and").split("|")))

    @cached_property
    def _speaks(self) -> re.Pattern[str] | None:
        """The words before the name of a language, an adverb perhaps between (``speaks fluent``)."""
        speaks, fluently = self.grammar.setting("speaks"), self.grammar.setting("fluently")
        return self._before(f"(?:{speaks})(?: (?:{fluently}))?" if speaks and fluently else speaks)

    @cached_property
    def _spoken(self) -> re.Pattern[str] | None:
        """The words behind the name of a language, another language perhaps between."""
        spoken = self.grammar.setting("spoken")
        return re.compile(rf" (?:\S+ \S+ )?(?:{normalize_name(spoken)})(?!\w)") if spoken else None

    @cached_property
    def _in_language(self) -> re.Pattern[str] | None:
        """The prepositions before the name of a language, and before other names too."""
        return self._before(self.grammar.setting("language_after"))

    @cached_property
    def _feature_before(self) -> re.Pattern[str] | None:
        """The kinds of waters, deltas and streets that go before their name (``lac Tchad``)."""
        kinds, links = self.grammar.setting("features"), self.grammar.setting("feature_links")
        return self._before(f"(?:{kinds})(?: (?:{links}))?" if kinds and links else kinds)

    @cached_property
    def _feature_behind(self) -> re.Pattern[str] | None:
        """The kinds of waters, deltas and streets that go behind their name (``Niger-Delta``)."""
        kinds = self.grammar.setting("features_behind")
        return re.compile(rf"[ ・·]?(?:{normalize_name(kinds)})") if kinds else None

    @cached_property
    def _certain_before(self) -> re.Pattern[str] | None:
        return self._before(self.grammar.setting("certain_before"))

    @cached_property
    def _certain_behind(self) -> re.Pattern[str] | None:
        certain = self.grammar.setting("certain_behind")
        return re.compile(rf" ?(?:{normalize_name(certain)})") if certain else None

    def _before(self, words: str) -> re.Pattern[str] | None:
        """The words right before a name, in a language with spaces or without."""
        if not words:
            return None
        prefixes = self.grammar.setting("prefixes")
        return re.compile(
            rf"(?:{words})$" if self.spaceless else rf"(?<!\w){prefixes}(?:{normalize_name(words)}) {prefixes}$"
        )

    def starts(self, text: str, start: int) -> Iterator[int]:
        """Where a name may begin in the word at ``start``: there, and behind the prefixes of the language."""
        yield start
        if self._prefixes is None:
            return
        longest = self._prefixes.match(text, start)
        assert longest  # noqa: S101  (every part of the expression may be empty)
        yield from range(start + 1, longest.end() + 1)

    def ends(self, text: str, start: int, end: int) -> bool:
        """Whether a name ends at ``end``: with its word, or before what the language may add to it."""
        if self.spaceless == "han":
            return not crosses_words(text, start, end)
        if self.spaceless == "kana":
            inner = _KATAKANA.match
            before = start and inner(text, start) and inner(text, start - 1)
            return not before and not (inner(text, end - 1) and inner(text, end))
        if end >= len(text) or not (text[end].isalnum() or text[end] == "_") or not text[end - 1].isalnum():
            return True
        return bool(self._after and self._after.match(text, end))

    def is_written(self, name: LanguageName, written: str, part: NormalizedText) -> bool:
        """Whether capitals and marks are those of the name."""
        alias = name.alias
        if alias.case == "exact" and letters_only(written) != letters_only(alias.name):
            return False
        if alias.case == "name" and not capitals_fit(alias.name, written):
            return False
        return self.marks == "ignored" or self._marks_fit(letters(name.form), written, part)

    def _marks_fit(self, ours: str, written: str, part: NormalizedText) -> bool:
        """Whether the accents are the name's; left out they may be on capitals, and where the article has none at all."""
        theirs = letters(written)
        if theirs == ours or len(theirs) != len(ours):
            return True
        capitals = [char for char in unicodedata.normalize("NFC", written) if char.isalnum()]
        free = self.marks == "lenient" or part.original.isascii()
        for wanted, given, char in zip(ours, theirs, capitals, strict=False):
            if wanted == given or {wanted, given} == {"е", "ё"}:
                continue
            left_out = normalize_name(wanted) == given
            if not left_out or not (free or (char.isupper() and self.marks != "strict")):
                return False
        return True

    def judge(self, part: NormalizedText, place: NameCandidate) -> tuple[float, str]:
        """The weight of a mention, and why it is none; empty where it is one."""
        alias, text = place.alias, part.text
        if why := excluded_by_watchlist(alias, text, place.start, place.end):
            return 0.0, why
        if why := clues_against(alias, text, place.start, place.end):
            return 0.0, f"{why!r} speaks for another meaning"
        before = text[max(0, place.start - _REACH) : place.start]
        if self._is_language(part, place, before):
            self._language_end = (part, place.end)
            return 0.0, "a language"
        if self._is_small_place(part, place, before):
            return 0.0, "a street, a river, a lake or a sea"
        if self._is_surname(part, place):
            return 0.0, SURNAME
        if alias.rule == "name" and self._is_part_of_a_name(part, place):
            return 0.0, "part of another name"
        weight = self._weight(part, place)
        if weight < _MAKES_A_MATCH and self._is_certain(text, place, before):
            weight = 1.0
        return weight, ""

    def _is_language(self, part: NormalizedText, place: NameCandidate, before: str) -> bool:
        """Whether the word names a language.

        It does behind ``speaks``, behind ``in`` where no noun follows, and beside a language (``German and English``).
        """
        has_adjectives = "demonym" in self.grammar.endings and not self.grammar.setting("syllables")
        if place.alias.rule != ("demonym" if has_adjectives else "name"):
            return False
        if self._speaks and self._speaks.search(before):
            return True
        if self._spoken and self._spoken.match(part.text, place.end):
            return True
        last, end = self._language_end
        if last is part and 0 <= place.start - end <= _JOINING and _JOINED.fullmatch(part.text, end, place.start):
            return True
        return bool(
            self._in_language and self._in_language.search(before) and not _NEXT_WORD.match(part.text, place.end)
        )

    def _is_small_place(self, part: NormalizedText, place: NameCandidate, before: str) -> bool:
        """Whether a street, a river, a lake, a sea, a gulf or a delta is named (``rue de Turquie``, ``Niger-Delta``)."""
        if self._feature_before and self._feature_before.search(before):
            return True
        return bool(self._feature_behind and self._feature_behind.match(part.text, place.end))

    def _is_surname(self, part: NormalizedText, place: NameCandidate) -> bool:
        """Whether a given name goes before a word with a capital (``Filip Turek``), or before an Arabic one with the article."""
        original = part.original
        names, article = given_names_in(self.grammar.language), self.grammar.setting("article")
        if not names or " " in original[place.at : place.to]:
            return False
        before = _LAST_WORD.search(original[max(0, place.at - _REACH) : place.at])
        if not before:
            return False
        if article:
            written = original[place.at : place.to]
            word = normalize_name(before[1])
            given = word in names or word[1:] in names  # a conjunction of one letter is joined to it
            return place.alias.rule == "demonym" and written.startswith(article) and given
        if not original[place.at].isupper() or not before[1][0].isupper() or before[1].isupper():
            return False
        forms = map(normalize_name, self.grammar.lemmas(before[1]))
        return any(form in names or form in given_names() for form in forms)

    def _is_certain(self, text: str, place: NameCandidate, before: str) -> bool:
        """Whether what stands beside a name that is a word too shows that a state is meant (``Sudan's government``)."""
        if self._certain_before and self._certain_before.search(before):
            return True
        return bool(self._certain_behind and self._certain_behind.match(text, place.end))

    def _weight(self, part: NormalizedText, place: NameCandidate) -> float:
        alias, original = place.alias, part.original
        written = original[place.at : place.to]
        if not written[:1].isupper() or written.isupper():
            return alias.weight
        opens = opens_sentence(original, place.at)
        if alias.also_word and opens:
            return min(alias.weight, WEAK)
        if alias.name[:1].islower() and not self.grammar.setting("capital_people"):
            behind = _NEXT_WORD.match(original, place.to)
            named = behind and behind[1][0].isupper() and self.grammar.setting("common_nouns") == "lower"
            if not opens or named:
                return min(alias.weight, WEAK)  # part of the name of something: ``Norsk Hydro``
        return alias.weight

    def _is_part_of_a_name(self, part: NormalizedText, place: NameCandidate) -> bool:
        """Whether a capitalised word beside the name makes it a person's or an organisation's."""
        original, alias = part.original, place.alias
        if not original[place.at].isupper() or " " in alias.name:
            return False
        behind = _NEXT_WORD.match(original, place.to)
        before = _LAST_WORD.search(original[max(0, place.at - _REACH) : place.at])
        follows = bool(behind and behind[1][0].isupper() and not behind[1].isupper())
        leads = bool(before and before[1][0].isupper() and not opens_sentence(original, place.at - len(before[0])))
        if before and normalize_name(before[1]) in self._honorifics:
            return True
        if self.grammar.setting("syllables"):
            if before and before[1].isascii() and before[1].istitle() and before[1].lower() in given_names():
                return True
            native = bool(behind and not behind[1].isascii())
            return (follows and native) or (leads and before is not None and not before[1].isupper())
        if before and normalize_name(before[1]) in self._conjunctions:
            before = None  # no preposition: ``og Jordan Peele``
        shown = bool(before and not leads and len(before[1]) <= _SHORT)  # a preposition, small or at the beginning
        if alias.also_person and (follows or leads):
            return not shown
        if follows and original[place.at : place.to] == alias.name and self._names_lead(alias.name):
            return not shown and not (before and not leads and len(before[1]) <= _SHORT + 1)
        return False

    def _names_lead(self, name: str) -> bool:
        """Whether a capital right behind the dictionary form of ``name`` shows a longer name, as no office or name follows it.

        In a language with cases a name that has but one form may be in the genitive: ``prezydent Peru Dina …``.
        """
        leads = self.grammar.setting("names_lead")
        return leads == "yes" or (leads == "declined" and len(self.grammar.forms(name)) > 1)

    def signs(self, part: NormalizedText, names: LanguageNames) -> Iterator[NameCandidate]:
        """The countries that one sign stands for each: in runs (``中美关系``, ``米中首脳``), or before an office (``仏外相``)."""
        pair, office = self.grammar.setting("pair_before"), self.grammar.setting("office_before")
        if not names.signs or not pair:
            return
        known = "".join(names.signs) + self.grammar.setting("other_signs")
        lead = self.grammar.setting("pair_lead")
        opens = rf"(?:(?<!{_EAST_ASIAN})|(?<={lead}))" if lead else rf"(?<!{_EAST_ASIAN})"
        run = rf"{opens}[{known}](?:[・·]?[{known}])+(?=\s?(?:{pair}))"
        if office:
            run += rf"|(?<!{_EAST_ASIAN})(?<!\d )[{known}](?=\s?(?:{office}))"
        for found in re.finditer(run, part.text):
            if names.at_any(part.text, found.start() + (len(found[0]) > 1), found.end()):
                continue  # a name begins within it: ``其中美国``
            for start in range(found.start(), found.end()):
                for name in names.signs.get(part.text[start], ()):
                    at, to = part.span(start, start + 1)
                    alias = name.alias
                    yield NameCandidate(start, start + 1, at, to, name.entry, alias, alias.rule, alias.weight)


def letters_only(text: str) -> str:
    """The letters and digits of ``text``."""
    return "".join(char for char in text if char.isalnum())


def letters(text: str) -> str:
    """The letters of ``text`` without case, composed, so that marks can be compared."""
    folded = unicodedata.normalize("NFC", text.casefold()).replace("ı", "i")
    return "".join(char for char in folded if char.isalnum())


def opens_sentence(text: str, at: int) -> bool:
    """Whether a sentence, a line or a quotation begins at ``at``."""
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] in _SENTENCE_ENDS
