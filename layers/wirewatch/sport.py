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

_TEAM_SLUG: Final = re.compile(
    r"\W*(?:[a-z]+[ -])?(?:soccer|football|cricket|rugby(?: union| league)?|basketball|ice hockey|hockey|volleyball|"
    r"handball|water polo|baseball|netball|softball|davis cup|fed cup)\s?[-:–—]"
)
_LONE_SLUG: Final = re.compile(
    r"\W*(?:[a-z]+[ -])?(?:tennis|golf|athletics|swimming|skiing|alpine skiing|nordic skiing|freestyle skiing|"
    r"ski jumping|"
    r"cross-country(?: skiing)?|cross country(?: skiing)?|speed skating|figure skating|skating|cycling|boxing|"
    r"badminton|squash|"
    r"table tennis|motor racing|motor rallying|motorcycling|rallying|gymnastics|judo|wrestling|weightlifting|bobsleigh|"
    r"luge|biathlon|snooker|darts|chess|equestrian|show jumping|triathlon|marathon|sailing|yachting|rowing|"
    r"canoeing|fencing|"
    r"shooting|archery|olympics)\s?[-:–—]"
)
# One of these beside a country's name settles it.
_SURE: Final = re.compile(
    r"\b(?:won the toss|elected to (?:bat|bowl|field)|opted to (?:bat|bowl|field)|put in to bat|(?:first|"
    r"second) innings|innings|"
    r"wickets?|overs|all out|follow-on|run chase|lbw|not out|batsm[ae]n|batters?|batting|bowlers?|bowling|"
    r"wicketkeeper|all-rounders?|"
    r"one-day international|test (?:match|series|side|squad|captain|cap|debut)|ashes series|"
    r"half-?time|half time|extra time|stoppage time|injury time|penalty (?:shoot-?out|kick|area|spot)|"
    r"shoot ?outs?|own goal|"
    r"goal(?:keeper|less|scorer|scorers|scoring)|equali[sz]ers?|equali[sz]ed|midfield(?:er|ers)?|strikers?|"
    r"defenders?|wingers?|"
    r"hat[ -]trick|kick-?off|free kick|corner kick|header|headed home|red card|yellow card|sent off|offside|"
    r"scrum(?: ?half)?|fly-?half|line-?outs?|drop goal|wallabies|all blacks|springboks|"
    r"world cup (?:qualif\w+|finals?|semi-?finals?|quarter-?finals?|group|winners?|holders|champions|squad|"
    r"match|opener|clash|tie)|"
    r"(?:group|pool) [a-h]\b|qualifying (?:match|group|campaign)|qualifiers?|friendly (?:match|international|against)|"
    r"international friendly|round of 16|last 16|quarter-?finals?|semi-?finals?|"
    r"(?:national|soccer|football|cricket|rugby|hockey|basketball|volleyball|handball|davis cup|olympic|women's|"
    r"women 's) "
    r"(?:team|side|squad|coach|captain|xi|xv|manager)|under-?(?:17|18|19|20|21|23)s?|"
    r"caps? for|starting (?:line-?up|xi|xv)|first-half|second-half|"
    r"davis cup|fed cup|nations cup|asian cup|gold cup|copa america|euro (?:96|2000|2004|2008|2012|2016|2020|"
    r"2024|2028)|"
    r"six nations|five nations|tri-?nations|super bowl|overtime goal|power play|shut-?out)\b"
)
_MAYBE: Final = re.compile(
    r"\b(?:beat|beats|beating|beaten|defeat(?:ed|s)?|thrash(?:ed|ing)?|edged|trounced|hammered|crushed|drew|draw|drawn|"
    r"won|win|wins|lost|lose|loss|winless|unbeaten|victory|score[ds]?|scoring|goals?|points?|runs|tries|try|"
    r"match|matches|"
    r"game|games|fixtures?|tournament|title|titles|champions?|championships?|cup|league|team|teams|teammates?|"
    r"side|squad|"
    r"coach|captain|skipper|player|players|referee|umpires?|soccer|football|cricket|rugby|hockey|basketball|"
    r"volleyball|handball|"
    r"played|plays|play|playing|face|faces|facing|group|opener|opponents?|rivals|stadium|fans|crowd|penalty|"
    r"minute|half|tour|tourists|"
    r"test|tests|bat|bowl|toss|seeded|knocked out|advance[ds]?|final|finals|olympics?|olympic|medals?|gold|"
    r"silver|bronze)\b"
)
_SCORE: Final = re.compile(r"(?<![\d/-])\d{1,3} ?[-–] ?\d{1,3}(?![\d/-])")
_LONE_SPORT: Final = re.compile(
    r"\b(?:tennis|golfers?|golf|birdies?|bogeys?|par|athletics|sprinter|swimmer|freestyle|breaststroke|"
    r"butterfly|backstroke|"
    r"slalom|downhill|skier|skiers|skiing|cyclists?|stage|peloton|boxers?|heavyweight|middleweight|knockout|"
    r"formula one|"
    r"grand prix|seeds?|wimbledon|roland garros|metres|hurdles|marathon|long jump|high jump|pole vault|discus|javelin|"
    r"gymnasts?|judo|wrestl\w+|figure skat\w+|straight sets|set point|atp|wta|wbc|wba|ibf)\b"
)
_LOST_TO: Final = re.compile(
    r"\b(?:los(?:t|e|es|ing|s)|fell|falls|falling|defeat(?:s|ed)?|beaten|succumbed|goes|went|down|next to|"
    r"second to|third to|"
    r"according|compared)\b[^.]{0,40}\bto $"
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|near|across|throughout|around|into|outside|inside|within|from|of|visit|visits|visited|visiting|"
    r"left|leave|toured|"
    r"tour|touring|to|hosts|host|via|through|southern|northern|eastern|western|central|south|north|east|"
    r"west) (?:the )?$"
)
_OF_TEAM: Final = re.compile(
    r"\b(?:defeat|win|victory|thrashing|drubbing|rout|beating|ahead|captain|coach|manager|skipper|side|team|"
    r"squad|champions|"
    r"members?|points?|clear|top|bottom) (?:\w+ )?of (?:the )?$"
)
_TEAM_BEHIND: Final = re.compile(
    r"(?:'s|')? ?(?:(?:first|second|third|fourth|opening|final|last|next|only|top|new|former|under-?\d\d|\w+ly)[ -])*"
    r"(?:innings|half|goals?|goalkeeper|striker|squad|team|side|captain|coach|manager|skipper|players?|defence|"
    r"attack|midfield\w*|"
    r"bowl\w*|bat\w*|bench|win|victory|defeat|loss|match|game|opener|lineup|line-up|pack|forwards|backs|xi|xv|"
    r"international)\b"
)
_FIGURES_BEHIND: Final = re.compile(r" ?[:,]? ?\(?\d+(?:[ -]\d+|\s|$|/|,| for| \()")
_WINDOW: Final = 160


@lru_cache(maxsize=8)
def of(text: str) -> str:
    """``team``, ``lone`` or nothing: the kind of sport that the whole of ``text`` (folded) reports on."""
    if _LONE_SLUG.match(text):
        return "lone"
    if _TEAM_SLUG.match(text):
        return "team"
    sure = {found.group() for found in _SURE.finditer(text)}
    maybe = {found.group() for found in _MAYBE.finditer(text)}
    lone = {found.group() for found in _LONE_SPORT.finditer(text)}
    per = 1 + len(text) / 3000  # a long article needs more of them
    score = 2 * len(sure) + len(maybe) / 2 + min(len(_SCORE.findall(text)), 4)
    if len(lone) >= 3 * per and 2 * len(lone) >= len(sure) + len(maybe) / 2:
        return "lone"
    return "team" if score >= 7 * per and len(sure) + len(maybe) >= 4 else ""


def is_team(text: str, start: int, end: int, *, in_list: bool) -> bool:
    """Whether the country's name at ``text[start:end]`` (folded) is its team's.

    ``in_list``: another country's name stands right before it, parted by a comma or ``and``.
    """
    kind = of(text)
    if kind == "lone":
        return False
    before, behind = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    if not kind and not _sporting(before, text[start:end], behind):
        return False
    return not _is_place(before, behind, in_list)


def _sporting(before: str, name: str, behind: str) -> bool:
    """Whether the sentence around the name is about a match."""
    before = re.split(r"[.!?][\"']? |\n", before)[-1]
    behind = re.split(r"[.!?][\"']? |\n", behind)[0]
    sentence = before + name + behind
    maybe = len({found.group() for found in _MAYBE.finditer(sentence)})
    scores = len(_SCORE.findall(sentence))
    return (bool(_SURE.search(sentence)) and maybe + scores >= 1) or (maybe >= 2 and scores >= 1) or maybe >= 4


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
    return bool(
        re.match(r"-(?:born|based)|'s [a-z]+ (?:government|president|minister|economy|parliament)| born| based", behind)
    )
