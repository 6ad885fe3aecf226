"""Names in languages other than English: they belong to one, are inflected, and give way to longer ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.quality.languages import OWN, found_in, rows
from wirewatch.matching.matcher import language_without_names, match
from wirewatch.matching.mention_finder import language_of_names
from wirewatch.records import Article
from wirewatch.text.languages import language_of_script
from wirewatch.text.segmentation import crosses_words
from wirewatch.watchlists import index as index_module
from wirewatch.watchlists.index import WatchlistIndex
from wirewatch.watchlists.inflection import LANGUAGES, grammar
from wirewatch.watchlists.loader import load_watchlist, parse


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> WatchlistIndex:
    path = tmp_path_factory.mktemp("packs") / "index"
    index_module.write(load_watchlist(["countries", "officials"]), path)
    return WatchlistIndex.open(path)


def opened(tmp_path: Path, written: str) -> WatchlistIndex:
    index_module.write(parse(written.encode()), tmp_path / "index")
    return WatchlistIndex.open(tmp_path / "index")


def entries(text: str, language: str | None, index: WatchlistIndex) -> set[str]:
    return {found.entry for found in match(Article(id="a", text=text, language=language), index)}


def test_a_name_is_looked_for_in_its_language_only(packs: WatchlistIndex) -> None:
    assert entries("Neue Züge nach Griechenland.", "de", packs) == {"GR"}
    assert entries("Neue Züge nach Griechenland.", "fr", packs) == set()
    assert entries("New trains to Greece.", "en", packs) == {"GR"}
    assert entries("New trains to Greece.", None, packs) == {"GR"}
    assert entries("New trains to Greece.", "de", packs) == set()


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("ru", "Поезда из Грузии в Литву", {"GE", "LT"}),
        ("pl", "Pociągi z Gruzji na Łotwę", {"GE", "LV"}),
        ("cs", "Vlaky z Belgie do Dánska", {"BE", "DK"}),
        ("fi", "Junat Belgiasta Viroon", {"BE", "EE"}),
        ("hu", "Vonatok Belgiumból Dániába", {"BE", "DK"}),
        ("tr", "Trenler Belçika'dan Danimarka'ya", {"BE", "DK"}),
        ("ar", "قطارات من بلجيكا وللدنمارك", {"BE", "DK"}),
        ("he", "רכבות מבלגיה לדנמרק", {"BE", "DK"}),
        ("ko", "벨기에에서 덴마크로 가는 기차", {"BE", "DK"}),
        ("el", "Τρένα της Ιρλανδίας", {"IE"}),
        ("sv", "De danska och belgiska tågen", {"DK", "BE"}),
        ("es", "Las belgas y los daneses", {"BE", "DK"}),
    ],
)
def test_forms_that_the_grammar_makes(language: str, text: str, wanted: set[str], packs: WatchlistIndex) -> None:
    assert entries(text, language, packs) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Los trenes de América Latina"),
        ("no", "Togene i Nord-Amerika"),
        ("ru", "Поезда Латинской Америки"),
        ("fr", "Réunion des cheminots"),
        ("pl", "Dane o pociągach"),
        ("da", "Jeg skal tjekke toget"),
        ("no", "Vi finner toget"),
        ("vi", "Anh Tuấn đi tàu"),
        ("pl", "Oceanu Indyjskiego"),
    ],
)
def test_what_only_looks_like_a_name(language: str, text: str, packs: WatchlistIndex) -> None:
    assert entries(text, language, packs) == set()


def test_a_longer_name_wins_though_only_the_shorter_is_watched(tmp_path: Path) -> None:
    index = opened(tmp_path, "include: [{pack: countries, only: [KR, SD]}]")
    assert entries("Züge nach Nord-Korea und in den Südsudan", "de", index) == set()
    assert entries("Züge nach Südkorea und in den Sudan", "de", index) == {"KR", "SD"}


def test_accents_that_are_not_the_names(packs: WatchlistIndex) -> None:
    assert entries("La palabra América en el mapa", "en", packs) == set()
    assert entries("Chuyến tàu My và tàu Mỹ", "vi", packs) == {"US"}
    assert entries("LES TRAINS D'EGYPTE", "fr", packs) == {"EG"}


def test_names_of_a_watchlist_of_ones_own_are_inflected(tmp_path: Path) -> None:
    index = opened(tmp_path, "entries: [{name: Vardal, kind: town, match_name: false, names_in: {ru: [Вардалия]}}]")
    assert entries("Поезда в Вардалию", "ru", index) == {"vardal"}
    assert entries("Поезда в Вардалию", "uk", index) == set()


def test_forms_in_place_of_the_rules(tmp_path: Path) -> None:
    written = (
        "entries: [{name: V, match_name: false, aliases: [{name: Vardaly, language: pl, forms: [Vardal, Vardalom]}]}]"
    )
    index = opened(tmp_path, written)
    assert entries("Pociągi z Vardal", "pl", index) == {"v"}
    assert entries("Pociągi o Vardalych", "pl", index) == set()


def test_an_ordinary_word_counts_within_a_sentence(tmp_path: Path) -> None:
    index = opened(
        tmp_path, "entries: [{name: V, match_name: false, aliases: [{name: Ostro, language: pl, also_word: true}]}]"
    )
    assert entries("Ostro wieje.", "pl", index) == set()
    assert entries("Pociąg do Ostro stoi.", "pl", index) == {"v"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Rozmowa z Emmanuelem Macronem"),
        ("cs", "Bez Emmanuela Macrona"),
        ("hu", "Emmanuel Macronnal"),
        ("de", "Staatspräsident Macron kam."),
        ("ru", "с Эмманюэлем Макроном"),
        ("ja", "マクロン大統領が会見した"),
        ("hi", "इमैनुएल मैक्रों ने कहा"),
    ],
)
def test_an_official_in_other_forms(language: str, text: str, packs: WatchlistIndex) -> None:
    assert "emmanuel-macron" in entries(text, language, packs)


def test_a_surname_behind_the_full_name_in_another_language(packs: WatchlistIndex) -> None:
    text = "Владимир Зеленский прибыл. Вечером Зеленского ждали."
    mentions = next(m for m in match(Article(id="a", text=text, language="ru"), packs) if m.kind == "person").mentions
    assert [text[m.start : m.end] for m in mentions] == ["Владимир Зеленский", "Зеленского"]


def test_signs_that_stand_for_countries_beside_each_other(packs: WatchlistIndex) -> None:
    assert entries("中美关系与列车", "zh", packs) == {"CN", "US"}
    assert entries("其中的列车", "zh", packs) == set()
    assert entries("日韓首脳会談", "ja", packs) == {"JP", "KR"}


def test_names_that_cross_chinese_words() -> None:
    assert crosses_words("欧美国家的列车", 1, 3)
    assert not crosses_words("从美国来的列车", 1, 3)


def test_a_language_without_names_is_stated(packs: WatchlistIndex, tmp_path: Path) -> None:
    assert language_without_names(Article(id="a", text="Treni.", language="sq"), packs) == "sq"
    assert language_without_names(Article(id="a", text="Züge.", language="de"), packs) is None
    assert language_without_names(Article(id="a", text="Trains.", language=None), packs) is None
    everywhere = opened(tmp_path, "entries: [Vardal]")
    assert language_without_names(Article(id="a", text="Treni.", language="sq"), everywhere) is None


def test_codes_and_scripts() -> None:
    assert [
        language_of_names(Article(id="a", text="", language=code))
        for code in ("nb-NO", "nn", "ms", "zh_Hant", "EN", None)
    ] == ["no", "no", "id", "zh", "en", None]
    assert language_of_script("Поїзди їдуть") == "uk"
    assert language_of_script("The train Поезд was late again") is None
    assert language_of_script("電車が遅れた") == "ja"
    assert [language_of_script(text) for text in ("列车晚点", "قطار", "قطار پس از", "ट्रेन", "", "…")] == [
        "zh", "ar", "fa", "hi", None, None
    ]  # fmt: skip


def test_every_language_of_the_packs_has_a_grammar(packs: WatchlistIndex) -> None:
    assert set(packs.languages) == LANGUAGES
    assert all(grammar(language) for language in LANGUAGES)


def test_the_development_sentences(packs: WatchlistIndex) -> None:
    wanted = found = wrong = fallen = traps = 0
    for language, text, labels, *_ in rows(OWN / "languages_dev" / "sentences.txt"):
        codes = {label.split(":")[0] for label in labels.partition(";")[0].split()}
        countries, _ = found_in(text, language, packs)
        wanted, found, wrong = wanted + len(codes), found + len(codes & countries), wrong + len(countries - codes)
    for language, text, absent, *note in rows(OWN / "languages_dev" / "traps.txt"):
        if not (note and note[0].startswith(("ok", "maybe"))):
            traps += 1
            fallen += bool(found_in(text, language, packs)[0] & set(absent.split()))
    assert found >= 0.97 * wanted
    assert wrong <= 0.01 * found
    assert fallen <= 0.05 * traps


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        # Streets, waters and restaurants are not the country that they are called after.
        ("Le lac Tchad et la rue de Turquie sont fermés.", "fr", set()),
        ("Il traverse le Tchad et la Turquie.", "fr", {"TD", "TR"}),
        ("Das Niger-Delta ist gesperrt.", "de", set()),
        ("Дельта Нигера закрыта, а поезда из Нигера идут.", "ru", {"NE"}),
        ("أغلق شارع الأردن وميدان لبنان.", "ar", set()),
        # A given name goes before a surname; what is once a surname stays one.
        ("Turek přijel vlakem. Filip Turek mluvil.", "cs", set()),
        ("Przyjechał Filip Szwed.", "pl", set()),
        ("قال أحمد الهندي إن القطار تأخر.", "ar", set()),
        ("قال الجيش الهندي إن القطار تأخر.", "ar", {"IN"}),
        ("Sångerskan Georgia Berg kom med tåget.", "sv", set()),
        ("Trenem przyjechał prezydent Peru Dina Nowak.", "pl", {"PE"}),
        # Languages side by side, with an adverb, and before the verb.
        ("Vorbește fluent germana și engleza.", "ro", set()),
        ("Er spricht fließend Französisch und Deutsch.", "de", set()),
        ("वह जर्मन और अंग्रेजी धाराप्रवाह बोलते हैं।", "hi", set()),
        # What stands beside a word makes it a state.
        ("수단인 승객이 내렸다.", "ko", {"SD"}),
        ("수단과 방법", "ko", set()),
        ("マリ政府は列車を止めた。", "ja", {"ML"}),
        ("仏外相が列車で到着した。", "ja", {"FR"}),
        # The first part of a compound, only before its hyphen.
        ("La ligne irano-turque est fermée.", "fr", {"IR", "TR"}),
        ("Es un sino cruel.", "es", set()),
        ("Российско-украинский поезд", "ru", {"RU", "UA"}),
        # The dot of Devanagari may be left out.
        ("जाम्बिया की ट्रेन", "hi", {"ZM"}),
        ("ज़ाम्बिया की ट्रेन", "hi", {"ZM"}),
    ],
)
def test_what_stands_beside_a_name(text: str, language: str, wanted: set[str], packs: WatchlistIndex) -> None:
    assert entries(text, language, packs) == wanted
