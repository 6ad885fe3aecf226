"""A link: an entry of a feed, or an address, on its way to be read."""

from __future__ import annotations

import re
from hashlib import blake2b

import msgspec

from wirewatch.article import Article
from wirewatch.extraction.document import parse_date

MESSAGE = 200_000
"""Bytes of a link's message: SQS takes 256 KiB, for a batch as well as for a message."""
_NAME = re.compile(r"\w[\w -]{0,127}")


class FeedItem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What travels on the articles queue for an article that is to be fetched, or that its feed carries in full.

    Attributes:
        url: the article's address; empty where only ``article`` is there.
        feed: address of the feed, as listed; empty for an address that came from elsewhere.
        title: as in the feed.
        published: as in the feed.
        tags: of the feed.
        language: ISO 639-1 of the feed's articles, where the list of feeds says it.
        watchlist: name of the one that the article is matched against; None: all of them.
        edited: it was seen before, and says something else now.
        article: the entry itself, read, where the feed carries it in full or no page is to be fetched.
    """

    url: str
    feed: str = ""
    title: str = ""
    published: str | None = None
    tags: list[str] = []
    language: str | None = None
    watchlist: str | None = None
    edited: bool = False
    article: Article | None = None

    @property
    def correlation_id(self) -> str:
        """What the logs of all functions call this link and what became of it."""
        return correlation_id(self.feed, self.url, self.article.id if self.article else "")

    def complete(self, article: Article) -> Article:
        """The article, with what its page does not say and its feed does."""
        article.published = article.published or parse_date(self.published)
        article.tags = self.tags
        article.language = article.language or self.language
        return article

    def message(self, most: int = MESSAGE) -> str:
        """The link as JSON of at most ``most`` bytes. Of an article that is longer the beginning travels, to a paragraph's end.

        No news is: it has some 30,000 words.
        """
        link = self
        while len(data := msgspec.json.encode(link)) > most and link.article is not None and link.article.text:
            half = link.article.text[: len(link.article.text) // 2]
            text = half.rpartition("\n\n")[0] or half
            link = msgspec.structs.replace(link, article=msgspec.structs.replace(link.article, text=text))
        return data.decode()


def correlation_id(*parts: str) -> str:
    """The id of what enters, from what names it there: 32 hexadecimal digits, the same each time it is tried."""
    return blake2b("\n".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def watchlist_file_name(key: str) -> str:
    """What a watchlist in the store is called: the name of its file, without folders and endings."""
    return key.rsplit("/", 1)[-1].split(".", 1)[0]


def watchlist_name(name: str) -> str:
    """The ``stem`` that a link names, as part of a key and of a path.

    Raises:
        ValueError: it can be no such part.
    """
    found = watchlist_file_name(name)
    if not _NAME.fullmatch(found):
        raise ValueError(f"{name!r} is no name of a watchlist; use letters, digits, - and _")
    return found
