"""Whatever arrives, there is a document or a refusal, and nothing else."""

from __future__ import annotations

import contextlib
import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.documents import warc
from wirewatch.documents.reader import open_documents
from wirewatch.documents.soft_errors import detect_redirect_away, find_soft_error, text_of, title_of
from wirewatch.errors import InputRejectedError
from wirewatch.fetching import encoding, urls
from wirewatch.parsing.html_limits import check_html_limits
from wirewatch.stories.fingerprints import article_id, signature
from wirewatch.text import dates

BEGINNINGS = [
    b"",
    b"<html>",
    b"<?xml version='1.0'?>",
    b'{"items": [{"content_html": "',
    b"From: a@example.com\r\nSubject: x\r\n",
    b"From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200\r\n",
    b"---\ntitle: x\n---\n",
    b"# x\n\n**a** ",
    b"\x1f\x8b\x08\x00",
    b"\xff\xfe",
]
PIECES = [
    b"<",
    b">",
    b"\0",
    b"\xff",
    b"\r\n",
    b"\r\n\r\n",
    b'"',
    b"}",
    b"--b--",
    b"WARC/1.0\r\n",
    b"&#1;",
    b"charset=",
    b"=?x?q?",
]
noise = st.lists(st.one_of(st.binary(max_size=30), st.sampled_from(PIECES)), max_size=30).map(b"".join)
objects = st.tuples(st.sampled_from(BEGINNINGS), noise).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(objects, st.booleans())
def test_objects(data: bytes, packed: bool) -> None:
    with contextlib.suppress(InputRejectedError):
        for document in open_documents(gzip.compress(data) if packed else data, source="x"):
            assert document.source.startswith("x")
            assert (document.problem is None) == (document.kind != "problem")
            encoding.decode(document.data, document.charset)


@settings(max_examples=200, deadline=None)
@given(noise)
def test_parts(data: bytes) -> None:
    text = encoding.decode(data, encoding.detect(data))
    with contextlib.suppress(InputRejectedError):
        check_html_limits(data)
    with contextlib.suppress(InputRejectedError):
        warc.http(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br, gzip\r\n\r\n" + data)
    assert encoding.detect(data, text) is not None
    dates.parse(text)
    find_soft_error(title_of(data), text_of(data), data)
    assert article_id(None, text)
    assert signature(text).keys == sorted(signature(text).keys)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map("https://example.com/".__add__)))
def test_addresses(url: str) -> None:
    canonical = urls.canonical_url(url)
    assert canonical is None or urls.canonical_url(canonical) == canonical
    urls.url_key(url)
    detect_redirect_away(url, canonical or "")
