"""The classifier of languages answers the same from a folder that keeps its model unpacked."""

from __future__ import annotations

from pathlib import Path

import pytest

from wirewatch.text import language_model

TEXTS = (
    "The ferry to the island leaves twice a day in winter, and every hour from May on.",
    "Die Fähre zur Insel fährt im Winter zweimal am Tag, und ab Mai jede Stunde.",
    "Паром на остров ходит зимой два раза в день, а с мая каждый час.",
    "El transbordador a la isla sale dos veces al día en invierno.",
)


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_model._Kept, "folder", None)
    language_model._identifier.cache_clear()


def answers() -> list[str]:
    language_model._identifier.cache_clear()
    return [language_model.classify(text) for text in TEXTS]


def test_what_is_kept_answers_as_what_is_packed(tmp_path: Path) -> None:
    packed = answers()
    assert packed == ["en", "de", "ru", "es"]
    language_model.keep_unpacked(tmp_path)
    assert answers() == packed  # unpacks
    (kept,) = tmp_path.iterdir()
    made = kept.stat().st_mtime_ns
    assert answers() == packed  # maps
    assert kept.stat().st_mtime_ns == made


def test_a_folder_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    language_model.keep_unpacked(tmp_path / "file" / "below")
    assert answers() == ["en", "de", "ru", "es"]


def test_a_damaged_copy_is_not_used(tmp_path: Path) -> None:
    language_model.keep_unpacked(tmp_path)
    answers()
    (kept,) = tmp_path.iterdir()
    (kept / "row.npy").write_bytes(b"no array")
    assert answers() == ["en", "de", "ru", "es"]
