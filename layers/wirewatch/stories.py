"""The same story again? An article's identity, and near-copies of it at other outlets within a window of days.

Two texts tell the same story where one holds at least four fifths of the other's word 5-grams: containment, not
Jaccard, because outlets cut agency texts short. Every 5-gram is hashed (Broder's shingles); the sorted hashes are
kept with the article, so that the decision is exact, and a few of them, chosen by winnowing (Schleimer, Wilkerson and
Aiken 2003: the least hash of every window of 40, so that any 44 words in common give a key in common; of 8 in the first 44
words, so that a first sentence that was kept alone does), are the keys by which copies find each other. MinHash with
banding was measured beside it: it estimates Jaccard, and misses what was cut.

``place`` runs on any store with three plain operations (``StoryIndex``), each atomic for one key, and needs no other
locking: see there.
"""

from __future__ import annotations

import re
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Literal, Protocol

import msgspec

from wirewatch.addresses import url_key
from wirewatch.article import Article, Outlet

SHINGLE = 5
WINDOW = 40
LEAD = 40
"""Shingles at the beginning of a text, in which the windows are of ``LEAD_WINDOW``."""
LEAD_WINDOW = 8
KEYS = 64
"""At most, of one article: with its own key they fit one batch-get of 100."""
SAME = 0.8
"""Containment from which two texts tell the same story."""

_HANDED = " handed over"
_LEAST_SHARED = 4
_SKETCH = 2048
_WORDS = 50_000
# Scripts that are written without spaces are cut into characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_CANDIDATES = 16


class Signature(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a text to recognise it.

    Attributes:
        keys: hexadecimal, in rising order, at most ``KEYS``.
        scale: only hashes below 2**32 / scale are kept; 1 for texts of up to 2048 different 5-grams.
        sketch: the kept hashes, 4 bytes each, native order, rising.
    """

    keys: list[str]
    scale: int
    sketch: bytes

    def hashes(self, scale: int = 1) -> set[int]:
        """The kept hashes, thinned to ``scale`` where that is coarser."""
        values = array("I", self.sketch)
        return set(values) if scale <= self.scale else {value for value in values if value < 2**32 // scale}


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; characters where the script has no spaces. The first 50,000."""
    found = []
    for word in _WORD.finditer(text.lower()):
        found.append(word.group())
        if len(found) == _WORDS:
            break
    return found


def fingerprint(text: str) -> str:
    """128 bits of the text's words in hexadecimal: equal where only case, spacing or punctuation differ."""
    return blake2b(" ".join(words(text)).encode("utf-8", "replace"), digest_size=16).hexdigest()


def article_id(url: str | None, text: str) -> str:
    """An article's id, 32 hexadecimal digits: of its address where it has one, else of its text.

    Two readings of one address are one article, whatever has been edited. An address without a path is a site's, not
    an article's (some pages name their front page as canonical), and does not count.
    """
    key = url_key(url) if url else None
    return blake2b(key.encode(), digest_size=16).hexdigest() if key else fingerprint(text)


def signature(text: str) -> Signature:
    """The signature of a text; of one shorter than five words it is empty, and equal to none."""
    tokens = words(text)
    shingles = [
        int.from_bytes(blake2b(" ".join(tokens[i : i + SHINGLE]).encode("utf-8", "replace"), digest_size=8).digest())
        for i in range(len(tokens) - SHINGLE + 1)
    ]
    kept = {shingle >> 32 for shingle in shingles}
    scale = 1
    while len(kept) > _SKETCH:
        scale *= 2
        kept = {value for value in kept if value < 2**32 // scale}
    return Signature(
        keys=[f"{key:016x}" for key in sorted(_winnow(shingles))],
        scale=scale,
        sketch=array("I", sorted(kept)).tobytes(),
    )


def _winnow(shingles: list[int]) -> set[int]:
    # Short texts get narrower windows, so that they too have several keys; so does the beginning of every text, as what
    # others keep of a story is often only that.
    window = min(WINDOW, max(1, len(shingles) // 6))
    chosen = set(_least(shingles[:LEAD], min(window, LEAD_WINDOW)))
    for least in _least(shingles, window):
        if len(chosen) == KEYS:
            break
        chosen.add(least)
    return chosen


def _least(shingles: list[int], window: int) -> Iterator[int]:
    """The least shingle of every window."""
    return (min(shingles[i : i + window]) for i in range(len(shingles) - window + 1))


def _shared(a: Signature, b: Signature) -> tuple[int, int, int]:
    scale = max(a.scale, b.scale)
    ours, theirs = a.hashes(scale), b.hashes(scale)
    return len(ours & theirs), len(ours), len(theirs)


def similarity(a: Signature, b: Signature) -> float:
    """Jaccard similarity of the two texts' word 5-grams, 0 to 1."""
    shared, ours, theirs = _shared(a, b)
    return shared / (ours + theirs - shared) if shared else 0.0


def containment(a: Signature, b: Signature) -> float:
    """Share of the shorter text's word 5-grams that the longer one holds, 0 to 1."""
    shared, ours, theirs = _shared(a, b)
    return shared / min(ours, theirs) if shared else 0.0


def same_story(a: Signature, b: Signature, at_least: float = SAME) -> bool:
    """Whether one text is a copy of the other, whole or cut; never on fewer than four 5-grams in common."""
    shared, ours, theirs = _shared(a, b)
    return shared >= _LEAST_SHARED and shared >= at_least * min(ours, theirs)


class KeyValueStore(Protocol):
    """A store of small values that forgets them after the window of days. Every operation is atomic for its key."""

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """The values of those keys that are held and not expired; one batch-get, at most 100 keys."""

    def put(self, key: str, value: bytes) -> None:
        """Set a value, whatever was there."""

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """Set a value where none is held (or it has expired), and return the value that is held now."""


class MemoryKeyValueStore:
    """A ``StoryIndex`` in memory, for one process; ``clock`` gives seconds."""

    def __init__(self, days: float = 3, clock: Callable[[], float] = time.time) -> None:
        self._held: dict[str, tuple[float, bytes]] = {}
        self._seconds = days * 86400
        self._clock = clock
        self._lock = threading.Lock()
        self._swept = clock()

    def get(self, keys: list[str]) -> dict[str, bytes]:
        """As in ``StoryIndex``."""
        now = self._clock()
        with self._lock:
            found = [(key, self._held.get(key)) for key in keys]
        return {key: held[1] for key, held in found if held and held[0] > now}

    def put(self, key: str, value: bytes) -> None:
        """As in ``StoryIndex``."""
        with self._lock:
            self._sweep()
            self._held[key] = (self._clock() + self._seconds, value)

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        """As in ``StoryIndex``."""
        now = self._clock()
        with self._lock:
            held = self._held.get(key)
            if held and held[0] > now:
                return held[1]
            self._held[key] = (now + self._seconds, value)
            return value

    def _sweep(self) -> None:
        now = self._clock()
        if now - self._swept > self._seconds / 8:
            self._swept = now
            self._held = {key: held for key, held in self._held.items() if held[0] > now}


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
    own = f"article#{article}"
    held = index.get([own, *map(_key, ours.keys)])
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
    for key in map(_key, ours.keys):
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
    ours, gone = article.encode(), f"{article}{_HANDED}".encode()
    due = []
    for entry in entries:
        held = index.put_if_absent(f"story#{story}#{entry}", ours)
        if held in {ours, gone} or not held.endswith(_HANDED.encode()):
            due.append(entry)
    return due


def mark_requested(story: str, article: str, entries: Iterable[str], index: KeyValueStore) -> None:
    """Say that an alert for these entries is on its way."""
    for entry in entries:
        index.put(f"story#{story}#{entry}", f"{article}{_HANDED}".encode())


def claim_for_delivery(story: str, mark: str, entries: Iterable[str], index: KeyValueStore) -> list[str]:
    """Those of the ``entries`` that no alert of the story but the one called ``mark`` tells; the same when asked again."""
    ours = mark.encode()
    return [entry for entry in entries if index.put_if_absent(f"told#{story}#{entry}", ours) == ours]


MOST_OUTLETS = 20
"""Outlets of a story that are remembered."""


def record_outlet(story: str, article: Article, index: KeyValueStore) -> None:
    """Remember that a story was told by this article's outlet; telling it again changes nothing."""
    keys = [f"outlet#{story}#{place}" for place in range(MOST_OUTLETS)]
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
    keys = [f"outlet#{story}#{place}" for place in range(MOST_OUTLETS)]
    held = index.get(keys) if story else {}
    return [msgspec.msgpack.decode(held[key], type=Outlet) for key in keys if key in held]


def _key(key: str) -> str:
    return f"shingle#{key}"


def _encode(told: IndexedArticle) -> bytes:
    return msgspec.msgpack.encode(told)


def _recognise(ours: Signature, candidates: list[str], index: KeyValueStore) -> tuple[str, IndexedArticle] | None:
    if not candidates:
        return None
    held = index.get([f"article#{candidate}" for candidate in candidates])
    best: tuple[float, str, IndexedArticle] | None = None
    for candidate in candidates:
        value = held.get(f"article#{candidate}")
        told = msgspec.msgpack.decode(value, type=IndexedArticle) if value else None
        if told and same_story(ours, told.signature):
            close = similarity(ours, told.signature)
            if best is None or close > best[0]:
                best = (close, candidate, told)
    return best and (best[1], best[2])
