"""Web archives (WARC, ISO 28500), plain or gzipped, read record by record from a stream that need not seek.

A crawl's archive holds gigabytes and its records are strangers' work, so everything is bounded: lines, headers,
payloads, and what is skipped over. The two well-known readers were tried: one reads lines without a bound, the other
needs a file that seeks and panics where it has none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.decompression import EMPTY_MEMBERS, BoundedDecompressor
from wirewatch.limits import MB, PAGE_BYTES

_PIECE = 1 << 16
_STEP = 1 << 12  # see fetching/decompression.py
_LINE_ENDS = re.compile(rb"[\r\n]*")
_HEADERS = 1 << 16
_BEGINS = re.compile(rb"(?<=\n)WARC/[0-9]\.[0-9]{1,3}\r?\n(?=[A-Za-z-]{3,40}:)")
_BEGINS_AT_MOST = 64
_GZIP = b"\x1f\x8b\x08"
_PROBE = 512
"""Bytes of a gzip member that show whether it begins with a record."""
_AGAIN = 32 * PAGE_BYTES
"""Bytes that may be read a second time, behind records whose length is wrong."""
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
    """Lines and blocks from chunks, inflated where they are gzip, with the offset of the member they came from.

    Positions move, bytes stay: what costs is what is read, however small the pieces are that are asked for.
    """

    def __init__(self, chunks: Iterable[bytes], offset: int) -> None:
        self._chunks = iter(chunks)
        self._raw, self._raw_at = next(self._chunks, b""), 0
        self.gzipped = self._raw.startswith(b"\x1f\x8b")
        self._at = offset  # in the object, of the byte at self._raw_at
        self._zlib: zlib._Decompress | None = None
        self._member = offset
        self._buffer, self._pos = b"", 0
        self._empty, self._filled = 0, True
        self._fresh = False  # at the first byte of a member, which was come to in the middle of a record
        self._damaged = False  # in a member that cannot be inflated
        self._again = 0

    def offset(self) -> int | None:
        """Where the next byte can be found again; None at the end."""
        if self._pos == len(self._buffer) and not self._more():
            return None
        return self._member if self.gzipped else self._at - (len(self._buffer) - self._pos)

    def begins(self, word: bytes) -> bool:
        """Whether the bytes at hand begin with ``word``, as far as they go."""
        held = self._buffer[self._pos : self._pos + len(word)]
        return word.startswith(held)

    def line_ends(self) -> bool:
        """Pass over the line ends at hand; whether there were any."""
        start = self._pos
        found = _LINE_ENDS.match(self._buffer, start)
        self._pos = found.end() if found else start
        return self._pos > start

    def line(self, limit: int) -> bytes:
        """The next line with its end; raises ``InputRejectedError`` where it is longer than ``limit``."""
        line = b""
        while self._pos < len(self._buffer) or self._more():
            end = self._buffer.find(b"\n", self._pos) + 1
            stop = end or len(self._buffer)
            line += self._buffer[self._pos : stop]
            self._pos = stop
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
        pieces: list[bytes] = []
        kept = 0
        member = self._member
        while size:
            if self._pos == len(self._buffer) and not self._more():
                self.put_back(b"".join(pieces))
                raise InputRejectedError("broken", "the archive ends within a record")
            if self.gzipped and self._member != member:
                self._fresh = True
                raise InputRejectedError("broken", "the record is shorter than it says")
            stop = min(self._pos + size, len(self._buffer))
            # The beginning of what is passed over is kept as well: the archive may end in it, and others lie there.
            if keep or kept <= PAGE_BYTES:
                pieces.append(self._buffer[self._pos : stop])
                kept += stop - self._pos
            elif pieces:
                pieces.clear()
            size -= stop - self._pos
            self._pos = stop
        return b"".join(pieces) if keep else b""

    def at_border(self) -> bool:
        """Whether a record may end here: before a line end, another record, or nothing."""
        if self._pos == len(self._buffer) and not self._more():
            return True
        return self._buffer[self._pos : self._pos + 1] in (b"\r", b"\n") or self.begins(b"WARC/")

    def put_back(self, block: bytes) -> None:
        """Have bytes that were read as a block read again; not those past ``_AGAIN`` in all."""
        self._again += len(block)
        if block and self._again <= _AGAIN:
            self._buffer, self._pos = block + self._buffer[self._pos :], 0

    def next_record(self) -> bool:
        """Go to the next place where a record begins, or the next member does; False where there is none."""
        return self._next_member() if self.gzipped else self._next_line()

    def _next_line(self) -> bool:
        passed = 0
        while self._pos < len(self._buffer) or self._more():
            if found := _BEGINS.search(self._buffer, self._pos):
                self._pos = found.start()
                return True
            # The beginning of a record may be cut in two between chunks.
            keep = self._buffer[max(self._pos, len(self._buffer) - _BEGINS_AT_MOST) :]
            passed += len(self._buffer) - self._pos
            if passed > _SKIPPED:
                raise InputRejectedError("bomb", f"no record begins within {_SKIPPED:,} bytes")
            self._pos = len(self._buffer)
            if not self._more():
                return False
            self._buffer = keep + self._buffer
        return False

    def _next_member(self) -> bool:
        if self._fresh:
            self._fresh = False
            return True
        self._pos = len(self._buffer)
        member, passed = self._member, 0
        while not self._damaged and self._more():
            if self._member != member:
                return True
            passed += len(self._buffer)
            self._pos = len(self._buffer)
            if passed > _SKIPPED:
                raise InputRejectedError("bomb", f"a gzip member inflates to more than {_SKIPPED:,} bytes")
        return self._damaged and self._next_sound_member()

    def _next_sound_member(self) -> bool:
        """Behind a member that cannot be inflated: the next one that begins with a record."""
        self._raw, self._raw_at = self._raw[self._raw_at :], 0
        passed, place = 0, 1
        while passed <= _SKIPPED:
            found = self._raw.find(_GZIP, place)
            if found < 0 or len(self._raw) - found < _PROBE:
                # What may be the beginning of a member is kept, and more is read behind it.
                keep = found if found >= 0 else max(0, len(self._raw) - len(_GZIP) + 1)
                chunk = next(self._chunks, b"")
                if not chunk and found < 0:
                    return False
                self._raw, self._at, passed, place = self._raw[keep:] + chunk, self._at + keep, passed + keep, 0
                if chunk or not self._raw.startswith(_GZIP):
                    continue
                found = 0
            if self._is_record(found):
                self._raw_at, self._at = found, self._at + found
                self._damaged = False
                return True
            place = found + 1
        return False

    def _is_record(self, place: int) -> bool:
        try:
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(self._raw[place : place + _PROBE], 5)
        except zlib.error:
            return False
        return head.startswith(b"WARC/")

    def _more(self) -> bool:
        """Take more bytes to hand; False at the end."""
        if not self.gzipped:
            rest = self._raw[self._raw_at :] if self._raw_at else self._raw
            self._buffer, self._pos = rest or next(self._chunks, b""), 0
            self._raw, self._raw_at = b"", 0
            self._at += len(self._buffer)
            return bool(self._buffer)
        while self._fill_raw():
            if self._zlib is None:
                self._open_member()
            if self._inflate():
                return True
        if self._zlib:
            self._zlib = None
            raise InputRejectedError("broken", "the gzip stream ends early")
        return False

    def _fill_raw(self) -> bool:
        """Have at least two bytes of the object to hand where there are as many; False where there are none."""
        while len(self._raw) - self._raw_at < 2:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._raw, self._raw_at = self._raw[self._raw_at :] + chunk, 0
        return self._raw_at < len(self._raw)

    def _open_member(self) -> None:
        if not self._raw.startswith(b"\x1f\x8b", self._raw_at):
            self._damaged = True  # something that is no member stands between two
            raise InputRejectedError("broken", f"no gzip member at byte {self._at:,}")
        self._empty = 0 if self._filled else self._empty + 1
        if self._empty > EMPTY_MEMBERS:
            raise InputRejectedError("bomb", f"more than {EMPTY_MEMBERS:,} empty gzip members in a row")
        self._zlib, self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), self._at
        self._filled = False

    def _inflate(self) -> bool:
        """Inflate a step; whether that gave anything."""
        if self._zlib is None:
            return False
        step = self._raw[self._raw_at : self._raw_at + _STEP]
        try:
            self._buffer, self._pos = self._zlib.decompress(step, _PIECE), 0
        except zlib.error as error:
            self._zlib, self._damaged = None, True
            raise InputRejectedError("broken", f"not valid gzip: {error}") from None
        rest = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
        self._raw_at += len(step) - len(rest)
        self._at += len(step) - len(rest)
        if self._zlib.eof:
            self._zlib = None
        self._filled = self._filled or bool(self._buffer)
        return bool(self._buffer)


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
                if problem.reason == "bomb" or not stream.next_record():
                    return
            except InputRejectedError:
                return


def _record(stream: _Stream, offset: int, kinds: frozenset[str]) -> Record | None:
    if stream.line_ends():  # two line ends part the records
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
    if wanted and int(length) > PAGE_BYTES:
        stream.block(int(length), keep=False)
        message = f"{int(length):,} bytes; a page may have {PAGE_BYTES:,}"
        return Record(offset, headers, problem=InputRejectedError("too-large", message))
    payload = stream.block(int(length), keep=int(length) <= PAGE_BYTES)
    if not stream.at_border():
        # It is longer than it says, or it says more than it has and the next ones were taken for a part of it.
        if inner := _BEGINS.search(payload):
            stream.put_back(payload[inner.start() - 1 :])
        raise InputRejectedError("broken", f"the length of the record at byte {offset:,} is wrong")
    return Record(offset, headers, payload) if wanted else None


def http(payload: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, header (names in lower case) and decoded body of an archived HTTP response.

    Archives keep a response as it was sent or already unpacked, whatever its header says: what is not chunked or
    compressed as stated is taken as it stands.

    Raises:
        InputRejectedError: ``broken`` or ``bomb``.
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
                body = b"".join(BoundedDecompressor(coding, PAGE_BYTES).feed(body))
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
