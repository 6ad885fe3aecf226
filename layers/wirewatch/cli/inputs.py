"""What commands read: pages from files, folders and addresses, and articles from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import Parameter

from wirewatch.cli.common import complain, detail, lines_in, mention_terminal
from wirewatch.errors import MALFORMED, InputRejectedError, TemporaryFetchError
from wirewatch.records import Article, Match, Summary

if TYPE_CHECKING:
    from wirewatch.documents.document import Document


def _no_option(_type: Any, value: Any) -> None:
    """A page may be called ``-``, and nothing else that begins so: that is an option that does not exist.

    Raises:
        ValueError: it is such a one.
    """
    for name in (value,) if isinstance(value, str) else value:
        if name.startswith("-") and name != "-":
            raise ValueError(f"there is no option {name}; a file of that name is ./{name}")


PageName = Annotated[str, Parameter(allow_leading_hyphen=True, validator=_no_option)]


class Line(msgspec.Struct):
    """One line of input: an article itself, or what ``match`` or ``summarise`` made of one."""

    article: Article | None = None
    matches: list[Match] = []
    summary: Summary | None = None


def articles_in() -> Iterator[tuple[Article, list[Match]]]:
    """Articles from standard input, one a line, bare or with their matches.

    Raises:
        SystemExit: at the end, where lines were no such record; each is complained of by its number and field.
    """
    as_line, as_article = msgspec.json.Decoder(Line), msgspec.json.Decoder(Article)
    failed = False
    for number, line in lines_in(sys.stdin.buffer):
        try:
            record = as_line.decode(line)
            found = (record.article, record.matches) if record.article else (as_article.decode(line), [])
        except MALFORMED as error:
            failed = True
            complain(f"standard input, line {number}: {error}; wanted is an article with at least id and text")
            continue
        yield found
    if failed:
        raise SystemExit(1)


def names_of(inputs: tuple[str, ...], failed: list[str]) -> list[str]:
    """What is named; of a folder, the files below it, in order, without hidden ones. An empty folder is complained of."""
    names = []
    for name in inputs or ("-",):
        path = Path(name)
        if name == "-" or not path.is_dir():
            names.append(name)
            continue
        files = [
            str(file)
            for file in sorted(path.rglob("*"))
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
        ]
        if not files:
            failed.append(name)
            complain(f"{name} holds no files")
        names += files
    return names


def _documents(name: str, allow: tuple[str, ...], ports: tuple[int, ...]) -> Iterator[Document]:
    """The documents of one input: an address is fetched, a file is opened, - is standard input.

    Raises:
        InputRejectedError, TemporaryFetchError, OSError: it cannot be had.
    """
    from wirewatch.documents.reader import documents_from_response, open_documents

    scheme, parted, _ = name.partition("://")
    if parted and scheme.isalnum() and not Path(name).exists():
        from wirewatch.fetching.fetcher import fetch

        if scheme.lower() not in ("http", "https"):
            raise InputRejectedError("scheme", f"{name}: {scheme}:// cannot be fetched, http:// and https:// can")
        yield from documents_from_response(fetch(name, allow=allow, ports=(80, 443, *ports)))
    elif name == "-":
        mention_terminal(sys.stdin.buffer)
        yield from open_documents(sys.stdin.buffer, source="-")
    else:
        with Path(name).open("rb") as file:
            yield from open_documents(file, source=name)


def articles_on(
    names: list[str], failed: list[str], allow: tuple[str, ...] = (), ports: tuple[int, ...] = ()
) -> Iterator[Article]:
    """The articles on every input's pages; what cannot be read is complained of, and its name added to ``failed``."""
    from wirewatch.documents.reader import extract_article
    from wirewatch.text.language_model import keep_unpacked
    from wirewatch.watchlists.compiled import cache_folder

    keep_unpacked(cache_folder())
    for name in names:
        detail(f"reading {name}")
        try:
            for document in _documents(name, allow, ports):
                try:
                    yield extract_article(document)
                except InputRejectedError as problem:
                    failed.append(name)
                    complain(problem)
        except (InputRejectedError, TemporaryFetchError) as problem:
            failed.append(name)
            complain(problem)
        except (OSError, ValueError) as error:
            failed.append(name)
            complain(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")
