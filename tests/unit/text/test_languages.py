"""Languages are ISO 639-1, stated or found."""

from __future__ import annotations

import json

import pytest

from tests.support.reading import CS, DE, EL, JA, KO, RU, STORY, TR, ZH, article, feed, page, rss
from wirewatch.text.languages import language_code

CODES = [
    ("en", "en"),
    ("EN-us", "en"),
    ("eng", "en"),
    ("spa", "es"),
    ("deu", "de"),
    ("ger", "de"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("cmn", "zh"),
    ("wuu", "zh"),
    ("yue", "zh"),
    ("zh-Hant-TW", "zh"),
    ("pt_BR", "pt"),
    ("rus", "ru"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("ell", "el"),
    ("gre", "el"),
    ("nob", "nb"),
    ("arb", "ar"),
    ("fas", "fa"),
    ("pes", "fa"),
    ("English", "en"),
    ("German", "de"),
    ("Deutsch", "de"),
    ("español", "es"),
    ("français", "fr"),
    ("in", "id"),
    ("iw", "he"),
    ("en_US.UTF-8", "en"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("ukr", "uk"),
]


@pytest.mark.parametrize(("said", "code"), CODES)
def test_stated(said: str, code: str) -> None:
    # too short to tell by itself
    data = json.dumps(
        {
            "title": "A",
            "content": "MV 12 AB 77 CD 90 QX 12 MV 12 AB 77 CD 90 QX 12 MV 33 AB 11",
            "language": said,
            "url": "https://a.example/1",
        }
    )
    assert article(data).language == code
    assert (
        feed(rss("<title>A</title><link>https://a.example/1</link>", head=f"<language>{said}</language>")).language
        == code
    )


@pytest.mark.parametrize("said", ["", "xx", "zz-ZZ", "none", "und", "mul", "unknown", "klingonisch", 7, None])
def test_nonsense_is_none_and_the_text_tells(said: object) -> None:
    data = json.dumps({"title": "A", "content": "\n\n".join(DE), "language": said, "url": "https://a.example/1"})
    assert article(data).language == "de"


@pytest.mark.parametrize(
    ("story", "code"),
    [(STORY, "en"), (DE, "de"), (RU, "ru"), (ZH, "zh"), (JA, "ja"), (KO, "ko"), (CS, "cs"), (EL, "el"), (TR, "tr")],
)
def test_found(story: tuple[str, ...], code: str) -> None:
    assert article(json.dumps({"title": story[0][:30], "text": "\n\n".join(story), "id": "1"})).language == code
    assert article(page(story, title=story[0][:30], lang="")).language == code
    assert article(json.dumps({"headline": story[0][:30], "articleBody": "\n\n".join(story)})).language == code
    assert article(json.dumps({"id": "1", "title": story[0][:30], "text": story[0]})).language == code


def test_a_short_text_in_a_script_of_its_own() -> None:
    for text, code in (
        ("총리가 새 항구를 열었다고 월요일 발표했다. 섬에는 배가 두 척.", "ko"),
        ("港湾局は月曜日にフェリーを再開すると発表した。", "ja"),
        ("Το λιμεναρχείο ανακοίνωσε το πλοίο.", "el"),
        ("נמל החוף נפתח מחדש ביום שני בבוקר", "he"),
    ):
        assert article(json.dumps({"id": "1", "title": "", "text": text})).language == code


@pytest.mark.parametrize(("said", "code"), [("Chinese (Simplified)", "zh"), ("prs", "fa"), ("hbs", "sr")])
def test_names_with_a_remark_and_members_of_macrolanguages(said: str, code: str) -> None:
    assert language_code(said) == code
