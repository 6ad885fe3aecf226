"""Signs around a country's name, one function each; ``wirewatch.matching.context_features`` makes features of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from wirewatch.matching.candidates import ADJECTIVES, NameCandidate
from wirewatch.matching.context_words import context_words, surroundings
from wirewatch.matching.rules import organisations, person_names, sports, team_words
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
across along about amid during until up down out off its his her their my our your this these those it he she they
"""
_FUNCTION_WORDS: Final = frozenset(_SMALL_WORDS.split())
_PLURAL_NAME: Final = re.compile(r"s\.?$")
_PERSON_VERB: Final = re.compile(r"(?!.*(?:ss|us|is)$)[a-z]{3,}s$")
_PAST_VERB: Final = re.compile(r"[a-z]{3,}ed$")
_BRACKETED: Final = re.compile(r"\((?:[Tt]he )?((?:[A-Z][\w.]*[ -]){0,4}[A-Z][\w.]*)\)")
_IRREGULAR_PASTS: Final = frozenset(
    """
    began blew bought brought broke built burnt caught chose clung came dealt dug drew drove fed fell felt fled fought found flew
    forbade forgot forgave froze gave got grew went hung heard hid held kept knew laid lent left lost made meant met paid ran
    rose said sat saw sought sold sent shook shone shot showed shrank slept slid sold spent spoke stole stood struck swept
    swore taught took thought threw told understood undertook withdrew withheld woke won wore wrote
    """.split()  # noqa: SIM905
)
_A_BEFORE: Final = re.compile(r"\b(?:an?|my|his|her|your|their|our|the old)(?: [a-z]+)? $")
_OF_BEFORE: Final = re.compile(r"(?<![\w'’-])([A-Z][\w'’-]+) of (?:the )?$")
_BARE_ARTICLE: Final = re.compile(r"\b(?:the|the (?:upper|lower|mighty|muddy|river)) $", re.IGNORECASE)
_ENDS_PHRASE: Final = re.compile(r" ?[.,;:!?)\"]|$| (?:" + "|".join(sorted(_FUNCTION_WORDS)) + r")\b")
_RIVER_BEFORE: Final = re.compile(r"\b(?:river|lake|mount|upper|lower|along the|banks of the|down the|up the) $")
_RIVER_BEHIND: Final = re.compile(r" (?:river|basin|delta|valley|burst|flows?|flowed|rises|rose above)\b")
_ALSO_WORDS: Final = frozenset("turkey china chile jersey polish".split())  # noqa: SIM905
POSSESSIVE: Final = re.compile(r" ?'s?(?!\w)")
AGED: Final = re.compile(r" ?, ?\d{1,3} ?,")
_GOVERNMENT: Final = re.compile(
    r"(?:'s|')? (?:[a-z]+ ){0,2}(?:government|president|parliament|army|navy|air force|coast guard|military|troops|forces|"
    r"ministry|minister|premier(?! league| division|ship)|court|senate|congress|embassy|ambassador|police|constitution|cabinet|regime|junta|border|"
    r"economy|lawmakers?|officials?|authorities|prosecutors?|diplomats?|soldiers|voters|election|elections|law|"
    r"opposition|rebels|nuclear|sanctions|treasury|assembly|king|queen|ruler|leader|people|citizens)\b"
)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def sport_probability(state: TextState, candidate: NameCandidate) -> float:
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


def in_sport(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, by how likely the name stands in sport; not looked for where that is next to nothing."""

    def value(state: TextState, candidate: NameCandidate) -> float:
        sport = sport_probability(state, candidate)
        return sport * sign(state, candidate) if sport > _LEAST else 0.0

    return value


def of_names(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for names only: nationality words have it not."""
    return lambda state, candidate: float(is_name(candidate) and sign(state, candidate))


def of_adjectives(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for nationality words only."""
    return lambda state, candidate: 0.0 if is_name(candidate) else float(sign(state, candidate))


def of_parts(sign: Callable[[TextState, NameCandidate], float]) -> Callable[[TextState, NameCandidate], float]:
    """The sign, for parts of a country only: ``Scotland``, ``Scottish``."""
    return lambda state, candidate: float(sign(state, candidate)) if candidate.alias.rule in PARTS else 0.0


def text_before(state: TextState, candidate: NameCandidate) -> str:
    """The 80 characters before the name, as written."""
    return state.part.original[max(0, candidate.at - _REACH) : candidate.at].replace("\n", " ")


def text_behind(state: TextState, candidate: NameCandidate) -> str:
    """The 80 characters behind the name, as written."""
    return state.part.original[candidate.to : candidate.to + _REACH].replace("\n", " ")


def is_shouted(state: TextState, candidate: NameCandidate) -> bool:
    """Whether all is in capitals around the name, so that they say nothing."""
    return state.part.original[candidate.at : candidate.to + 12].isupper()


def is_name(candidate: NameCandidate) -> bool:
    """Whether it is a name, and no nationality word."""
    return candidate.alias.rule not in ADJECTIVES


def capital_word_behind(state: TextState, candidate: NameCandidate) -> str:
    """The word behind where its capital says that a longer name goes on; normalised, else empty."""
    word = state.word_behind(candidate.end)
    if not word or not word[0].isupper() or state.is_headline_case(candidate.start) or is_shouted(state, candidate):
        return ""
    plain = state.normalized_word_behind(candidate.end)
    return "" if plain in person_names.AFTER_COUNTRIES or person_names.is_nationality(plain) else plain


def capital_word_before(state: TextState, candidate: NameCandidate) -> str:
    """The same of the word before, within a sentence."""
    word = state.word_before(candidate.start)
    if not word or not word[0].isupper() or state.is_headline_case(candidate.start) or word.isupper():
        return ""
    looks = person_names.is_given_name_by_looks(state.part, candidate.start, word, normalize_name(word).strip("."))
    return word if looks else ""


def verb_of_many(state: TextState, candidate: NameCandidate) -> float:
    """A verb in the plural behind a name in the singular: ``Croatia hold``, as British English writes of teams."""
    if not is_name(candidate) or _PLURAL_NAME.search(candidate.alias.name) or state.list_length:
        return 0.0
    word = state.normalized_word_behind(candidate.end)
    if not word.isascii() or not word.isalpha() or len(word) < 3 or word in _FUNCTION_WORDS:
        return 0.0
    if word in _IRREGULAR_PASTS:
        return 0.0
    return float(not (_PERSON_VERB.fullmatch(word) or _PAST_VERB.fullmatch(word) or word.endswith("ing")))


def verb_of_one(state: TextState, candidate: NameCandidate) -> float:
    """A verb in the singular behind a name: ``Croatia holds``."""
    word = state.normalized_word_behind(candidate.end)
    return float(is_name(candidate) and bool(_PERSON_VERB.fullmatch(word)))


def place_meant(state: TextState, candidate: NameCandidate) -> float:
    """Where, and so a place: ``in``, ``near``; not ``lost to``."""
    start = state.list_start if state.list_length else candidate.start
    if state.place_at[0] != start:  # two features ask for it
        place = sports.place_before(state.text, start) and not sports.result_before(state.text, start)
        state.place_at = (start, float(place))
    return state.place_at[1]


def named_event(state: TextState, candidate: NameCandidate) -> float:
    """A tournament's word behind; in small letters only as far as the name stands in sport."""
    if not sports_event(state, candidate):
        return 0.0
    return (
        1.0
        if text_behind(state, candidate)[1:2].isupper() and not is_shouted(state, candidate)
        else sport_probability(state, candidate)
    )


def sports_event(state: TextState, candidate: NameCandidate) -> bool:
    """Whether a tournament's word stands right behind the name."""
    return organisations.event_behind(state.text, candidate.end)


def in_brackets(state: TextState, candidate: NameCandidate) -> float:
    """``(Canadian Press)``: within a longer name in brackets, as agencies sign their reports."""
    original = state.part.original
    opening = original.rfind("(", max(0, candidate.at - 40), candidate.at)
    found = _BRACKETED.match(original, opening) if opening >= 0 else None
    return float(found is not None and found.start(1) <= candidate.at and candidate.to < found.end(1))


def organisation_behind(state: TextState, candidate: NameCandidate) -> float:
    """The rest of an organisation's name behind; noted, for when it is named again in short."""
    behind = text_behind(state, candidate)
    if not behind.startswith((" ", "-")) or is_shouted(state, candidate):
        return 0.0
    rest = organisations.organisation_behind(behind)
    if rest:
        state.organisations.setdefault((candidate.number, rest.lower()), candidate.start)
    return float(rest is not None)


def named_before(state: TextState, candidate: NameCandidate) -> float:
    """Whether the same words were part of an organisation's name earlier: ``American Midland has agreed``."""
    if not state.organisations:
        return 0.0
    first = state.organisations.get((candidate.number, state.word_behind(candidate.end).lower()), candidate.start)
    return float(first < candidate.start)


def of_organisation(state: TextState, candidate: NameCandidate) -> float:
    """``Royal Bank of``: an organisation's word before."""
    return float(organisations.of_organisation(text_before(state, candidate), adjective=not is_name(candidate)))


def _title_of(state: TextState, candidate: NameCandidate) -> str:
    """The word with a capital in ``Times of Malta``, ``President of Chile``; empty where there is none."""
    found = None if state.is_headline_case(candidate.start) else _OF_BEFORE.search(text_before(state, candidate))
    return normalize_name(found[1]) if found else ""


def something_of(state: TextState, candidate: NameCandidate) -> float:
    """A word with a capital and ``of`` that is not said of countries."""
    word = _title_of(state, candidate)
    return float(bool(word) and word not in person_names.OF_COUNTRIES)


def unknown_word_before(state: TextState, candidate: NameCandidate) -> float:
    """A word that the vocabulary of the sport model has not, with a capital: ``Vodafone Albania``."""
    word = state.word_before(candidate.start)
    if not is_name(candidate) or not word[:1].isupper() or state.is_headline_case(candidate.start):
        return 0.0
    plain = normalize_name(word).strip(".")
    return float(len(plain) > 2 and not plain.endswith("'s") and not sport_model().knows(plain))


def persons_name(state: TextState, candidate: NameCandidate, *, sure: bool) -> float:
    """Whether a given name or the like stands beside."""
    return float(person_names.is_persons_name(state.part, candidate.start, candidate.end, sure=sure))


def likely_person(state: TextState, candidate: NameCandidate) -> float:
    """The same by looks, for names that people bear."""
    likely = candidate.alias.also_person and is_name(candidate)
    return float(likely and person_names.is_persons_name(state.part, candidate.start, candidate.end, sure=False))


def common_noun(state: TextState, candidate: NameCandidate) -> float:
    """``a red Jersey and``: an article before, and nothing behind that the name would qualify."""
    if not is_name(candidate):
        return 0.0
    before = state.text[max(0, candidate.start - 40) : candidate.start]
    return float(bool(_A_BEFORE.search(before)) and bool(_ENDS_PHRASE.match(state.text, candidate.end)))


def river_name(state: TextState, candidate: NameCandidate) -> float:
    """``along the Niger``: the article before a name that takes none, and no noun behind; or a river's word."""
    name = candidate.alias.name
    if not is_name(candidate) or " " in name or name.endswith("s") or not name.isalpha() or name.isupper():
        return 0.0
    text, before = state.text, state.text[max(0, candidate.start - 20) : candidate.start]
    if _RIVER_BEFORE.search(before) or _RIVER_BEHIND.match(text, candidate.end):
        return 1.0
    return float(bool(_BARE_ARTICLE.search(before)) and bool(_ENDS_PHRASE.match(text, candidate.end)))


def thing_behind(state: TextState, candidate: NameCandidate) -> float:
    """``Chile peppers``: what is behind is a plant, a dish, an animal or a garment, by the vector of the word."""
    if capital_behind(state, candidate):  # ``Chad Miller``
        return 0.0
    word = state.normalized_word_behind(candidate.end)
    singular = word.removesuffix("s").removesuffix("e") if word.endswith("hes") else word.removesuffix("s")
    return float(word in things() or singular in things() or re.sub("ies$", "y", word) in things())


def team_word_behind(state: TextState, candidate: NameCandidate) -> float:
    """``goalkeeper``, ``innings`` behind a name."""
    return float(is_name(candidate) and sports.team_word_behind(state.text, candidate.end))


def government_word_behind(state: TextState, candidate: NameCandidate) -> float:
    """``'s government``, ``troops``."""
    return float(bool(_GOVERNMENT.match(state.text, candidate.end)))


def qualifies(state: TextState, candidate: NameCandidate) -> float:
    """``U.S. women``."""
    return float(sports.qualifies(state.text, candidate.start, candidate.end))


def team_by_words(state: TextState, candidate: NameCandidate) -> float:
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


def no_team_in_report(state: TextState, candidate: NameCandidate) -> float:
    """The opposite, in what reads as a sports report by the same words."""
    known = is_name(candidate) and team_words.is_report(state.part)
    return float(bool(known) and not state.team_before)


def party_name(state: TextState, candidate: NameCandidate) -> float:
    """``Labour Party`` behind a name."""
    return float(
        is_name(candidate)
        and not is_shouted(state, candidate)
        and organisations.party_behind(text_behind(state, candidate))
    )


def trade_name(state: TextState, candidate: NameCandidate) -> float:
    """``Steel``, ``Hotel`` behind."""
    return float(not is_shouted(state, candidate) and organisations.trade_behind(text_behind(state, candidate)))


def in_list(state: TextState, _: NameCandidate) -> float:
    """How many names of the same list stand before, to three."""
    return min(state.list_length, 3) / 3


def unknown_behind(state: TextState, candidate: NameCandidate) -> float:
    """A word right behind that the vocabulary has not: ``Vodafone``'s kind, or a person's."""
    word = surroundings(state, candidate).behind
    return float(bool(word) and not context_words().knows(word))


def capital_behind(state: TextState, candidate: NameCandidate) -> float:
    """A word right behind with a capital, where capitals say something."""
    return float(state.word_behind(candidate.end)[:1].isupper() and not state.is_headline_case(candidate.start))


def is_common_word(candidate: NameCandidate) -> bool:
    """Whether the name is an ordinary noun or verb of English as well: ``turkey``, ``polish``."""
    return normalize_name(candidate.alias.name) in _ALSO_WORDS


def function_word_behind(state: TextState, candidate: NameCandidate) -> bool:
    """Whether the word behind is one of grammar: ``up``, ``the``."""
    return surroundings(state, candidate).behind in _FUNCTION_WORDS


def is_sign(word: str) -> bool:
    """Whether a token is a sign and no word."""
    return bool(word) and not word.isalnum()


def signs_behind(test: Callable[[tuple[str, ...]], bool]) -> Callable[[TextState, NameCandidate], float]:
    """A test of the tokens behind."""
    return lambda state, candidate: float(test(surroundings(state, candidate).near_behind))


def signs_before(test: Callable[[tuple[str, ...]], bool]) -> Callable[[TextState, NameCandidate], float]:
    """A test of the tokens before, the nearest first."""
    return lambda state, candidate: float(test(surroundings(state, candidate).near_before))
