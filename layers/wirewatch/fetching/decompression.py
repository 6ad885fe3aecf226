"""Decompression of what arrives, bounded in what it gives out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from wirewatch.errors import InputRejectedError
from wirewatch.limits import PAGE_BYTES

_PIECE = 1 << 16
_STEP = 1 << 12
"""Bytes that zlib is given at once. It hands back what it did not take as a copy, so that larger steps would make many small
members, or a long stream of few bytes, cost the square of what they hold."""
EMPTY_MEMBERS = 1000
"""Gzip members one after another that inflate to nothing. What is flushed or appended to now and then has a few."""


class BoundedDecompressor:
    """Undoes one content coding piece by piece and never gives out more than ``limit`` bytes.

    Codings: ``gzip`` (any number of members), ``deflate`` (with or without zlib's header, as servers send both) and
    ``br``. The compressed bytes are taken in small steps, so that no step inflates to more than a piece of memory.

    Raises:
        InputRejectedError: ``bomb`` past the limit or for a row of empty members, ``broken`` for bytes that are not of the
            coding, ``encoding`` for another coding.
    """

    def __init__(self, coding: str, limit: int = PAGE_BYTES) -> None:
        self._coding = {"x-gzip": "gzip"}.get(coding, coding)
        self._left = self._limit = limit
        self._started = self._ended = self._over = False
        self._empty = 0
        self._filled = False  # whether the member at hand gave out anything
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
        """Say that the input is at its end: raises ``InputRejectedError("broken")`` where the stream is not."""
        ended = self._brotli.is_finished() if self._coding == "br" else self._ended
        if self._started and not ended:
            raise InputRejectedError("broken", f"the {self._coding} stream ends early")

    def _zlib_pieces(self, data: bytes) -> Iterator[bytes]:
        if not self._started and data and self._coding == "deflate":
            # RFC 1950: a zlib header is a multiple of 31 with the method in its low bits; else it is bare deflate.
            bare = data[0] & 0x0F != 8 or (len(data) > 1 and (data[0] << 8 | data[1]) % 31)
            self._zlib = zlib.decompressobj(wbits=-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
        self._started = self._started or bool(data)
        for start in range(0, len(data), _STEP):
            if self._over:
                return
            yield from self._zlib_step(data[start : start + _STEP])
        # zlib may hold output back although it has taken all input.
        while not self._ended and (piece := self._zlib.decompress(b"", _PIECE)):
            yield piece
            self._ended = self._zlib.eof

    def _zlib_step(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._ended:
                if self._coding != "gzip" or not data.startswith(b"\x1f\x8b"[: len(data)]):
                    self._over = True  # bytes behind the end, e.g. padding: browsers and gzip ignore them too
                    return
                self._empty = 0 if self._filled else self._empty + 1
                if self._empty > EMPTY_MEMBERS:
                    raise InputRejectedError("bomb", f"more than {EMPTY_MEMBERS:,} empty gzip members in a row")
                self._zlib, self._ended = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), False
                self._filled = False
            piece = self._zlib.decompress(data, _PIECE)
            if piece:
                self._filled = True
                yield piece
            self._ended = self._zlib.eof
            data = self._zlib.unused_data if self._ended else self._zlib.unconsumed_tail

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


def gunzip(data: bytes, limit: int = PAGE_BYTES, source: str = "") -> bytes:
    """``data`` inflated as gzip, all members, at most ``limit`` bytes; raises like ``BoundedDecompressor``."""
    inflated, problem = gunzip_as_far(data, limit, source)
    if problem:
        raise problem
    return inflated


def gunzip_as_far(data: bytes, limit: int, source: str = "") -> tuple[bytes, InputRejectedError | None]:
    """``data`` inflated as gzip as far as it goes, and what is wrong with its end: None where nothing is."""
    inflater = BoundedDecompressor("gzip", limit)
    pieces: list[bytes] = []
    try:
        pieces += inflater.feed(data)  # what came before an error is kept
        inflater.close()
    except InputRejectedError as error:
        return b"".join(pieces), InputRejectedError(error.reason, str(error), source)
    return b"".join(pieces), None
