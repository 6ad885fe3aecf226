"""A place where a name of the watchlist stands, and why it may not count."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from wirewatch.watchlists.models import Alias

ADJECTIVES: Final = ("demonym", "part-demonym")
"""Rules whose names are nationality words."""


class Rejection(Enum):
    """Why a name that stands in a text is no mention of its entry; the value is the text that people read."""

    LANGUAGE_OF_ARTICLE = "only in articles in {detail}"
    CASE = "written {detail}"
    COMMON_WORD = "may be a common word among capitals"
    CURRENCY = "a currency"
    WATCHLIST_CONTEXT = "{detail}"
    PHRASE = "in the phrase {detail}"
    CLUES = "{detail} speaks for another meaning"
    OTHER_PERSON = "the surname of somebody else"
    PERSON = "part of a person's name"
    PERSON_ELSEWHERE = "a person of that name is in the article"
    PLACE_IN_STATE = "a place in a state of that name"
    HYPHEN = "only before a hyphen"
    ORGANISATION = "part of an organisation's name"
    EVENT = "part of an event's name"
    LANGUAGE = "a language"
    THING = "a thing or another place of that name"
    TEAM = "the name of a team"
    PART_IN_SPORT = "not the whole country in sport"
    LANGUAGE_RULE = "{detail}, by the article's language"
    WEAK = "too weak without another mention"


class NameCandidate(NamedTuple):
    """A name at a place. ``start``, ``end`` are offsets in the normalised text, ``at``, ``to`` in the original.

    ``rule`` and ``weight`` are those of the mention; ``rejection`` is None where it is one, and ``detail`` completes it.
    ``log_odds`` that a country's name means its country, where the context classifier judged it; else 0.
    """

    start: int
    end: int
    at: int
    to: int
    number: int
    alias: Alias
    rule: str
    weight: float
    rejection: Rejection | None = None
    detail: str = ""
    log_odds: float = 0.0

    @property
    def rejected(self) -> str:
        """Why it is no mention, for people; empty where it is one."""
        return self.rejection.value.format(detail=self.detail) if self.rejection else ""

    def reject(self, rejection: Rejection, detail: str = "") -> NameCandidate:
        """The candidate as rejected for that reason."""
        return self._replace(rejection=rejection, detail=detail)
