import random
from collections.abc import Callable
from pathlib import Path

import pytest

from wirewatch.matching.explain import explain
from wirewatch.matching.matcher import MAX_SENTENCE, alertable_matches, match
from wirewatch.records import Article, Match
from wirewatch.watchlists import index, loader
from wirewatch.watchlists.index import WatchlistIndex

DATA = Path(__file__).parents[2] / "data"
Compiled = Callable[[str], WatchlistIndex]


@pytest.fixture
def compiled(tmp_path: Path) -> Compiled:
    def make(text: str) -> WatchlistIndex:
        index.write(loader.parse(text.encode()), tmp_path / "list.index")
        return WatchlistIndex.open(tmp_path / "list.index")

    return make


def found(text: str, using: WatchlistIndex, title: str = "", language: str | None = None) -> dict[str, Match]:
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
        ("Germany-based, French-owned", {"DE", "FR"}),
        ("Niger and Nigeria", {"NE", "NG"}),
        ("Iran and Iraq", {"IR", "IQ"}),
        ("Irania and Iraqistan", set()),
    ],
)
def test_names_are_read_as_people_write_them(packs: WatchlistIndex, text: str, entries: set[str]) -> None:
    assert set(found(text, packs)) == entries


def test_offsets_are_of_the_stored_text(packs: WatchlistIndex) -> None:
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


def test_a_surname_behind_another_given_name_is_another_person(packs: WatchlistIndex) -> None:
    text = "Alexander Lukashenko spoke. His son Viktor Lukashenko did not; President Lukashenko left."
    assert written(text, found(text, packs)["alexander-lukashenko"]) == ["Alexander Lukashenko", "President Lukashenko"]


def test_spellings_of_a_leader(packs: WatchlistIndex) -> None:
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


def test_salience_and_alerting(packs: WatchlistIndex) -> None:
    text = "Russia said so. " + "Nothing happened. " * 100 + "Once, Poland was named."
    matches = match(Article(id="a", text=text, title="Russia speaks"), packs)
    assert [m.entry for m in matches] == ["RU", "PL"]
    assert matches[0].salience > 0.6 > matches[1].salience
    assert [m.entry for m in alertable_matches(matches, packs)] == ["RU"]


def test_an_entry_may_ask_for_less(compiled: Compiled) -> None:
    using = compiled("entries: [{id: pl, name: Poland, min_salience: 0}]")
    matches = match(Article(id="a", text="Nothing. " * 200 + "Poland."), using)
    assert alertable_matches(matches, using) == matches != []


def test_a_mention_carries_its_sentence(packs: WatchlistIndex) -> None:
    (mention,) = found("It rained. Snow fell on Norway. It melted.", packs)["NO"].mentions
    assert (mention.sentence, mention.rule, mention.name) == ("Snow fell on Norway.", "name", "Norway")


def test_no_article_is_too_odd(packs: WatchlistIndex) -> None:
    for text in ("", " ", "\n\n", "\x00\ud800", "-" * 100, "U.S." * 10, "'" * 50, "\u0301" * 9):
        found(text, packs, title=text)


def test_capitals_are_found_alike_whether_or_not_small_letters_are_looked_at(compiled: Compiled) -> None:
    names = "entries: [{id: by, name: Belarus}, {id: fi, name: Åland Fjord}, {id: dk, name: Ærø}, {id: tokyo, name: 東京}, {id: kyiv, name: Київ}"
    pieces = ["Belarus", "BE\u00adLARUS", "belarus", "A\u030aland  ﬁ ﬁ Åland Fjord", "東京都", "в Київ", "_Belarus", "xBelarus",
              "#Belarus", "Ærø", "\u200bBelarus\u200b", "ﬃ", " \t ", "\n", "’", "É"]  # fmt: skip
    chance = random.Random(7)
    texts = ["".join(chance.choices(pieces, k=12)) for _ in range(300)]
    without = [match(Article(id="a", text=text), compiled(names + "]")) for text in texts]
    assert without == [
        match(Article(id="a", text=text), compiled(names + ", {id: topic, name: zzz}]")) for text in texts
    ]
    assert sum(len(one.mentions) for matches in without for one in matches) > 500


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "COLOMBO , Sri Lanka 1997-03-22 Sri Lanka v New Zealand , second test . Sri Lanka were all out for 104 .",
            {"LK"},
        ),
        ("SINGAPORE, Aug 30 - Singapore beat Laos 2-0 in a friendly international, with a goal in each half.", {"SG"}),
        ("Results of English premier league soccer matches : Arsenal 2 Leeds 1", set()),
        ("SNOOKER - J. Day ( Wales ) beat P. Ng ( Hong Kong ) 9-1", {"HK"}),
        ("The former Argentina captain opened a shop.", set()),
        ("The U.S. women's soccer team beat Norway 2-1 in the semifinal.", {"US"}),
        ("Shares of the Bank of Scotland and of Royal Bank of Canada fell; Air France rose.", set()),
        ("The Italian Open and the German Masters were moved; the Russian Security Council met.", {"RU"}),
        ("National Australia Bank and British Steel reported profits.", set()),
        ("American Midland Corp sold land. American Midland has agreed to spin off a plant.", set()),
        ("She sang in Portuguese and answered in English.", set()),
        ("A Sino-Russian pipeline", {"CN", "RU"}),
        ("Franco died in 1975.", set()),
        ("North Korea's Korean Central News Agency", {"KP"}),
        ("Korea Inc is proud of Seoul. Korean exports rose.", {"KR"}),
        ("ATHLETICS - N.IRELAND HURDLER BANNED", set()),
        ("He won the U.S. Amateur championship.", set()),
        (
            "SOCCER - Delegates from Japan and South Korea toured the stadium before the qualifier with Italy.",
            {"JP", "KR"},
        ),
        ("the People 's Republic of China , and Athens , Georgia", {"CN"}),
        ("Pentagon reporters were told of a fire.", set()),
        ("Lawyers say the Emirates flight was late; the airline denied it.", set()),
    ],
)
def test_what_bears_a_countrys_name_is_not_the_country(packs: WatchlistIndex, text: str, entries: set[str]) -> None:
    assert set(found(text, packs)) == entries


@pytest.mark.parametrize("half", ["tune", "check"])
def test_agency_reports_are_read_as_an_annotator_would(packs: WatchlistIndex, half: str) -> None:
    right = wrong = missed = 0
    blocks = (DATA / f"newswire_{half}.txt").read_text("utf-8").split("\n## ")[1:]
    for block in blocks:
        head, text = block.split("\n", 1)
        wanted = set(head.partition(":")[2].split())
        got = {one.entry for one in match(Article(id="a", text=text.strip()), packs) if one.kind == "country"}
        right, wrong, missed = right + len(got & wanted), wrong + len(got - wanted), missed + len(wanted - got)
    assert len(blocks) > 70
    assert 2 * right / (2 * right + wrong + missed) >= 0.93


@pytest.mark.parametrize(
    ("watched", "text", "mentions"),
    [
        ("Sviatlana Tsikhanouskaya", "Svetlana Tikhanovskaya left. Tikhanovskaya flew to Vilnius.", 2),
        ("Alexander Lukashenko", "Aliaksandr Lukashenka spoke; Lukashenka's aide did not.", 2),
        ("Volodymyr Zelensky", "Vladimir Zelenskiy and Volodymyr Zelenskyy", 2),
        ("Mohammed al-Rashid", "Muhammad el-Rashid, and Mohamed Rashid", 1),
        ("Oleksandr Petrenko", "Alexander Petrov, Anna Petrenko and Petrenka", 0),
    ],
)
def test_a_person_is_found_in_other_romanisations(compiled: Compiled, watched: str, text: str, mentions: int) -> None:
    using = compiled(f"entries: [{{id: a, name: {watched}, kind: person}}]")
    assert sum(len(one.mentions) for one in found(text, using).values()) == mentions


def alerts(using: WatchlistIndex, text: str, title: str = "") -> set[str]:
    return {one.entry for one in alertable_matches(match(Article(id="a", text=text, title=title), using), using)}


def test_what_an_entry_needs_besides(compiled: Compiled) -> None:
    using = compiled(
        """
entries:
  - {id: gas, name: gas, needs: {together_with: [kyiv, baku], within_words: 4}}
  - {id: rail, name: rail, needs: {together_with: [kyiv]}}
  - {id: lead, name: Opal, needs: {where: lead}}
  - {id: title, name: Onyx, needs: {where: title}}
  - {id: kyiv, name: Kyiv}
  - {id: baku, name: Baku}
"""
    )
    assert alerts(using, "gas and rail") == set()
    assert alerts(using, "gas bought in Kyiv, by rail") == {"gas", "rail", "kyiv"}
    assert alerts(using, "gas is bought, sold and burnt in Kyiv") == {"kyiv"}
    assert alerts(using, "Onyx and Opal. " + "Nothing. " * 60) == {"lead"}
    assert alerts(using, "Nothing. " * 60 + "Opal and Onyx.", title="Onyx") == {"title"}


def test_why_a_text_matches_or_not_is_told(packs: WatchlistIndex) -> None:
    text = "Chad Miller moved to New Mexico. Polish workers met in Warsaw."
    told = {
        finding.written: finding.refused or finding.rule
        for finding in explain(Article(id="a", text=text), packs).findings
    }
    assert told == {
        "Chad": "part of a person's name",
        "Mexico": "in the phrase 'New Mexico'",
        "Polish": "demonym",
        "Warsaw": "capital",
    }


def test_a_capital_supports_a_match_and_makes_one_only_where_it_acts(packs: WatchlistIndex) -> None:
    assert found("They met in a hotel in Moscow.", packs) == {}
    (mention,) = found("Moscow denied it.", packs)["RU"].mentions
    assert (mention.rule, mention.weight) == ("metonym", 0.5)
    assert [m.rule for m in found("Russia signed in Moscow.", packs)["RU"].mentions] == ["name", "capital"]


def test_names_in_another_language_count_in_articles_of_it(packs: WatchlistIndex) -> None:
    assert set(found("L'Allemagne a battu le record.", packs, language="fr")) == {"DE"}
    assert found("L'Allemagne a battu le record.", packs, language="en") == {}
    assert set(found("Переговоры в Германии", packs)) == {"DE"}


def test_a_text_without_sentences_keeps_its_evidence_short(packs: WatchlistIndex) -> None:
    (one,) = match(Article(id="a", text="Iran " * 3000), packs)
    assert [m.word for m in one.mentions] == list(range(3000))
    assert all("Iran" in m.sentence and len(m.sentence) <= MAX_SENTENCE for m in one.mentions)
