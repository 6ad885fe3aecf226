"""What stands around a country's name, as numbers: the features of ``wirewatch.matching.context_classifier``.

Each feature has a name, the reading of the name that it mostly speaks for or against, and a function of the text's
state and the candidate. Values are 0 or 1, or a probability. Whatever decides whether a country's name means the country
is in this list, so that it can be printed beside the learnt weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from wirewatch.matching.candidates import ADJECTIVES, NameCandidate, Rejection
from wirewatch.matching.context_words import context_words, surroundings
from wirewatch.matching.rules import organisations, person_names, sports, team_words
from wirewatch.matching.rules.government_acts import acts_as_government
from wirewatch.matching.rules.things import things
from wirewatch.matching.sport import sport_model
from wirewatch.matching.text_state import TextState
from wirewatch.text.normalize import normalize_name

PARTS: Final = ("part", "part-demonym")
_REACH: Final = 80
_LEAST: Final = 0.02
_SMALL_WORDS: Final = """
the a an and or but of in on at to for from by with as is are was were be been has have had will would can could may might
must not that which who whose when where after before over under into than then says said near against between through
across along about amid during until up down out off its his her their this these those it he she they
"""
_FUNCTION_WORDS: Final = frozenset(_SMALL_WORDS.split())
_PLURAL_NAME: Final = re.compile(r"s\.?$")
_PERSON_VERB: Final = re.compile(r"(?!.*(?:ss|us|is)$)[a-z]{3,}s$")
_PAST_VERB: Final = re.compile(r"[a-z]{3,}ed$")
_A_BEFORE: Final = re.compile(r"\b(?:an?|my|his|her|your|their|our|the old)(?: [a-z]+)? $")
_OF_BEFORE: Final = re.compile(r"(?<![\w'’-])([A-Z][\w'’-]+) of (?:the )?$")
_BARE_ARTICLE: Final = re.compile(r"\b(?:the|the (?:upper|lower|mighty|muddy|river)) $", re.IGNORECASE)
_ENDS_PHRASE: Final = re.compile(r" ?[.,;:!?)\"]|$| (?:" + "|".join(sorted(_FUNCTION_WORDS)) + r")\b")
_RIVER_BEFORE: Final = re.compile(r"\b(?:river|lake|mount|upper|lower|along the|banks of the|down the|up the) $")
_RIVER_BEHIND: Final = re.compile(r" (?:river|basin|delta|valley|burst|flows?|flowed|rises|rose above)\b")
_ALSO_NOUNS: Final = frozenset("turkey china chile jersey polish panama guinea swede".split())  # noqa: SIM905
_POSSESSIVE: Final = re.compile(r" ?'s?(?!\w)")
_AGED: Final = re.compile(r" ?, ?\d{1,3} ?,")
_GOVERNMENT: Final = re.compile(
    r"(?:'s|')? (?:[a-z]+ ){0,2}(?:government|president|parliament|army|navy|air force|coast guard|military|troops|forces|"
    r"ministry|minister|premier(?! league| division|ship)|court|senate|congress|embassy|ambassador|police|constitution|cabinet|regime|junta|border|"
    r"economy|lawmakers?|officials?|authorities|prosecutors?|diplomats?|soldiers|voters|election|elections|law|"
    r"opposition|rebels|nuclear|sanctions|treasury|assembly|king|queen|ruler|leader|people|citizens)\b"
)


class Feature(NamedTuple):
    """One sign: its name, what it speaks for where it is true, and how it is found."""

    name: str
    reading: Rejection | None
    value: Callable[[TextState, NameCandidate], float]


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _sport(state: TextState, candidate: NameCandidate) -> float:
    """How likely the name stands in sport: the article's probability, or its sentence's where that is surer."""
    if state.sport_at[0] != candidate.start:  # one candidate's features ask for it many times
        state.sport_at = (candidate.start, _sport_of(state, candidate))
    return state.sport_at[1]


def _sport_of(state: TextState, candidate: NameCandidate) -> float:
    if sports.dated(state.text, candidate.start, candidate.end):
        return 0.0
    if state.sports_wire:
        return 1.0
    return max(_probability(state.sport), _probability(state.sentence_sport(candidate.start)) ** 2)


def _in_sport(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, by how likely the name stands in sport; not looked for where that is next to nothing."""

    def value(state: TextState, candidate: NameCandidate) -> float:
        sport = _sport(state, candidate)
        return sport * sign(state, candidate) if sport > _LEAST else 0.0

    return value


def _of_names(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for names only: nationality words have it not."""
    return lambda state, candidate: float(_plain_name(candidate) and sign(state, candidate))


def _of_adjectives(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for nationality words only."""
    return lambda state, candidate: 0.0 if _plain_name(candidate) else float(sign(state, candidate))


def _of_parts(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for parts of a country only: ``Scotland``, ``Scottish``."""
    return lambda state, candidate: float(sign(state, candidate)) if candidate.alias.rule in PARTS else 0.0


def _before(state: TextState, candidate: NameCandidate) -> str:
    """The 80 characters before the name, as written."""
    return state.part.original[max(0, candidate.at - _REACH) : candidate.at].replace("\n", " ")


def _behind(state: TextState, candidate: NameCandidate) -> str:
    return state.part.original[candidate.to : candidate.to + _REACH].replace("\n", " ")


def _shouted(state: TextState, candidate: NameCandidate) -> bool:
    """Whether all is in capitals around the name, so that they say nothing."""
    return state.part.original[candidate.at : candidate.to + 12].isupper()


def _plain_name(candidate: NameCandidate) -> bool:
    return candidate.alias.rule not in ADJECTIVES


def _capital_word_behind(state: TextState, candidate: NameCandidate) -> str:
    """The word behind where its capital says that a longer name goes on; normalised, else empty."""
    word = state.word_behind(candidate.end)
    if not word or not word[0].isupper() or state.is_headline_case(candidate.start) or _shouted(state, candidate):
        return ""
    plain = state.normalized_word_behind(candidate.end)
    return "" if plain in person_names.AFTER_COUNTRIES or person_names.is_nationality(plain) else plain


def _capital_word_before(state: TextState, candidate: NameCandidate) -> str:
    """The same of the word before, within a sentence."""
    word = state.word_before(candidate.start)
    if not word or not word[0].isupper() or state.is_headline_case(candidate.start) or word.isupper():
        return ""
    looks = person_names.is_given_name_by_looks(state.part, candidate.start, word, normalize_name(word).strip("."))
    return word if looks else ""


def _verb_of_many(state: TextState, candidate: NameCandidate) -> float:
    """A verb in the plural behind a name in the singular: ``Croatia hold``, as British English writes of teams."""
    if not _plain_name(candidate) or _PLURAL_NAME.search(candidate.alias.name) or state.list_length:
        return 0.0
    word = state.normalized_word_behind(candidate.end)
    if not word.isascii() or not word.isalpha() or len(word) < 3 or word in _FUNCTION_WORDS:
        return 0.0
    return float(not (_PERSON_VERB.fullmatch(word) or _PAST_VERB.fullmatch(word) or word.endswith("ing")))


def _verb_of_one(state: TextState, candidate: NameCandidate) -> float:
    word = state.normalized_word_behind(candidate.end)
    return float(_plain_name(candidate) and bool(_PERSON_VERB.fullmatch(word)))


def _place(state: TextState, candidate: NameCandidate) -> float:
    start = state.list_start if state.list_length else candidate.start
    return float(sports.place_before(state.text, start) and not sports.result_before(state.text, start))


def _event(state: TextState, candidate: NameCandidate) -> float:
    if not sports_event(state, candidate):
        return 0.0
    return (
        1.0 if _behind(state, candidate)[1:2].isupper() and not _shouted(state, candidate) else _sport(state, candidate)
    )


def sports_event(state: TextState, candidate: NameCandidate) -> bool:
    """Whether a tournament's word stands right behind the name."""
    return organisations.event_behind(state.text, candidate.end)


def _organisation_behind(state: TextState, candidate: NameCandidate) -> float:
    behind = _behind(state, candidate)
    if not behind.startswith((" ", "-")) or _shouted(state, candidate):
        return 0.0
    rest = organisations.organisation_behind(behind)
    if rest:
        state.organisations.setdefault((candidate.number, rest.lower()), candidate.start)
    return float(rest is not None)


def _named_before(state: TextState, candidate: NameCandidate) -> float:
    """Whether the same words were part of an organisation's name earlier: ``American Midland has agreed``."""
    if not state.organisations:
        return 0.0
    first = state.organisations.get((candidate.number, state.word_behind(candidate.end).lower()), candidate.start)
    return float(first < candidate.start)


def _of_organisation(state: TextState, candidate: NameCandidate) -> float:
    return float(organisations.of_organisation(_before(state, candidate), adjective=not _plain_name(candidate)))


def _title_of(state: TextState, candidate: NameCandidate) -> str:
    """The word with a capital in ``Times of Malta``, ``President of Chile``; empty where there is none."""
    found = None if state.is_headline_case(candidate.start) else _OF_BEFORE.search(_before(state, candidate))
    return normalize_name(found[1]) if found else ""


def _something_of(state: TextState, candidate: NameCandidate) -> float:
    word = _title_of(state, candidate)
    return float(bool(word) and word not in person_names.OF_COUNTRIES)


def _unknown_word_before(state: TextState, candidate: NameCandidate) -> float:
    """A word that the vocabulary of the sport model has not, with a capital: ``Vodafone Albania``."""
    word = state.word_before(candidate.start)
    if not _plain_name(candidate) or not word[:1].isupper() or state.is_headline_case(candidate.start):
        return 0.0
    plain = normalize_name(word).strip(".")
    return float(len(plain) > 2 and not plain.endswith("'s") and not sport_model().knows(plain))


def _person(state: TextState, candidate: NameCandidate, *, sure: bool) -> float:
    return float(person_names.is_persons_name(state.part, candidate.start, candidate.end, sure=sure))


def _likely_person(state: TextState, candidate: NameCandidate) -> float:
    likely = candidate.alias.also_person and _plain_name(candidate)
    return float(likely and person_names.is_persons_name(state.part, candidate.start, candidate.end, sure=False))


def _common_noun(state: TextState, candidate: NameCandidate) -> float:
    """``a red Jersey and``: an article before, and nothing behind that the name would qualify."""
    if not _plain_name(candidate):
        return 0.0
    before = state.text[max(0, candidate.start - 40) : candidate.start]
    return float(bool(_A_BEFORE.search(before)) and bool(_ENDS_PHRASE.match(state.text, candidate.end)))


def _river(state: TextState, candidate: NameCandidate) -> float:
    """``along the Niger``: the article before a name that takes none, and no noun behind; or a river's word."""
    name = candidate.alias.name
    if not _plain_name(candidate) or " " in name or name.endswith("s") or not name.isalpha() or name.isupper():
        return 0.0
    text, before = state.text, state.text[max(0, candidate.start - 20) : candidate.start]
    if _RIVER_BEFORE.search(before) or _RIVER_BEHIND.match(text, candidate.end):
        return 1.0
    return float(bool(_BARE_ARTICLE.search(before)) and bool(_ENDS_PHRASE.match(text, candidate.end)))


def _thing(state: TextState, candidate: NameCandidate) -> float:
    """``Chile peppers``: what is behind is a plant, a dish, an animal or a garment, by the vector of the word."""
    word = state.normalized_word_behind(candidate.end)
    singular = word.removesuffix("s").removesuffix("e") if word.endswith("hes") else word.removesuffix("s")
    return float(word in things() or singular in things() or re.sub("ies$", "y", word) in things())


def _team_word(state: TextState, candidate: NameCandidate) -> float:
    return float(_plain_name(candidate) and sports.team_word_behind(state.text, candidate.end))


def _government_word(state: TextState, candidate: NameCandidate) -> float:
    return float(bool(_GOVERNMENT.match(state.text, candidate.end)))


def _qualifies(state: TextState, candidate: NameCandidate) -> float:
    return float(sports.qualifies(state.text, candidate.start, candidate.end))


def _team_by_words(state: TextState, candidate: NameCandidate) -> float:
    """Whether the words of team sports around the name, and where it stands among them, make it a team."""
    rule = candidate.alias.rule
    if rule == "part-demonym":
        return float(team_words.is_about(state.part, candidate.start, candidate.end))
    if rule in ADJECTIVES:
        return 0.0
    listed = state.list_length > 0
    before = ("team" if state.team_before else "place") if listed else ""
    team = team_words.is_team(
        state.part, candidate.start, candidate.end, listed_behind=before, constituent=rule == "part"
    )
    state.team_before = team
    return float(team)


def _no_team_in_report(state: TextState, candidate: NameCandidate) -> float:
    """The opposite, in what reads as a sports report by the same words."""
    known = _plain_name(candidate) and team_words.is_report(state.part)
    return float(bool(known) and not state.team_before)


def _party(state: TextState, candidate: NameCandidate) -> float:
    return float(
        _plain_name(candidate)
        and not _shouted(state, candidate)
        and organisations.party_behind(_behind(state, candidate))
    )


def _trade(state: TextState, candidate: NameCandidate) -> float:
    return float(not _shouted(state, candidate) and organisations.trade_behind(_behind(state, candidate)))


def _in_list(state: TextState, _: NameCandidate) -> float:
    return min(state.list_length, 3) / 3


def _unknown_behind(state: TextState, candidate: NameCandidate) -> float:
    """A word right behind that the vocabulary has not: ``Vodafone``'s kind, or a person's."""
    word = surroundings(state, candidate).behind
    return float(bool(word) and not context_words().knows(word))


def _capital_behind(state: TextState, candidate: NameCandidate) -> float:
    """A word right behind with a capital, where capitals say something."""
    return float(state.word_behind(candidate.end)[:1].isupper() and not state.is_headline_case(candidate.start))


def _function_word_behind(state: TextState, candidate: NameCandidate) -> bool:
    return surroundings(state, candidate).behind in _FUNCTION_WORDS


def _sign(word: str) -> bool:
    return bool(word) and not word.isalnum()


def _behind_is(test: Callable[[tuple[str, ...]], bool]) -> Callable[[TextState, NameCandidate], float]:
    return lambda state, candidate: float(test(surroundings(state, candidate).near_behind))


def _before_is(test: Callable[[tuple[str, ...]], bool]) -> Callable[[TextState, NameCandidate], float]:
    return lambda state, candidate: float(test(surroundings(state, candidate).near_before))


_GENERAL: Final = (
    Feature("nationality word", None, lambda _, c: float(not _plain_name(c))),
    Feature("part of the country", None, lambda _, c: float(c.alias.rule in PARTS)),
    Feature("singular verb", None, _verb_of_one),
    Feature("place before", None, _place),
    Feature("dateline", None, lambda s, c: float(sports.dated(s.text, c.start, c.end))),
    Feature("governed", None, lambda s, c: float(sports.governed(s.text, c.end))),
    Feature("government word behind", None, _government_word),
    Feature(
        "acts as a government", None, lambda s, c: float(acts_as_government(s.text, c.start, c.end, _behind(s, c)))
    ),
    Feature("abbreviation that qualifies", None, _qualifies),
    Feature("list of countries", None, _in_list),
    Feature("possessive", None, _of_names(lambda s, c: bool(_POSSESSIVE.match(s.text, c.end)))),
    Feature("name of several words", None, _of_names(lambda _, c: " " in c.alias.name)),
    Feature("unknown word behind a name", None, _of_names(_unknown_behind)),
    Feature("unknown word behind a nationality word", None, _of_adjectives(_unknown_behind)),
    Feature(
        "unknown word before in the sentence",
        None,
        lambda s, c: float(bool(word := surroundings(s, c).before) and not context_words().knows(word)),
    ),
    Feature("capital behind a name", None, _of_names(_capital_behind)),
    Feature("capital behind a nationality word", None, _of_adjectives(_capital_behind)),
    Feature("headline case", None, lambda s, c: float(s.is_headline_case(c.start))),
    Feature("first in its sentence", None, lambda s, c: float(s.sentence(c.start)[0] == c.start)),
    Feature("last in its sentence", None, _behind_is(lambda words: not words)),
    Feature("comma behind", None, _behind_is(lambda words: words[:1] == (",",))),
    Feature("sign behind", None, _behind_is(lambda words: _sign("".join(words[:1])))),
    Feature("comma before", None, _before_is(lambda words: words[:1] == (",",))),
    Feature("sign before", None, _before_is(lambda words: _sign("".join(words[:1])))),
)
_TEAM: Final = (
    Feature("team by its words", Rejection.TEAM, _team_by_words),
    Feature("no team by its words, in a report", None, _no_team_in_report),
    Feature("no team by its words, in sport", None, _in_sport(_no_team_in_report)),
    Feature("team by its words, sports wire", Rejection.TEAM, lambda s, _: float(s.sports_wire and s.team_before)),
    Feature("no team by its words, sports wire", None, _of_names(lambda s, _: s.sports_wire and not s.team_before)),
    Feature("sport", Rejection.TEAM, _of_names(_sport)),
    Feature("sports wire", Rejection.TEAM, _of_names(lambda s, _: s.team_sport_wire)),
    Feature("wire of other sports", None, _of_names(lambda s, _: s.sports_wire and not s.team_sport_wire)),
    Feature(
        "part, in sport",
        Rejection.PART_IN_SPORT,
        _of_parts(lambda s, c: max(_sport(s, c), sports.own_games(s.text, c.end))),
    ),
    Feature("team word behind, in sport", Rejection.TEAM, _in_sport(_team_word)),
    Feature(
        "certain team word behind",
        Rejection.TEAM,
        _of_names(lambda s, c: sports.certain_team_word_behind(s.text, c.start, c.end)),
    ),
    Feature("score line", Rejection.TEAM, _of_names(lambda s, c: sports.score_line(s.text, c.start, c.end))),
    Feature("opponent beside", Rejection.TEAM, _of_names(lambda s, c: sports.opponent_beside(s.text, c.start, c.end))),
    Feature("plural verb", Rejection.TEAM, _verb_of_many),
    Feature("plural verb, in sport", Rejection.TEAM, _in_sport(_verb_of_many)),
    Feature("event of teams", Rejection.TEAM, _of_names(lambda s, c: sports.team_event(s.text, c.start, c.end))),
    Feature("place before, in sport", None, _in_sport(_place)),
    Feature("news words, in sport", None, _in_sport(lambda s, c: min(s.news_words(c.start), 3) / 3)),
    Feature("origin of a player", None, lambda s, c: float(sports.origin_of_player(s.part.original, c.at, c.to))),
    Feature("person behind", None, lambda s, c: float(sports.person_behind(s.part.original, c.to))),
    Feature("played alone", None, lambda s, c: float(sports.played_alone(s.part.original, c.at, c.to))),
)
_ORGANISATION: Final = (
    Feature("organisation of", Rejection.ORGANISATION, _of_organisation),
    Feature("something of", Rejection.ORGANISATION, _something_of),
    Feature("unknown word before", Rejection.ORGANISATION, _unknown_word_before),
    Feature("organisation behind", Rejection.ORGANISATION, _organisation_behind),
    Feature("organisation named before", Rejection.ORGANISATION, _named_before),
    Feature("trade behind", Rejection.ORGANISATION, _trade),
    Feature("party behind", Rejection.ORGANISATION, _party),
    Feature("event behind", Rejection.EVENT, _event),
    Feature(
        "vessel before", Rejection.ORGANISATION, _of_names(lambda s, c: organisations.vessel_before(_before(s, c)))
    ),
    Feature("name goes on", Rejection.ORGANISATION, _of_names(lambda s, c: bool(_capital_word_behind(s, c)))),
    Feature(
        "nationality word, name goes on",
        Rejection.ORGANISATION,
        lambda s, c: float(not _plain_name(c) and bool(_capital_word_behind(s, c))),
    ),
    Feature("name began before", Rejection.ORGANISATION, _of_names(lambda s, c: bool(_capital_word_before(s, c)))),
    Feature(
        "bank of the state",
        None,
        lambda s, c: float(organisations.central_bank(s.text, c.start, c.end)),
    ),
)
_PERSON: Final = (
    Feature("name is a person's as well", Rejection.PERSON, _of_names(lambda _, c: c.alias.also_person)),
    Feature("given name or honorific before", Rejection.PERSON, lambda s, c: _person(s, c, sure=True)),
    Feature("person by its looks", Rejection.PERSON, _likely_person),
    Feature("age behind", Rejection.PERSON, lambda s, c: float(bool(_AGED.match(s.text, c.end)))),
)
_THING: Final = (
    Feature("thing behind", Rejection.THING, lambda s, c: _thing(s, c) if _plain_name(c) else 0.0),
    Feature("nationality word, thing behind", Rejection.THING, lambda s, c: 0.0 if _plain_name(c) else _thing(s, c)),
    Feature("common noun", Rejection.THING, _common_noun),
    Feature(
        "name is a common noun as well",
        Rejection.THING,
        lambda _, c: float(normalize_name(c.alias.name) in _ALSO_NOUNS),
    ),
    Feature("nationality word, function word behind", Rejection.THING, _of_adjectives(_function_word_behind)),
    Feature(
        "nationality word first, function word behind",
        Rejection.THING,
        _of_adjectives(lambda s, c: s.sentence(c.start)[0] == c.start and _function_word_behind(s, c)),
    ),
    Feature("river", Rejection.THING, _river),
)
FEATURES: Final[tuple[Feature, ...]] = (*_GENERAL, *_TEAM, *_ORGANISATION, *_PERSON, *_THING)
