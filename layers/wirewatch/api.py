"""The Python API: read an article, match it, summarise it. ``from wirewatch import read, Watchlist, match, summarise``."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirewatch.errors import InputRejectedError
from wirewatch.records import Article, Match, Summary

if TYPE_CHECKING:
    from wirewatch.documents.document import Document
    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex


def read(source: str | bytes | PathLike[str], **options: Any) -> Article:
    """The article in a file, at an address, or in the bytes of a page.

    Args:
        source: a path, an address that begins with http:// or https://, or what such a file holds.
        options: for an address, those of ``wirewatch.fetching.fetcher.Fetcher``, as ``allow=["10.0.0.0/8"]``.

    Raises:
        InputRejectedError: there is no article, or it breaks a limit; ``reason`` says which.
        TemporaryFetchError: the address cannot be fetched now.
        OSError: the file cannot be read.
    """
    for article in read_all(source, **options):
        return article
    raise InputRejectedError("empty", "it holds no article", _name(source))


def read_all(source: str | bytes | PathLike[str], **options: Any) -> Iterator[Article]:
    """Every article of a source, as those of an archive or of a file of JSON lines; see ``read``."""
    from wirewatch.documents.reader import documents_from_response, extract_article, open_documents

    documents: Iterator[Document]
    if isinstance(source, bytes):
        yield from map(extract_article, open_documents(io.BytesIO(source), source=_name(source)))
    elif isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        from wirewatch.fetching.fetcher import fetch

        documents = documents_from_response(fetch(source, **options))
        yield from map(extract_article, documents)
    else:
        with Path(source).open("rb") as file:
            yield from map(extract_article, open_documents(file, source=_name(source)))


def _name(source: str | bytes | PathLike[str]) -> str:
    return "page" if isinstance(source, bytes) else fspath(source)


class Watchlist:
    """A watchlist, compiled and open for matching. It may be shared between threads.

    Attributes:
        warnings: what was left out of it, and why.
    """

    def __init__(self, index: WatchlistIndex, warnings: Iterable[str] = ()) -> None:
        self.index = index
        self.warnings = list(warnings)

    @classmethod
    def open(cls, *names: str | PathLike[str]) -> Watchlist:
        """The watchlist of files and packs, joined: ``Watchlist.open("countries", "mine.yaml")``.

        What is compiled is kept in the user's cache folder. Without names it is what wirewatch watches by default.

        Raises:
            WatchlistError: with every problem of every file.
        """
        from wirewatch.watchlists.compiled import DEFAULT, open_compiled

        return cls(*open_compiled([fspath(name) for name in names] or DEFAULT))

    @classmethod
    def parse(cls, text: str) -> Watchlist:
        """The watchlist in a text of YAML, compiled in memory.

        Raises:
            WatchlistError: with every problem.
        """
        from wirewatch.watchlists.index import WatchlistIndex
        from wirewatch.watchlists.loader import parse

        watchlist = parse(text.encode())
        return cls(WatchlistIndex.of(watchlist), map(str, watchlist.warnings))

    @classmethod
    def of(cls, *names: str) -> Watchlist:
        """A watchlist of plain names: ``Watchlist.of("Maria Ilves", "Port of Ventspils")``.

        Raises:
            WatchlistError: a name cannot be watched, as it is too short or a common word.
        """
        import json

        return cls.parse(json.dumps({"entries": [{"name": name} for name in names]}))

    def __len__(self) -> int:
        return len(self.index)


def match(article: Article | str, watchlist: Watchlist) -> list[Match]:
    """The entries of the watchlist that an article, or a text, names; the most salient first."""
    from wirewatch.matching import matcher

    return matcher.match(_article(article), watchlist.index)


def alertable(matches: Iterable[Match], watchlist: Watchlist) -> list[Match]:
    """Those of an article's matches that are worth an alert: not a mention in passing, and what its entry asks for."""
    from wirewatch.matching import matcher

    return matcher.alertable_matches(matches, watchlist.index)


def summarise(
    article: Article | str, matches: Iterable[Match] = (), *, model: str | PathLike[str] | None = None
) -> Summary:
    """A summary of an article, or of a text.

    Args:
        article: what is summarised.
        matches: what the summary should be about.
        model: folder of a model, from ``wirewatch model convert``, or the name of an engine that a package adds; by
            default the model that ships, which chooses sentences of the article. It is opened once.

    Raises:
        ModelError: the model cannot be used.
    """
    return _summariser(None if model is None else fspath(model)).summarise(_article(article), list(matches))


@cache
def _summariser(model: str | None) -> Summariser:
    from wirewatch.summaries.model_files import ModelError
    from wirewatch.summaries.summariser import Summariser

    made = Summariser.named(model)
    if made.problem:
        raise ModelError(made.problem)
    return made


def _article(article: Article | str) -> Article:
    return Article(id="-", text=article) if isinstance(article, str) else article
