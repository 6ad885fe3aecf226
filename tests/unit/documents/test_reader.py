"""What an object holds, told by content."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage

import pytest

from wirewatch.documents import reader
from wirewatch.documents.document import Document
from wirewatch.documents.reader import detect_format, documents_from_response, extract_article, open_documents
from wirewatch.errors import AccessRestrictedError, InputRejectedError, ResourceGoneError
from wirewatch.extraction import html
from wirewatch.fetching.fetcher import FetchedPage
from wirewatch.limits import OBJECT_BYTES, PAGE_BYTES
from wirewatch.text import dates

PAGE_HTML = (
    b"<!DOCTYPE html><html><head><title>Bridge opens</title></head><body><p>The bridge opened.</p></body></html>"
)


def one(data: bytes) -> Document:
    (document,) = open_documents(data, source="drop/object")
    return document


def refused(data: bytes) -> str:
    with pytest.raises(InputRejectedError) as error:
        list(open_documents(data, source="drop/object"))
    assert "drop/object" in str(error.value)
    return error.value.reason


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = '"The Morning Post" <news@example.com>'
    message["To"] = "reader@example.com"
    message["Subject"] = "Bridge opens after ten years — at last"
    message["Date"] = "Fri, 01 Mar 2024 08:00:00 +0100"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


class TestSniff:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (PAGE_HTML, "html"),
            (b"\xef\xbb\xbf\r\n <!-- saved --> <HTML><p>x", "html"),
            (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML"><html>', "html"),
            ("<html><p>x</p></html>".encode("utf-16"), "html"),
            (b"<div><p>A fragment</p></div>", "html"),
            (b"<amp-page><p>One</p></amp-page>", "html"),
            (b"Lead in.<p>One</p><p>Two</p><p>Three</p>", "html"),
            (b"\0\0<html><p>null bytes before</p>", "html"),
            (b"A plain text.\n\nIn two paragraphs, with 1 < 2 and <angle> marks.", "text"),
            (b"[Update] The minister said on Monday.", "text"),
            (b"{not json, but a strange text}", "text"),
            (b"Date: Monday\n\nA text with one header-like line.", "text"),
            ("Новости дня: мост открыт.".encode("cp1251"), "text"),
            (b"# Bridge opens\n\nThe **bridge** opened, [the post](https://example.com) says.", "markdown"),
            (b"---\ntitle: Bridge opens\ndate: 2024-03-01\n---\nThe bridge opened.", "markdown"),
            (b'  {"title": "Bridge"}', "json"),
            (b'[{"title": "Bridge"}]', "json"),
            (bytes(letter()), "eml"),
            (b"From x@example.com Fri Mar  1 08:00:00 2024\n" + bytes(letter()), "eml"),
            (b"WARC/1.0\r\n", "warc"),
            (gzip.compress(b"x", mtime=0), "gzip"),
        ],
    )
    def test_kind(self, data: bytes, kind: str) -> None:
        assert detect_format(data) == kind

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b" \r\n\t\xc2\xa0\n", "empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
            (b"%PDF-1.7 ...", "binary"),
            (bytes(range(256)) * 40, "binary"),
            (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
            (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
            (b'<?xml version="1.0"?><catalog><book/></catalog>', "xml"),
            (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "xml"),
        ],
    )
    def test_what_holds_no_article_is_refused(self, data: bytes, reason: str) -> None:
        assert refused(data) == reason

    def test_a_zip_archive_is_refused_with_what_to_do(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("page.html", PAGE_HTML)
        with pytest.raises(InputRejectedError, match="unpack it first") as error:
            list(open_documents(packed.getvalue(), source="a.html"))
        assert error.value.reason == "archive"


class TestBounds:
    def test_gzip_of_a_page_is_a_page(self) -> None:
        assert one(gzip.compress(PAGE_HTML, mtime=0)).data == PAGE_HTML

    def test_gzip_of_gzip_is_refused(self) -> None:
        assert refused(gzip.compress(gzip.compress(PAGE_HTML, mtime=0))) == "archive"

    def test_a_gzip_bomb_is_refused(self) -> None:
        assert refused(gzip.compress(b" " * (OBJECT_BYTES + 1))) == "bomb"

    def test_an_object_too_large_is_not_read_to_its_end(self) -> None:
        class Endless:
            given = 0

            def read(self, size: int, /) -> bytes:
                self.given += size
                return b"x" * size

        stream = Endless()
        with pytest.raises(InputRejectedError) as error:
            list(open_documents(stream, source="big.txt"))
        assert error.value.reason == "too-large"
        assert stream.given < OBJECT_BYTES + (4 << 20)

    def test_a_page_too_large_is_refused(self) -> None:
        assert refused(b"<html>" + b"x" * PAGE_BYTES) == "too-large"


class TestLetter:
    def test_the_html_part_is_chosen_and_the_header_tells_title_and_date(self) -> None:
        message = letter(Archived_At="<https://example.com/letters/7>")
        message.set_content("The plain part.")
        message.add_alternative("<p>The <b>html</b> part, café.</p>", subtype="html", charset="iso-8859-1")
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png")
        found = one(bytes(message))
        assert found.kind == "html"
        assert "café" in found.data.decode(found.charset)
        assert found.title == "Bridge opens after ten years — at last"
        assert found.published == "2024-03-01T08:00:00+01:00"
        assert found.site == "The Morning Post"
        assert found.url == "https://example.com/letters/7"

    def test_without_an_html_part_it_is_text(self) -> None:
        message = letter()
        message.set_content("The plain part, žluťoučký.", cte="quoted-printable")
        found = one(bytes(message))
        assert (found.kind, found.data.decode(found.charset).strip()) == ("text", "The plain part, žluťoučký.")

    def test_a_page_saved_as_mhtml_keeps_its_address(self) -> None:
        saved = (
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/bridge\r\nSubject: Bridge\r\n"
            b"Date: Fri, 1 Mar 2024 08:00:00 -0000\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>a =3D b</p>\r\n"
            b"--b--\r\n"
        )
        found = one(saved)
        assert (found.url, found.data.strip(), found.site) == ("https://example.com/bridge", b"<p>a = b</p>", None)

    def test_a_letter_without_text_is_empty(self) -> None:
        message = letter()
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png")
        assert refused(bytes(message)) == "empty"

    def test_parts_nested_without_end_are_refused(self) -> None:
        head = b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        part = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
        assert refused(head + b"".join(part % (i, i) for i in range(5000))) in ("broken", "empty", "too-slow")

    @pytest.mark.parametrize("charset", [b"no-such", b"\xfftf-8", b"utf-8\xff"])
    def test_an_unknown_charset_in_the_subject_does_no_harm(self, charset: bytes) -> None:
        raw = b"From: a@example.com\nSubject: =?" + charset + b"?Q?Bridge?=\nContent-Type: text/plain\n\nText."
        assert "Bridge" in one(raw).title


class TestMarkdown:
    def test_it_becomes_a_page_with_its_front_matter(self) -> None:
        text = (
            "---\ntitle: 'Bridge opens'\ndate: 2024-03-01\nauthor: Desk\nurl: https://example.com/b\n---\n"
            "The **bridge** [opened](https://example.com).\n\n<script>alert(1)</script>\n"
        )
        found = one(text.encode())
        assert (found.kind, found.title, found.published) == ("html", "Bridge opens", "2024-03-01")
        assert (found.url, found.authors) == ("https://example.com/b", ["Desk"])
        assert b"<strong>bridge</strong>" in found.data
        assert b"<script>" not in found.data

    def test_the_first_heading_is_the_title(self) -> None:
        assert one(b"# Bridge opens #\n\n## Sub\n\n> It opened.").title == "Bridge opens"


STORY = "".join(
    f"<p>The bridge over the river was opened on day {n} after ten years of work, the city council said.</p>"
    for n in range(9)
)


class TestRead:
    def test_a_page_becomes_an_article(self) -> None:
        article = extract_article(
            one(f"<html><head><title>Bridge opens</title></head><body>{STORY}</body></html>".encode())
        )
        assert "opened on day 3" in article.text
        assert article.source == "drop/object"
        assert article.arrived

    def test_what_the_container_says_goes_before_what_the_page_says(self) -> None:
        message = letter()
        message.set_content(f"<html><title>Newsletter</title><body>{STORY}</body></html>", subtype="html")
        article = extract_article(one(bytes(message)))
        assert (article.title, article.site) == ("Bridge opens after ten years — at last", "The Morning Post")
        assert article.published == "2024-03-01T08:00:00+01:00"

    def test_a_problem_is_raised(self) -> None:
        with pytest.raises(InputRejectedError) as error:
            extract_article(Document("problem", "a#0.1", problem=InputRejectedError("broken", "x", "a#0.1")))
        assert error.value.reason == "broken"

    @pytest.mark.parametrize(
        ("page", "kind", "reason"),
        [
            ("<title>404 Not Found</title><p>Nothing here.</p>", ResourceGoneError, "not-found"),
            (
                "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>",
                AccessRestrictedError,
                "challenge",
            ),
            (
                "<title>Bridge opens</title><p>The bridge opened.</p><p>Subscribe now to continue reading.</p>",
                AccessRestrictedError,
                "paywall",
            ),
        ],
    )
    def test_a_stub_is_told_from_an_article(self, page: str, kind: type[InputRejectedError], reason: str) -> None:
        with pytest.raises(kind) as error:
            extract_article(one(f"<html><body>{page}</body></html>".encode()))
        assert error.value.reason == reason

    def test_a_page_that_breaks_the_extractor_is_set_aside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise AssertionError

        monkeypatch.setattr(html, "extract_html", fail)
        with pytest.raises(InputRejectedError) as error:
            extract_article(one(PAGE_HTML))
        assert error.value.reason == "broken"

    def test_a_page_that_takes_too_long_is_set_aside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def spin(*_args: object, **_options: object) -> None:
            while True:
                pass

        monkeypatch.setattr(html, "extract_html", spin)
        with pytest.raises(InputRejectedError) as error:
            extract_article(one(PAGE_HTML), seconds=0.01)
        assert error.value.reason == "too-slow"

    def test_a_fetched_page_keeps_its_address_and_charset(self) -> None:
        page = FetchedPage(
            url="https://example.com/a",
            final_url="https://example.com/a-bridge",
            permanent_url="https://example.com/a",
            status=200,
            data=b"<html><p>caf\xe9</p></html>",
            content_type="text/html; charset=latin1",
            charset="cp1252",
            etag=None,
            last_modified=None,
            arrived="2024-03-01T08:00:00+00:00",
            headers={},
        )
        (document,) = documents_from_response(page)
        assert (document.url, document.charset) == ("https://example.com/a-bridge", "cp1252")
        assert document.arrived == "2024-03-01T08:00:00+00:00"
        with pytest.raises(ResourceGoneError):
            list(documents_from_response(replace(page, final_url="https://example.com/")))


class TestMoment:
    @pytest.mark.parametrize(
        ("value", "iso"),
        [
            ("2024-03-01", "2024-03-01"),
            ("2024-03-01T08:00:00Z", "2024-03-01T08:00:00+00:00"),
            ("Fri, 01 Mar 2024 08:00:00 GMT", "2024-03-01T08:00:00+00:00"),
            (1709280000, "2024-03-01T08:00:00+00:00"),
            (1709280000000, "2024-03-01T08:00:00+00:00"),
            ("2999-01-01", None),
            ("yesterday", None),
            ("", None),
            (None, None),
            (True, None),
            (1e300, None),
            ("9" * 70, None),
        ],
    )
    def test_dates(self, value: object, iso: str | None) -> None:
        assert dates.parse(value) == iso


def test_a_machine_without_room_is_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reader, "_extracted", full)
    (document,) = open_documents(b"A title\n\nA story that is long enough to be read as one. " * 20, source="page.txt")
    with pytest.raises(OSError, match="No space left"):
        extract_article(document)
