"""Stories: which articles are of one story, which entries alert, and which outlets had the story.

Two articles are of one story where one is a copy of the other (``fingerprints``), or where both report the same event in
words of their own (``event_score``). The rule for copies comes first. An article is placed when it comes, and stays there.

``assign_story`` runs on any ``KeyValueStore``. Each of its operations is atomic for one key, and no other locking is
needed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import msgspec

from wirewatch.records import Article, Outlet
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories.corrections import is_correction
from wirewatch.stories.event_index import (
    EventPlacement,
    StoryMember,
    event_keys,
    place_event,
    record_member,
    story_updates,
)
from wirewatch.stories.event_score import EventWeights, event_weights
from wirewatch.stories.event_text import EventProfile, event_profile
from wirewatch.stories.fingerprints import Signature, fingerprint, same_story, signature, similarity

_REQUESTED = " requested"
_CANDIDATES = 16


class IndexedArticle(msgspec.Struct, frozen=True, array_like=True):
    """An article as the index remembers it: its story, its text's fingerprint and signature.

    ``joined`` is true where the story is another's by the event rule: then the article has keys of its own.
    ``perhaps`` is the story that may report the same event, empty where there is none; ``updates`` is what it adds to the story.
    """

    story: str
    fingerprint: str
    signature: Signature
    joined: bool = False
    perhaps: str = ""
    updates: list[str] = []


class ArticleEvent(NamedTuple):
    """What the event rule knows of an article.

    Attributes:
        profile: of its title and text.
        day: its date in days since 1970, None where it states none.
        now: seconds since 1970.
        correction: that it corrects an earlier article, in words; empty where it does not say so.
    """

    profile: EventProfile
    day: float | None
    now: float
    correction: str = ""


class StoryAssignment(msgspec.Struct, frozen=True):
    """Where an article belongs.

    Attributes:
        kind: ``new``, the first of its story; ``copy``, the story is known from another article; ``event``, it is known
            from articles that report the same event in other words; ``update``, the same article with another text; ``same``, the same article with the same text (read again, or tried again
            after a failure: what was not finished then is finished now, ``story`` being as it was).
        story: id of the story: that of its first article.
        copy_of: id of the article that the text was recognised by, for kind copy.
        perhaps: id of another story that may report the same event, for kind new (and same, when it was).
        updates: what it adds to a known story, or to the one of ``perhaps``, in words: figures that grew, a correction.
        placement: what the event rule decided now, for kinds new and event.
    """

    kind: Literal["new", "copy", "event", "update", "same"]
    story: str
    copy_of: str | None = None
    perhaps: str | None = None
    updates: list[str] = []
    placement: EventPlacement | None = None

    def explanation(self) -> dict[str, Any]:
        """What the decision stood on, for people: the score, the bounds, and what spoke for and against, heaviest first."""
        if self.kind == "copy":
            return {"rule": "copy", "copy_of": self.copy_of}
        if self.placement is None or self.placement.score is None:
            return {"rule": "no similar story is known"}
        score, parts = self.placement.score
        heaviest = sorted(parts.items(), key=lambda part: -abs(part[1]))
        weights = event_weights()
        return {
            "rule": "event",
            "band": self.placement.band,
            "compared_with": self.placement.story,
            "score": round(score, 2),
            "same_from": weights.same,
            "perhaps_from": weights.perhaps,
            "for": {name: round(value, 2) for name, value in heaviest if value >= 0.05},
            "against": {name: round(value, 2) for name, value in heaviest if value <= -0.05},
        }


EVENT_LANGUAGES = frozenset({None, "en"})
"""Languages to which the event rule applies: those that it was measured in. None is a text whose language is not known."""


def article_event(article: Article, now: float | None = None) -> ArticleEvent | None:
    """What the event rule knows of an article; None where it does not apply to the article's language."""
    if article.language not in EVENT_LANGUAGES:
        return None
    correction = f"corrected by {article.site or 'the outlet'}" if is_correction(article.title, article.text) else ""
    profile = event_profile(article.title, article.text)
    return ArticleEvent(profile, _day(article.published), now or time.time(), correction)


def _day(published: str | None) -> float | None:
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / 86_400


def assign_story(
    article: str,
    text: str,
    index: KeyValueStore,
    event: ArticleEvent | None = None,
    weights: EventWeights | None = None,
) -> StoryAssignment:
    """Find the story that an article (by its id) belongs to, and remember the article.

    Without ``event`` only copies are recognised. ``weights`` are those of the event rule, the ones that ship by default.

    One ``get`` for an article like none before, a second where keys are in common; then one ``put`` and, for the first
    of a story, a ``claim`` for each key. The event rule adds 35 keys to the first ``get``, a ``get`` of the four stories
    that share the most of them, and a ``put`` for the story and each key that does not name it yet. Concurrent callers agree: all claim their keys in the same order, so of two
    copies that arrive together the one that wins the least key in common is the story, and the other meets it there.
    """
    mark, ours = fingerprint(text), signature(text)
    own = layout.article_row(article)
    events = event_keys(event.profile) if event else {}
    held = index.get([own, *map(layout.shingle_row, ours.keys), *events])
    held_events = {key: held.pop(key) for key in events if key in held}
    story, placement = article, None
    kept = held.pop(own, None)
    again = kept is not None
    candidates: list[str] = []
    if kept is None:
        holders = Counter(value.decode() for value in held.values())
        candidates = [holder for holder, _ in holders.most_common(_CANDIDATES)]
        if found := _recognise(ours, candidates, index):
            return _as_copy(found, article, mark, ours, index, event, held_events)
        if event:
            placement = place_event(event.profile, held_events, index, event.now, event.day, weights)
            if placement.band == "same" and placement.story:
                story = placement.story
        perhaps = placement.story or "" if placement and placement.band == "perhaps" else ""
        known_event = placement is not None and placement.band != "other"
        updates = _with_correction(placement.updates, event) if placement and known_event else []
        mine = IndexedArticle(story, mark, ours, story != article, perhaps, updates)
        kept = index.put_if_absent(own, _encode(mine))
    known = msgspec.msgpack.decode(kept, type=IndexedArticle)
    if known.fingerprint != mark:
        news = _later_updates(known.story, article, index, event, held_events)
        index.put(own, _encode(IndexedArticle(known.story, mark, ours, updates=news)))
        return StoryAssignment("update", known.story, updates=news)
    if known.story != article and not known.joined:
        return StoryAssignment("same", known.story, updates=known.updates)
    # No copy. Tried again after a failure, it may have keys left to claim, and a copy that came meanwhile may have them.
    seen = {article, *candidates}
    for key in map(layout.shingle_row, ours.keys):
        holder = (held.get(key) or index.put_if_absent(key, article.encode())).decode()
        if holder in seen:
            continue
        seen.add(holder)
        if found := _recognise(ours, [holder], index):
            return _as_copy(found, article, mark, ours, index, event, held_events)
    if event:
        record_member(known.story, StoryMember(article, event.profile, event.day), held_events, index, event.now)
    kind: Literal["same", "event", "new"] = "same" if again else "event" if known.joined else "new"
    return StoryAssignment(kind, known.story, perhaps=known.perhaps or None, updates=known.updates, placement=placement)


def _as_copy(
    found: tuple[str, IndexedArticle],
    article: str,
    mark: str,
    ours: Signature,
    index: KeyValueStore,
    event: ArticleEvent | None,
    held: dict[str, bytes],
) -> StoryAssignment:
    story = found[1].story
    updates = _later_updates(story, article, index, event, held)
    index.put(layout.article_row(article), _encode(IndexedArticle(story, mark, ours, updates=updates)))
    return StoryAssignment("copy", story, found[0], updates=updates)


def _later_updates(
    story: str, article: str, index: KeyValueStore, event: ArticleEvent | None, held: dict[str, bytes]
) -> list[str]:
    """What a copy or an edited article adds to its story; then it is a member, so that the next one is compared with it."""
    if event is None:
        return []
    updates = _with_correction(story_updates(story, event.profile, index), event)
    if updates:
        record_member(story, StoryMember(article, event.profile, event.day), held, index, event.now)
    return updates


def _with_correction(updates: list[str], event: ArticleEvent | None) -> list[str]:
    return [*updates, event.correction] if event and event.correction else updates


def reserve_entries(story: str, article: str, entries: Iterable[str], index: KeyValueStore) -> list[str]:
    """Those of the matched ``entries`` that this revision of an article is the first of its story to match.

    An alert is due where the list is not empty; ``mark_requested`` notes that it is on its way. Asking again for the same
    revision gives the same answer, so a run that failed behind this point loses nothing when it is tried again. Where it is
    never tried again as it was (the page was overwritten, or says something else when it is fetched once more), its claim
    must not keep the alert from others: what was reserved and not requested is due to every revision that asks, and whoever
    sends alerts sends it once (``DeliveryLedger.claim``).
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


def release_entries(story: str, entries: Iterable[str], index: KeyValueStore) -> None:
    """Say that the alert for these entries cannot be sent: they are due to the next article of the story."""
    for entry in entries:
        index.put(layout.reservation_row(story, entry), b"")


MAX_OUTLETS = 20
"""Outlets of a story that are remembered."""
_FEW_OUTLETS = 3


def record_outlet(story: str, article: Article, index: KeyValueStore) -> None:
    """Remember that this article's outlet had a story; remembering it again changes nothing."""
    keys, held = _held_outlets(story, index)
    outlet = Outlet(article=article.id, site=article.site, url=article.url, published=article.published)
    ours = msgspec.msgpack.encode(outlet)
    if any(msgspec.msgpack.decode(value, type=Outlet).article == article.id for value in held.values()):
        return
    for key in keys:
        # Another may take the place meanwhile: then it is the next one.
        if key not in held and index.put_if_absent(key, ours) == ours:
            return


def outlets(story: str, index: KeyValueStore) -> list[Outlet]:
    """Outlets that had a story, the first first, at most 20."""
    keys, held = _held_outlets(story, index) if story else ([], {})
    return [msgspec.msgpack.decode(held[key], type=Outlet) for key in keys if key in held]


def _held_outlets(story: str, index: KeyValueStore) -> tuple[list[str], dict[str, bytes]]:
    """The rows of a story's outlets, and what they hold. Most stories have few: the others are read only behind those."""
    keys = [layout.outlet_row(story, number) for number in range(MAX_OUTLETS)]
    held = index.get(keys[:_FEW_OUTLETS])
    if keys[_FEW_OUTLETS - 1] in held:
        held |= index.get(keys[_FEW_OUTLETS:])
    return keys, held


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
