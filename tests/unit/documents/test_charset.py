"""Which encoding a page is in."""

from __future__ import annotations

import pytest

from wirewatch.fetching import encoding

CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. " * 20
RUSSIAN = "Правительство приняло решение о новой дороге в понедельник. " * 20


@pytest.mark.parametrize(
    ("data", "header", "codec"),
    [
        (b"\xef\xbb\xbf<p>x", "text/html; charset=iso-8859-1", "utf-8"),
        ("\ufeff<p>x".encode("utf-16-le"), None, "utf-16-le"),
        ("\ufeff<p>x".encode("utf-16-be"), None, "utf-16-be"),
        ("<p>x".encode("utf-16-le"), None, "utf-16-le"),
        (CZECH.encode("cp1250"), "text/html; charset=windows-1250", "cp1250"),
        (CZECH.encode("cp1250"), 'text/html; CHARSET="Windows-1250"', "cp1250"),
        (b"<meta charset=windows-1250>" + CZECH.encode("cp1250"), "text/html", "cp1250"),
        (b"<meta charset=koi8-r>" + RUSSIAN.encode("koi8-r"), None, "koi8-r"),
        (b'<META http-equiv="content-type" content="text/html; charset=shift_jis">', None, "cp932"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', None, "iso8859-2"),
        (b"<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", None, "cp1251"),
        (b"<meta charset=latin1>caf\xe9", None, "cp1252"),
        (b"<meta charset=utf-16>plain", None, "utf-8"),
        (b"<meta charset=gb2312>", None, "gb18030"),
        (CZECH.encode(), None, "utf-8"),
        (RUSSIAN.encode("cp1251"), None, "cp1251"),
        (b"<p>plain", "text/html; charset=no-such-thing", "utf-8"),
    ],
)
def test_detected(data: bytes, header: str | None, codec: str) -> None:
    assert encoding.detect(data, header) == codec


def test_the_header_goes_before_the_meta_element() -> None:
    assert encoding.detect(b"<meta charset=koi8-r>", "text/html; charset=windows-1251") == "cp1251"


def test_utf8_declared_as_latin1_is_utf8() -> None:
    assert encoding.detect(CZECH.encode(), "text/html; charset=iso-8859-1") == "utf-8"


def test_cyrillic_declared_as_utf8_is_not_believed() -> None:
    data = RUSSIAN.encode("cp1251")
    assert encoding.decode(data, encoding.detect(data, "text/html; charset=utf-8")) == RUSSIAN


def test_utf8_with_a_few_bad_bytes_stays_utf8() -> None:
    data = CZECH.encode() + b"\xff\xfe broken"
    assert encoding.detect(data, "text/html; charset=utf-8") == "utf-8"
    assert "\ufffd" in encoding.decode(data, "utf-8")


def test_a_character_cut_at_the_end_is_still_utf8() -> None:
    assert encoding.detect("é".encode() * 100 + b"\xc3") == "utf-8"


def test_decoding_drops_the_byte_order_mark() -> None:
    assert encoding.decode(b"\xef\xbb\xbfx", "utf-8") == "x"
