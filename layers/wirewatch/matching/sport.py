"""Does a country's name stand for its national team?

``Australia won the toss`` is about eleven cricketers. In sports reports the name of a country is mostly the name of a
team; a watcher of countries wants none of them, and still wants the country where a match is played or a player comes
from. The heuristic: words of team sports around the name, or all over the article, make it a team, unless what stands
right before or behind says that the place is meant. Where people play each on their own (tennis, skiing, athletics)
a name is the country that the person comes from. Nationality adjectives always are the country's.

The word lists are our own, made from how agencies write; nothing is learnt from a data set. Texts are folded here, so
that inner hyphens are spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final, NamedTuple

from wirewatch.fold import Folded


def _phrases(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases parted by commas, by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in text.replace("\n", " ").split(","):
        first, *rest = phrase.split()
        found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in found.items()}


# One of these beside a country's name settles it.
_SURE: Final = _phrases(
    """
    won the toss, elected to bat, elected to bowl, elected to field, opted to bat, opted to bowl, opted to field,
    put in to bat, innings, wicket, wickets, all out, follow on, run chase, lbw, not out, batsman, batsmen, batting,
    bowler, bowlers, bowling, wicketkeeper, all rounder, all rounders, one day international, one day internationals,
    ashes series, test match, test matches, test series, test side, test squad, test captain, test cap, test debut,
    half time, halftime, extra time, stoppage time, injury time, penalty kick, penalty shootout, penalty shoot out,
    penalty area, penalty spot, spot kick, spot kicks, own goal, goalkeeper, goalless, goalscorer, goalscorers,
    goalscoring, equaliser, equalisers, equalizer, equalizers, equalised, equalized, midfield, midfielder, midfielders,
    striker, winger, hat trick, kick off, kickoff, free kick, corner kick, headed home, red card, yellow card,
    sent off, offside, scrum, scrumhalf, fly half, flyhalf, line out, lineout, lineouts, drop goal, wallabies,
    all blacks, springboks, world cup qualifier, world cup qualifiers, world cup qualifying, world cup final,
    world cup semi final, world cup semifinal, world cup quarter final, world cup quarterfinal, world cup group,
    world cup winners,
    world cup holders, world cup champions, world cup squad, world cup match, world cup opener, world cup clash,
    world cup tie, world cup finals, group a, group b, group c, group d, group e, group f, group g, group h,
    qualifying match, qualifying group, qualifying campaign, qualifier, friendly match, friendly international,
    friendly against, international friendly, round of 16, last 16, quarter final, quarter finals, quarterfinal,
    quarterfinals, semi final, semi finals, semifinal, semifinals, national team, national side, national squad,
    national coach, national captain, soccer team, soccer side, football team, football side, football coach,
    football squad, cricket team, cricket side, cricket captain, cricket coach, rugby team, rugby side, rugby coach,
    hockey team, hockey side, basketball team, volleyball team, handball team, davis cup team, olympic team,
    olympic squad, women's team, women's side, women's basketball, women's soccer, women's football, women's hockey,
    women's cricket, women's rugby, under 17, under 18, under 19, under 20, under 21, under 23, under 21s, under 19s,
    caps for, starting lineup, starting line up, starting xi, starting xv, davis cup, fed cup, nations cup, asian cup,
    gold cup, copa america, euro 96, euro 2000, euro 2004, euro 2008, euro 2012, euro 2016, euro 2020, euro 2024,
    euro 2028, six nations, five nations, tri nations, overtime goal, power play, shut out, shutout
    """
)
# Of these it takes several.
_MAYBE: Final = frozenset(
    """
    beat beats beating beaten defeat defeated defeats thrash thrashed thrashing thump thumped thumps edged trounced
    hammered crushed drew draw draws drawn won win wins lost lose loss winless unbeaten victory score scored scores
    scoring goal goals point points runs tries try match matches game games fixture fixtures tournament title titles
    champion champions championship championships cup league team teams teammate teammates side squad coach captain
    skipper player players referee umpire umpires soccer football cricket rugby hockey basketball volleyball handball
    played plays play playing face faces facing group opener opponent opponents rivals stadium fans crowd penalty
    minute half tour tourists test tests bat bowl toss keeper goalie defender overs shootout seeded advance advanced
    advances final finals olympic olympics medal medals gold silver bronze
    """.split()  # noqa: SIM905
)
_LONE: Final = _phrases(
    """
    tennis, golfer, golfers, golf, birdie, birdies, bogey, bogeys, par, athletics, sprinter, swimmer, freestyle,
    breaststroke, butterfly, backstroke, slalom, downhill, skier, skiers, skiing, cyclist, cyclists, stage, peloton,
    boxer, boxers, heavyweight, middleweight, knockout, formula one, grand prix, seed, seeds, wimbledon, roland garros,
    metres, hurdles, marathon, long jump, high jump, pole vault, discus, javelin, gymnast, gymnasts, judo, wrestler,
    wrestlers, wrestling, figure skating, figure skater, straight sets, set point, atp, wta, wbc, wba, ibf
    """
)
# How agencies begin a title: ``SOCCER - …``.
_SLUG: Final = re.compile(
    r"\W*(?:[a-z]+[ -])?(?:(?P<team>soccer|football|cricket|rugby(?: union| league)?|basketball|hockey|volleyball|"
    r"handball|water polo|baseball|netball|softball|davis cup|fed cup)|tennis|golf|athletics|swimming|skiing|"
    r"ski jumping|cross[- ]country|speed skating|figure skating|skating|cycling"
    r"|boxing|badminton|squash|table tennis|motor racing|"
    r"motor rallying|motorcycling|rallying|gymnastics|judo|wrestling|weightlifting|bobsleigh|luge|biathlon|snooker|"
    r"darts|chess|equestrian|show jumping|triathlon|marathon|sailing|yachting|rowing|canoeing|fencing|shooting|archery|"
    r"olympics)\s?[-:–—]"
)
_SCORE: Final = re.compile(r"(?<![\d/.,])\d{1,3} ?[-–: ] ?\d{1,3}(?![\d/%]|[.,]\d)")
_WORD: Final = re.compile(r"\w+(?:'\w+)?")
_SENTENCE_END: Final = re.compile(r"[.!?][\"']? |\n")

_LOST_TO: Final = re.compile(
    r"\b(?:los(?:t|e|es|ing|s)|fell|falls|falling|defeat(?:s|ed)?|beaten|succumbed|goes|went|down|next to|second to|"
    r"third to|according|compared)\b[^.]{0,40}\bto $"
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|near|across|throughout|around|into|outside|inside|within|from|of|visit|visits|visited|visiting|left|leave|"
    r"toured|tour|touring|to|hosts|host|via|through|southern|northern|eastern|western|central|south|north|east|west)"
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
_GOVERNED: Final = re.compile(r" (?:born|based)\b|'s [a-z]+ (?:government|president|minister|economy|parliament)")
_WINDOW: Final = 160


class _Sport(NamedTuple):
    """What a text says about sport: the kind of report, and where the words stand, in order."""

    kind: str
    sure: list[int]
    maybe: list[tuple[int, str]]
    scores: list[int]


@lru_cache(maxsize=4)
def _read(text: str, opening: str) -> _Sport:
    words = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    maybe = [(at, word) for at, word in words if word in _MAYBE]
    sure, kinds = _found(words, _SURE)
    lone = _found(words, _LONE)[1]
    if not maybe and not sure:
        return _Sport("", [], [], [])
    scores = [found.start() for found in _SCORE.finditer(text)]
    slug = _SLUG.match(opening)
    if slug:
        return _Sport("team" if slug["team"] else "lone", sure, maybe, scores)
    per = 1 + len(text) / 3000  # a long article needs more of them
    mild = len({word for _, word in maybe})
    points = 2 * len(kinds) + mild / 2 + min(len(scores), 4)
    if len(lone) >= 3 * per and 2 * len(lone) >= len(kinds) + mild / 2:
        kind = "lone"
    else:
        kind = "team" if points >= 7 * per and len(kinds) + mild >= 4 else ""
    return _Sport(kind, sure, maybe, scores)


def _found(
    words: list[tuple[int, str]], phrases: dict[str, tuple[tuple[str, ...], ...]]
) -> tuple[list[int], set[tuple[str, ...]]]:
    """Where the phrases stand, and which they are."""
    places, kinds = [], set()
    for number, (at, word) in enumerate(words):
        for rest in phrases.get(word, ()):
            if all(
                words[number + n + 1][1] == next_ for n, next_ in enumerate(rest) if number + n + 1 < len(words)
            ) and (number + len(rest) < len(words)):
                places.append(at)
                kinds.add((word, *rest))
                break
    return places, kinds


def is_team(part: Folded, start: int, end: int, *, in_list: bool) -> bool:
    """Whether the country's name at ``part.text[start:end]`` is its team's.

    ``in_list``: another country's name stands right before it, parted by a comma or ``and``.
    """
    text = part.text
    sport = _read(text, part.original[:60].lower())
    if sport.kind == "lone" or not (sport.sure or sport.maybe):
        return False
    if not sport.kind and not _sporting(sport, text, start, end):
        return False
    return not _is_place(text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW], in_list)


def _sporting(sport: _Sport, text: str, start: int, end: int) -> bool:
    """Whether the sentence around the name is about a match."""
    low = max(0, start - _WINDOW)
    for stop in _SENTENCE_END.finditer(text, low, start):
        low = stop.end()
    stop_behind = _SENTENCE_END.search(text, end, end + _WINDOW)
    high = stop_behind.start() if stop_behind else end + _WINDOW
    if bisect_left(sport.sure, high) > bisect_left(sport.sure, low):
        return True
    maybe = len({word for at, word in sport.maybe[bisect_left(sport.maybe, (low, "")) :] if at < high})
    scores = bisect_left(sport.scores, high) - bisect_left(sport.scores, low)
    return (maybe >= 2 and scores >= 1) or maybe >= 4


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
    return bool(_GOVERNED.match(behind))
