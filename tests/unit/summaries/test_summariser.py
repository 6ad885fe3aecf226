"""A model of one's own is fetched once, checked, and never in the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from wirewatch.records import Article
from wirewatch.summaries.abstractive import SETTINGS
from wirewatch.summaries.summariser import Summariser

TEXT = (
    "The harbour council approved a new quay on Monday after a debate that lasted four hours. "
    "The quay will cost 30 million and take two winters to build, the council said in a statement. "
    "Norway will lend a dredger for the first winter, and Iceland will send two divers."
)
ARTICLE = Article(id="a", text=TEXT, language="en")


def test_without_a_model_of_ones_own_the_one_that_ships_summarises() -> None:
    models = Summariser()
    summary = models.summarise(ARTICLE, [])
    assert summary.kind == "extractive"
    assert not models.is_fallback(summary)


def test_a_model_that_is_not_there_is_asked_for_once_and_the_shipped_one_stands_in(tmp_path: Path) -> None:
    models, asked = Summariser(), []

    def download(name: str, path: Path) -> None:
        asked.append(name)
        raise FileNotFoundError(name)

    models.fetch_own(download, tmp_path / "own")
    for _ in range(2):
        summary = models.summarise(ARTICLE, [])
        assert summary.kind == "extractive"
        assert "could not be had (FileNotFoundError" in summary.note
        assert models.is_fallback(summary)
    assert asked == [SETTINGS]


def test_a_model_that_was_damaged_on_the_way_is_not_used(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    settings = {"name": "m", "kind": "seq2seq", "languages": ["en"], "files": {"model.bin": "0" * 64}, "window": 512}
    (source / SETTINGS).write_text(json.dumps(settings))
    (source / "model.bin").write_bytes(b"damaged")
    models = Summariser()

    def download(name: str, path: Path) -> None:
        shutil.copy(source / name, path)

    models.fetch_own(download, tmp_path / "own")
    assert "model.bin is damaged" in models.summarise(ARTICLE, []).note


def test_a_file_outside_of_the_folder_is_not_fetched(tmp_path: Path) -> None:
    models, asked = Summariser(), []

    def download(name: str, path: Path) -> None:
        asked.append(name)
        path.write_text(json.dumps({"files": {"../../escape": "0" * 64}}))

    models.fetch_own(download, tmp_path / "own")
    assert "not a file of the model's folder" in models.summarise(ARTICLE, []).note
    assert asked == [SETTINGS]


def test_the_lead_asks_no_model() -> None:
    summary = Summariser().lead_summary(ARTICLE, [], "3 tries before this one did not end")
    assert (summary.kind, summary.note) == ("lead", "3 tries before this one did not end")
