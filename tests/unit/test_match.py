from collections.abc import Callable
from pathlib import Path

import pytest

from wirewatch.article import Article, Match
from wirewatch.matching.match import alerting, match
from wirewatch.watchlists import index, watchlist
from wirewatch.watchlists.index import Index

Compiled = Callable[[str], Index]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("packs") / "packs.index"
    index.write(watchlist.load(["countries", "officials"]), path)
    return Index.open(path)


@pytest.fixture
def compiled(tmp_path: Path) -> Compiled:
    def make(text: str) -> Index:
        index.write(watchlist.parse(text.encode()), tmp_path / "list.index")
        return Index.open(tmp_path / "list.index")

    return make


def found(text: str, using: Index, title: str = "", language: str | None = None) -> dict[str, Match]:
    return {m.entry: m for m in match(Article(id="a", text=text, title=title, language=language), using)}


def written(text: str, one: Match) -> list[str]:
    return [text[m.start : m.end] for m in one.mentions if m.where == "text"]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Papua New Guinea voted.", {"PG"}),
        ("South Sudan and Sudan signed.", {"SS", "SD"}),
        ("He moved from New Mexico to New Jersey.", set()),
        ("Georgia's 2003 Rose Revolution", {"GE"}),
        ("the U.S. and US allies told us", {"US"}),
        ("they told us to wait", set()),
        ("a turkey and a chad", set()),
        ("Guinea-Bissau, not Guinea", {"GW", "GN"}),
        ("Cote d’Ivoire and Côte d'Ivoire", {"CI"}),
        ("TURKEY WARNS GREECE", {"TR", "GR"}),
        ("an American textbook", {"US"}),
        ("the Czech Republic", {"CZ"}),
        ("the Kremlin said", {"RU"}),
        ("Germany-based, French-speaking", {"DE", "FR"}),
        ("Niger and Nigeria", {"NE", "NG"}),
        ("Iran and Iraq", {"IR", "IQ"}),
        ("Irania and Iraqistan", set()),
    ],
)
def test_names_are_read_as_people_write_them(packs: Index, text: str, entries: set[str]) -> None:
    assert set(found(text, packs)) == entries


def test_offsets_are_of_the_stored_text(packs: Index) -> None:
    text = "Ein gro\u00dfer  Tag: \ufb01ne Sa\u0303o Tome\u0301 and Pri\u0301ncipe, so\u00adft Belarus\u2019s  border"
    matches = found(text, packs)
    assert written(text, matches["BY"]) == ["Belarus"]
    assert written(text, matches["ST"]) == ["Sa\u0303o Tome\u0301 and Pri\u0301ncipe"]


def test_a_surname_alone_counts_once_the_full_name_stands_anywhere(compiled: Compiled) -> None:
    using = compiled("entries: [{name: Anton Siluanov, kind: person}, {name: Ursula von der Leyen, kind: person}]")
    text = "Siluanov flew in. Anton Siluanov said so, Siluanov's aide added. Von der Leyen met Ursula von der Leyen."
    matches = found(text, using, title="Siluanov speaks")
    assert [m.where for m in matches["anton-siluanov"].mentions] == ["title", "text", "text", "text"]
    assert written(text, matches["anton-siluanov"]) == ["Siluanov", "Anton Siluanov", "Siluanov"]
    assert written(text, matches["ursula-von-der-leyen"]) == ["Von der Leyen", "Ursula von der Leyen"]
    assert found("Siluanov flew in.", using) == {}


def test_a_surname_behind_another_given_name_is_another_person(packs: Index) -> None:
    text = "Alexander Lukashenko spoke. His son Viktor Lukashenko did not; President Lukashenko left."
    assert written(text, found(text, packs)["alexander-lukashenko"]) == ["Alexander Lukashenko", "President Lukashenko"]


def test_spellings_of_a_leader(packs: Index) -> None:
    for name in ("Alyaksandr Lukashenka", "Alexander Lukashenko", "Lukashenko"):
        assert "alexander-lukashenko" in found(f"Protests against {name} grew.", packs)


def test_contexts_case_and_prefix(compiled: Compiled) -> None:
    using = compiled(
        """
entries:
  - {id: mercury, name: Mercury, not_in: [Freddie Mercury], aliases: [{name: quicksilver, prefix: true}]}
  - {id: who, name: WHO, kind: organisation}
  - {id: ge, name: General Electric, aliases: [{name: GE, not_before: [Healthcare], not_after: [formerly]}]}
"""
    )
    assert set(found("Freddie Mercury sang", using)) == set()
    assert set(found("Quicksilvery Mercury rose", using)) == {"mercury"}
    assert set(found("who said Who", using)) == set()
    assert set(found("the WHO said", using)) == {"who"}
    assert set(found("GE Healthcare, formerly GE", using)) == set()
    assert set(found("GE rose", using)) == {"ge"}


def test_longest_name_wins_over_entries(compiled: Compiled) -> None:
    using = compiled("entries: [{id: bank, name: Bank of Russia}, {id: ru, name: Russia}]")
    assert set(found("The Bank of Russia met", using)) == {"bank"}


def test_regular_expression_characters_are_letters_like_others(compiled: Compiled) -> None:
    using = compiled(r"entries: ['A.B* (x+x+)+y', 'C++ [a-z]']")
    assert len(found("the A.B* (x+x+)+y and C++ [a-z] here", using)) == 2
    assert found("the AxB" + "x" * 5000, using) == {}


def test_names_in_scripts_without_spaces(compiled: Compiled) -> None:
    using = compiled("entries: [{id: tokyo, name: 東京}, {id: kyiv, name: Київ}]")
    assert set(found("昨日東京都で", using)) == {"tokyo"}
    assert set(found("У КИЇВ прибули", using)) == {"kyiv"}


def test_salience_and_alerting(packs: Index) -> None:
    text = "Russia said so. " + "Nothing happened. " * 100 + "Once, Poland was named."
    matches = match(Article(id="a", text=text, title="Russia speaks"), packs)
    assert [m.entry for m in matches] == ["RU", "PL"]
    assert matches[0].salience > 0.6 > matches[1].salience
    assert [m.entry for m in alerting(matches, packs)] == ["RU"]


def test_an_entry_may_ask_for_less(compiled: Compiled) -> None:
    using = compiled("entries: [{id: pl, name: Poland, min_salience: 0}]")
    matches = match(Article(id="a", text="Nothing. " * 200 + "Poland."), using)
    assert alerting(matches, using) == matches != []


def test_a_mention_carries_its_sentence(packs: Index) -> None:
    (mention,) = found("It rained. Snow fell on Norway. It melted.", packs)["NO"].mentions
    assert (mention.sentence, mention.rule, mention.name) == ("Snow fell on Norway.", "name", "Norway")


def test_no_article_is_too_odd(packs: Index) -> None:
    for text in ("", " ", "\n\n", "\x00\ud800", "-" * 100, "U.S." * 10, "'" * 50, "\u0301" * 9):
        found(text, packs, title=text)
