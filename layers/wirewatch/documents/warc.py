"""Web archives (WARC, ISO 28500), plain or gzipped, read record by record from a stream that need not seek.

A crawl's archive holds gigabytes and its records are strangers' work, so everything is bounded: lines, headers,
payloads, and what is skipped over. The two well-known readers were tried: one reads lines without a bound, the other
needs a file that seeks and panics where it has none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.decompression import BoundedDecompressor
from wirewatch.limits import MB, PAGE

_PIECE = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_PROBE = 512
"""Bytes of a gzip member that show whether it begins with a record."""
_BEGINS = re.compile(rb"(?<=\n)WARC/[0-9]\.[0-9]+\r?\n(?=[A-Za-z-]{3,40}:)")
_BEGINS_AT_MOST = 64
_HEADERS = 1 << 16
_SKIPPED = 1024 * MB  # one record; a film in a crawl may be passed over, a bomb may not take minutes


@dataclass
class Record:
    """One archived response or text.

    Attributes:
        offset: where to open the object to begin with this record: the start of its gzip member, or its own.
        headers: the WARC header's fields, names in lower case.
        payload: the block, HTTP header included; empty where it was passed over.
        problem: why the record could not be read, or None.
    """

    offset: int
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""
    problem: InputRejectedError | None = None


class _Stream:
    """Lines and blocks from chunks, inflated where they are gzip, with the offset of the member they came from."""

    def __init__(self, chunks: Iterable[bytes], offset: int) -> None:
        self._chunks = iter(chunks)
        self._raw = next(self._chunks, b"")
        self.gzipped = self._raw.startswith(b"\x1f\x8b")
        self._at = offset  # of self._raw in the object
        self._zlib: zlib._Decompress | None = None
        self._member = offset
        self._buffer = b""
        self._fresh = False  # at the first byte of a member, which was come to in the middle of a record
        self._damaged = False  # in a member that cannot be inflated

    def offset(self) -> int | None:
        """Where the next byte can be found again; None at the end."""
        if not self._buffer and not self._more():
            return None
        return self._member if self.gzipped else self._at - len(self._buffer)

    def begins(self, word: bytes) -> bool:
        """Whether the bytes at hand begin with ``word``, as far as they go."""
        return self._buffer[: len(word)] == word[: len(self._buffer)]

    def line(self, limit: int) -> bytes:
        """The next line with its end; raises ``Refused`` where it is longer than ``limit``."""
        line = b""
        while self._buffer or self._more():
            end = self._buffer.find(b"\n") + 1
            piece, self._buffer = (self._buffer[:end], self._buffer[end:]) if end else (self._buffer, b"")
            line += piece
            if len(line) > limit:
                raise InputRejectedError("broken", "a WARC header is longer than 64 kB")
            if end:
                break
        return line

    def block(self, size: int, *, keep: bool) -> bytes:
        """The next ``size`` bytes, or nothing where they are not to be kept.

        Raises:
            InputRejectedError: the archive, or the gzip member of the record, ends before; what was kept is put back.
        """
        pieces = []
        member = self._member
        while size:
            if not self._buffer and not self._more():
                self._buffer = b"".join(pieces)
                raise InputRejectedError("broken", "the archive ends within a record")
            if self.gzipped and self._member != member:
                self._fresh = True
                raise InputRejectedError("broken", "the record is shorter than it says")
            piece, self._buffer = self._buffer[:size], self._buffer[size:]
            size -= len(piece)
            if keep:
                pieces.append(piece)
        return b"".join(pieces)

    def at_border(self) -> bool:
        """Whether a record may end here: before a line end, another record, or nothing."""
        if not self._buffer and not self._more():
            return True
        return self._buffer[:1] in (b"\r", b"\n") or self.begins(b"WARC/")

    def next_record(self) -> bool:
        """Pass over what is left of a broken record in a plain archive; False where no other begins."""
        passed = 0
        while self._buffer or self._more():
            place = _BEGINS.search(self._buffer)
            if place:
                self._buffer = self._buffer[place.start() :]
                return True
            # The beginning of a record may be cut in two between chunks.
            keep = self._buffer[-_BEGINS_AT_MOST:]
            passed += len(self._buffer) - len(keep)
            if passed > _SKIPPED:
                raise InputRejectedError("bomb", f"no record begins within {_SKIPPED:,} bytes")
            self._buffer = b""
            if not self._more():
                return False
            self._buffer = keep + self._buffer
        return False

    def put_back(self, block: bytes) -> None:
        """Have bytes that were read as a block read again."""
        self._buffer = block + self._buffer

    def next_member(self) -> bool:
        """Pass over what is left of the gzip member; False where there is no other to go to."""
        if self._fresh:
            self._fresh = False
            return True
        self._buffer = b""
        member, passed = self._member, 0
        while not self._damaged and self._more():
            if self._member != member:
                return True
            passed += len(self._buffer)
            self._buffer = b""
            if passed > _SKIPPED:
                raise InputRejectedError("bomb", f"a gzip member inflates to more than {_SKIPPED:,} bytes")
        return self._damaged and self._next_sound_member()

    def _next_sound_member(self) -> bool:
        """Behind a member that cannot be inflated: the next one that begins with a record."""
        passed = 0
        while passed <= _SKIPPED:
            place = self._raw.find(_GZIP, 1)
            if place < 0 or len(self._raw) - place < _PROBE:
                chunk = next(self._chunks, b"")
                if chunk:
                    keep = len(self._raw) - max(place, 0) if place > 0 else min(len(self._raw), len(_GZIP))
                    passed += len(self._raw) - keep
                    self._at += len(self._raw) - keep
                    self._raw = (self._raw[-keep:] if keep else b"") + chunk
                    if place > 0 and len(self._raw) < _PROBE:
                        continue
                    if place > 0:
                        place = 0
                    else:
                        continue
                elif place < 0:
                    return False
            self._raw, self._at = self._raw[place:], self._at + place
            passed += place
            with suppress(zlib.error):
                if zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(self._raw[:_PROBE], 5).startswith(b"WARC/"):
                    self._damaged = False
                    return True
        return False

    def _more(self) -> bool:
        if not self.gzipped:
            self._buffer, self._raw = self._raw or next(self._chunks, b""), b""
            self._at += len(self._buffer)
            return bool(self._buffer)
        while True:
            if len(self._raw) < 2 and (chunk := next(self._chunks, b"")):
                self._raw += chunk
                continue
            if not self._raw:
                if self._zlib:
                    self._zlib = None
                    raise InputRejectedError("broken", "the gzip stream ends early")
                return False
            if self._zlib is None:
                if not self._raw.startswith(b"\x1f\x8b"):
                    self._raw = b""
                    raise InputRejectedError("broken", f"no gzip member at byte {self._at:,}")
                self._zlib, self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), self._at
            try:
                self._buffer = self._zlib.decompress(self._raw, _PIECE)
            except zlib.error as error:
                self._zlib, self._damaged = None, True
                raise InputRejectedError("broken", f"not valid gzip: {error}") from None
            rest = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
            self._at += len(self._raw) - len(rest)
            self._raw = rest
            if self._zlib.eof:
                self._zlib = None
            if self._buffer:
                return True


def records(
    chunks: Iterable[bytes], offset: int = 0, kinds: frozenset[str] = frozenset({"response"})
) -> Iterator[Record]:
    """The records of the given kinds, in order; ``offset`` is where in the object the first chunk begins.

    A broken record is given out with its problem, and the next one is looked for: in a gzipped archive the next member,
    in a plain one the next line that begins a record.
    """
    stream = _Stream(chunks, offset)
    while True:
        here = offset
        try:
            found = stream.offset()
            if found is None:
                return
            here = found
            if record := _record(stream, here, kinds):
                yield record
        except InputRejectedError as problem:
            yield Record(here, problem=problem)
            try:
                if problem.reason == "bomb" or not (
                    stream.next_member() if stream.gzipped else stream.next_record()
                ):
                    return
            except InputRejectedError:
                return


def _record(stream: _Stream, offset: int, kinds: frozenset[str]) -> Record | None:
    if stream.begins(b"\r") or stream.begins(b"\n"):  # two line ends part the records
        stream.block(1, keep=False)
        return None
    if not stream.begins(b"WARC/") or not stream.line(_HEADERS).startswith(b"WARC/"):
        raise InputRejectedError("broken", f"no WARC record at byte {offset:,}")
    headers, size = {}, 0
    while (line := stream.line(_HEADERS)).strip():
        size += len(line)
        if size > _HEADERS:
            raise InputRejectedError("broken", "a WARC header is longer than 64 kB")
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,18}", length):
        raise InputRejectedError("broken", f"the record at byte {offset:,} has no content length")
    if int(length) > _SKIPPED:
        raise InputRejectedError("bomb", f"the record at byte {offset:,} has {int(length):,} bytes")
    wanted = headers.get("warc-type", "").lower() in kinds
    if wanted and int(length) > PAGE:
        stream.block(int(length), keep=False)
        message = f"{int(length):,} bytes; a page may have {PAGE:,}"
        return Record(offset, headers, problem=InputRejectedError("too-large", message))
    payload = stream.block(int(length), keep=int(length) <= PAGE)
    if not stream.at_border():
        # It is longer than it says, or it says more than it has and the next ones were taken for a part of it.
        if inner := _BEGINS.search(payload):
            stream.put_back(payload[inner.start() :])
        raise InputRejectedError("broken", f"the length of the record at byte {offset:,} is wrong")
    return Record(offset, headers, payload) if wanted else None


def http(payload: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, header (names in lower case) and decoded body of an archived HTTP response.

    Archives keep a response as it was sent or already unpacked, whatever its header says: what is not chunked or
    compressed as stated is taken as it stands.

    Raises:
        Refused: ``broken`` or ``bomb``.
    """
    end = re.compile(rb"\r?\n\r?\n").search(payload, 0, _HEADERS)
    status = re.match(rb"HTTP/[0-9.]{1,5} +([0-9]{3})", payload)
    if not end or not status:
        raise InputRejectedError("broken", "no HTTP response in the record")
    headers: dict[str, str] = {}
    for line in payload[: end.start()].split(b"\n")[1:]:
        name, _, value = line.decode("latin-1").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    body = payload[end.end() :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunk(body)
    for coding in reversed([name.strip().lower() for name in headers.get("content-encoding", "").split(",")][:3]):
        if coding in ("gzip", "x-gzip", "deflate", "br"):
            try:
                body = b"".join(BoundedDecompressor(coding, PAGE).feed(body))
            except InputRejectedError as problem:
                if problem.reason == "bomb":
                    raise
    return int(status[1]), headers, body


def _unchunk(body: bytes) -> bytes:
    pieces, at = [], 0
    size = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")
    while line := size.match(body, at):
        length = int(line[1], 16)
        if not length:
            break
        pieces.append(body[line.end() : line.end() + length])
        at = line.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces else body
