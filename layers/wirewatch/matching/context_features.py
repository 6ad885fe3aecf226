"""What stands around a country's name, as numbers: the features of ``wirewatch.matching.context_classifier``.

Each feature has a name, the reading of the name that it mostly speaks for or against, and a function of the text's
state and the candidate. Values are 0 or 1, or a probability. Whatever decides whether a country's name means the country
is in this list, so that it can be printed beside the learnt weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from wirewatch.matching import context_signs as signs
from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.context_words import context_words, surroundings
from wirewatch.matching.rules import organisations, sports
from wirewatch.matching.rules.government_acts import acts_as_government
from wirewatch.matching.text_state import TextState


class Feature(NamedTuple):
    """One sign: its name, what it speaks for where it is true, and how it is found."""

    name: str
    reading: Rejection | None
    value: Callable[[TextState, NameCandidate], float]


_GENERAL: Final = (
    Feature("nationality word", None, lambda _, c: float(not signs.is_name(c))),
    Feature("part of the country", None, lambda _, c: float(c.alias.rule in signs.PARTS)),
    Feature("singular verb", None, signs.verb_of_one),
    Feature("place before", None, signs.place_meant),
    Feature("dateline", None, lambda s, c: float(sports.dated(s.text, c.start, c.end))),
    Feature("governed", None, lambda s, c: float(sports.governed(s.text, c.end))),
    Feature("government word behind", None, signs.government_word_behind),
    Feature(
        "acts as a government",
        None,
        lambda s, c: float(acts_as_government(s.text, c.start, c.end, signs.text_behind(s, c))),
    ),
    Feature("abbreviation that qualifies", None, signs.qualifies),
    Feature("list of countries", None, signs.in_list),
    Feature("possessive", None, signs.of_names(lambda s, c: bool(signs.POSSESSIVE.match(s.text, c.end)))),
    Feature("name of several words", None, signs.of_names(lambda _, c: " " in c.alias.name)),
    Feature("unknown word behind a name", None, signs.of_names(signs.unknown_behind)),
    Feature("unknown word behind a nationality word", None, signs.of_adjectives(signs.unknown_behind)),
    Feature(
        "unknown word before in the sentence",
        None,
        lambda s, c: float(bool(word := surroundings(s, c).before) and not context_words().knows(word)),
    ),
    Feature("capital behind a name", None, signs.of_names(signs.capital_behind)),
    Feature("capital behind a nationality word", None, signs.of_adjectives(signs.capital_behind)),
    Feature("headline case", None, lambda s, c: float(s.is_headline_case(c.start))),
    Feature("capitals all around", None, lambda s, c: float(signs.is_shouted(s, c))),
    Feature("first in its sentence", None, lambda s, c: float(s.sentence(c.start)[0] == c.start)),
    Feature("last in its sentence", None, signs.signs_behind(lambda words: not words)),
    Feature("comma behind", None, signs.signs_behind(lambda words: words[:1] == (",",))),
    Feature("sign behind", None, signs.signs_behind(lambda words: signs.is_sign("".join(words[:1])))),
    Feature("comma before", None, signs.signs_before(lambda words: words[:1] == (",",))),
    Feature("sign before", None, signs.signs_before(lambda words: signs.is_sign("".join(words[:1])))),
)
_TEAM: Final = (
    Feature("team by its words", Rejection.TEAM, signs.team_by_words),
    Feature("no team by its words, in a report", None, signs.no_team_in_report),
    Feature("no team by its words, in sport", None, signs.in_sport(signs.no_team_in_report)),
    Feature("team by its words, sports wire", Rejection.TEAM, lambda s, _: float(s.sports_wire and s.team_before)),
    Feature(
        "no team by its words, sports wire", None, signs.of_names(lambda s, _: s.sports_wire and not s.team_before)
    ),
    Feature("sport", Rejection.TEAM, signs.of_names(signs.sport_probability)),
    Feature("sports wire", Rejection.TEAM, signs.of_names(lambda s, _: s.team_sport_wire)),
    Feature("wire of other sports", None, signs.of_names(lambda s, _: s.sports_wire and not s.team_sport_wire)),
    Feature(
        "part, in sport",
        Rejection.PART_IN_SPORT,
        signs.of_parts(lambda s, c: max(signs.sport_probability(s, c), sports.own_games(s.text, c.end))),
    ),
    Feature("team word behind, in sport", Rejection.TEAM, signs.in_sport(signs.team_word_behind)),
    Feature(
        "certain team word behind",
        Rejection.TEAM,
        signs.of_names(lambda s, c: sports.certain_team_word_behind(s.text, c.start, c.end)),
    ),
    Feature("score line", Rejection.TEAM, signs.of_names(lambda s, c: sports.score_line(s.text, c.start, c.end))),
    Feature(
        "opponent beside", Rejection.TEAM, signs.of_names(lambda s, c: sports.opponent_beside(s.text, c.start, c.end))
    ),
    Feature("plural verb", Rejection.TEAM, signs.verb_of_many),
    Feature("plural verb, in sport", Rejection.TEAM, signs.in_sport(signs.verb_of_many)),
    Feature("event of teams", Rejection.TEAM, signs.of_names(lambda s, c: sports.team_event(s.text, c.start, c.end))),
    Feature("place before, in sport", None, signs.in_sport(signs.place_meant)),
    Feature("news words, in sport", None, signs.in_sport(lambda s, c: min(s.news_words(c.start), 3) / 3)),
    Feature("origin of a player", None, lambda s, c: float(sports.origin_of_player(s.part.original, c.at, c.to))),
    Feature("person behind", None, lambda s, c: float(sports.person_behind(s.part.original, c.to))),
    Feature("played alone", None, lambda s, c: float(sports.played_alone(s.part.original, c.at, c.to))),
)
_ORGANISATION: Final = (
    Feature("organisation of", Rejection.ORGANISATION, signs.of_organisation),
    Feature("something of", Rejection.ORGANISATION, signs.something_of),
    Feature("unknown word before", Rejection.ORGANISATION, signs.unknown_word_before),
    Feature("organisation behind", Rejection.ORGANISATION, signs.organisation_behind),
    Feature("organisation named before", Rejection.ORGANISATION, signs.named_before),
    Feature("in a longer name in brackets", Rejection.ORGANISATION, signs.in_brackets),
    Feature("trade behind", Rejection.ORGANISATION, signs.trade_name),
    Feature("party behind", Rejection.ORGANISATION, signs.party_name),
    Feature("event behind", Rejection.EVENT, signs.named_event),
    Feature(
        "vessel before",
        Rejection.ORGANISATION,
        signs.of_names(lambda s, c: organisations.vessel_before(signs.text_before(s, c))),
    ),
    Feature("name goes on", Rejection.ORGANISATION, signs.of_names(lambda s, c: bool(signs.capital_word_behind(s, c)))),
    Feature(
        "nationality word, name goes on",
        Rejection.ORGANISATION,
        signs.of_adjectives(lambda s, c: bool(signs.capital_word_behind(s, c))),
    ),
    Feature(
        "name began before", Rejection.ORGANISATION, signs.of_names(lambda s, c: bool(signs.capital_word_before(s, c)))
    ),
    Feature(
        "bank of the state",
        None,
        lambda s, c: float(organisations.central_bank(s.text, c.start, c.end)),
    ),
)
_PERSON: Final = (
    Feature("name is a person's as well", Rejection.PERSON, signs.of_names(lambda _, c: c.alias.also_person)),
    Feature("given name or honorific before", Rejection.PERSON, lambda s, c: signs.persons_name(s, c, sure=True)),
    Feature("person by its looks", Rejection.PERSON, signs.likely_person),
    Feature("age behind", Rejection.PERSON, lambda s, c: float(bool(signs.AGED.match(s.text, c.end)))),
)
_THING: Final = (
    Feature("thing behind", Rejection.THING, signs.of_names(signs.thing_behind)),
    Feature("nationality word, thing behind", Rejection.THING, signs.of_adjectives(signs.thing_behind)),
    Feature("common noun", Rejection.THING, signs.common_noun),
    Feature(
        "name is a common noun as well",
        Rejection.THING,
        lambda _, c: float(signs.is_common_word(c)),
    ),
    Feature("nationality word, function word behind", Rejection.THING, signs.of_adjectives(signs.function_word_behind)),
    Feature(
        "nationality word that is a verb, function word behind",  # ``Polish up``
        Rejection.THING,
        signs.of_adjectives(lambda s, c: signs.is_common_word(c) and signs.function_word_behind(s, c)),
    ),
    Feature("river", Rejection.THING, signs.river_name),
)
FEATURES: Final[tuple[Feature, ...]] = (*_GENERAL, *_TEAM, *_ORGANISATION, *_PERSON, *_THING)
