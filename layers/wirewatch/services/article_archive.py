"""Keep processed articles, many in one object: putting an object costs as much as reading some ten articles.

A batch is JSON lines (a ``MatchedArticle`` a line), gzipped, below the day on which it was written. An article that comes
again, or whose message is processed again, stands in several batches: the newest one counts.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from wirewatch.errors import ObjectUnavailableError
from wirewatch.limits import OBJECT_BYTES
from wirewatch.records import MatchedArticle
from wirewatch.services.ports import ObjectWriter
from wirewatch.storage import layout

BATCH_BYTES = 4 << 20
"""Bytes of JSON after which a batch is written before the run ends."""


def _utc() -> datetime:
    return datetime.now(UTC)


class ArticleArchive:
    """Gathers the articles of a run, and writes them as a batch.

    Args:
        objects: where batches are written.
        now: the clock.
    """

    def __init__(self, objects: ObjectWriter, now: Callable[[], datetime] = _utc) -> None:
        self._objects = objects
        self._now = now
        self._lines: list[bytes] = []
        self._size = 0

    def begin(self) -> None:
        """Begin a run. What an earlier one could not write comes again, as that run failed."""
        self._lines, self._size = [], 0

    def add(self, article: MatchedArticle) -> None:
        """Keep an article with the next batch; a large batch is written at once."""
        line = msgspec.json.encode(article)
        self._lines.append(line)
        self._size += len(line)
        if self._size >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered. Where that fails the run has to fail, so that all of its messages come again."""
        if not self._lines:
            return
        now, data = self._now(), b"\n".join(self._lines) + b"\n"
        name = f"{now:%H%M%S%f}-{blake2b(data, digest_size=8).hexdigest()}"
        # Level 6 with no time in the header: the same articles make the same bytes.
        packed = gzip.compress(data, 6, mtime=0)
        self._objects.write(layout.article_batch_key(f"{now:%Y-%m-%d}", name), packed, "application/gzip")
        self.begin()


def read_batch(data: bytes, source: str = "") -> Iterator[MatchedArticle]:
    """The articles of a batch, the last one first.

    Raises:
        ObjectUnavailableError: it is no batch.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(data, OBJECT_BYTES)
        if not unpacker.eof:
            raise ObjectUnavailableError("broken", f"{source} is cut short, or larger than {OBJECT_BYTES:,} bytes")
        for line in reversed(text.splitlines()):
            yield msgspec.json.decode(line, type=MatchedArticle)
    except (zlib.error, msgspec.DecodeError) as error:
        raise ObjectUnavailableError("broken", f"{source} is no batch of articles: {error}") from error


def pin_article(article: MatchedArticle, objects: ObjectWriter) -> str:
    """Keep an article alone as it was read, for its alert; its key. What is read of it later changes nothing there."""
    data = msgspec.json.encode(article)
    key = layout.requested_article_key(article.article.id, blake2b(data, digest_size=8).hexdigest())
    objects.write(key, data)
    return key
