"""Summaries: the article's own sentences, never in the way of an alert."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wirewatch.records import Article, Match, Mention
from wirewatch.summaries.extractive import MOST_WORDS, SentenceEncoder, find_model, lead_summary, summarise_extractive
from wirewatch.summaries.model_files import ModelError
from wirewatch.summaries.sentence_ranking import MOST_SENTENCES, SentenceSet, depends_on_context

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
    assert 1 <= len(summary.sentences) <= MOST_SENTENCES
    places = [TEXT.index(sentence) for sentence in summary.sentences]
    assert places == sorted(places)
    assert len(summary.text.split()) <= MOST_WORDS
    assert summary.text == " ".join(summary.sentences)


def test_the_most_salient_matches_are_named(model: SentenceEncoder) -> None:
    summary = summarise_extractive(article(), [match("Iceland"), match("Fishermen", salience=0.5)], model)
    assert "Iceland" in summary.text
    assert "Fishermen" in summary.text
    assert len(summary.sentences) <= MOST_SENTENCES


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
    ],
)
def test_speech_without_a_speaker_and_what_points_back_lean(leaning: str) -> None:
    assert depends_on_context(leaning)


@pytest.mark.parametrize(
    "upright",
    [
        "Iceland will send two divers.",
        "'We will not wait for another storm,' the mayor said.",
        "The mayor told the meeting that “we will not wait”.",
        "According to the mayor, our way is the best.",
    ],
)
def test_what_names_its_speaker_stands(upright: str) -> None:
    assert not depends_on_context(upright)


def test_the_first_sentence_is_always_in(model: SentenceEncoder) -> None:
    """What comes later calls people and things by what it has said of them."""
    seen = SentenceSet(SENTENCES, model.vectors(SENTENCES))
    best_last = [float(place) for place in range(len(SENTENCES))]
    sets = seen.sets(best_last, MOST_WORDS, also=[3])
    assert len(sets) > 5
    assert all(some[0] == 0 for some in sets)
    assert summarise_extractive(article(), [match("Iceland")], model).sentences[0] == SENTENCES[0]


def test_bylines_and_agency_tails_are_not_news(model: SentenceEncoder) -> None:
    text = f"By the harbour desk and others on duty\n\n{TEXT}\n\n(Reporting by the harbour desk; Editing by the night desk)"
    for summary in (summarise_extractive(article(text), [], model), lead_summary(article(text))):
        assert "desk" not in summary.text


def test_a_language_that_the_model_does_not_know_gets_the_lead(model: SentenceEncoder) -> None:
    summary = summarise_extractive(article(language="fi"), [], model)
    assert summary.kind == "lead"
    assert "language fi" in summary.note
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
    assert all(sentence in text for sentence in summary.sentences)


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
