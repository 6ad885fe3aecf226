"""Which bytes are which letters, whatever is said of them."""

from __future__ import annotations

import base64

import pytest

from tests.support.reading import CS, DE, EL, JA, KO, RU, TR, ZH, article, feed, page, rss

LIES = [
    (t, label)
    for t in (RU, ZH)
    for label in (
        "gb2312",
        "euc-kr",
        "koi8-r",
        "windows-1251",
        "windows-1252",
        "shift_jis",
        "big5",
        "iso-8859-1",
        "euc-jp",
        "iso-8859-7",
        "gbk",
        "ibm866",
        "macintosh",
    )
]


@pytest.mark.parametrize(("story", "label"), LIES)
def test_valid_utf8_is_utf8_in_a_page(story: tuple[str, ...], label: str) -> None:
    found = article(page(story, title=story[0][:20], head=f'<meta charset="{label}">', charset=False))
    assert found.text.startswith(story[0][:30])


@pytest.mark.parametrize(
    "label", ["gb2312", "euc-kr", "koi8-r", "windows-1251", "shift_jis", "us-ascii", "iso-8859-1", "nonsense"]
)
def test_valid_utf8_is_utf8_in_a_feed(label: str) -> None:
    found = feed(
        rss(
            f"<title>{DE[0]}</title><link>https://aldmere.example/1</link>",
            f"<title>{RU[0]}</title><link>https://aldmere.example/2</link>",
            declaration=f'<?xml version="1.0" encoding="{label}"?>',
        )
    )
    assert [e.title for e in found.entries] == [DE[0], RU[0]]
    assert (
        feed(
            rss(f"<title>{RU[0]}</title><link>https://aldmere.example/2</link>", declaration=""),
            content_type=f"text/xml; charset={label}",
        )
        .entries[0]
        .title
        == RU[0]
    )


TRUE = [
    (RU, "windows-1251"),
    (RU, "koi8-r"),
    (RU, "ibm866"),
    (ZH, "gb2312"),
    (ZH, "gb18030"),
    (JA, "shift_jis"),
    (JA, "euc-jp"),
    (JA, "iso-2022-jp"),
    (KO, "euc-kr"),
    (CS, "windows-1250"),
    (CS, "iso-8859-2"),
    (EL, "iso-8859-7"),
    (TR, "iso-8859-9"),
    (TR, "windows-1254"),
    (DE, "iso-8859-15"),
    (RU, "utf-16"),
    (ZH, "big5hkscs"),
]


@pytest.mark.parametrize(("story", "label"), TRUE)
def test_what_is_declared_truly_is_read(story: tuple[str, ...], label: str) -> None:
    if label == "big5hkscs":
        story, label = (
            tuple(
                p.translate(
                    str.maketrans("尔与恢复渡轮将于问题务来运两机动过车购", "爾與恢復渡輪將於問題務來運兩機動過車購")
                )
                for p in story
            ),
            "big5",
        )
    data = page(story, title=story[0][:20], head=f'<meta charset="{label}">', charset=False).encode(label, "ignore")
    assert article(data).text.startswith(story[0].encode(label, "ignore").decode(label)[:20])


UNDECLARED = [
    (RU, "windows-1251"),
    (RU, "koi8-r"),
    (ZH, "gb18030"),
    (JA, "shift_jis"),
    (JA, "euc-jp"),
    (KO, "euc-kr"),
    (CS, "windows-1250"),
    (EL, "windows-1253"),
    (TR, "windows-1254"),
    (DE, "windows-1252"),
    (RU, "utf-16-le"),
    (ZH, "utf-16-be"),
    (DE, "utf-16-le"),
    (JA, "utf-16-le"),
]


@pytest.mark.parametrize(("story", "codec"), UNDECLARED)
def test_what_is_not_declared_is_guessed(story: tuple[str, ...], codec: str) -> None:
    assert article(page(story, title=story[0][:20], charset=False, lang="").encode(codec)).text.startswith(
        story[0][:25]
    )


@pytest.mark.parametrize(("story", "codec"), UNDECLARED)
def test_a_feed_that_declares_nothing(story: tuple[str, ...], codec: str) -> None:
    data = rss(
        *(f"<title>{t}</title><link>https://aldmere.example/{n}</link>" for n, t in enumerate(story)), declaration=""
    ).encode(codec)
    assert [e.title for e in feed(data).entries] == list(story)


@pytest.mark.parametrize(
    ("story", "codec"), [(RU, "utf-16-le"), (ZH, "utf-16-be"), (JA, "utf-16-le"), (DE, "utf-16-be")]
)
def test_plain_text_in_utf16_without_a_mark(story: tuple[str, ...], codec: str) -> None:
    assert article(("\n\n".join(story)).encode(codec)).text.startswith(story[0][:25])


@pytest.mark.parametrize("bad", [b"\xb0", b"\xff", b"\x92", b"\xe9"])
def test_one_bad_byte_is_one_bad_letter(bad: bytes) -> None:
    data = (
        rss(
            "<title>Fähre fährt wieder — morgen</title><link>https://aldmere.example/1</link>",
            "<title>Regen: 12@C</title><link>https://aldmere.example/2</link>",
        )
        .encode()
        .replace(b"@", bad)
    )
    found = feed(data)
    assert found.entries[0].title == "Fähre fährt wieder — morgen"
    assert found.entries[1].title.startswith("Regen: 12")


@pytest.mark.parametrize("before", ["\n", " ", "\n\n\t", "\r\n", "\ufeff\n"])
@pytest.mark.parametrize("codec", ["windows-1251", "utf-8", "koi8-r"])
def test_white_space_before_the_declaration(before: str, codec: str) -> None:
    if before.startswith("\ufeff") and codec != "utf-8":
        before = "\n"
    data = before + rss(
        f"<title>{RU[0]}</title><link>https://aldmere.example/1</link>",
        declaration=f'<?xml version="1.0" encoding="{codec}"?>',
    )
    assert feed(data.encode(codec)).entries[0].title == RU[0]


MOJIBAKE = [
    (DE, "windows-1252"),
    (DE, "latin-1"),
    (RU, "windows-1251"),
    (CS, "windows-1250"),
    (EL, "windows-1253"),
    (ZH, "gb18030"),
    (RU, "latin-1"),
    (ZH, "latin-1"),
    (JA, "windows-1252"),
]


def _pairs_up(character: str) -> bool:
    try:
        return (character * 2).encode().decode("gb18030").encode("gb18030") == (character * 2).encode()
    except UnicodeDecodeError:
        return False


def wrongly(text: str, codec: str) -> str:
    out = ""
    for byte in text.encode():
        try:
            out += bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            out += chr(byte)
    return out


@pytest.mark.parametrize(("story", "codec"), MOJIBAKE)
def test_text_that_was_decoded_wrongly_before(story: tuple[str, ...], codec: str) -> None:
    if codec == "gb18030":
        # an even number of characters leaves no half of a pair
        story = tuple("".join(c for c in p if _pairs_up(c))[:16] for p in story)
        story = tuple((p * 3)[:40] for p in story)
        wrong = tuple(p.encode().decode("gb18030") for p in story)
    else:
        wrong = tuple(wrongly(p, codec) for p in story)
    found = article(page(wrong, title=wrong[0][:12]))
    assert found.text[:20] == story[0][:20]


@pytest.mark.parametrize(
    "text",
    [
        "Ã is a letter of Portuguese: MAÇÃ, AMANHÃ, IRMÃ.",
        "São Paulo, Åland, Ærø, Øresund",
        "naïve café über",
        "ÄÖÜ und â€ allein",
        "Œuvre d’art à l’été",
        "AMANHÃ É DIA DE SÃO JOÃO",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert feed(rss(f"<title>{text}</title><link>https://aldmere.example/1</link>")).entries[0].title == text


def test_wrong_label_in_a_mail() -> None:
    head = "From: Post <post@aldmere.example>\r\nTo: you@x.example\r\nSubject: =?utf-8?b?{}?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".format(
        base64.b64encode("Паром снова пойдёт".encode()).decode()
    )
    found = article(head.encode() + "\r\n\r\n".join(RU).encode())
    assert found.text.startswith(RU[0][:30])
    assert found.title == "Паром снова пойдёт"


@pytest.mark.parametrize("codec", ["utf-8", "windows-1251", "koi8-r"])
def test_raw_bytes_in_a_header(codec: str) -> None:
    head = f"From: Порт <post@aldmere.example>\r\nTo: you@x.example\r\nSubject: Паром между островами снова пойдёт с понедельника\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={codec}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    found = article((head + "\r\n\r\n".join(RU)).encode(codec))
    assert found.title == "Паром между островами снова пойдёт с понедельника"
    assert found.site == "Порт"
