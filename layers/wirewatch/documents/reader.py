"""What an object holds, by its content and never by its name: a page, plain text, an e-mail, JSON, an archive.

``open_documents`` takes an object apart, ``extract_article`` makes an article of each part. An object with many articles is gone
through one by one, and can be taken up again at any of them by its ``offset`` and ``index``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, Protocol

from wirewatch.documents import soft_errors
from wirewatch.documents.added_formats import added_documents
from wirewatch.documents.binary_formats import binary_format
from wirewatch.documents.document import Document
from wirewatch.documents.markdown import is_markdown, markdown_page
from wirewatch.errors import AccessRestrictedError, InputRejectedError, ResourceGoneError
from wirewatch.fetching import encoding as charsets
from wirewatch.fetching.decompression import BoundedDecompressor, gunzip_as_far
from wirewatch.limits import OBJECT_BYTES, PAGE_BYTES, PAGE_SECONDS
from wirewatch.parsing.html_limits import check_html_limits
from wirewatch.parsing.time_limit import time_limit
from wirewatch.records import Article
from wirewatch.text import dates
from wirewatch.text.languages import detect_language, language_code

if TYPE_CHECKING:
    from wirewatch.documents import warc
    from wirewatch.fetching.fetcher import FetchedPage

Kind = Literal["html", "text", "markdown", "json", "eml", "warc", "gzip"]

_HEAD = 1 << 16
_LINES_LOOKED_AT = 1 << 15
_SHORT = 1500
"""Characters of a story that may be only the beginning of one."""
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_HEADER_LINE = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:(?:\s|$)")
_MAIL = re.compile(r"^(?:from|to|subject|date|message-id|mime-version|received|return-path|delivered-to):", re.I | re.M)
_PROLOGUE = re.compile(r"(?:\s++|<\?[^>]{0,500}>|<!--.{0,5000}?-->)*+", re.DOTALL)
_ROOT = re.compile(r"<(!doctype\s+html|[a-zA-Z][a-zA-Z0-9:_-]{0,30})", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "rdf:rdf", "opml", "urlset", "sitemapindex"})
_HTML = re.compile(
    r"html|head|body|title|meta|link|script|style|base|noscript|div|span|p|a|br|b|i|em|strong|h[1-6]|ul|ol|li|table|tr|td|"
    r"th|tbody|article|section|main|header|footer|nav|aside|figure|img|picture|form|iframe|center|font|blockquote|pre|hr|"
    r"input|button|label|svg|video|small|sub|sup|dl|dt|dd|template|dialog|details|summary"
)
_END_TAG = re.compile(r"</(?:p|div|a|h[1-6]|span|li|td|article|section|script|b|i|em|strong)\s*+>", re.IGNORECASE)


class Stream(Protocol):
    """What objects are read from: an open file, an S3 object's body."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


def open_documents(data: bytes | Stream, *, source: str, offset: int = 0, skip: int = 0) -> Iterator[Document]:
    """The documents that an object holds, one for a page and many for an archive or a list.

    Args:
        data: the object, or a stream of it. Archives are streamed; anything else is read whole within ``OBJECT_BYTES``.
        source: its name, for messages.
        offset: the byte of the object at which ``data`` begins (a range was asked for): a document's ``offset``.
        skip: documents to pass over: the ``index`` of the document to begin with.

    A part that cannot be read comes as a document of kind ``problem``, and the others are untouched.

    Raises:
        InputRejectedError: where the whole object is empty, binary, too large, a feed, or broken.
    """
    stream = BytesIO(data) if isinstance(data, bytes) else data
    head = stream.read(_HEAD)
    while len(head) < _HEAD and (more := stream.read(_HEAD - len(head))):
        head += more
    if offset or _inner(head).lstrip(b"\r\n").startswith(b"WARC/"):  # only archives have places behind their beginning
        chunks = chain([head], iter(lambda: stream.read(_HEAD), b""))
        found = _archived(chunks, source, offset)
    else:
        pieces, size = [head], len(head)
        while size <= OBJECT_BYTES and (more := stream.read(1 << 20)):
            pieces.append(more)
            size += len(more)
        if size > OBJECT_BYTES:
            raise InputRejectedError("too-large", f"larger than {OBJECT_BYTES:,} bytes", source)
        whole = b"".join(pieces)
        found = added_documents(whole, source) or _whole(whole, source)
    yield from islice(found, skip, None)


def documents_from_response(page: FetchedPage) -> Iterator[Document]:
    """The documents in a fetched page; raises like ``open_documents``, and as ``stub_error`` where the address says it."""
    if what := soft_errors.detect_redirect_away(page.url, page.final_url):
        raise stub_error(what, page.url, page.final_url)
    for document in open_documents(page.data, source=page.url):
        if document.kind in ("html", "text"):
            document.charset = page.charset
        document.url = document.url or page.final_url
        document.arrived = document.arrived or page.arrived
        if document.article:
            document.article.url = document.article.url or page.final_url
        yield document


def stub_error(what: soft_errors.Stub, source: str, seen: str = "") -> InputRejectedError:
    """ResourceGoneError or AccessRestrictedError, as what stands where an article should; ``seen`` is what says so."""
    quoted = f": “{seen[:200]}”" if seen else ""
    if what == "not-found":
        return ResourceGoneError(what, f"the page says that there is no such article{quoted}", source)
    return AccessRestrictedError(what, f"there is a {what} page in place of the article{quoted}", source)


def extract_article(document: Document, *, seconds: float = PAGE_SECONDS, arrived: datetime | None = None) -> Article:
    """The article in a document.

    ``seconds`` bounds the reading; ``arrived`` is the time of arrival where the container does not tell, now by
    default. What the container says of title, date and authors goes before what the page says.

    Raises:
        InputRejectedError: for a problem document, a page over a limit or out of time, or without an article.
        ResourceGoneError, AccessRestrictedError: for a page that stands where an article should.
    """
    if document.problem:
        raise document.problem
    with time_limit(seconds, document.source), _parsing(document.source):
        came = datetime.fromisoformat(document.arrived) if document.arrived else arrived or datetime.now(UTC)
        came = came.astimezone(UTC) if came.tzinfo else came.replace(tzinfo=UTC)
        article = _extracted(document, came)
    article.arrived = article.arrived or came.isoformat(timespec="seconds")
    return article


@contextmanager
def _parsing(source: str) -> Iterator[None]:
    """Strange input finds assertions, recursion and limits in the libraries; it would find them again next time."""
    try:
        yield
    except InputRejectedError:
        raise
    except (OSError, MemoryError):
        # No room or no file: that is this machine's trouble and not the page's, and may pass.
        raise
    except Exception as error:
        raise InputRejectedError(
            "broken", f"it cannot be parsed ({type(error).__name__}: {error})"[:300], source
        ) from error


def _extracted(document: Document, came: datetime) -> Article:
    from wirewatch.extraction import html  # trafilatura: 300 ms to import
    from wirewatch.stories.fingerprints import article_id

    if document.article:
        article = document.article
        article.id = article.id or article_id(article.url, article.text)
    else:
        if document.kind == "html":
            article = _from_html(document, came)
        else:
            text = charsets.decode(document.data, document.charset)
            article = html.extract_text(text, source=document.source, url=document.url, arrived=came)
        article.title = document.title or article.title
        article.published = document.published or article.published
        article.authors = document.authors or article.authors
        article.site = document.site or article.site
    stated = article.language or document.language
    article.language = language_code(stated) or detect_language(article.text) or detect_language(article.title)
    return article


def _from_html(document: Document, came: datetime) -> Article:
    from wirewatch.extraction import html

    check_html_limits(document.data, document.source)
    title = soft_errors.title_of(document.data, document.charset)
    try:
        article = html.extract_html(
            document.data, source=document.source, url=document.url, charset=document.charset, arrived=came
        )
    except html.NoArticleFoundError:
        text = soft_errors.text_of(document.data, document.charset)
        if found := soft_errors.find_soft_error(title, text, document.data):
            raise stub_error(found[0], document.source, found[1]) from None
        raise
    behind = _behind(article.text, document) if len(article.text) < _SHORT else ""
    if found := soft_errors.find_soft_error(title, article.text, document.data, behind, article.title):
        raise stub_error(found[0], document.source, found[1])
    return article


def _behind(story: str, document: Document) -> str:
    """What stands on a page directly behind a short story: there a paywall says that it goes on."""
    page = " ".join(soft_errors.text_of(document.data, document.charset).split())
    end = " ".join(story[-60:].split())
    place = page.rfind(end)
    return page[place + len(end) :][:200] if place >= 0 else ""


def detect_format(data: bytes, source: str = "") -> Kind:
    """What ``data`` (all of it, or its first 64 kB) is.

    Raises:
        InputRejectedError: ``empty``, ``binary``, ``archive``, ``feed`` or ``xml`` for what holds no article to be read.
    """
    head = data[:_HEAD]
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.lstrip(b"\r\n").startswith(b"WARC/"):
        return "warc"
    if what := binary_format(head):
        raise InputRejectedError("archive" if "archive" in what else "binary", f"it is {what}", source)
    text = charsets.decode(head, charsets.detect(head))
    plain = text.encode("utf-8", "replace")  # bytes are counted twenty times as fast
    controls = len(plain) - len(plain.translate(None, _CONTROL))
    if controls * 20 > len(text) and (controls > 16 or controls * 4 > len(text)):
        raise InputRejectedError("binary", "it is binary data of an unknown kind", source)
    text = text.lstrip("\0 \t\r\n\f\ufeff")
    if not text.strip("\0 \t\r\n\f\u200b\xa0"):
        raise InputRejectedError("empty", "it is empty", source)
    return _sniff_text(text, source)


def _sniff_text(text: str, source: str) -> Kind:
    prologue = _PROLOGUE.match(text)
    root = _ROOT.match(text, prologue.end() if prologue else 0)
    if root:
        name = root[1].lower()
        if name.startswith("!doctype") or _HTML.fullmatch(name):
            return "html"
        if name in _FEEDS:
            raise InputRejectedError("feed", "it is a feed, not an article: name its address among the feeds", source)
        if text.startswith("<?xml") or not _END_TAG.search(text):
            raise InputRejectedError("xml", f"it is XML of another kind (root element {name!r})", source)
        return "html"
    if text.startswith(("<!DOCTYPE", "<!doctype", "<?xml")):
        entities = re.search(r"<!ENTITY", text)
        raise InputRejectedError(
            "xml", "it is XML with entities of its own" if entities else "it is XML of another kind", source
        )
    if text[0] in "{[" and re.match(r"\{\s*[\"}]|\[\s*[\[{\"\]]", text):
        return "json"
    rows = [line for line in text[:_LINES_LOOKED_AT].split("\n") if line.strip()][:20]
    if len(rows) > 1 and sum(bool(re.match(r"\s*\x1e?\s*\{\s*\"", row)) for row in rows) * 2 >= len(rows):
        return "json"  # JSON lines, of which the first is no object
    if _is_mail(text):
        return "eml"
    if len(list(islice(_END_TAG.finditer(text), 3))) == 3:
        return "html"
    if is_markdown(text):
        return "markdown"
    return "text"


def _is_mail(text: str) -> bool:
    lines = text.split("\n", 1)[1] if text.startswith("From ") and "\n" in text else text
    head = re.split(r"\r?\n\r?\n", lines[:20000], maxsplit=1)[0]
    rows = [row for row in head.splitlines() if row and row[0] not in " \t"]
    return len(set(map(str.lower, _MAIL.findall(head)))) >= 2 and all(map(_HEADER_LINE.match, rows[:5]))


def _inner(head: bytes) -> bytes:
    """The first bytes of what a gzipped object holds; ``head`` itself where it is not gzipped."""
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return next(BoundedDecompressor("gzip").feed(head), b"")
    except InputRejectedError:
        return b""


def _whole(data: bytes, source: str) -> Iterator[Document]:
    kind, cut = detect_format(data, source), None
    if kind == "gzip":
        data, cut = gunzip_as_far(data, OBJECT_BYTES, source)
        if cut and (cut.reason == "bomb" or not data):
            raise cut
        kind = detect_format(data, source)
        if kind == "gzip":
            raise InputRejectedError("archive", "it is gzipped more than once", source)
        if cut and kind != "json":
            raise cut
    if kind == "warc":  # gzipped in a way that hides its first line
        yield from _archived(iter([data]), source, 0)
    elif kind == "json":
        from wirewatch.documents import json_articles

        yield from json_articles.documents(_utf8(data), source)
        if cut:
            yield Document("problem", source, problem=cut)
    elif kind == "eml":
        from wirewatch.documents import email

        with time_limit(PAGE_SECONDS, source):
            messages = email.documents(data, source)
        yield from messages
    elif kind == "markdown":
        with time_limit(PAGE_SECONDS, source):
            page = markdown_page(data, source)
        yield page
    else:
        if len(data) > PAGE_BYTES:
            raise InputRejectedError("too-large", f"{len(data):,} bytes; a page may have {PAGE_BYTES:,}", source)
        yield Document("html" if kind == "html" else "text", source, data=data, charset=charsets.detect(data))


def _utf8(data: bytes) -> bytes:
    codec = charsets.detect(data)
    return data.removeprefix(b"\xef\xbb\xbf") if codec == "utf-8" else charsets.decode(data, codec).encode()


def _archived(chunks: Iterator[bytes], source: str, offset: int) -> Iterator[Document]:
    """Pages that were answered with 200, and plain texts (WET), from a WARC; all other records are passed over."""
    from wirewatch.documents import warc

    member, index = -1, 0
    for record in warc.records(chunks, offset, frozenset({"response", "resource", "conversion"})):
        document = _page(record, source)
        if document is None:
            continue
        index = index + 1 if record.offset == member else 0
        member = record.offset
        document.offset, document.index = record.offset, index
        document.source = f"{source}#{record.offset}.{index}"
        yield document


def _page(record: warc.Record, source: str) -> Document | None:
    place = f"{source}#{record.offset}"
    if record.problem:
        return Document("problem", place, problem=InputRejectedError(record.problem.reason, str(record.problem), place))
    body, content_type = record.payload, record.headers.get("content-type", "")
    try:
        if content_type.lower().startswith("application/http"):
            from wirewatch.documents import warc

            status, headers, body = warc.http(body)
            content_type = headers.get("content-type", "")
            if status != 200:
                return None
        kind = detect_format(body)
    except InputRejectedError as problem:
        if problem.reason in ("broken", "bomb", "too-large"):
            return Document("problem", place, problem=InputRejectedError(problem.reason, str(problem), place))
        return None  # pictures, feeds and empty answers are part of any crawl
    text = kind in ("text", "markdown") and record.headers.get("warc-type") == "conversion"
    if kind != "html" and not text:
        return None
    return Document(
        "html" if kind == "html" else "text",
        place,
        data=body,
        charset=charsets.detect(body, content_type),
        url=record.headers.get("warc-target-uri", "").strip("<>") or None,
        arrived=dates.parse(record.headers.get("warc-date")),
    )
