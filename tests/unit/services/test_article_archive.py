"""Articles are kept many in one object, and none is lost where it cannot be written."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from tests.support.builders import article, match
from tests.support.memory_ports import MemoryObjects
from wirewatch.errors import ObjectUnavailableError
from wirewatch.records import MatchedArticle
from wirewatch.services import article_archive
from wirewatch.services.article_archive import ArticleArchive, pin_article, read_batch

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def kept(name: str) -> MatchedArticle:
    return MatchedArticle(article=article(name), matches=[match()], story=name)


class Failing(MemoryObjects):
    """A store that is away as often as it was told."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def write(self, key: str, data: bytes, content_type: str = "application/json") -> None:
        if self.times:
            self.times -= 1
            raise OSError("S3 is away")
        super().write(key, data, content_type)


def test_the_articles_of_a_run_are_one_object_below_their_day() -> None:
    objects = MemoryObjects()
    archive = ArticleArchive(objects, lambda: NOON)
    archive.begin()
    for name in ("a", "b", "c"):
        archive.add(kept(name))
    archive.flush()
    archive.flush()
    ((key, data),) = objects.objects.items()
    assert key.startswith("articles/day=2026-03-01/120000")
    assert key.endswith(".jsonl.gz")
    assert list(read_batch(data)) == [kept("c"), kept("b"), kept("a")]


def test_a_large_batch_is_written_before_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_archive, "BATCH_BYTES", 1000)
    objects = MemoryObjects()
    archive = ArticleArchive(objects)
    for number in range(20):
        archive.add(kept(str(number)))
    assert len(objects.objects) > 3
    archive.flush()
    found = [one.article.id for data in objects.objects.values() for one in read_batch(data)]
    assert sorted(found, key=int) == [str(number) for number in range(20)]


def test_a_batch_that_cannot_be_written_fails_its_run_and_is_written_by_the_next_try() -> None:
    archive = ArticleArchive(objects := Failing(1))
    archive.add(kept("a"))
    with pytest.raises(OSError, match="away"):
        archive.flush()
    archive.begin()  # the message comes again
    archive.add(kept("a"))
    archive.flush()
    (data,) = objects.objects.values()
    assert list(read_batch(data)) == [kept("a")]


def test_a_large_batch_that_fails_half_way_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_archive, "BATCH_BYTES", 1)
    archive = ArticleArchive(objects := Failing(1))
    with pytest.raises(OSError, match="away"):
        archive.add(kept("a"))
    archive.add(kept("b"))
    found = [one.article.id for data in objects.objects.values() for one in read_batch(data)]
    assert sorted(found) == ["a", "b"]


@pytest.mark.parametrize(
    "data",
    [b"", b"x", gzip.compress(b"{}\n"), gzip.compress(b"[" * 9), gzip.compress(bytes(10**8))[:-9]],
    ids=["empty", "no gzip", "no article", "no JSON", "cut short"],
)
def test_what_is_no_batch_is_refused(data: bytes) -> None:
    with pytest.raises(ObjectUnavailableError):
        list(read_batch(data, "it"))


def test_a_pinned_article_keeps_what_was_read() -> None:
    objects = MemoryObjects()
    first = pin_article(kept("a"), objects)
    other = kept("a")
    other.article.text = "Something else."
    assert pin_article(other, objects) != first
    assert pin_article(kept("a"), objects) == first
