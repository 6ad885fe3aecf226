"""Archives and lines of which a part is broken."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.support.reading import STORY, articles, page
from wirewatch.errors import InputRejectedError


def record(n: int, length: int | None = None, extra: bytes = b"") -> bytes:
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + page((f"Number {n}. " + STORY[0], *STORY[1:])).encode()
        + extra
    )
    size = len(http) if length is None else length
    return (
        (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{n}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:0-{n}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {size}\r\n\r\n"
        ).encode()
        + http
        + b"\r\n\r\n"
    )


def read(data: bytes) -> tuple[list[str], list[str]]:
    found = articles(data)
    return [a.text[:9] for a in found if not isinstance(a, InputRejectedError)], [
        a.reason for a in found if isinstance(a, InputRejectedError)
    ]


SIZE = len(record(1))


@pytest.mark.parametrize("wrong", [10, 100, 5000, -1, 40, 0])
@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_length_in_one_record(wrong: int, packed: bool) -> None:
    records = [record(0), record(1, wrong if wrong >= 0 else 10**6), record(2), record(3)]
    data = b"".join(gzip.compress(r) if packed else r for r in records)
    texts, problems = read(data)
    assert texts[0] == "Number 0."
    assert texts[-2:] == ["Number 2.", "Number 3."]
    assert problems or "Number 1." in texts


@pytest.mark.parametrize("cut", [1, 50, 900])
def test_the_last_record_is_cut(cut: int) -> None:
    texts, problems = read(record(0) + record(1) + record(2)[: -cut - 4])
    assert texts[:2] == ["Number 0.", "Number 1."]
    assert problems


def test_rubbish_between_records() -> None:
    texts, _problems = read(record(0) + b"rubbish that nobody wrote\r\n" * 3 + record(1) + record(2))
    assert texts == ["Number 0.", "Number 1.", "Number 2."]


def test_a_bad_gzip_member_in_the_middle() -> None:
    parts = [gzip.compress(record(n)) for n in range(4)]
    parts[1] = parts[1][:200] + b"\0" * 40 + parts[1][240:]
    texts, problems = read(b"".join(parts))
    assert texts == ["Number 0.", "Number 2.", "Number 3."]
    assert problems


def line(n: int) -> str:
    return json.dumps(
        {"title": f"T{n}", "content": f"Number {n}. " + "\n\n".join(STORY), "url": f"https://a.example/{n}"}
    )


@pytest.mark.parametrize(
    "bad",
    [
        '{"title": "cut off',
        "rubbish",
        '{"a": 1}}',
        "{",
        '{"title": "x", "content": "y"',
        "\x00",
        "[1,",
        "null",
        '"text"',
        "12",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_bad_line(bad: str, place: int) -> None:
    lines = [line(n) for n in range(3)]
    lines.insert(place, bad)
    texts, problems = read("\n".join(lines).encode())
    assert texts == ["Number 0.", "Number 1.", "Number 2."]
    assert len(problems) == 1


def test_the_report_names_the_line() -> None:
    found = articles("\n".join([line(0), "rubbish {", line(1)]).encode(), source="out.jsonl")
    assert [isinstance(a, InputRejectedError) for a in found] == [False, True, False]
    assert "line 2" in str(found[1]) or "out.jsonl:2" in str(found[1]) or "#0.1" in str(found[1])


def test_comments_and_separators_between_lines() -> None:
    texts, _ = read(("\x1e" + line(0) + "\n\x1e" + line(1) + "\n").encode())
    assert texts == ["Number 0.", "Number 1."]
    texts, _ = read((line(0) + ",\n" + line(1) + ",\n").encode())
    assert texts == ["Number 0.", "Number 1."]


def test_a_cut_array_gives_its_whole_items() -> None:
    texts, problems = read(("[" + ",".join(line(n) for n in range(3)))[:-20].encode())
    assert texts == ["Number 0.", "Number 1."]
    assert problems


FORMATS = [
    (
        b"filedesc://a.arc 0.0.0.0 20261120000000 text/plain 200 - - 0 a.arc 76\n1 0 X\nURL IP-address Archive-date Content-type Archive-length\n",
        "ARC",
    ),
    (gzip.compress(b"filedesc://a.arc 0.0.0.0 20261120000000 text/plain 76\n1 0 X\nURL\n"), "ARC"),
    (b"\x04\x22\x4d\x18" + b"\x40\x40\xc0" + b"abc" * 50, "lz4"),
    (b"\x28\xb5\x2f\xfd" + b"abc" * 50, "zst"),
    (b"BZh91AY&SY\x01\x02" + b"abc" * 50, "bzip2"),
    (b"\xfd7zXZ\0" + b"abc" * 50, "xz"),
    (b"\xff\x06\x00\x00sNaPpY" + b"abc" * 50, "snappy"),
    (b"LZIP\x01" + b"abc" * 50, "lzip"),
    (b"\x1f\x9d\x90" + b"abc" * 50, "compress"),
    (b"a.html" + b"\0" * 251 + b"ustar\x0000" + b"\0" * 250, "tar"),
    (b"SQLite format 3\0" + b"abc" * 50, "SQLite"),
    (b"PAR1" + b"\x15\x04" * 50, "Parquet"),
    (b"Obj\x01" + b"abc" * 50, "Avro"),
    (b"{\\rtf1\\ansi Hello}" * 10, "RTF"),
    (b"%!PS-Adobe-3.0\n" + b"abc " * 50, "PostScript"),
    (b"bplist00" + b"abc" * 50, "property list"),
    (b"ID3\x03\0" + b"abc" * 50, "sound"),
    (b"\0\0\0\x20ftypisom" + b"abc" * 50, "film"),
    (b"OggS\0" + b"abc" * 50, "sound"),
    (b"MZ\x90\0" + b"abc" * 50, "program"),
    (b"wOF2" + b"abc\0" * 50, "font"),
    (b"II*\0" + b"abc" * 50, "picture"),
    (b"!BDN" + b"abc\0" * 50, "Outlook"),
    (b"PK\x05\x06" + b"\0" * 18, "zip"),
    (b"MSCF\0\0\0\0" + b"abc" * 50, "cab"),
]


@pytest.mark.parametrize(("data", "word"), FORMATS, ids=[f"{n}-{word}" for n, (_, word) in enumerate(FORMATS)])
def test_known_formats_are_named(data: bytes, word: str) -> None:
    with pytest.raises(InputRejectedError) as refused:
        articles(data)
    assert word.lower() in str(refused.value).lower()


def test_a_length_that_reaches_into_the_next_record() -> None:
    http_length = record(1).split(b"Content-Length: ")[1].split(b"\r\n")[0]
    for more in (30, 300, 10**9):
        texts, problems = read(record(0) + record(1, int(http_length) + more) + record(2) + record(3))
        assert (texts[0], texts[-2:]) == ("Number 0.", ["Number 2.", "Number 3."])
        assert problems or len(texts) == 4


def test_rubbish_between_gzip_members() -> None:
    texts, problems = read(
        gzip.compress(record(0)) + b"rubbish" * 9 + gzip.compress(record(1)) + gzip.compress(record(2))
    )
    assert texts == ["Number 0.", "Number 1.", "Number 2."]
    assert problems == ["broken"]


def test_a_line_end_before_the_first_record() -> None:
    assert read(b"\r\n" + record(0)) == (["Number 0."], [])


ROWS = [json.dumps({"id": str(n), "text": f"Number {n}. {STORY[0]}"}).encode() for n in range(3)]
ALL = ["Number 0.", "Number 1.", "Number 2."]


@pytest.mark.parametrize(
    ("data", "right", "broken"),
    [
        (ROWS[0] + ROWS[1] + b"\n" + ROWS[2], ALL, 0),
        (ROWS[0].replace(b'"id"', b'"score": NaN, "id"') + b"\n" + ROWS[1] + b"\n" + ROWS[2], ALL, 0),
        (ROWS[0].replace(b"islanders", b"isl\x01anders") + b"\n" + ROWS[1] + b"\n" + ROWS[2], ALL, 0),
        (ROWS[0].replace(b'"id"', b'"x": "\\ud83d", "id"') + b"\n" + ROWS[1] + b"\n" + ROWS[2], ALL, 0),
        (b"\n".join(json.dumps(json.loads(row), indent=2).encode() for row in ROWS), ALL, 0),
        (b"\n".join(json.dumps(json.loads(row), indent=2).encode() for row in ROWS)[:-60], ALL[:2], 1),
        (gzip.compress(b"\n".join(ROWS))[:-9], ALL, 1),
        (ROWS[0] + b'\n{"a": 1}}\n' + ROWS[2], ["Number 0.", "Number 2."], 1),
    ],
)
def test_lines_that_are_nearly_json(data: bytes, right: list[str], broken: int) -> None:
    texts, problems = read(data)
    assert (texts, len(problems)) == (right, broken)
