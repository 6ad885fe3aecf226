"""Does a country's name stand for its national team?

``Australia won the toss`` is about eleven cricketers. In sports reports the name of a country is mostly the name of a
team; a watcher of countries wants none of them, and still wants the country where a match is played or a player comes
from. The heuristic: words of team sports around the name, or all over the article, make it a team, unless what stands
right before or behind says that the place is meant. Where people play each on their own (tennis, skiing, athletics)
a name is the country that the person comes from. Nationality adjectives always are the country's.

The word lists are our own, made from how agencies write; nothing is learnt from a data set.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wirewatch.fold import Folded


def _any(phrases: str, behind: str = r"\b") -> re.Pattern[str]:
    """A pattern for one of the phrases, parted by bars over several lines; in folded text hyphens are spaces."""
    return re.compile(r"\b(?:" + "".join(line.strip() for line in phrases.splitlines()) + ")" + behind)


# How agencies begin a title: ``SOCCER - …``.
_TEAM_SLUG: Final = _any(
    """
    soccer|football|cricket|rugby(?: union| league)?|basketball|ice hockey|hockey|volleyball|handball|water polo|
    baseball|netball|softball|davis cup|fed cup
    """,
    r"\s?[-:–—]",
)
_LONE_SLUG: Final = _any(
    """
    tennis|golf|athletics|swimming|skiing|ski jumping|cross[- ]country|speed skating|figure skating|skating|cycling|
    boxing|badminton|squash|table tennis|motor racing|motor rallying|motorcycling|rallying|gymnastics|judo|wrestling|
    weightlifting|bobsleigh|luge|biathlon|snooker|darts|chess|equestrian|show jumping|triathlon|marathon|sailing|
    yachting|rowing|canoeing|fencing|shooting|archery|olympics
    """,
    r"\s?[-:–—]",
)
# One of these beside a country's name settles it.
_SURE: Final = _any(
    """
    won the toss|(?:elected|opted) to (?:bat|bowl|field)|put in to bat|innings|wickets?|all out|follow on|run chase|lbw|
    not out|batsm[ae]n|batting|bowlers?|bowling|wicketkeeper|all rounders?|one day international|ashes series|
    test (?:match|series|side|squad|captain|cap|debut)|half ?time|extra time|stoppage time|injury time|
    penalty (?:kick|shoot ?out|area|spot)|spot kicks?|own goal|goal(?:keeper|less|scorer|scorers|scoring)|
    equali[sz]ers?|equali[sz]ed|midfield(?:er|ers)?|striker|winger|hat trick|kick ?off|free kick|corner kick|headed home|red card|
    yellow card|sent off|offside|scrum(?: ?half)?|fly ?half|line ?outs?|drop goal|wallabies|all blacks|springboks|
    world cup (?:qualif\\w+|finals?|semi ?finals?|quarter ?finals?|group|winners?|holders|champions|squad|match|opener|
    clash|tie)|(?:group|pool) [a-h]|qualifying (?:match|group|campaign)|qualifier|
    friendly (?:match|international|against)|international friendly|round of 16|last 16|quarter ?finals?|semi ?finals?|
    (?:national|soccer|football|cricket|rugby|hockey|basketball|volleyball|handball|davis cup|olympic|women's|
    women 's) (?:team|side|squad|coach|captain|xi|xv|manager)|under ?(?:17|18|19|20|21|23)s?|caps? for|
    starting (?:line ?up|xi|xv)|first half goal|second half goal|davis cup|fed cup|nations cup|asian cup|gold cup|
    copa america|euro (?:96|2000|2004|2008|2012|2016|2020|2024|2028)|six nations|five nations|tri ?nations|
    overtime goal|power play|shut ?out
    """
)
# Of these it takes several.
_MAYBE: Final = _any(
    """
    beat|beats|beating|beaten|defeat(?:ed|s)?|thrash(?:ed|ing)?|thump(?:ed|s)?|edged|trounced|hammered|crushed|drew|draw|
    drawn|won|win|wins|lost|lose|loss|winless|unbeaten|victory|score[ds]?|scoring|goals?|points?|runs|tries|try|match|
    matches|game|games|fixtures?|tournament|titles?|champions?|championships?|cup|league|teams?|teammates?|side|squad|
    coach|captain|skipper|players?|referee|umpires?|soccer|football|cricket|rugby|hockey|basketball|volleyball|handball|
    played|plays|play|playing|face|faces|facing|group|opener|opponents?|rivals|stadium|fans|crowd|penalty|minute|half|
    tour|tourists|tests?|bat|bowl|toss|keeper|goalie|defender|overs|shoot ?out|seeded|knocked out|advance[ds]?|final|
    finals|olympics?|medals?|gold|silver|bronze
    """
)
_SCORE: Final = re.compile(r"(?<![\d/.,])\d{1,3} ?[-–: ] ?\d{1,3}(?![\d/%]|[.,]\d)")
_LONE_SPORT: Final = _any(
    r"""
    tennis|golfers?|golf|birdies?|bogeys?|par|athletics|sprinter|swimmer|freestyle|breaststroke|butterfly|backstroke|
    slalom|downhill|skiers?|skiing|cyclists?|stage|peloton|boxers?|heavyweight|middleweight|knockout|formula one|
    grand prix|seeds?|wimbledon|roland garros|metres|hurdles|marathon|long jump|high jump|pole vault|discus|javelin|
    gymnasts?|judo|wrestl\w+|figure skat\w+|straight sets|set point|atp|wta|wbc|wba|ibf
    """
)
_LOST_TO: Final = _any(
    """
    los(?:t|e|es|ing|s)|fell|falls|falling|defeat(?:s|ed)?|beaten|succumbed|goes|went|down|next to|second to|third to|
    according|compared
    """,
    r"\b[^.]{0,40}\bto $",
)
_PLACE_BEFORE: Final = _any(
    """
    in|near|across|throughout|around|into|outside|inside|within|from|of|visit|visits|visited|visiting|left|leave|toured|
    tour|touring|to|hosts|host|via|through|southern|northern|eastern|western|central|south|north|east|west
    """,
    " (?:the )?$",
)
_OF_TEAM: Final = _any(
    """
    defeat|win|victory|thrashing|drubbing|rout|beating|ahead|captain|coach|manager|skipper|side|team|squad|champions|
    members?|points?|clear|top|bottom
    """,
    r" (?:\w+ )?of (?:the )?$",
)
_TEAM_BEHIND: Final = re.compile(
    r"(?:'s|')? ?(?:(?:first|second|third|fourth|opening|final|last|next|only|top|new|former|under \d\d|\w+ly) )*"
    r"(?:innings|half|goals?|goalkeeper|keeper|striker|squad|team|side|captain|coach|manager|skipper|players?|defence|"
    r"attack|midfield\w*|bowl\w*|bat\w*|bench|win|victory|defeat|loss|match|game|opener|line ?up|pack|forwards|backs|"
    r"xi|xv|international)\b"
)
_FIGURES_BEHIND: Final = re.compile(r" ?[:,]? ?\(?\d+(?:[ -]\d+|\s|$|/|,| for| \()")
_WINDOW: Final = 160


@lru_cache(maxsize=8)
def kind(text: str, opening: str) -> str:
    """``team``, ``lone`` or nothing: the kind of sport that the whole of ``text`` (folded) reports on.

    ``opening``: how the text begins, as written, in small letters: agencies put ``SOCCER -`` before a title.
    """
    if _LONE_SLUG.match(opening):
        return "lone"
    if _TEAM_SLUG.match(opening):
        return "team"
    sure = {found.group() for found in _SURE.finditer(text)}
    maybe = {found.group() for found in _MAYBE.finditer(text)}
    lone = {found.group() for found in _LONE_SPORT.finditer(text)}
    per = 1 + len(text) / 3000  # a long article needs more of them
    score = 2 * len(sure) + len(maybe) / 2 + min(len(_SCORE.findall(text)), 4)
    if len(lone) >= 3 * per and 2 * len(lone) >= len(sure) + len(maybe) / 2:
        return "lone"
    return "team" if score >= 7 * per and len(sure) + len(maybe) >= 4 else ""


def is_team(part: Folded, start: int, end: int, *, in_list: bool) -> bool:
    """Whether the country's name at ``part.text[start:end]`` is its team's.

    ``in_list``: another country's name stands right before it, parted by a comma or ``and``.
    """
    text = part.text
    report = kind(text, part.original[:60].lower())
    if report == "lone":
        return False
    before, behind = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    if not report and not _sporting(before, text[start:end], behind):
        return False
    return not _is_place(before, behind, in_list)


def _sporting(before: str, name: str, behind: str) -> bool:
    """Whether the sentence around the name is about a match."""
    before = re.split(r"[.!?][\"']? |\n", before)[-1]
    behind = re.split(r"[.!?][\"']? |\n", behind)[0]
    sentence = before + name + behind
    maybe = len({found.group() for found in _MAYBE.finditer(sentence)})
    scores = len(_SCORE.findall(sentence))
    return bool(_SURE.search(sentence)) or (maybe >= 2 and scores >= 1) or maybe >= 4


def _is_place(before: str, behind: str, in_list: bool) -> bool:
    """Whether what stands right around the name says that the country itself is meant."""
    if _TEAM_BEHIND.match(behind) or _FIGURES_BEHIND.match(behind):
        return before.endswith(("(", "( "))
    if before.endswith(("(", "( ")) and behind.lstrip().startswith((")", ",", "/")):
        return True
    if _LOST_TO.search(before) or _OF_TEAM.search(before):
        return False
    if _PLACE_BEFORE.search(before):
        return True
    if not in_list and re.search(r"[^\W\d] ?, $", before):
        return True  # ``Al Ain, United Arab Emirates``
    return bool(re.match(r" (?:born|based)\b|'s [a-z]+ (?:government|president|minister|economy|parliament)", behind))
