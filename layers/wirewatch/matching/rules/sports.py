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

# How agencies begin a title: ``SOCCER - …``.
_SLUG: Final = re.compile(
    r"\W*(?:[a-z]+[ -]+){0,3}(?:(?P<team>soccer|football|cricket|rugby(?: union| league)?|australian rules|basketball|hockey|volleyball|"
    r"handball|water polo|baseball|netball|softball|davis cup|fed cup)|tennis|golf|athletics|swimming|skiing|"
    r"ski jumping|cross[- ]country|speed skating|figure skating|skating|cycling"
    r"|boxing|badminton|squash|table tennis|motor racing|"
    r"motor rallying|motorcycling|rallying|gymnastics|judo|wrestling|weightlifting|bobsleigh|luge|biathlon|snooker|"
    r"darts|chess|equestrian|show jumping|triathlon|marathon|sailing|yachting|rowing|canoeing|fencing|shooting|archery|"
    r"olympics)\s?[-:–—]"
)
_LOST_TO: Final = re.compile(
    r"\b(?:los(?:t|e|es|ing|s)|fell|falls|falling|defeat(?:s|ed)?|beaten|succumbed|goes|went|down|next to|second to|"
    r"third to|according|compared)\b[^.]{0,40}\bto $"
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|near|across|throughout|around|into|outside|inside|within|from|of|visit|visits|visited|visiting|left|leave|"
    r"toured|tour|touring|to|via|through|southern|northern|eastern|western|central|south|north|east|west)"
    r" (?:the )?$"
)
_OF_TEAM: Final = re.compile(
    r"\b(?:defeat|win|victory|thrashing|drubbing|rout|beating|ahead|captain|coach|manager|skipper|side|team|squad|"
    r"champions|members?|points?|clear|top|bottom) (?:\w+ )?of (?:the )?$"
)
_TEAM_BEHIND: Final = re.compile(
    r"(?:'s|')? ?(?:(?:first|second|third|fourth|opening|final|last|next|only|top|new|former|under \d\d|\w+ly) ){0,3}"
    r"(?:innings|half|goals?|goalkeeper|keeper|striker|squad|team|side|captain|coach|manager|skipper|players?|defence|"
    r"attack|midfield\w*|bowl\w*|bat\w*|bench|win|victory|defeat|loss|match|game|opener|line ?up|pack|forwards|backs|"
    r"xi|xv|international)\b"
)
_FIGURES_BEHIND: Final = re.compile(r" ?[:,]? ?\(?\d+(?:[ -]\d+|\s|$|/|,| for| \()")
# These make a team of the country before them in whatever text.
_SURELY_TEAM_BEHIND: Final = re.compile(
    r"(?: (?:rugby|soccer|football|cricket|hockey|basketball|netball|team|assistant|head|vice|fast|opening|spin|left|right|"
    r"arm|leg|off|star|injured|veteran|young|teenage|former|new|stand in|reserve|caretaker|middle order|seam|pace|test|"
    r"one day|national|central|wing|attacking|defensive|under \d\d|\d+ year old))*"
    r" (?:vice captain|striker|midfielder|goalkeeper|keeper|winger|skipper|full ?back|fly ?half|scrum ?half|"
    r"hooker|flanker|batsman|all rounder|bowler|playmaker)\b|"
    r" internationals?\b(?! (?:airport|trade|relations|affairs|law|book|film|development|business|bank|stadium|motor|fair))|"
    r" (?:rugby|soccer|football|cricket|basketball|hockey) (?:team|side|squad|international|players?)\b"
)
# A dateline: ``COLOMBO, Sri Lanka 1997-03-22``, ``SINGAPORE, Aug 30``.
_DATED: Final = re.compile(
    r" \d{4} \d\d \d\d\b| ?, (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b(?! \d)"
)
# Games that the parts of a country play each for itself: ``English premier league``.
_OWN_GAMES: Final = re.compile(
    r" (?:women's )?(?:premier (?:league|division)|premiership|(?:first|second|third) division|league|soccer|football|rugby|"
    r"cricket|county championship|cup|fa|f\.a)\b"
)
_AGAINST: Final = re.compile(r"\b(?:v|vs|versus|against|at) $")
_AGAINST_TEAM: Final = re.compile(r" (?:v|vs)\.? ")
# ``U.S. women``: an abbreviation before a word that it qualifies, as a nationality word would.
_ABBREVIATED: Final = re.compile(r"u ?\. ?[sk] ?\.?|us|uk|usa")
_QUALIFIED: Final = re.compile(
    r" (?!(?:beat|beats|lost|lose|loses|won|win|wins|drew|draw|draws|led|lead|leads|face|faces|faced|play|plays|played|"
    r"meet|meets|met|take|takes|took|were|was|is|are|had|has|have|will|would|could|may|in|on|at|and|or|to|of|for|from|by|"
    r"with|over|v|vs|as|after|but|who|which|i{1,3}|iv|v)\b)[a-z]"
)
# Sets of tennis, as written: whoever plays them plays alone.
_SETS: Final = re.compile(r"\b(?:[67]-[0-7]|[0-6]-[67])(?: ?\([^)]{1,8}\))?,? ,? ?(?:[67]-[0-7]|[0-6]-[67])\b")
_TEAM_EVENT: Final = re.compile(r"\b(?:davis|fed|hopman|ryder|solheim|dunhill|walker) cup\b")
_GOVERNED: Final = re.compile(
    r" (?:born|based)\b| ?'s (?:[a-z]+ ){0,2}(?:government|president|minister|economy|parliament|capital|ministry|police|"
    r"army|embassy|airport|border|king|queen|prince)\b|"
    r" (?:(?:will|would|to|is|has|have|wants|hopes|offered|and|or) ){0,3}(?:hosts?|hosted|hosting|stag(?:e|ed|ing)|"
    r"bids? to [a-z]+|co host(?:s|ed)?) the\b"
)
_WINDOW: Final = 160
_FORMER: Final = re.compile(r"\b(?:former|ex|one time|current|then|new|sacked|axed|injured) $")
_CAPTAIN: Final = re.compile(r" (?:\w+ )?(?:captain|coach|skipper|manager|international)\b")
_SCORE_LINE: Final = re.compile(
    r" \d{1,2}(?:[ -]\d{1,2} (?:[a-z]+ ?){1,3}(?=$|[.,;:(])|,? (?:[a-z]+ ){1,3}\d{1,2}(?=$|[ .,;:(]))"
)
_SCORE_LINE_BEFORE: Final = re.compile(r"(?:^|[.;:] )(?:[a-z]+ ){1,3}\d{1,2}(?:[ -]\d{1,2}|,?) $")
_PERSON_BEHIND: Final = re.compile(r" ?['’]s [A-Z][\w'’-]+ [A-Z][\w'’-]+")
_SCORE_BEFORE: Final = re.compile(r"\b\d{1,3}(?: ?- ?\d{1,3})?,? $")
_PARENTHESISED: Final = re.compile(r" ?[),/]")
_PERSON_PARENTHESISED: Final = re.compile(r"[A-Z][\w.'’-]+ ?\( ?$")


def begins_as_sports_wire(original: str) -> bool:
    """Whether a text begins as agencies begin sports reports: ``SOCCER - …``."""
    return bool(_SLUG.match(original[:60].lower()))


def is_team_sport_wire(original: str) -> bool:
    """The same, where the sport is one that teams play."""
    found = _SLUG.match(original[:60].lower())
    return bool(found and found["team"])


def team_word_behind(text: str, end: int) -> bool:
    """``'s goalkeeper``, ``captain``, ``innings``."""
    return bool(_TEAM_BEHIND.match(text, end))


def certain_team_word_behind(text: str, start: int, end: int) -> bool:
    """What makes a team of the country before it in whatever text: ``striker``, ``former … captain``."""
    if _SURELY_TEAM_BEHIND.match(text, end):
        return True
    return bool(_FORMER.search(text[max(0, start - 30) : start]) and _CAPTAIN.match(text, end))


def figures_beside(text: str, start: int, end: int) -> bool:
    """``Argentina 2 Peru 2``."""
    return bool(_FIGURES_BEHIND.match(text, end) or _SCORE_BEFORE.search(text[max(0, start - 12) : start]))


def opponent_beside(text: str, start: int, end: int) -> bool:
    """``v Poland``, ``Slovakia vs``."""
    return bool(_AGAINST.search(text[max(0, start - 10) : start]) or _AGAINST_TEAM.match(text, end))


def result_before(text: str, start: int) -> bool:
    """``lost to``, ``captain of``: what is beaten, or led, is a team."""
    before = text[max(0, start - _WINDOW) : start]
    return bool(_LOST_TO.search(before) or _OF_TEAM.search(before))


def place_before(text: str, start: int) -> bool:
    """``in``, ``toured``, ``southern``: where, and so a place."""
    before = text[max(0, start - _WINDOW) : start]
    return bool(_PLACE_BEFORE.search(before) or re.search(r"[^\W\d_] ?, $", before))


def dated(text: str, start: int, end: int) -> bool:
    """A dateline: ``COLOMBO, Sri Lanka 1997-03-22``."""
    return bool(_DATED.match(text, end)) and not _AGAINST.search(text[max(0, start - 10) : start])


def origin_of_player(original: str, at: int, to: int) -> bool:
    """Behind a person in brackets: ``P. Ng ( Hong Kong )``."""
    return bool(_PERSON_PARENTHESISED.search(original[max(0, at - 40) : at]) and _PARENTHESISED.match(original, to))


def governed(text: str, end: int) -> bool:
    """``'s government``, ``will host the``: what no team has or does."""
    return bool(_GOVERNED.match(text, end))


def own_games(text: str, end: int) -> bool:
    """Games that the parts of a country play each for itself: ``English premier league``."""
    return bool(_OWN_GAMES.match(text, end))


def qualifies(text: str, start: int, end: int) -> bool:
    """An abbreviation before a word that it qualifies, as a nationality word would: ``U.S. women``."""
    return bool(_ABBREVIATED.fullmatch(text[start:end]) and _QUALIFIED.match(text, end))


def team_event(text: str, start: int, end: int) -> bool:
    """A contest of teams near by in a sport that people play alone: ``Davis Cup``."""
    return bool(_TEAM_EVENT.search(text[max(0, start - _WINDOW) : end + _WINDOW]))


def person_behind(original: str, to: int) -> bool:
    """``Taiwan's Yen-Hsun Lu``: where a person is from."""
    return bool(_PERSON_BEHIND.match(original, to))


def score_line(text: str, start: int, end: int) -> bool:
    """``Argentina 2 Peru 2``, ``Honduras 0-2 Panama``: nothing but two names and their goals."""
    return bool(_SCORE_LINE.match(text, end) or _SCORE_LINE_BEFORE.search(text[max(0, start - 40) : start]))


def played_alone(original: str, at: int, to: int) -> bool:
    """Sets of tennis near by, and no event of teams: whoever plays them plays alone."""
    near = original[max(0, at - _WINDOW) : to + _WINDOW]
    return bool(_SETS.search(near)) and not _TEAM_EVENT.search(near.lower())
