"""Summaries: the article's own sentences, never in the way of an alert."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wirewatch.records import Article, Match, Mention
from wirewatch.summaries.context_words import depends_on_context
from wirewatch.summaries.extractive import SentenceEncoder, find_model, lead_summary, summarise_extractive
from wirewatch.summaries.model_files import ModelError
from wirewatch.summaries.sentence_filter import MAX_CHARACTERS, candidate_sentences
from wirewatch.summaries.sentence_ranking import MAX_SENTENCES, MAX_WORDS, SentenceSet
from wirewatch.text import sentences

SENTENCES = [
    "The harbour council approved a new quay on Monday after a debate that lasted four hours.",
    "The quay will cost 30 million and take two winters to build, the council said in a statement.",
    "Fishermen asked for a guarantee that the old berths would stay open while the work goes on.",
    "The mayor said that the town could not wait for another storm to show what the old quay cannot bear.",
    "Norway will lend a dredger for the first winter, and Iceland will send two divers.",
    "A second vote is planned for the spring, when the price of stone will be known.",
]
TEXT = "\n\n".join(" ".join(SENTENCES[n : n + 2]) for n in (0, 2, 4))


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


def article(text: str = TEXT, language: str | None = "en") -> Article:
    return Article(id="a", text=text, title="Council approves quay", language=language)


def match(name: str, text: str = TEXT, salience: float = 1.0) -> Match:
    at = text.index(name)
    return Match(
        entry=name,
        kind="topic",
        name=name,
        salience=salience,
        mentions=[Mention(start=at, end=at + len(name), where="text")],
    )


def test_sentences_are_the_article_s_own_and_in_its_order(model: SentenceEncoder) -> None:
    summary = summarise_extractive(article(), [], model)
    assert summary.kind == "extractive"
    assert 1 <= len(summary.sentences) <= MAX_SENTENCES
    places = [TEXT.index(sentence) for sentence in summary.sentences]
    assert places == sorted(places)
    assert len(summary.text.split()) <= MAX_WORDS
    assert summary.text == " ".join(summary.sentences)


def test_the_most_salient_matches_are_named(model: SentenceEncoder) -> None:
    summary = summarise_extractive(article(), [match("Iceland"), match("Fishermen", salience=0.5)], model)
    assert "Iceland" in summary.text
    assert "Fishermen" in summary.text
    assert len(summary.sentences) <= MAX_SENTENCES


def test_near_repeats_are_said_once(model: SentenceEncoder) -> None:
    text = f"{SENTENCES[0]}\n\n{SENTENCES[0].replace('Monday', 'Tuesday')}\n\n{SENTENCES[3]}"
    summary = summarise_extractive(article(text), [], model)
    assert sum("approved a new quay" in sentence for sentence in summary.sentences) == 1


def test_a_sentence_that_leans_on_another_does_not_stand_without_it(model: SentenceEncoder) -> None:
    dangling = "He said that Iceland had promised divers, stone and money for the quay and for the harbour council."
    for place in (1, 3, 5):
        texts = [*SENTENCES[:place], dangling, *SENTENCES[place:]]
        summary = summarise_extractive(article("\n\n".join(texts)), [match("Fishermen", "\n\n".join(texts))], model)
        if dangling in summary.sentences:
            assert texts[place - 1] in summary.sentences


@pytest.mark.parametrize(
    "leaning",
    [
        "He said that Iceland had promised divers.",
        "But the harbour council of Vardal will not wait.",
        "Equally, the divers of Iceland may not come.",
        "'We will not wait for another storm.'",
        "“Iceland has promised us two divers and a dredger,",
        "We will not wait for another storm.",
        "I was glad of the vote, ' a fisherman told the meeting.",
        '"The harbour will be closed until spring," she said.',
        '"The harbour will be closed until spring," said her deputy.',
    ],
)
def test_speech_without_a_speaker_and_what_points_back_lean(leaning: str) -> None:
    assert depends_on_context(leaning, "en")


@pytest.mark.parametrize(
    "upright",
    [
        "Iceland will send two divers.",
        "'We will not wait for another storm,' the mayor said.",
        "The mayor told the meeting that “we will not wait”.",
        '"The harbour will be closed until spring," said Anna Tamm, the mayor.',
    ],
)
def test_what_names_its_speaker_stands(upright: str) -> None:
    assert not depends_on_context(upright, "en")


def chosen(text: str, title: str = "", language: str = "en") -> list[str]:
    found = Article(id="a", text=text, title=title, language=language)
    candidates = candidate_sentences(found)
    texts = [text[one.start : one.end] for one in candidates]
    return [texts[place] for place in SentenceSet(texts, candidates, title=title, language=language).select()]


def test_the_summary_opens_with_the_first_sentence_of_news(model: SentenceEncoder) -> None:
    assert summarise_extractive(article(), [match("Iceland")], model).sentences[0] == SENTENCES[0]


def test_a_soft_opening_gives_way_to_the_sentence_that_says_what_the_title_says() -> None:
    soft = "Some harbours wait for ever. This one waited for a hundred winters."
    assert chosen(f"{soft}\n\n{TEXT}", "Harbour council approves a new quay")[0] == SENTENCES[0]
    # Without that title nothing speaks for leaving the beginning out.
    assert chosen(TEXT, "Harbour council approves a new quay")[0] == SENTENCES[0]


@pytest.mark.parametrize(
    "above",
    [
        "Vardal gets what it asked for after a century of storms",  # a standfirst
        "- Council votes 9 to 4\n\n- Work starts in May",  # a live page's key points
        "What the council decided, and what it will cost:",
        "Will the new quay of Vardal ever be built?",
    ],
)
def test_what_is_no_prose_does_not_open_a_summary(above: str) -> None:
    assert chosen(f"{above}\n\n{TEXT}")[0] == SENTENCES[0]
    assert not set(above.split("\n\n")) & set(chosen(f"{above}\n\n{TEXT}"))


@pytest.mark.parametrize(
    "dateline",
    [
        "VARDAL — ",
        "VARDAL and OSLO, May 12, 2026 /News Relay/ -- ",
        "VARDAL, 12 mai (ANB).- ",
        "Vardal (nordnett) - ",
        "ВАРДАЛ, 14 сентября. ",
        "[Vardal, Norway] — ",
        "Vardal – ",
        "Harbour News – ",
        "Vardal (news.example/kh) ",
    ],
)
def test_a_dateline_is_cut_off(dateline: str) -> None:
    assert chosen(f"{dateline}{TEXT}")[0] == SENTENCES[0]


def test_what_stands_above_a_dateline_is_not_the_story() -> None:
    above = "Nine of thirteen members voted for the harbour's new quay in Vardal on Monday."
    assert chosen(f"{above}\n\nVARDAL — {TEXT}")[0] == SENTENCES[0]


def test_a_byline_before_the_first_sentence_is_cut_off() -> None:
    found = Article(id="a", text=f"By Kari Holmdal: {TEXT}", authors=["Kari Holmdal"], language="en")
    assert lead_summary(found).sentences[0] == SENTENCES[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Monday - the day of the vote - was the coldest of the winter in the harbour town of Vardal.",
        "The harbour council - nine men and four women - approved a new quay on Monday.",
        "NATO - founded in 1949 - has sent two ships to the harbour of Vardal, the council said.",
        "Kari Holmdal (Centre Party) asked the council of Vardal for another vote on Monday.",
        "The Quay – A History of Vardal – was read aloud to the council on Monday.",
        "Vardal – the oldest harbour of the fjord – will have a new quay in two winters.",
        "Вардал – столица фьорда, и гавань там строят уже вторую зиму, сообщил совет.",
    ],
)
def test_a_dash_does_not_make_a_dateline(sentence: str) -> None:
    assert chosen(f"{sentence} {SENTENCES[1]}")[0] == sentence


def test_nobody_is_called_by_a_surname_that_the_summary_does_not_explain() -> None:
    full = (
        "Kari Holmdal, who keeps the harbour's books, and four others had asked for less, but the winter was too long."
    )
    short = "The quay, Holmdal said, will cost the harbour council 30 million and take two winters to build in Vardal."
    text = "\n\n".join([SENTENCES[0], full, short])
    summary = chosen(text)
    assert short not in summary or full in summary


def test_where_there_are_only_items_they_stand_without_their_bullets() -> None:
    assert chosen("\n\n".join(f"- {sentence}" for sentence in SENTENCES))[0] == SENTENCES[0]


def test_an_answer_does_not_stand_without_its_question() -> None:
    text = f"{SENTENCES[0]}\n\nWhat will the new quay of the harbour cost? About 30 million for the harbour council.\n\n{SENTENCES[4]}"
    assert "About 30 million for the harbour council." not in chosen(text)


def test_in_a_language_without_known_words_only_what_follows_is_added() -> None:
    lines = [f"Lause numero {n} kertoo satamasta ja laiturista Vardalissa." for n in range(6)]
    found = chosen("\n\n".join(lines), language="xx")
    assert found == lines[: len(found)]


def test_passing_mentions_do_not_choose_a_sentence(model: SentenceEncoder) -> None:
    names = [match("Iceland", salience=0.2)]
    assert summarise_extractive(article(), names, model) == summarise_extractive(article(), [], model)


def test_bylines_and_agency_tails_are_not_news(model: SentenceEncoder) -> None:
    text = f"By the harbour desk and others on duty\n\n{TEXT}\n\n(Reporting by the harbour desk; Editing by the night desk)"
    for summary in (summarise_extractive(article(text), [], model), lead_summary(article(text))):
        assert "desk" not in summary.text


def test_in_a_language_that_the_model_does_not_know_the_words_decide(
    model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SentenceEncoder, "vectors", lambda *_: pytest.fail("the model was asked"))
    summary = summarise_extractive(article(language="de"), [], model)
    assert summary.kind == "extractive"
    assert "does not know the language de" in summary.note
    assert summary.sentences[0] == SENTENCES[0]


def test_without_a_model_the_lead_stands_in_and_says_so() -> None:
    summary = summarise_extractive(article(), [match("Iceland")], None, "the model is away")
    assert (summary.kind, summary.note) == ("lead", "the model is away")
    assert summary.sentences[0] == SENTENCES[0]
    assert "Iceland" in summary.text


def test_a_model_that_fails_is_not_in_the_way(model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(SentenceEncoder, "vectors", broken)
    summary = summarise_extractive(article(), [], model)
    assert summary.kind == "lead"
    assert "MemoryError" in summary.note


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "One sentence about a quay.", "no marks at all just words", "a " * 200_000, "。" * 999]
)
def test_odd_texts_are_fine(model: SentenceEncoder, text: str) -> None:
    summary = summarise_extractive(article(text), [], model)
    assert all(sentence.removesuffix("...") in text for sentence in summary.sentences)


@pytest.mark.parametrize(
    "piece", ["``", '" a', "' a", "Ab Cd ", "A1", "AB - ", "a: b\n\n", "- x\n\n", "1. ", "漢", "By . "]
)
def test_what_is_behind_the_bound_costs_nothing(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long an article is, the same characters of it are looked at."""
    seen: list[int] = []
    spans = sentences.spans

    def counted(text: str, language: str | None = None) -> list[tuple[int, int]]:
        seen.append(len(text))
        return spans(text, language)

    monkeypatch.setattr(sentences, "spans", counted)
    lead_summary(article(piece * 100_000))
    assert sum(seen) <= MAX_CHARACTERS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_model(), tmp_path / "model"))


def test_a_damaged_model_is_told(copy: Path) -> None:
    data = bytearray((copy / "model.bin").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "model.bin").write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin is damaged"):
        SentenceEncoder(copy)


@pytest.mark.parametrize("missing", ["manifest.json", "model.bin", "tokenizer.json"])
def test_a_missing_file_is_told(copy: Path, missing: str) -> None:
    (copy / missing).unlink()
    with pytest.raises(ModelError, match="model"):
        SentenceEncoder(copy)
