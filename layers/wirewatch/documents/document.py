"""One page, letter or record found in an object, before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wirewatch.errors import InputRejectedError
from wirewatch.records import Article


@dataclass
class Document:
    """What an object holds at one place, with what its container says about it.

    Attributes:
        kind: ``html``; ``text``, a plain-text page; ``article``, already read; ``problem``, rejected.
        source: the object's name, with the place in it where it holds many.
        data: the page as bytes; empty for kind article and problem.
        charset: Python codec to read ``data`` with.
        url: address of the page, where the container gives one.
        title: as the container gives it (an e-mail's subject, a feed item's title); stronger than the page's own.
        published: ISO 8601, as the container gives it; not in the future.
        arrived: ISO 8601, UTC, when the page was fetched, where the container tells.
        authors: as the container gives them.
        site: as the container gives it.
        language: ISO 639-1, as the container gives it.
        article: for kind article.
        problem: for kind problem: why it cannot be read.
        offset: the byte of the object at which to open it to come to this document again ...
        index: ... and the number of documents to pass over from there.
    """

    kind: Literal["html", "text", "article", "problem"]
    source: str
    data: bytes = b""
    charset: str = "utf-8"
    url: str | None = None
    title: str = ""
    published: str | None = None
    arrived: str | None = None
    authors: list[str] = field(default_factory=list)
    site: str | None = None
    language: str | None = None
    article: Article | None = None
    problem: InputRejectedError | None = None
    offset: int = 0
    index: int = 0
