"""Summaries written anew: only what the article says goes out, and nothing of the model's stops an alert."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wirewatch.records import Article, Match, Mention
from wirewatch.summaries.abstractive import (
    SETTINGS,
    AbstractiveModel,
    GeneratedSummary,
    GenerationConfig,
    GenerationTimeoutError,
    summarise_abstractive,
)
from wirewatch.summaries.model_files import ModelError

TEXT = (
    "The harbour council approved a new quay on Monday after a debate that lasted four hours. "
    "The quay will cost 30 million and take two winters to build, the council said in a statement. "
    "Norway will lend a dredger for the first winter, and Iceland will send two divers."
)
TRUE = "The harbour council approved a new quay on Monday."
FALSE = "The Bishop of Oslo called the quay a disgrace in 1999."


class Stub(AbstractiveModel):
    """Writes what it is told to."""

    def __init__(self, answer: str | Exception, whole: bool = True) -> None:
        self.settings = GenerationConfig(name="stub", kind="seq2seq", languages=["en"], files={}, window=512)
        self._answer, self._whole = answer, whole

    def write(self, text: str, language: str | None = None) -> GeneratedSummary:
        if isinstance(self._answer, Exception):
            raise self._answer
        return GeneratedSummary(text=self._answer, windows=1 if self._whole else 40, whole=self._whole)


def article(**more: Any) -> Article:
    return Article(id="a", text=TEXT, **{"language": "en"} | more)


def match(name: str) -> Match:
    at = TEXT.index(name)
    mention = Mention(start=at, end=at + len(name), where="text")
    return Match(entry=name, kind="topic", name=name, salience=1.0, mentions=[mention])


def test_what_the_article_supports_goes_out() -> None:
    summary = summarise_abstractive(article(), [], Stub(TRUE), None)
    assert (summary.kind, summary.text, summary.sentences, summary.note) == ("abstractive", TRUE, [TRUE], "")


def test_an_unsupported_sentence_is_dropped_and_said() -> None:
    summary = summarise_abstractive(article(), [], Stub(f"{TRUE} {FALSE}"), None)
    assert summary.kind == "abstractive"
    assert summary.sentences == [TRUE]
    assert summary.note == "1 unsupported sentence was dropped"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (FALSE, "what stub wrote is not in the article"),
        ("A quay.", "what stub wrote is not in the article"),
        ("", "what stub wrote is not in the article"),
        (GenerationTimeoutError("late"), "stub was too slow"),
        (MemoryError(), "stub failed (MemoryError)"),
        (RuntimeError("broken"), "stub failed (RuntimeError)"),
    ],
)
def test_the_article_s_own_sentences_stand_in(answer: str | Exception, why: str) -> None:
    summary = summarise_abstractive(article(), [], Stub(answer), None)
    assert summary.kind == "lead"
    assert summary.note.startswith(why)
    assert all(sentence in TEXT for sentence in summary.sentences)


def test_other_languages_stand_in() -> None:
    assert "does not know the language cs" in summarise_abstractive(article(language="cs"), [], Stub(TRUE), None).note


def test_without_a_writer_its_absence_is_said() -> None:
    assert summarise_abstractive(article(), [], None, None, "the model is not there").note.startswith(
        "the model is not there"
    )


def test_what_matched_is_named() -> None:
    assert summarise_abstractive(article(), [match("harbour council")], Stub(TRUE), None).kind == "abstractive"
    summary = summarise_abstractive(article(), [match("Iceland")], Stub(TRUE), None)
    assert summary.note.startswith("what stub wrote names nothing that matched")
    assert "Iceland" in summary.text


def test_no_sentence_twice_and_three_at_most() -> None:
    parts = [part.strip() + "." for part in TEXT.split(".") if part.strip()]
    summary = summarise_abstractive(article(), [], Stub(" ".join([parts[0], parts[0], *parts, TRUE])), None)
    assert summary.sentences == parts


def test_a_sentence_without_an_end_is_left_out() -> None:
    summary = summarise_abstractive(article(), [], Stub(f"{TRUE} The quay will cost 30 million and take two"), None)
    assert summary.sentences == [TRUE]


def test_what_was_not_read_is_said() -> None:
    assert "12 of 40 parts" in summarise_abstractive(article(), [], Stub(TRUE, whole=False), None).note


def test_a_folder_without_settings_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=SETTINGS):
        AbstractiveModel(tmp_path)


def test_a_file_outside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(
        '{"name": "m", "kind": "decoder", "languages": [], "window": 9, "files": {"../x": "0"}}'
    )
    with pytest.raises(ModelError, match="not a file of this folder"):
        AbstractiveModel(tmp_path)


def test_no_model_in_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text('{"name": "m", "kind": "decoder", "languages": [], "window": 9, "files": {}}')
    with pytest.raises(ModelError, match="convert it again"):
        AbstractiveModel(tmp_path)
