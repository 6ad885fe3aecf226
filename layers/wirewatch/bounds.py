"""How much wirewatch takes in, in seconds and bytes, and the error that says which of them was passed.

Everything from outside is hostile until it is parsed. The limits here are wide for any page that people read (the
largest of 990 pages looked at was 1.6 MB) and narrow for anything built to hurt.
"""

from __future__ import annotations

import re
import signal
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import msgspec

MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises of JSON that is none, that is of another shape, or that is nested too deep."""
MB = 1 << 20
STORED = 20 * MB
"""Bytes of one page, letter or JSON file as it arrives, compressed or not."""
PAGE = 10 * MB
"""Bytes of one page after decompression."""
ELEMENTS = 50_000
"""Start tags of one page: each costs the extractor more than a kilobyte, and the time of one of its searches, which nothing
can stop in its middle, grows with their square."""
ATTRIBUTES = 1000
"""Attributes of one element."""
SECONDS = 20.0
"""For reading one page."""

_PIECE = 1 << 16


class InputRejectedError(ValueError):
    """What arrived is not read, now or when it is tried again.

    Attributes:
        reason: a stable code for logs and metrics: empty, binary, archive, feed, xml, encoding, broken, too-large,
            bomb, too-slow.
        source: what was being read, where known.
    """

    def __init__(self, reason: str, message: str, source: str = "") -> None:
        super().__init__(f"{source}: {message}" if source else message)
        self.reason = reason
        self.source = source


class ResourceGoneError(InputRejectedError):
    """There is no article at the address any more. Reasons: not-found, gone, legal."""


class AccessRestrictedError(InputRejectedError):
    """There is one, but not for us. Reasons: login, paywall, denied, consent, challenge."""


class _TimeLimitExceeded(BaseException):
    """Raised by the timer. Not an Exception, so that a library's ``except Exception`` does not swallow it."""


@contextmanager
def time_limit(seconds: float, source: str = "") -> Iterator[None]:
    """Stop the body after ``seconds`` of wall time with ``Refused("too-slow")``.

    It works by SIGALRM, which interrupts Python code and ``re`` but waits for the end of a call into other C code,
    and only in the main thread: elsewhere the body runs unbounded. The alarm is repeated until the body ends, so
    that one lost in a destructor or swallowed by a bare ``except`` is not the last. An outer limit still holds
    inside an inner one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if running:
            raise _TimeLimitExceeded

    outer_handler = signal.getsignal(signal.SIGALRM)
    outer_left, outer_interval = signal.getitimer(signal.ITIMER_REAL)
    inner = not outer_left or seconds < outer_left
    started = time.monotonic()
    if inner:
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    except _TimeLimitExceeded:
        if not inner:
            raise
        raise InputRejectedError("too-slow", f"not read within {seconds:g} s", source) from None
    finally:
        running = False
        if inner:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, outer_handler)
            if outer_left:
                left = max(outer_left - (time.monotonic() - started), 1e-3)
                signal.setitimer(signal.ITIMER_REAL, left, outer_interval)


class BoundedDecompressor:
    """Undoes one content coding piece by piece and never gives out more than ``limit`` bytes.

    Codings: ``gzip`` (any number of members), ``deflate`` (with or without zlib's header, as servers send both) and
    ``br``. The compressed bytes are taken in small steps, so that no step inflates to more than a piece of memory.

    Raises:
        Refused: ``bomb`` past the limit, ``broken`` for bytes that are not of the coding, ``encoding`` for another
            coding.
    """

    def __init__(self, coding: str, limit: int = PAGE) -> None:
        self._coding = {"x-gzip": "gzip"}.get(coding, coding)
        self._left = self._limit = limit
        self._started = self._ended = False
        self._zlib = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        if self._coding == "br":
            import brotli

            self._brotli = brotli.Decompressor()
        elif self._coding not in ("gzip", "deflate"):
            raise InputRejectedError(
                "encoding", f"content coding {coding[:40]!r} is not known; gzip, deflate and br are"
            )

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes that ``data`` inflates to, in pieces of at most 128 kB."""
        try:
            for piece in self._brotli_pieces(data) if self._coding == "br" else self._zlib_pieces(data):
                self._left -= len(piece)
                if self._left < 0:
                    raise InputRejectedError("bomb", f"inflates to more than {self._limit:,} bytes")
                yield piece
        except (zlib.error, ValueError) as error:
            if isinstance(error, InputRejectedError):
                raise
            raise InputRejectedError("broken", f"not valid {self._coding}: {error}") from None

    def close(self) -> None:
        """Say that the input is at its end: raises ``Refused("broken")`` where the stream is not."""
        ended = self._brotli.is_finished() if self._coding == "br" else self._ended
        if self._started and not ended:
            raise InputRejectedError("broken", f"the {self._coding} stream ends early")

    def _zlib_pieces(self, data: bytes) -> Iterator[bytes]:
        if not self._started and data and self._coding == "deflate":
            # RFC 1950: a zlib header is a multiple of 31 with the method in its low bits; else it is bare deflate.
            bare = data[0] & 0x0F != 8 or (len(data) > 1 and (data[0] << 8 | data[1]) % 31)
            self._zlib = zlib.decompressobj(wbits=-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
        self._started = self._started or bool(data)
        while data:
            if self._ended:
                if self._coding != "gzip" or not data.startswith(b"\x1f\x8b"[: len(data)]):
                    return  # bytes behind the end, e.g. padding: browsers and gzip ignore them too
                self._zlib, self._ended = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), False
            piece = self._zlib.decompress(data, _PIECE)
            if piece:
                yield piece
            self._ended = self._zlib.eof
            data = self._zlib.unused_data if self._ended else self._zlib.unconsumed_tail
        # zlib may hold output back although it has taken all input.
        while not self._ended and (piece := self._zlib.decompress(b"", _PIECE)):
            yield piece
            self._ended = self._zlib.eof

    def _brotli_pieces(self, data: bytes) -> Iterator[bytes]:
        import brotli

        self._started = self._started or bool(data)
        try:
            piece = self._brotli.process(data, output_buffer_limit=_PIECE)
            while piece or not self._brotli.can_accept_more_data():
                if piece:
                    yield piece
                if self._brotli.is_finished():
                    return
                piece = self._brotli.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise InputRejectedError("broken", f"not valid br: {error}") from None


def gunzip(data: bytes, limit: int = PAGE, source: str = "") -> bytes:
    """``data`` inflated as gzip, all members, at most ``limit`` bytes; raises ``Refused`` like ``Inflater``."""
    inflater = BoundedDecompressor("gzip", limit)
    try:
        inflated = b"".join(inflater.feed(data))
        inflater.close()
    except InputRejectedError as error:
        raise InputRejectedError(error.reason, str(error), source) from None
    return inflated


# One start tag with up to ATTRIBUTES attributes, as html tokenises it (quotes count only behind an equals sign).
# Everything is possessive: a match costs what it spans.
_START_TAG = re.compile(
    rb"<[a-zA-Z][^\s/>]*+"
    rb"(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)?+)?+){0,%d}+[\s/]*+" % ATTRIBUTES
)


def _check_tags(markup: bytes, source: str) -> None:
    """Refuse too many elements, and too many attributes on one of them.

    libxml2 takes time that is quadratic in an element's attributes, inside one call that no alarm interrupts: 40,000
    take a second, a million a quarter of an hour. Every ``<`` before a letter counts as a start tag, in comments,
    scripts and quotes as well, so that nothing hides behind a tokeniser's state; where tags looked at in this way
    overlap so much that the work is no longer linear, the page was made for that and is refused as well.
    """
    elements, words, work, allowed = 0, 0, 0, 8 * len(markup) + MB
    start = markup.find(b"<")
    while start >= 0:
        tag = _START_TAG.match(markup, start)
        if tag:
            elements += 1
            work += tag.end() - start
            if tag.end() - start > 100:
                words += len(tag.group().split())
            if markup[tag.end() : tag.end() + 1] not in (b">", b"") or work > allowed:
                raise InputRejectedError("bomb", f"an element with more than {ATTRIBUTES:,} attributes", source)
        start = markup.find(b"<", start + 1)
    if elements > ELEMENTS:
        raise InputRejectedError("bomb", f"{elements:,} elements; a page may have {ELEMENTS:,}", source)
    if words > 10 * ELEMENTS:
        raise InputRejectedError("bomb", f"{words:,} words in long tags; a page may have {10 * ELEMENTS:,}", source)


def check_html_limits(markup: bytes, source: str = "") -> None:
    """Refuse a page that a parser would need too much time or memory for.

    Depth is not looked at: libxml2 stops at 256 elements by itself.

    Raises:
        Refused: ``too-large`` or ``bomb``.
    """
    if len(markup) > PAGE:
        raise InputRejectedError("too-large", f"{len(markup):,} bytes; a page may have {PAGE:,}", source)
    _check_tags(markup, source)
