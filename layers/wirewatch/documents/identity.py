"""Whose article it is: what comes from outside cannot take another outlet's address or another article's id.

An article's id is made of its address, and what is kept under the id is replaced by the next article of that id. So an
address counts as an article's own only on the registrable domain that the article came from, and no id from outside is
ours.
"""

from __future__ import annotations

from hashlib import blake2b

from wirewatch.fetching.domains import registrable_domain, same_owner
from wirewatch.fetching.urls import url_key
from wirewatch.records import Article
from wirewatch.stories.fingerprints import article_id


def identify_fetched(article: Article, fetched_from: str, number: int = 0) -> Article:
    """Give an article that was fetched the address and the id that are its own.

    Args:
        article: as it was read: its address and its id may be anything.
        fetched_from: the address that answered, behind every redirect.
        number: which of the articles at the address it is, from 0.
    """
    if not same_owner(article.url, fetched_from):
        article.url = fetched_from
    alone = number == 0 or url_key(article.url or "") != url_key(fetched_from)
    article.id = article_id(article.url, article.text)
    if not alone:
        article.id = _scoped(registrable_domain(fetched_from), f"{article.url} {article_id(None, article.text)}")
    return article


def identify_carried(article: Article, feed: str) -> Article:
    """Give an article that a feed carries its id.

    The entry's address stays, so that readers can follow it. Where it is on another domain than the feed, the article is
    the feed's, and its id is not that of the article at the address.
    """
    if not article.url or same_owner(article.url, feed):
        own = article.url is not None and url_key(article.url) is not None
        article.id = article_id(article.url, article.text) if own else _scoped(registrable_domain(feed), article.id)
        return article
    article.id = _scoped(registrable_domain(feed), url_key(article.url) or article.id)
    return article


def identify_dropped(article: Article, bucket: str) -> Article:
    """Give an article that was dropped into the inbox its id: of its address, which whoever may write there states."""
    by_text = article_id(None, article.text)
    if article.url and url_key(article.url):
        article.id = article_id(article.url, article.text)
    elif article.id != by_text:
        article.id = _scoped(bucket, article.id)
    return article


def _scoped(scope: str | None, given: str) -> str:
    """An id of ours for one that is only good where it came from."""
    return blake2b(f"{scope}\n{given}".encode(errors="replace"), digest_size=16).hexdigest()
