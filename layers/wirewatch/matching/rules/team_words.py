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

from wirewatch.matching.rules.team_patterns import (
    ABBREVIATED,
    AGAINST,
    AGAINST_TEAM,
    DATED,
    FIGURES_BEHIND,
    GOVERNED,
    LED_BY,
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
from wirewatch.text.normalize import NormalizedText


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
_WORDS: Final = _MAYBE | _SURE.keys() | _LONE.keys()
_SCORE: Final = re.compile(r"(?<![\d/.,])\d{1,3} ?[-–: ] ?\d{1,3}(?![\d/%]|[.,]\d)")
_WORD: Final = re.compile(r"\w+(?:'\w+)?")
_SENTENCE_END: Final = re.compile(r"[.!?][\"']? |\n")


class _Sport(NamedTuple):
    """What a text says about sport: the kind of report, and where the words stand, in order."""

    kind: str
    sure: list[int]
    maybe: list[tuple[int, str]]
    scores: list[int]


@lru_cache(maxsize=4)
def _read(text: str, original: str) -> _Sport:
    words = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    maybe: list[tuple[int, str]] = []
    sure: list[int] = []
    kinds: set[tuple[str, ...]] = set()
    lone: set[tuple[str, ...]] = set()
    for number, (at, word) in enumerate(words):
        if word not in _WORDS:
            continue
        if word in _MAYBE:
            maybe.append((at, word))
        if phrase := _phrase_at(words, number, _SURE):
            sure.append(at)
            kinds.add(phrase)
        if phrase := _phrase_at(words, number, _LONE):
            lone.add(phrase)
    slug = SLUG.match(original[:60].lower())
    if not (maybe or sure or slug):
        return _Sport("", [], [], [])
    scores = [found.start() for found in _SCORE.finditer(text)]
    if slug:
        return _Sport("team" if slug["team"] else "lone", sure, maybe, scores)
    per = 1 + len(text) / 3000  # a long article needs more of them
    mild = len({word for _, word in maybe})
    points = 2 * len(kinds) + mild / 2 + min(len(scores), 4)
    if SETS.search(original) or (len(lone) >= 3 * per and 2 * len(lone) >= len(kinds) + mild / 2):
        kind = "lone"
    else:
        kind = "team" if points >= 7 * per and len(kinds) + mild >= 4 else ""
    return _Sport(kind, sure, maybe, scores)


def _phrase_at(
    words: list[tuple[int, str]], number: int, phrases: dict[str, tuple[tuple[str, ...], ...]]
) -> tuple[str, ...]:
    """The phrase that begins with the word of that number; empty where none does."""
    first = words[number][1]
    for rest in phrases.get(first, ()):
        if tuple(word for _, word in words[number + 1 : number + 1 + len(rest)]) == rest:
            return (first, *rest)
    return ()


def is_report(part: NormalizedText) -> bool:
    """Whether the text is a sports report."""
    return bool(_read(part.text, part.original).kind)


def is_about(part: NormalizedText, start: int, end: int) -> bool:
    """Whether the text, the sentence around the name at ``part.text[start:end]`` or what it goes before is sport."""
    sport = _read(part.text, part.original)
    return bool(sport.kind or OWN_GAMES.match(part.text, end)) or _sporting(sport, part.text, start, end)


def is_team(part: NormalizedText, start: int, end: int, *, listed_behind: str, constituent: bool = False) -> bool:
    """Whether the country's name at ``part.text[start:end]`` is its team's.

    ``listed_behind``: what the country's name right before it stood for, ``team`` or ``place``, where only a comma or
    ``and`` parts them; else empty. ``constituent``: the name
    is that of a part of the country that has teams of its own (``Scotland``): in sport it is that part, and not the
    whole country, unless a place is meant.
    """
    text = part.text
    sport = _read(text, part.original)
    if not (sport.kind or sport.sure or sport.maybe):
        return False
    before, behind = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
    if DATED.match(behind) and not AGAINST.search(before):
        return False
    if SURELY_TEAM_BEHIND.match(behind) or LED_BY.match(behind):
        return True
    if constituent and (sport.kind or _sporting(sport, text, start, end)):
        return before.endswith(("(", "( ")) or not _is_place(before, behind, listed_behind)
    if ABBREVIATED.fullmatch(text[start:end]) and QUALIFIED.match(behind):
        return False
    if sport.kind == "lone":
        played_in_teams = TEAM_EVENT.search(text, max(0, start - WINDOW), end + WINDOW)
        of_a_player = before.endswith(" of ") or re.match(" ?'s? ?[a-z]", behind)
        return bool(played_in_teams and not of_a_player) and not _is_place(before, behind, listed_behind)
    fixture = before.endswith((" v ", " v. ", " vs ", " vs. ")) or AGAINST_TEAM.match(behind)
    if not (sport.kind or fixture or _sporting(sport, text, start, end)):
        return False
    return not _is_place(before, behind, listed_behind)


def _sporting(sport: _Sport, text: str, start: int, end: int) -> bool:
    """Whether the sentence around the name is about a match."""
    low = max(0, start - WINDOW)
    for stop in _SENTENCE_END.finditer(text, low, start):
        low = stop.end()
    stop_behind = _SENTENCE_END.search(text, end, end + WINDOW)
    high = stop_behind.start() if stop_behind else end + WINDOW
    if bisect_left(sport.sure, high) > bisect_left(sport.sure, low):
        return True
    first, last = bisect_left(sport.maybe, (low, "")), bisect_left(sport.maybe, (high, ""))
    maybe = len({word for _, word in sport.maybe[first:last]})
    scores = bisect_left(sport.scores, high) - bisect_left(sport.scores, low)
    return (maybe >= 2 and scores >= 1) or maybe >= 4


def _is_place(before: str, behind: str, listed_behind: str) -> bool:
    """Whether what stands right around the name says that the country itself is meant."""
    if TEAM_BEHIND.match(behind) or FIGURES_BEHIND.match(behind):
        return before.endswith(("(", "( "))
    if before.endswith(("(", "( ")) and behind.lstrip().startswith((")", ",", "/")):
        return True
    if LOST_TO.search(before) or OF_TEAM.search(before):
        return False
    if PLACE_BEFORE.search(before):
        return True
    if listed_behind == "place":  # ``from Japan and South Korea``
        return True
    if not listed_behind and re.search(r"[^\W\d] ?, $", before):
        return True  # ``Al Ain, United Arab Emirates``
    return bool(GOVERNED.match(behind))
