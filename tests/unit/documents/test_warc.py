"""Web archives: streamed, resumable, and bounded."""

from __future__ import annotations

import contextlib
import gzip
import io

import brotli
import pytest

from wirewatch.documents import warc
from wirewatch.documents.document import Document
from wirewatch.documents.reader import open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.limits import PAGE_BYTES


def http(body: bytes, header: bytes = b"Content-Type: text/html; charset=utf-8", status: int = 200) -> bytes:
    return b"HTTP/1.1 %d Word\r\n%s\r\n\r\n%s" % (status, header, body)


def record(
    block: bytes,
    kind: bytes = b"response",
    url: bytes = b"https://example.com/a",
    content_type: bytes = b"application/http; msgtype=response",
    length: bytes | None = None,
) -> bytes:
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-03-01T10:00:00Z\r\n"
        b"Content-Type: %s\r\nContent-Length: %s\r\n\r\n%s\r\n\r\n"
    ) % (kind, url, content_type, length or b"%d" % len(block), block)


def page(number: int) -> bytes:
    return b"<html><title>Page %d</title><p>Text of page %d.</p></html>" % (number, number)


INFO = record(b"software: test\r\n", b"warcinfo", content_type=b"application/warc-fields")
RECORDS = [
    INFO,
    *(
        part
        for n in range(4)
        for part in (
            record(b"GET / HTTP/1.1\r\n\r\n", b"request"),
            record(http(page(n)), url=b"https://example.com/%d" % n),
        )
    ),
]
PLAIN = b"".join(RECORDS)
MEMBERS = b"".join(map(gzip.compress, RECORDS))
ONE_MEMBER = gzip.compress(PLAIN)


class Unseekable:
    """A body that comes in small pieces, as from the network."""

    def __init__(self, data: bytes, step: int = 100) -> None:
        self._data, self._step = io.BytesIO(data), step

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, self._step))


def urls(found: list[Document]) -> list[str | None]:
    return [document.url for document in found]


@pytest.mark.parametrize("archive", [PLAIN, MEMBERS, ONE_MEMBER], ids=["plain", "members", "one member"])
class TestArchive:
    def test_every_response_is_found_in_order(self, archive: bytes) -> None:
        found = list(open_documents(Unseekable(archive), source="a.warc"))
        assert urls(found) == [f"https://example.com/{n}" for n in range(4)]
        assert [document.data for document in found] == [page(n) for n in range(4)]
        assert found[0].arrived == "2024-03-01T10:00:00+00:00"
        assert len({document.source for document in found}) == 4

    @pytest.mark.parametrize("step", [1, 3, 1000])
    def test_the_size_of_the_pieces_does_not_matter(self, archive: bytes, step: int) -> None:
        assert len(list(open_documents(Unseekable(archive, step), source="a"))) == 4

    def test_it_is_taken_up_again_at_any_document(self, archive: bytes) -> None:
        found = list(open_documents(archive, source="a"))
        for n, document in enumerate(found):
            rest = open_documents(archive[document.offset :], source="a", offset=document.offset, skip=document.index)
            again = list(rest)
            assert urls(again) == urls(found[n:])
            assert [(d.offset, d.index) for d in again] == [(d.offset, d.index) for d in found[n:]]


def test_only_as_much_as_is_asked_for_is_read() -> None:
    stream = Unseekable(b"".join(gzip.compress(record(http(page(n) * 2000))) for n in range(200)), 1 << 16)
    next(iter(open_documents(stream, source="a")))
    assert stream.read(1)


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (http(b"4\r\n<p>a\r\n3;x=y\r\nbcd\r\n0\r\n\r\n", b"Transfer-Encoding: chunked"), b"<p>abcd"),
        (http(b"<p>not chunked as stated", b"Transfer-Encoding: chunked"), b"<p>not chunked as stated"),
        (http(gzip.compress(b"<p>z", mtime=0), b"Content-Encoding: gzip"), b"<p>z"),
        (http(brotli.compress(b"<p>b"), b"Content-Encoding: br"), b"<p>b"),
        (http(b"<p>unpacked already", b"Content-Encoding: gzip"), b"<p>unpacked already"),
    ],
)
def test_bodies_are_unpacked_as_far_as_they_are_packed(block: bytes, body: bytes) -> None:
    assert warc.http(block)[2] == body


def test_the_header_names_the_charset() -> None:
    block = http("<p>café".encode("latin-1"), b"Content-Type: text/html; charset=iso-8859-1")
    (found,) = open_documents(record(block), source="a")
    assert found.charset == "cp1252"


def test_what_is_no_page_is_passed_over() -> None:
    archive = b"".join(
        [
            record(http(b"<p>Not here", status=404)),
            record(http(b"\x89PNG\r\n\x1a\n", b"Content-Type: image/png")),
            record(http(b"")),
            record(http(b"User-agent: *\nDisallow: /", b"Content-Type: text/plain")),
            record(http(page(1))),
        ]
    )
    assert [document.data for document in open_documents(archive, source="a")] == [page(1)]


def test_extracted_texts_are_read() -> None:
    archive = record(b"A text without markup.", b"conversion", content_type=b"text/plain")
    (found,) = open_documents(archive, source="a")
    assert (found.kind, found.data) == ("text", b"A text without markup.")


class TestBroken:
    def test_a_broken_member_is_set_aside_and_the_others_are_read(self) -> None:
        archive = b"".join(
            map(
                gzip.compress,
                [record(http(page(0))), record(http(page(1)), length=b"x"), b"no record", record(http(page(2)))],
            )
        )
        found = list(open_documents(archive, source="a"))
        assert [document.kind for document in found] == ["html", "problem", "problem", "html"]
        assert {d.problem.reason for d in found if d.problem} == {"broken"}

    def test_it_is_taken_up_again_at_a_broken_record_too(self) -> None:
        archive = b"".join(map(gzip.compress, [record(http(page(0))), b"no record", record(http(page(2)))]))
        broken = list(open_documents(archive, source="a"))[1]
        rest = list(open_documents(archive[broken.offset :], source="a", offset=broken.offset, skip=broken.index))
        assert [document.kind for document in rest] == ["problem", "html"]

    def test_an_archive_cut_short_gives_what_it_has(self) -> None:
        found = list(open_documents(MEMBERS[:-30], source="a"))
        assert [document.kind for document in found] == ["html"] * 3 + ["problem"]

    def test_a_header_without_end_is_broken(self) -> None:
        for line in (b"A: " + b"x" * 1_000_000, b"A: b\r\n" * 100_000):
            (found,) = open_documents(gzip.compress(b"WARC/1.0\r\n" + line), source="a")
            assert found.problem
            assert found.problem.reason == "broken"

    def test_a_page_over_the_limit_is_set_aside_and_the_next_is_read(self) -> None:
        archive = gzip.compress(record(http(b"<p>" + b"x" * PAGE_BYTES))) + gzip.compress(record(http(page(1))))
        found = list(open_documents(archive, source="a"))
        assert [d.problem and d.problem.reason for d in found] == ["too-large", None]

    def test_a_record_said_to_be_endless_is_a_bomb(self) -> None:
        (found,) = open_documents(record(b"", length=b"9" * 17), source="a")
        assert found.problem
        assert found.problem.reason == "bomb"

    def test_a_bomb_inside_a_record_is_set_aside(self) -> None:
        bomb = gzip.compress(b"\0" * (PAGE_BYTES + 1))
        found = list(open_documents(record(http(bomb, b"Content-Encoding: gzip")) + record(http(page(1))), source="a"))
        assert [d.problem and d.problem.reason for d in found] == ["bomb", None]

    def test_every_cut_and_flip_gives_documents_or_problems(self) -> None:
        for archive in (PLAIN, MEMBERS):
            for at in range(20, len(archive), 97):
                for bad in (archive[:at], archive[:at] + bytes([archive[at] ^ 0x55]) + archive[at + 1 :]):
                    with contextlib.suppress(InputRejectedError):
                        for document in open_documents(bad, source="a"):
                            assert document.kind in ("html", "problem")
