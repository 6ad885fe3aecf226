"""What the rules may know of the text in which a candidate stands; computed once a text, not once a candidate."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final, NamedTuple

from wirewatch.matching.rules.sports import begins_as_sports_wire, is_team_sport_wire
from wirewatch.matching.sport import sport_model
from wirewatch.text.normalize import NormalizedText, normalize_name

_SENTENCE_END: Final = re.compile(r"(?<![ .][a-z])[.!?][\"')]* +(?=\S)|\n")
_PIECE: Final = 400
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")


class Surroundings(NamedTuple):
    """The words around one name, normalised.

    Attributes:
        behind: the word right behind; empty where something parts it from the name.
        before: the word right before; empty likewise.
        near_behind: at most four words and signs behind, the nearest first.
        near_before: the same before the name, the nearest first.
    """

    behind: str
    before: str
    near_behind: tuple[str, ...]
    near_before: tuple[str, ...]


class TextState:
    """One part of an article (its title or its text), as the rules see it.

    Attributes:
        part: the text, normalised, with the way back.
        text: ``part.text``.
        sport: log-odds that the whole article is sport.
        is_title: whether this is the article's title.
        sport_at: where the last candidate stands, and how likely that is sport.
        place_at: a place in the text, and whether what stands before it says that a place is meant.
        list_start: where the list of countries begins in which the current candidate stands.
        list_length: how many names of that list stand before it.
        around: where the last candidate stands, and the words around it.
        sentence_words: by the start of a sentence, the mean number of its words and how many are known.
        organisations: entry and what follows its name where that is part of an organisation's, and where it first is.
    """

    def __init__(self, part: NormalizedText, sport: float, *, is_title: bool) -> None:
        self.part = part
        self.is_title = is_title
        self.text = part.text
        self.sport = sport
        self.list_start = -1
        self.list_length = 0
        self.organisations: dict[tuple[int, str], int] = {}
        self.sport_at = (-1, 0.0)
        self.place_at = (-1, 0.0)
        self.around: tuple[tuple[int, int], Surroundings] | None = None
        self.sentence_words: dict[int, tuple[float, int]] = {}
        self.team_before = False
        self._list_end = -1
        self._scores: dict[int, float] = {}
        self._news: dict[int, int] = {}
        self.sports_wire = begins_as_sports_wire(part.original)
        self.team_sport_wire = is_team_sport_wire(part.original)

    def news_words(self, at: int) -> int:
        """How many words of the sentence at that offset speak clearly against sport."""
        start, end = self.sentence(at)
        if start not in self._news:
            self._news[start] = sport_model().words_against(self.text[start:end])
        return self._news[start]

    @cached_property
    def _starts(self) -> list[int]:
        """Where sentences begin; of what is no sentence, a piece every ``_PIECE`` characters."""
        starts = [0]
        for end in [*(found.end() for found in _SENTENCE_END.finditer(self.text)), len(self.text)]:
            while end - starts[-1] > _PIECE and starts[-1] + _PIECE < len(self.text):
                space = self.text.find(" ", starts[-1] + _PIECE)
                if space < 0 or space >= end:
                    break
                starts.append(space + 1)
            if end < len(self.text):
                starts.append(end)
        return starts

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence at that offset begins and ends."""
        number = bisect_right(self._starts, at) - 1
        following = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self._starts[number], following

    def sentence_sport(self, at: int) -> float:
        """Log-odds that the sentence at that offset is sport."""
        start, end = self.sentence(at)
        if start not in self._scores:
            self._scores[start] = sport_model().score(self.text[start:end])
        return self._scores[start]

    @cached_property
    def _capitals(self) -> dict[int, bool]:
        return {}

    def is_headline_case(self, at: int) -> bool:
        """Whether the words of the sentence have capitals all over (a headline's), so that capitals say nothing."""
        start, end = self.sentence(at)
        if start not in self._capitals:
            original = self.part.original[self.part.to_original(start) : self.part.to_original(max(end - 1, start)) + 1]
            words = [word for word in _WORD.findall(original) if len(word) > 3]
            self._capitals[start] = len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)
        return self._capitals[start]

    def note_country(self, start: int, end: int) -> None:
        """Keep account of lists: ``from Japan, Laos and South Korea``."""
        between = self.text[self._list_end : start].strip() if 0 <= self._list_end <= start else "-"
        if between in (",", "and", ", and", "&", "/", "", "or"):
            self.list_length += 1
        else:
            self.list_start, self.list_length = start, 0
        self._list_end = end

    def word_behind(self, end: int) -> str:
        """The word right behind, as written; empty where something parts it from the name."""
        to = self.part.to_original(end - 1) + 1
        original = self.part.original
        found = _WORD.match(original, to + 1) if original[to : to + 1] == " " else None
        return found.group() if found else ""

    def word_before(self, start: int) -> str:
        """The word right before, as written; empty where something parts it from the name."""
        at = self.part.to_original(start)
        head = self.part.original[max(0, at - 40) : at]
        if not head.endswith(" ") or not head.strip():
            return ""
        last = head.rstrip(" ").rsplit(None, 1)[-1] if head[:-1].rstrip(" ") == head[:-1] else ""
        return last if _WORD.fullmatch(last.removesuffix(".")) else ""

    def normalized_word_behind(self, end: int) -> str:
        """The same, normalised."""
        return normalize_name(self.word_behind(end)).removesuffix("'s")
