"""Titles as ASCII: letters are kept as others, never dropped; sentences put together as their script does."""

from __future__ import annotations

import pytest

from wirewatch.text.sanitize import to_ascii
from wirewatch.text.words import join_sentences


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("Ærø, Tromsø og Malmö", "da", "Aero, Tromso og Malmo"),
        ("Łódź i Đakovo", "pl", "Lodz i Dakovo"),
        ("Straße – ½ Jahr …", None, "Strasse - 1/2 Jahr ..."),
        ("Österreich, Züge, Bär", "de", "Oesterreich, Zuege, Baer"),
        ("Österlen", "sv", "Osterlen"),
        ("Þingvellir og œuvre", "is", "Thingvellir og oeuvre"),
        ("« cœur » “x” ‘y’ „z“", "fr", '" coeur " "x" \'y\' "z"'),
        ("Поезд из Приднестровья", "ru", "Poezd iz Pridnestrovya"),
        ("Зеленський прибув", "uk", "Zelenskyi prybuv"),
        ("България", "bg", "Balgariya"),
        ("Τουρκία", "el", "Tourkia"),
        ("दिल्ली", "hi", "dilli"),
        ("서울 도착", "ko", "Seoul Dochag"),
        ("北京", "zh", "Bei Jing"),
        ("€5, £5", None, "EUR5, GBP5"),
        ("İzmir, ığdır", "tr", "Izmir, igdir"),
    ],
)
def test_letters_are_kept_as_others(text: str, language: str | None, written: str) -> None:
    assert to_ascii(text, language) == written


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        (["The quay is old.", "A new one comes."], "The quay is old. A new one comes."),
        (["码头很旧。", "新的要来。"], "码头很旧。新的要来。"),
        (["「古い。」", "新しい。"], "「古い。」新しい。"),
        (["부두는 낡았다.", "새 부두가 온다."], "부두는 낡았다. 새 부두가 온다."),
    ],
)
def test_sentences_are_put_together_as_their_script_does(sentences: list[str], text: str) -> None:
    assert join_sentences(sentences) == text
