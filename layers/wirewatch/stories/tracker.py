"""Stories: which articles are copies of one another, which entries alert, and which outlets had the story.

``assign_story`` runs on any ``KeyValueStore``. Each of its operations is atomic for one key, and no other locking is
needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from wirewatch.records import Article, Outlet
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories.fingerprints import Signature, fingerprint, same_story, signature, similarity

_REQUESTED = " requested"
_CANDIDATES = 16


class IndexedArticle(msgspec.Struct, frozen=True, array_like=True):
    """An article as the index remembers it: its story, its text's fingerprint and signature."""

    story: str
    fingerprint: str
    signature: Signature


class StoryAssignment(msgspec.Struct, frozen=True):
    """Where an article belongs.

    Attributes:
        kind: ``new``, the first of its story; ``copy``, the story is known from another article; ``update``, the same
            article with another text; ``same``, the same article with the same text (read again, or tried again
            after a failure: what was not finished then is finished now, ``story`` being as it was).
        story: id of the story: that of its first article.
        copy_of: id of the article that the text was recognised by, for kind copy.
    """

    kind: Literal["new", "copy", "update", "same"]
    story: str
    copy_of: str | None = None


def assign_story(article: str, text: str, index: KeyValueStore) -> StoryAssignment:
    """Find the story that an article (by its id) belongs to, and remember the article.

    One ``get`` for an article like none before, a second where keys are in common; then one ``put`` and, for the first
    of a story, a ``claim`` for each key. Concurrent callers agree: all claim their keys in the same order, so of two
    copies that arrive together the one that wins the least key in common is the story, and the other meets it there.
    """
    mark, ours = fingerprint(text), signature(text)
    own = layout.article_row(article)
    held = index.get([own, *map(layout.shingle_row, ours.keys)])
    mine = _encode(IndexedArticle(article, mark, ours))
    kept = held.pop(own, None)
    again = kept is not None
    candidates: list[str] = []
    if kept is None:
        holders = Counter(value.decode() for value in held.values())
        candidates = [holder for holder, _ in holders.most_common(_CANDIDATES)]
        if found := _recognise(ours, candidates, index):
            index.put(own, _encode(IndexedArticle(found[1].story, mark, ours)))
            return StoryAssignment("copy", found[1].story, found[0])
        kept = index.put_if_absent(own, mine)
    known = msgspec.msgpack.decode(kept, type=IndexedArticle)
    if known.fingerprint != mark:
        index.put(own, _encode(IndexedArticle(known.story, mark, ours)))
        return StoryAssignment("update", known.story)
    if known.story != article:
        return StoryAssignment("same", known.story)
    # The first of its story. Tried again after a failure, it may have keys left to claim, and a copy that came meanwhile may
    # have them.
    seen = {article, *candidates}
    for key in map(layout.shingle_row, ours.keys):
        holder = (held.get(key) or index.put_if_absent(key, article.encode())).decode()
        if holder in seen:
            continue
        seen.add(holder)
        if found := _recognise(ours, [holder], index):
            index.put(own, _encode(IndexedArticle(found[1].story, mark, ours)))
            return StoryAssignment("copy", found[1].story, found[0])
    return StoryAssignment("same" if again else "new", article)


def reserve_entries(story: str, article: str, entries: Iterable[str], index: KeyValueStore) -> list[str]:
    """Those of the matched ``entries`` that this reading of an article is the first of its story to match.

    An alert is due where the list is not empty; ``handed_over`` says that it is on its way. Asking again for the same
    reading gives the same answer, so a run that failed behind this point loses nothing when it is tried again. Where it is
    never tried again as it was (the page was overwritten, or says something else when it is fetched once more), its claim
    must not keep the alert from others: what was claimed and not handed over is due to every reading that asks, and whoever
    sends alerts tells it once (``first_told``).
    """
    ours, gone = article.encode(), f"{article}{_REQUESTED}".encode()
    due = []
    for entry in entries:
        held = index.put_if_absent(layout.reservation_row(story, entry), ours)
        if held in {ours, gone} or not held.endswith(_REQUESTED.encode()):
            due.append(entry)
    return due


def mark_requested(story: str, article: str, entries: Iterable[str], index: KeyValueStore) -> None:
    """Say that an alert for these entries is on its way."""
    for entry in entries:
        index.put(layout.reservation_row(story, entry), f"{article}{_REQUESTED}".encode())


MAX_OUTLETS = 20
"""Outlets of a story that are remembered."""


def record_outlet(story: str, article: Article, index: KeyValueStore) -> None:
    """Remember that a story was told by this article's outlet; telling it again changes nothing."""
    keys = [layout.outlet_row(story, number) for number in range(MAX_OUTLETS)]
    held = index.get(keys)
    outlet = Outlet(article=article.id, site=article.site, url=article.url, published=article.published)
    ours = msgspec.msgpack.encode(outlet)
    if any(msgspec.msgpack.decode(value, type=Outlet).article == article.id for value in held.values()):
        return
    for key in keys:
        # Another may take the place meanwhile: then it is the next one.
        if key not in held and index.put_if_absent(key, ours) == ours:
            return


def outlets(story: str, index: KeyValueStore) -> list[Outlet]:
    """Those that told a story, the first first, at most 20."""
    keys = [layout.outlet_row(story, number) for number in range(MAX_OUTLETS)]
    held = index.get(keys) if story else {}
    return [msgspec.msgpack.decode(held[key], type=Outlet) for key in keys if key in held]


def other_outlets(story: str, article: str, index: KeyValueStore) -> list[Outlet]:
    """Those that had a story besides an article's own, in the order in which they came."""
    return [outlet for outlet in outlets(story, index) if outlet.article != article]


def _encode(article: IndexedArticle) -> bytes:
    return msgspec.msgpack.encode(article)


def _recognise(ours: Signature, candidates: list[str], index: KeyValueStore) -> tuple[str, IndexedArticle] | None:
    if not candidates:
        return None
    held = index.get([layout.article_row(candidate) for candidate in candidates])
    best: tuple[float, str, IndexedArticle] | None = None
    for candidate in candidates:
        value = held.get(layout.article_row(candidate))
        told = msgspec.msgpack.decode(value, type=IndexedArticle) if value else None
        if told and same_story(ours, told.signature):
            close = similarity(ours, told.signature)
            if best is None or close > best[0]:
                best = (close, candidate, told)
    return best and (best[1], best[2])
