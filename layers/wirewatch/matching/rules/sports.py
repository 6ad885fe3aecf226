"""Does a country's name stand for its national team? The signs, one function each.

``Australia won the toss`` is about eleven cricketers. A watcher of countries wants none of them, and still wants the
country where a match is played or a player comes from. Whether a text is about sport at all is told by the learnt
model (``wirewatch.matching.sport``); the signs here tell the team from the place within such a text. They are features of
``wirewatch.matching.context_classifier``, which weighs them. Texts are normalised here, so that inner hyphens are spaces.
The words are our own, made from how agencies write.
"""

from __future__ import annotations

import re
from typing import Final

from wirewatch.matching.rules.team_patterns import (
    ABBREVIATED,
    AGAINST,
    AGAINST_TEAM,
    DATED,
    GOVERNED,
    LOST_TO,
    OF_TEAM,
    OWN_GAMES,
    PLACE_BEFORE,
    QUALIFIED,
    SETS,
    SLUG,
    SURELY_TEAM_BEHIND,
    TEAM_BEHIND,
    TEAM_EVENT,
    WINDOW,
)

_FORMER: Final = re.compile(r"\b(?:former|ex|one time|current|then|new|sacked|axed|injured) $")
_CAPTAIN: Final = re.compile(r" (?:\w+ )?(?:captain|coach|skipper|manager|international)\b")
_SCORE_LINE: Final = re.compile(
    r" \d{1,2}(?:[ -]\d{1,2} (?:[a-z]+ ?){1,3}(?=$|[.,;:(])|,? (?:[a-z]+ ){1,3}\d{1,2}(?=$|[ .,;:(]))"
)
_SCORE_LINE_BEFORE: Final = re.compile(r"(?:^|[.;:] )(?:[a-z]+ ){1,3}\d{1,2}(?:[ -]\d{1,2}|,?) $")
_PERSON_BEHIND: Final = re.compile(r" ?['’]s [A-Z][\w'’-]+ [A-Z][\w'’-]+")
_PARENTHESISED: Final = re.compile(r" ?[),/]")
_PERSON_PARENTHESISED: Final = re.compile(r"[A-Z][\w.'’-]+ ?\( ?$")


def begins_as_sports_wire(original: str) -> bool:
    """Whether a text begins as agencies begin sports reports: ``SOCCER - …``."""
    return bool(SLUG.match(original[:60].lower()))


def is_team_sport_wire(original: str) -> bool:
    """The same, where the sport is one that teams play."""
    found = SLUG.match(original[:60].lower())
    return bool(found and found["team"])


def team_word_behind(text: str, end: int) -> bool:
    """``'s goalkeeper``, ``captain``, ``innings``."""
    return bool(TEAM_BEHIND.match(text, end))


def certain_team_word_behind(text: str, start: int, end: int) -> bool:
    """What makes a team of the country before it in whatever text: ``striker``, ``former … captain``."""
    if SURELY_TEAM_BEHIND.match(text, end):
        return True
    return bool(_FORMER.search(text[max(0, start - 30) : start]) and _CAPTAIN.match(text, end))


def opponent_beside(text: str, start: int, end: int) -> bool:
    """``v Poland``, ``Slovakia vs``."""
    return bool(AGAINST.search(text[max(0, start - 10) : start]) or AGAINST_TEAM.match(text, end))


def result_before(text: str, start: int) -> bool:
    """``lost to``, ``captain of``: what is beaten, or led, is a team."""
    before = text[max(0, start - WINDOW) : start]
    return bool(LOST_TO.search(before) or OF_TEAM.search(before))


def place_before(text: str, start: int) -> bool:
    """``in``, ``toured``, ``southern``: where, and so a place."""
    before = text[max(0, start - WINDOW) : start]
    return bool(PLACE_BEFORE.search(before) or re.search(r"[^\W\d_] ?, $", before))


def dated(text: str, start: int, end: int) -> bool:
    """A dateline: ``COLOMBO, Sri Lanka 1997-03-22``."""
    return bool(DATED.match(text, end)) and not AGAINST.search(text[max(0, start - 10) : start])


def origin_of_player(original: str, at: int, to: int) -> bool:
    """Behind a person in brackets: ``P. Ng ( Hong Kong )``."""
    return bool(_PERSON_PARENTHESISED.search(original[max(0, at - 40) : at]) and _PARENTHESISED.match(original, to))


def governed(text: str, end: int) -> bool:
    """``'s government``, ``will host the``: what no team has or does."""
    return bool(GOVERNED.match(text, end))


def own_games(text: str, end: int) -> bool:
    """Games that the parts of a country play each for itself: ``English premier league``."""
    return bool(OWN_GAMES.match(text, end))


def qualifies(text: str, start: int, end: int) -> bool:
    """An abbreviation before a word that it qualifies, as a nationality word would: ``U.S. women``."""
    return bool(ABBREVIATED.fullmatch(text[start:end]) and QUALIFIED.match(text, end))


def team_event(text: str, start: int, end: int) -> bool:
    """A contest of teams near by in a sport that people play alone: ``Davis Cup``."""
    return bool(TEAM_EVENT.search(text[max(0, start - WINDOW) : end + WINDOW]))


def person_behind(original: str, to: int) -> bool:
    """``Taiwan's Yen-Hsun Lu``: where a person is from."""
    return bool(_PERSON_BEHIND.match(original, to))


def score_line(text: str, start: int, end: int) -> bool:
    """``Argentina 2 Peru 2``, ``Honduras 0-2 Panama``: nothing but two names and their goals."""
    return bool(_SCORE_LINE.match(text, end) or _SCORE_LINE_BEFORE.search(text[max(0, start - 40) : start]))


def played_alone(original: str, at: int, to: int) -> bool:
    """Sets of tennis near by, and no event of teams: whoever plays them plays alone."""
    near = original[max(0, at - WINDOW) : to + WINDOW]
    return bool(SETS.search(near)) and not TEAM_EVENT.search(near.lower())
